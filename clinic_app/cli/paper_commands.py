"""`clinic import`, `print`, `report`, `reports`, `self-test`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from clinic_app.cli.asking import open_clinic, pair
from clinic_app.cli.output import Voice
from clinic_app.errors import BadInput, NoSuchRecord, UnknownList, UnknownRecordType
from clinic_app.use_cases.timeline_rows import GROUPS
from clinic_app.wording.words import _, ngettext


def import_(told: argparse.Namespace, voice: Voice) -> int:
    """Exit 1 with the document when rows stayed out under --strict; otherwise wrong rows are told and 0 is given."""
    from clinic_app.reports.sheet_reading import Wish
    from clinic_app.use_cases.importing import mapping as mappings
    from clinic_app.use_cases.importing.importing import would_be

    mapping = mappings.from_file(Path(told.mapping)) if told.mapping else None
    with open_clinic(told) as clinic:
        plan = clinic.importing.plan(
            Path(told.file),
            told.type,
            mapping=mapping,
            settled=dict(map(pair, told.map or [])),
            register=told.register,
            strict=told.strict,
            update=told.update,
            wish=Wish(encoding=told.encoding, sheet=told.sheet, header=told.header),
        )
        done = would_be(plan) if told.dry_run else clinic.importing.carry_out(plan)
    lines = [f"{error.row}: {error.heading}: {error.value}: {error.message}" for error in done.errors]
    lines += [f"{one.row}: {one.heading}: {one.message}" for one in done.left_out]
    lines += [f"{one.row}: {one.number or one.id}: {_('here, in the bin')}" for one in done.in_bin]
    lines += [
        f"{one['row']}: {one['record_no'] or one['id']}: {one['field']}: {one['before']} -> {one['after']}"
        for update in done.updates
        for one in update.as_json()
    ]
    sums = [_("Added: {added}, skipped: {skipped}, new people: {people}")]
    if told.update:
        sums.append(_("Changed: {n}").format(n=done.updated))
    told_sums = [one.format(added=done.added, skipped=done.skipped, people=done.people) for one in sums]
    voice.give(done.as_json(), [*told_sums, *lines])
    if told.strict and done.errors:
        message = ngettext(
            "{n} row is wrong, so nothing was taken in.",
            "{n} rows are wrong, so nothing was taken in.",
            len(done.errors),
        )
        voice.say(message.format(n=len(done.errors)))
        return 1
    return 0


def print_(told: argparse.Namespace, voice: Voice) -> int:
    if told.chronology:
        return _chronology(told, voice)
    with open_clinic(told) as clinic:
        if told.type == "attachment":
            clinic.evidence.print_custody_sheet(told.id, Path(told.out))
        else:
            clinic.reporting.print_card(told.type, told.id, Path(told.out))
    voice.give({"file": told.out}, [told.out])
    return 0


def _chronology(told: argparse.Namespace, voice: Voice) -> int:
    """`print journalist_case ID --chronology`: for whom, which groups, from when to when."""
    groups = [part.strip() for part in told.show.split(",") if part.strip()]
    with open_clinic(told) as clinic:
        if told.type != "journalist_case":
            raise UnknownRecordType(type=told.type)
        if unknown := sorted(set(groups) - set(GROUPS)):
            raise UnknownList(list=unknown[0], known=", ".join(GROUPS))
        sheet = clinic.case_paper.chronology(
            told.id,
            reader=told.reader,
            groups=groups,
            since=_day(told.start) if told.start else None,
            until=_day(told.end) if told.end else None,
            notes=told.notes,
            names=told.names,
        )
        clinic.case_paper.write(sheet, told.id, Path(told.out))
    voice.give({"file": told.out}, [told.out])
    return 0


def report(told: argparse.Namespace, voice: Voice) -> int:
    start, end = _day(told.start), _day(told.end)
    if start > end:
        raise BadInput(file=f"{told.start} – {told.end}", line=0, why="period")
    with open_clinic(told) as clinic:
        if told.office and not clinic.casework.known("office", [told.office]):
            raise NoSuchRecord(type="office", id=told.office)
        made = clinic.reporting.build(told.name, start, end, office=told.office, profile=told.profile)
        clinic.reporting.write(made, Path(told.out))
    voice.give({"file": told.out, "rows": made.rows, "suppressed": made.suppressed}, [told.out])
    return 0


def reports(_told: argparse.Namespace, voice: Voice) -> int:
    from clinic_app.reports.registry import report_names

    names = report_names()
    voice.give([{"name": name, "title": title} for name, title in names], [f"{name}  {title}" for name, title in names])
    return 0


def self_test(_told: argparse.Namespace, voice: Voice) -> int:
    from clinic_app.use_cases.self_test import full_round

    problems = full_round()
    voice.give({"ok": not problems, "problems": problems}, problems or [_("Everything works.")])
    if problems:
        voice.say(_("The program does not work as it should on this computer."))
    return 1 if problems else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(file=text, line=0, why="date") from None
