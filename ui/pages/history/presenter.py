"""The history of a record where no Qt is needed: what changed as pieces of text, filtered by field, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.records.values import Kept, Text
from clinic_app.use_cases.casework import version_of
from clinic_app.use_cases.history import Blank, Change
from clinic_app.use_cases.value_words import NOTHING, field_of, label_of, words_of
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.words import _, ngettext
from ui.pages.history.differences import ADDED, REMOVED, Piece, difference, shortened


@dataclass(frozen=True)
class Told:
    """A record's history as it was read, newest last. `live`: register -> what is shown of it alone now."""

    kind: str
    id: str
    title: str
    version: str
    changes: Sequence[Change]
    blanks: Sequence[Blank]
    titles: dict[str, str]
    offices: dict[str, str]
    may_restore: bool
    live: dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One line of the history. `first`: the first line of its entry, which says when and who."""

    key: str
    icon: str
    first: bool = True
    date: str = ""
    clock: str = ""
    author: str = ""
    where: str = ""
    label: str = ""
    pieces: tuple[Piece, ...] = ()  # cut for the list
    whole: tuple[Piece, ...] = ()
    note: str = ""
    tone: str = "neutral"
    change: Change | None = None
    restorable: bool = False
    facts: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def spoken(self) -> str:
        """What a screen reader says of it."""
        struck = "".join(one.text for one in self.pieces if one.how != ADDED).strip()
        written = "".join(one.text for one in self.pieces if one.how != REMOVED).strip()
        said = _("from {before} to {after}").format(before=struck or NOTHING, after=written or NOTHING)
        parts = (self.label, said if self.pieces else "", self.author, self.where, self.date, self.clock, self.note)
        return ", ".join(part for part in parts if part)


# --- reading --------------------------------------------------------------------------------------------------------


def read_history(clinic: Any, kind: str, id: str) -> Told:
    """Vault's thread: everything the page shows of one record. NoSuchRecord."""
    record = clinic.casework.load(kind, id)
    changes = clinic.history.of(kind, id)
    blanks = clinic.history.blanks(kind, id)
    told = [(change.register, value) for change in changes for value in (change.before, change.after)]
    offices = {one.office for one in [*changes, *blanks] if one.office}
    registers = record.registers()
    torn = record.conflicts
    return Told(
        kind=kind,
        id=id,
        title=clinic.casework.titles(kind, [id]).get(id, ""),
        version=version_of(record),
        changes=changes,
        blanks=blanks,
        titles=clinic.history.titles(kind, told),
        offices=clinic.casework.titles("office", offices),
        may_restore=clinic.history.may_restore(record),
        live={change.register: registers.get(change.register) for change in changes if change.register not in torn},
    )


# --- showing --------------------------------------------------------------------------------------------------------


def title_of(told: Told) -> str:
    """Consultation NAR1-2026-A-0007"""
    kind = _(record_type(told.kind).title)
    return _("{field}: {what}").format(field=kind, what=told.title) if told.title else kind


def facts_of(told: Told) -> str:
    """How many changes, and whose clocks."""
    count = len({change.dot for change in told.changes})
    counted = ngettext("{n} entry", "{n} entries", count).format(n=count)
    return " · ".join((counted, _("times are those of each laptop")))


def fields_of(told: Told) -> list[tuple[str, str]]:
    """(field, label) of everything that ever changed, in the alphabet's order."""
    names = {change.register.partition("/")[0] for change in told.changes}
    found = [(name, _label_of_field(told.kind, name)) for name in names]
    return sorted(found, key=lambda one: alphabet_key(one[1]))


def rows_of(told: Told, field: str = "", newest_first: bool = True) -> list[Row]:
    """The lines of the history, of one field or of all; the lines of one entry stay together."""
    entries: dict[str, list[Change]] = {}
    for change in told.changes:
        if _tells(change) and (not field or change.register.partition("/")[0] == field):
            entries.setdefault(change.dot, []).append(change)
    rows = [] if field else _blank_rows(told)
    groups = [_rows_of_entry(told, changes, begun=not at) for at, changes in enumerate(entries.values())]
    ordered = [rows, *groups] if not newest_first else [*reversed(groups), rows]
    return [row for group in ordered for row in group]


def _tells(change: Change) -> bool:
    """Clearing what was empty tells nothing."""
    return bool(change.missing or change.lost) or change.before not in (None, "") or change.after not in (None, "")


def _rows_of_entry(told: Told, changes: Sequence[Change], begun: bool) -> list[Row]:
    order = {spec.name: place for place, spec in enumerate(record_type(told.kind).fields)}
    placed = sorted(changes, key=lambda one: (order.get(one.register.partition("/")[0], len(order)), one.register))
    return [_row(told, change, place == 0, begun) for place, change in enumerate(placed)]


def _row(told: Told, change: Change, first: bool, begun: bool) -> Row:
    date, clock = clock_parts(change.at)
    note, tone = _note(change)
    before, after = (words_of(told.kind, change.register, one, told.titles) for one in (change.before, change.after))
    long = _is_text(told.kind, change.register)
    whole = difference("" if before == NOTHING else before, "" if after == NOTHING else after, long)
    return Row(
        key=f"{change.dot}:{change.register}",
        icon="plus" if begun and change.before is None else "pencil",
        first=first,
        date=date,
        clock=clock,
        author=change.author,
        where=where_words(told, change.office, change.laptop),
        label=label_of(told.kind, change.register, told.titles),
        pieces=shortened(whole),
        whole=whole,
        note=note,
        tone=tone,
        change=change,
        restorable=_restorable(told, change),
        facts=_facts(told, change),
    )


def _note(change: Change) -> tuple[str, str]:
    """What is remarkable about a change, and its tone."""
    if change.set_aside:
        return _("set aside here"), "warn"
    if change.lost:
        return _("what stood here before was erased on request"), "neutral"
    if change.missing:
        return _("what stood here before has not been received"), "warn"
    if change.carried_by:
        return _("carried by {laptop}").format(laptop=change.carried_by), "neutral"
    return "", "neutral"


def _facts(told: Told, change: Change) -> tuple[tuple[str, str], ...]:
    date, clock = clock_parts(change.at)
    told_by = [
        (_("Written by"), change.author),
        (_("Office and laptop"), where_words(told, change.office, change.laptop)),
        (_("By that laptop's clock"), ", ".join(part for part in (date, clock) if part)),
        (_("Came with"), change.package or _("written here")),
        (_("Carried by"), change.carried_by),
    ]
    return tuple((label, value) for label, value in told_by if value)


def _blank_rows(told: Told) -> list[Row]:
    """One line per laptop of whose entries nothing is left, and per laptop whose entries have not come."""
    counted: dict[tuple[bool, str, str], int] = {}
    for one in told.blanks:
        key = (one.erased, one.office, one.laptop)
        counted[key] = counted.get(key, 0) + 1
    rows = []
    for (erased, office, laptop), n in sorted(counted.items()):
        if erased:
            said = ngettext("{n} entry was erased on request", "{n} entries were erased on request", n)
        else:
            said = ngettext("{n} entry has not been received", "{n} entries have not been received", n)
        rows.append(
            Row(
                key=f"blank:{erased}:{office}:{laptop}",
                icon="circle-dashed" if erased else "package-off",
                where=where_words(told, office, laptop),
                label=said.format(n=n),
                tone="neutral" if erased else "warn",
            )
        )
    return rows


def _restorable(told: Told, change: Change) -> bool:
    """Whether writing its value again would change anything, and is anybody's to do."""
    spec = field_of(told.kind, change.register)
    if not told.may_restore or (spec is None and change.register != "archived"):
        return False
    if spec is not None and (isinstance(spec.kind, Kept) or (spec.program_fills and isinstance(spec.kind, Text))):
        return False  # record numbers are the program's
    if change.register not in told.live:
        return True  # several values stand side by side
    now = told.live[change.register]
    return (now or None) != (change.after or None)


def where_words(told: Told, office: str, laptop: str) -> str:
    """Нарын кеңсеси · B"""
    name = told.offices.get(office, office)
    return " · ".join(part for part in (name, laptop) if part)


def clock_parts(at: str) -> tuple[str, str]:
    """(22.11.2026, 14:05) of the clock in an entry; what is no clock is shown as it stands."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at, ""
    return f"{moment:%d.%m.%Y}", f"{moment:%H:%M}"


def _label_of_field(kind: str, name: str) -> str:
    spec = field_of(kind, name)
    return _(spec.label) if spec is not None else label_of(kind, name)


def _is_text(kind: str, register: str) -> bool:
    spec = field_of(kind, register)
    return spec is not None and isinstance(spec.kind, Text)
