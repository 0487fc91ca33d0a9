"""Chosen rows of a list as a spreadsheet.

With names and numbers only for one's own office (`internal`): what leaves it (`outward`) has the fields whose privacy
rule lets a single row out, reduced as in a counting row; free text, names, numbers of records and exact days never.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from clinic_app.errors import NotOurs
from clinic_app.records.counting import counted_kind, counted_value
from clinic_app.records.declared import record_type
from clinic_app.records.record import Field, Record
from clinic_app.records.values import ConsentList, Day, Elements, Kept, Moment, Text, Whole
from clinic_app.reports.listed import Listed, listed_bytes
from clinic_app.reports.report import Cell
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.disclosing import Publishing
from clinic_app.use_cases.files import Ready
from clinic_app.use_cases.value_words import code_words, label_of, references_of, words_of
from clinic_app.wording.words import N_, _, ngettext, spoken

INTERNAL, OUTWARD = "internal", "outward"
_STAMPS = {INTERNAL: N_("For the office alone: with names"), OUTWARD: N_("Without names")}
MOST = 10_000  # records of one table: a workbook is made in memory, never on the disk
# A row without names tells of one incident as a description does; of a case only what statistics tell.
_GATED = {"incident": "C2", "journalist_case": "C1"}
_IN_GROUPS_ONLY = ("suppressed_aggregate", "pseudonym")  # a row of its own would tell what only sums may


@dataclass(frozen=True)
class Leaving:
    """Records that leave in one table, in which mode, and to whom: what is written down once the file stands."""

    kind: str
    ids: tuple[str, ...]
    mode: str
    to_whom: str


@dataclass(frozen=True)
class Drawn:
    """A finished table of records of one kind, for whom it is; nothing has left yet."""

    table: Listed
    leaving: Leaving | None = None
    kind: str = ""
    profile: str = INTERNAL


class ListExport:
    """Spreadsheets of the records of an open vault."""

    def __init__(
        self,
        desk: Desk,
        casework: Casework,
        as_they_stand: Callable[[list[Record]], list[Record]] = lambda some: some,
        publishing: Publishing | None = None,
    ) -> None:
        self._publishing = publishing
        self._as_they_stand = as_they_stand  # a check that somebody must look at again is not done
        self._desk = desk
        self._casework = casework

    def profiles(self, kind: str, ids: Sequence[str]) -> tuple[str, ...]:
        """For whom these records may be written down: `internal` only where all are one's own office's."""
        me = self._desk.identity.office_id
        ours = all(record.home in ("", me) for record in self._casework.load_many(kind, ids))
        outward = any(_leaves(spec) for spec in record_type(kind).fields) and kind != "person"
        return tuple(one for one, may in ((INTERNAL, ours), (OUTWARD, outward)) if may)

    def asks_whom(self, kind: str, profile: str) -> bool:
        """Whether such a table is written down as given to somebody."""
        return profile == OUTWARD and kind in _GATED and self._publishing is not None

    def build(self, kind: str, ids: Sequence[str], profile: str) -> Listed:
        """The table of these records, to be looked at. As `draw`."""
        return self.draw(kind, ids, profile).table

    def draw(self, kind: str, ids: Sequence[str], profile: str, to_whom: str = "") -> Drawn:
        """The table of these records, in the order given. NotOurs where the profile is not theirs to have.

        Outward, incidents and cases pass the gate: those whose consent or verification does not allow a row are left
        out, and the table says how many. Nothing has left before `hand_out`.
        """
        declared = record_type(kind)
        records = self._as_they_stand(self._casework.load_many(kind, ids))
        me = self._desk.identity
        if profile not in self.profiles(kind, ids):
            raise NotOurs(home=next((one.home for one in records if one.home != me.office_id), ""))
        stamp = _(_STAMPS[profile])
        leaving = None
        if self._publishing and self.asks_whom(kind, profile):
            allowed = self._publishing.allowed(kind, ids, _GATED[kind])
            stamp = " · ".join(filter(None, (stamp, left_out(len(records) - len(allowed)))))
            records = [one for one in records if one.id in set(allowed)]
            leaving = Leaving(kind, tuple(allowed), _GATED[kind], to_whom)
        fields = [spec for spec in declared.fields if (_leaves if profile == OUTWARD else _inside)(spec)]
        shown = _reduced if profile == OUTWARD else _whole
        values = [[shown(spec, record) for spec in fields] for record in records]
        titles = self._titles(kind, fields, values)
        table = Listed(
            title=_(declared.plural),
            stamp=stamp,
            issuer=me.office_name,
            made_on=date.today(),
            columns=tuple(label_of(kind, spec.name) for spec in fields),
            rows=tuple(
                tuple(_cell(kind, spec, value, titles) for spec, value in zip(fields, row, strict=True))
                for row in values
            ),
            language=spoken(),
            demo=me.demo,
        )
        return Drawn(table, leaving, kind, profile)

    def write(self, kind: str, ids: Sequence[str], profile: str, out: Path, to_whom: str = "") -> Path:
        """Write the table as XLSX or CSV by the name of the file. NotOurs, BadInput, FileUnwritable, DiskFull."""
        drawn = self.draw(kind, ids, profile, to_whom)
        return self.hand_out(drawn, ready_table(drawn, out))

    def hand_out(self, drawn: Drawn, ready: Ready) -> Path:
        """The file gets its name, and what leaves in it is written down: both, or neither. FileUnwritable."""
        return hand_out(self._desk, self._publishing, drawn, ready)

    def _titles(self, kind: str, fields: Sequence[Field], values: Sequence[Sequence[Any]]) -> dict[str, str]:
        told = [
            (kind, register, value)
            for row in values
            for spec, given in zip(fields, row, strict=True)
            for register, value in _registers(spec, given)
        ]
        found: dict[str, str] = {}
        for to, wanted in references_of(told).items():
            found |= self._casework.titles(to, sorted(wanted))
        return found


def ready_table(drawn: Drawn, out: Path) -> Ready:
    """A drawn table written as XLSX or CSV by the name of the file, which it does not bear yet; it asks nothing of the
    case book. BadInput, FileUnwritable, DiskFull.
    """
    return Ready(out, listed_bytes(drawn.table, out.suffix.lower(), out.name))


def hand_out(desk: Desk, publishing: Publishing | None, drawn: Drawn, ready: Ready) -> Path:
    """The file gets its name, and what leaves in it is written down: both, or neither. FileUnwritable."""
    try:
        with desk.vault.changing():
            if publishing and drawn.leaving and drawn.leaving.ids:
                leaving = drawn.leaving
                publishing.note_export(leaving.kind, leaving.ids, leaving.mode, leaving.to_whom)
            format, count = ready.file.suffix.lower().lstrip("."), len(drawn.table.rows)
            desk.trail.note("list_exported", list=drawn.kind, format=format, count=count, way=drawn.profile)
            # The last step: whatever fails before it leaves no file, and if it fails nothing is written down.
            return ready.stand()
    finally:
        ready.drop()


def left_out(n: int) -> str:
    """How many records a table does not show because they may not leave."""
    if n <= 0:
        return ""
    return ngettext(
        "{n} record is left out: consent or verification does not allow it",
        "{n} records are left out: consent or verification does not allow them",
        n,
    ).format(n=n)


def _inside(spec: Field) -> bool:
    """What a table for one's own office has: no long text, nothing secret (a journalist's name among it)."""
    if isinstance(spec.kind, (Kept, ConsentList)) or (isinstance(spec.kind, Text) and spec.kind.long):
        return False
    return spec.sensitivity not in ("secret", "privileged")


def _leaves(spec: Field) -> bool:
    return counted_kind(spec) is not None and spec.share not in _IN_GROUPS_ONLY


def _whole(spec: Field, record: Record) -> Any:
    return getattr(record, spec.name)


def _reduced(spec: Field, record: Record) -> Any:
    when = getattr(record, record.type.date_field) if record.type.date_field else None
    on = when.date() if isinstance(when, datetime) else when
    value = counted_value(spec, getattr(record, spec.name), on)
    return f"{value:%m.%Y}" if isinstance(value, date) else value


def _registers(spec: Field, value: Any) -> list[tuple[str, Any]]:
    if value is None or value == spec.kind.empty:
        return []
    if isinstance(value, str) and isinstance(spec.kind, (Day, Moment)):
        return [("", value)]  # a month
    if isinstance(spec.kind, Elements):
        return [(f"{spec.name}/{element}", True) for element in sorted(value)]
    return [(spec.name, spec.kind.write(value))]


def _element(kind: Elements, element: str, titles: Mapping[str, str]) -> str:
    if kind.to:
        return titles.get(element) or _("not received yet")
    return code_words(kind.list or "", element)


def _cell(kind: str, spec: Field, value: Any, titles: Mapping[str, str]) -> Cell:
    told = _registers(spec, value)
    if not told:
        return ""
    if isinstance(spec.kind, Elements):
        return ", ".join(_element(spec.kind, element, titles) for element in sorted(value))
    if not told[0][0]:
        return str(told[0][1])
    if isinstance(spec.kind, Whole) and spec.kind.name != "year" and isinstance(value, int):
        return value
    return words_of(kind, spec.name, told[0][1], titles)
