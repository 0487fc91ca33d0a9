"""`clinic preview`, `merge`, `merges`, `merge-report`, `merge-undo`, `erasures`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from clinic_app.cli.asking import open_clinic
from clinic_app.cli.output import Voice
from clinic_app.clinic import Clinic
from clinic_app.errors import NoSuchRecord, NotCoordinator
from clinic_app.exchange.distrust import Distrust
from clinic_app.records.declared import all_types
from clinic_app.use_cases.exchanging.judging import ROSTER_TYPES
from clinic_app.use_cases.exchanging.news import FieldNews, Preview, RecordNews
from clinic_app.use_cases.exchanging.packages import HELD, MERGED, NOTHING_NEW, REFUSED, ObjectsTaken, PackageTaken
from clinic_app.use_cases.exchanging.runs import RunReport
from clinic_app.use_cases.exchanging.undoing import BuiltOn
from clinic_app.use_cases.value_words import label_of, words_of
from clinic_app.wording.dates import date_time, number
from clinic_app.wording.sentences import held_words, refusal_words
from clinic_app.wording.words import N_, _, ngettext

STATES = {MERGED: N_("Merged"), HELD: N_("Waits"), REFUSED: N_("Refused"), NOTHING_NEW: N_("Nothing new")}
REFUSED_FILES = {
    "other": N_("it is not the file that was sealed"),
    "not_a_file": N_("it is a link or a folder"),
    "unreadable": N_("it cannot be read"),
    "disk_full": N_("no room on this disk"),
}
KINDS = {
    "new": N_("New"),
    "changed": N_("Changed"),
    "conflict": N_("To settle"),
    "archived": N_("Archived"),
    "erased": N_("Erased"),
    "incomplete": N_("Incomplete"),
}


def preview(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        found = clinic.exchange.look_into(map(Path, told.paths))
    document = packages_document(found.packages) | {"records": [_news(one) for one in found.records]}
    document |= {"files": found.files}
    voice.give(document, [*package_lines(found.packages), *_news_lines(found)])
    return refusals(found.packages, voice)


def merge(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        if told.both_ours and not clinic.identity.decides:
            raise NotCoordinator
        done = clinic.exchange.merge(map(Path, told.paths), only=told.only, leave_out=told.leave_out or ())
        packages = done.packages
        if told.both_ours:
            packages = tuple(_with_both_branches(clinic, packages, told.only, told.leave_out or ()))
    evidence = {"taken": list(done.objects.taken), "missing": done.objects.missing, "ignored": done.objects.ignored}
    evidence |= {"refused": [{"file": file, "why": why} for file, why in done.objects.refused]}
    voice.give(packages_document(packages) | {"run": done.run, "evidence": evidence}, package_lines(packages))
    return refusals(packages, voice) or _refused_files(done.objects, voice)


def _refused_files(objects: ObjectsTaken, voice: Voice) -> int:
    """Files beside packages that are not what they should be, in one sentence; 1 when there were any."""
    if not objects.refused:
        return 0
    words = ngettext(
        "{n} file beside the packages was not taken in: {files}.",
        "{n} files beside the packages were not taken in: {files}.",
        len(objects.refused),
    )
    told = ", ".join(f"{file[:12]}… ({_(REFUSED_FILES[why])})" for file, why in objects.refused)
    voice.say(words.format(n=number(len(objects.refused)), files=told))
    return 1


def _with_both_branches(
    clinic: Clinic, packages: Sequence[PackageTaken], only: Sequence[str] | None, leave_out: Sequence[str]
) -> list[PackageTaken]:
    """Settle the forks of these packages by reading both branches; what is refused for another reason stays so."""
    forked = [Path(one.file) for one in packages if one.reason == Distrust.FORK]
    touched = clinic.streams.read_both().records
    read = sum(len(ids) for kind, ids in touched.items() if kind not in ROSTER_TYPES)
    again = list(clinic.exchange.merge(forked, only=only, leave_out=leave_out).packages)
    if again:  # the branches lay here, so settling has read them, not the merge after it
        again[0] = replace(again[0], changed=again[0].changed + read)
    done = {one.file: one for one in again}
    return [done.get(one.file, one) for one in packages]


def merges(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        reports = clinic.exchange.reports()
        runs = clinic.exchange.runs()
    voice.give(
        [dict(report.told) | {"at": report.at, "run": report.run} for report in reports],
        [_run_line(run) for run in runs],
    )
    return 0


def merge_report(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        run = clinic.exchange.run(told.run)
        if told.out:
            clinic.exchange.write_run(told.run, Path(told.out))
    offices = {office: asdict(counts) | {"name": run.names.get(office, "")} for office, counts in run.offices.items()}
    document = {
        "run": run.id,
        "at": run.at.isoformat(),
        "undone_at": run.undone_at.isoformat() if run.undone_at else None,
        "offices": offices,
        "left_out": run.left_out,
        "packages": [package_document(one) for one in run.packages],
        "records": [{"type": kind, "id": id} for kind, id in run.records],
        "file": told.out or "",
    }
    voice.give(document, [_run_line(run), *package_lines(run.packages)])
    return 0


def merge_undo(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        if told.back:
            if told.package.isdigit():
                clinic.exchange.take_in_run(int(told.package))
            else:
                clinic.exchange.take_in(told.package)
            built: list[BuiltOn] = []
        elif told.package.isdigit():
            built, _changes = clinic.exchange.undo_run(int(told.package))
        else:
            built, _changes = clinic.exchange.undo(told.package)
    voice.give(
        {"package": told.package, "built_on_top": [asdict(one) for one in built]},
        [
            " · ".join(
                part for part in (_moment(one.at), one.title or one.record, label_of(one.type, one.field)) if part
            )
            for one in built
        ],
    )
    return 0


def erasures(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        asked = clinic.erasing.asked()
    voice.give([{"type": one.type.name, "id": one.id, "home": one.home} for one in asked])
    return 0


def confirm_erasures(told: argparse.Namespace, voice: Voice) -> int:
    with open_clinic(told) as clinic:
        if not clinic.identity.decides:
            raise NotCoordinator
        asked = {one.id: one for one in clinic.erasing.asked()}
        wanted = told.records or list(asked)
        for id in wanted:
            if id not in asked:
                raise NoSuchRecord(type="", id=id)
        clinic.erasing.confirm([asked[id] for id in wanted])
    voice.give({"confirmed": wanted}, list(wanted))
    return 0


# --- packages in words --------------------------------------------------------------------------------------------


def packages_document(packages: Sequence[PackageTaken]) -> dict[str, Any]:
    """What became of packages, as the contract has it."""
    return {"packages": [package_document(one) for one in packages]}


def package_document(one: PackageTaken) -> dict[str, Any]:
    return {
        "file": one.file,
        "package": one.package,
        "status": one.status,
        "reason": _reason(one),
        "missing": list(one.missing),
        "new": one.new,
        "changed": one.changed,
        "conflicts": one.conflicts,
    }


def package_lines(packages: Sequence[PackageTaken]) -> list[str]:
    """What became of packages, a line each, in the user's language."""
    return [
        ": ".join((one.package or Path(one.file).name, " · ".join(filter(None, (_state(one), _reason(one))))))
        for one in packages
    ]


def refusals(packages: Sequence[PackageTaken], voice: Voice) -> int:
    """The exit code of a merge, and one sentence when something was refused."""
    refused = [one for one in packages if one.status == REFUSED]
    if not refused:
        return 0
    if len(refused) == 1:
        voice.say(_reason(refused[0]))
    else:
        message = ngettext("{n} package was refused: {first}", "{n} packages were refused: {first}", len(refused))
        voice.say(message.format(n=len(refused), first=_reason(refused[0])))
    return 4


def _state(one: PackageTaken) -> str:
    parts = [
        ngettext("{n} new", "{n} new", one.new).format(n=number(one.new)) if one.new else "",
        ngettext("{n} changed", "{n} changed", one.changed).format(n=number(one.changed)) if one.changed else "",
    ]
    return ", ".join(filter(None, (_(STATES[one.status]), *parts)))


def _reason(one: PackageTaken) -> str:
    if one.status == HELD:
        return held_words(one.missing)
    return refusal_words(one.reason, one.file) if one.reason else ""


def _run_line(run: RunReport) -> str:
    """12: 22.11.2026, 14:05 · 3 packages · 5 new, 2 changed"""
    counts = run.counts
    parts = [
        f"{run.id}: {date_time(run.at.astimezone())}",
        ngettext("{n} package", "{n} packages", len(run.packages)).format(n=number(len(run.packages))),
        ngettext("{n} new", "{n} new", counts.new).format(n=number(counts.new)),
        ngettext("{n} changed", "{n} changed", counts.changed).format(n=number(counts.changed)),
    ]
    if run.undone_at is not None:
        parts.append(_("Undone on {when}").format(when=date_time(run.undone_at.astimezone())))
    return " · ".join(parts)


# --- news ---------------------------------------------------------------------------------------------------------


def _news(one: RecordNews) -> dict[str, Any]:
    return {
        "type": one.type,
        "record": one.record,
        "title": one.title,
        "home": one.home,
        "what": one.what,
        "packages": list(one.packages),
        "may_leave_out": one.may_leave_out,
        "fields": [
            {
                "field": field.register,
                "from": field.before,
                "to": field.after,
                "author": field.author,
                "office": field.office,
                "laptop": field.laptop,
                "at": field.at,
                "conflict": field.conflict,
            }
            for field in one.fields
        ],
    }


def _news_lines(found: Preview) -> Iterator[str]:
    types = all_types()
    for one in found.records:
        kind = _(types[one.type].title) if one.type in types else one.type
        office = found.offices.get(one.home, one.home)
        yield " · ".join(part for part in (office, kind, one.title or one.record, _(KINDS[one.what])) if part)
        for field in one.fields:
            yield f"  {_field_words(one, field, found)}"


def _field_words(one: RecordNews, field: FieldNews, found: Preview) -> str:
    """Advice given: one → two · Жылдыз Асанова · 22.11.2026, 14:05"""
    before, after = (words_of(one.type, field.register, value, found.titles) for value in (field.before, field.after))
    label = label_of(one.type, field.register, found.titles)
    return " · ".join(part for part in (f"{label}: {before} → {after}", field.author, _moment(field.at)) if part)


def _moment(at: str) -> str:
    try:
        return date_time(datetime.fromisoformat(at))
    except ValueError:
        return at
