"""A row of a sheet becomes values of a record and of its person, or a list of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from clinic_app.names.folding import fold
from clinic_app.names.person_names import is_nameless
from clinic_app.records.declared import record_type
from clinic_app.records.record import Field
from clinic_app.records.values import Choice, Day, Elements, Moment, Ref, Whole, YesNo
from clinic_app.use_cases.importing.ages import group_of_age
from clinic_app.use_cases.importing.cells import Cells, read_cells
from clinic_app.use_cases.importing.faults import LeftOut, NotRead, RowError, Trouble
from clinic_app.use_cases.importing.mapping import Mapping_, fillable, is_persons
from clinic_app.use_cases.importing.unsaid import UNSAID

_SPACES = re.compile(r"[ \u00a0\t]{2,}|[\u00a0\t]")
_MOST_KNOWN = 50_000
_LATER = ("followup_on", "closed_on", "retention_until", "postponed_to")
# A year ahead of the laptop's clock, which may be behind: then a year ahead of this program.
_LATEST = max(date.today(), date(2026, 11, 1)) + timedelta(days=366)


@dataclass(frozen=True)
class ReadRow:
    """A row read: `values` of the record, `person` of its client ({} = nobody), `refs` still names."""

    line: int
    cells: tuple[str, ...]
    values: dict[str, Any]
    person: dict[str, Any]
    refs: dict[str, str]
    number: str
    errors: tuple[RowError, ...]
    left_out: tuple[LeftOut, ...]
    written: frozenset[str] = frozenset()  # fields whose own cells say something
    id: str = ""  # the record the row names by its id
    columns: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)  # field -> its places and headings

    def cell(self, name: str) -> str:
        """What stands in the cells of a field."""
        return " ".join(self.cells[place] for place, _ in self.columns.get(name, ()) if self.cells[place].strip())


class RowReader:
    """Reads the rows of one sheet under one mapping (checked before)."""

    def __init__(self, kind: str, mapping: Mapping_, headings: Sequence[str], *, shifts: bool = False) -> None:
        """`shifts`: a cell too many means that all cells behind it stand in wrong columns (as in a CSV)."""
        self._kind = kind
        self._type = record_type(kind)
        self._defaults = mapping.defaults
        self._fields = fillable(kind)
        self._told = {
            name: {fold(text.strip()): code for text, code in words.items()} for name, words in mapping.values.items()
        }
        self._columns: dict[str, list[tuple[int, str]]] = {}
        for place, heading in enumerate(headings):
            name = mapping.headings.get(heading, "")
            if name and (place, heading) not in self._columns.get(name, ()):
                self._columns.setdefault(name, []).append((place, heading))
        self._width = len(headings) if shifts else 0
        self._persons = frozenset(name for name in self._fields if is_persons(kind, name))
        ordered = sorted(self._fields.values(), key=lambda spec: not isinstance(spec.kind, (Moment, Day)))
        self._read = [spec for spec in ordered if spec.name in self._columns]
        self._repeating = {s.name for s in self._read if isinstance(s.kind, (Choice, Elements, Whole, YesNo))}
        self._known: dict[tuple[object, ...], Any] = {}  # a register says the same few words in every row
        self._same = {spec.name: self._unwritten(spec) for spec in ordered if spec.name not in self._columns}
        self._never = [name for name, value in self._same.items() if self._must_not_be(self._fields[name], value)]

    def heading_of(self, name: str) -> str:
        """The heading behind a field, for messages; "" when the sheet has no such column."""
        return self._columns[name][0][1] if name in self._columns else ""

    def headings(self) -> dict[str, str]:
        """field -> the first heading behind it."""
        return {name: columns[0][1] for name, columns in self._columns.items()}

    def read(self, line: int, cells: tuple[str, ...]) -> ReadRow:
        """The row on `line`. Dates come first: an age may be a year of birth."""
        found = dict(self._same)
        errors = [RowError(line, name, "", "", Trouble.EMPTY) for name in self._never]
        written: set[str] = set()
        if self._width and len(cells) > self._width:
            errors.append(RowError(line, "", "", cells[self._width], Trouble.TOO_MANY_CELLS))
        begun: date | None = None
        for spec in self._read:
            try:
                own = self._value(spec, self._cells(spec, cells), begun.year if begun else None)
                found[spec.name] = self._unwritten(spec) if own == spec.kind.empty else own
                if own != spec.kind.empty:
                    written.add(spec.name)
                if self._must_not_be(spec, found[spec.name]):
                    raise NotRead(Trouble.EMPTY, self.heading_of(spec.name))
                begun = self._reached(spec, found[spec.name], begun, cells)
            except NotRead as problem:
                errors.append(RowError(line, spec.name, problem.heading, problem.value, problem.why, problem.word))
        return self._sorted(line, cells, found, errors, begun.year if begun else None, frozenset(written))

    def _reached(self, spec: Field, value: Any, begun: date | None, cells: tuple[str, ...]) -> date | None:
        """The day the matter began; NotRead for one that cannot have come yet, or for an end before it."""
        if not isinstance(value, date):
            return begun
        day = value.date() if isinstance(value, datetime) else value
        if spec.name == self._type.date_field:
            if day > _LATEST:
                raise NotRead(Trouble.FAR_DATE, *self._cells(spec, cells)[0])
            return day
        if begun and spec.name in _LATER and day < begun:
            raise NotRead(Trouble.BEFORE_BEGINNING, *self._cells(spec, cells)[0])
        return begun

    def _sorted(
        self,
        line: int,
        cells: tuple[str, ...],
        found: dict[str, Any],
        errors: list[RowError],
        year: int | None,
        written: frozenset[str],
    ) -> ReadRow:
        """The values parted into the record's, the person's, the references and the number."""
        own = self._type.by_name
        person = {name: found[name] for name in found if name in self._persons and found[name] not in (None, "")}
        values = {name: value for name, value in found.items() if name in own and not isinstance(own[name].kind, Ref)}
        refs = {name: found[name] for name in found if name in own and isinstance(own[name].kind, Ref) and found[name]}
        left_out: tuple[LeftOut, ...] = ()
        if self._persons:
            left_out = self._settle_client(line, cells, values, person, errors)
        if values.get("age_group") == "unk" and person.get("birth_year") and year:
            values["age_group"] = group_of_age(max(0, min(120, year - person["birth_year"])))
        number = values.pop("record_no", "") if "record_no" in own else ""
        id = found.get("id") or ""
        return ReadRow(line, cells, values, person, refs, number, tuple(errors), left_out, written, id, self._columns)

    def _settle_client(
        self, line: int, cells: tuple[str, ...], values: dict[str, Any], person: dict[str, Any], errors: list[RowError]
    ) -> tuple[LeftOut, ...]:
        """Who has no name stays anonymous: no identity field is filled, and what was written is named as left out."""
        named = not is_nameless(person.get("name_display", ""))
        may_be_nameless = "anonymous" in self._type.by_name
        if named and not (may_be_nameless and values.get("anonymous")):
            return ()
        if not may_be_nameless:
            errors.append(RowError(line, "name_display", self.heading_of("name_display"), "", Trouble.EMPTY))
            return ()
        values["anonymous"] = True
        written = [name for name in person if name != "name_display" or named]
        person.clear()
        return tuple(
            LeftOut(line, heading, name)
            for name in written
            for place, heading in self._columns.get(name, ())
            if cells[place].strip()
        )

    def _value(self, spec: Field, cells: Cells, year: int | None) -> Any:
        if not cells:
            return spec.kind.empty
        if spec.name not in self._repeating:
            return read_cells(spec, cells, self._told.get(spec.name, {}), year)
        key = (spec.name, year, *(text for _, text in cells))
        if key not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[key] = read_cells(spec, cells, self._told.get(spec.name, {}), year)
        return self._known[key]

    def _must_not_be(self, spec: Field, value: Any) -> bool:
        return bool(value == spec.kind.empty and spec.required and not spec.program_fills and self._is_own(spec))

    def _is_own(self, spec: Field) -> bool:
        return spec.name not in self._persons

    def _unwritten(self, spec: Field) -> Any:
        if spec.name in self._defaults:
            return spec.kind.read_text(self._defaults[spec.name])
        return UNSAID.get(self._kind, {}).get(spec.name, spec.kind.empty)

    def _cells(self, spec: Field, cells: tuple[str, ...]) -> Cells:
        return [
            (heading, _SPACES.sub(" ", cell).strip())
            for place, heading in self._columns.get(spec.name, ())
            if (cell := cells[place]) and not cell.isspace()
        ]
