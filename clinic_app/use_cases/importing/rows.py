"""A row of a sheet becomes values of a record and of its person, or a list of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.names.folding import fold
from clinic_app.names.person_names import is_nameless
from clinic_app.records.declared import record_type
from clinic_app.records.record import Field
from clinic_app.records.values import Day, Moment, Ref
from clinic_app.use_cases.importing.ages import group_of_age
from clinic_app.use_cases.importing.cells import Cells, read_cells
from clinic_app.use_cases.importing.faults import LeftOut, NotRead, RowError, Trouble
from clinic_app.use_cases.importing.mapping import Mapping_, fillable, is_persons
from clinic_app.use_cases.importing.unsaid import UNSAID


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


class RowReader:
    """Reads the rows of one sheet under one mapping (checked before)."""

    def __init__(self, kind: str, mapping: Mapping_, headings: Sequence[str]) -> None:
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
        self._order = sorted(self._fields.values(), key=lambda spec: not isinstance(spec.kind, (Moment, Day)))
        self._persons = frozenset(name for name in self._fields if is_persons(kind, name))

    def heading_of(self, name: str) -> str:
        """The heading behind a field, for messages; "" when the sheet has no such column."""
        return self._columns[name][0][1] if name in self._columns else ""

    def headings(self) -> dict[str, str]:
        """field -> the first heading behind it."""
        return {name: columns[0][1] for name, columns in self._columns.items()}

    def read(self, line: int, cells: tuple[str, ...]) -> ReadRow:
        """The row on `line`. Dates come first: an age may be a year of birth."""
        found: dict[str, Any] = {}
        errors: list[RowError] = []
        year: int | None = None
        for spec in self._order:
            try:
                found[spec.name] = self._value(spec, self._cells(spec, cells), year)
            except NotRead as problem:
                errors.append(RowError(line, spec.name, problem.heading, problem.value, problem.why))
            if spec.name == self._type.date_field and isinstance(found.get(spec.name), date):
                year = found[spec.name].year
        return self._sorted(line, cells, found, errors, year)

    def _sorted(
        self, line: int, cells: tuple[str, ...], found: dict[str, Any], errors: list[RowError], year: int | None
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
        return ReadRow(line, cells, values, person, refs, number, tuple(errors), left_out)

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
        value = read_cells(spec, cells, self._told.get(spec.name, {}), year) if cells else spec.kind.empty
        if value == spec.kind.empty:
            value = self._unwritten(spec)
        if value == spec.kind.empty and spec.required and not spec.program_fills and self._is_own(spec):
            heading = self.heading_of(spec.name)
            raise NotRead(Trouble.EMPTY, heading, " ".join(text for _, text in cells))
        return value

    def _is_own(self, spec: Field) -> bool:
        return spec.name not in self._persons

    def _unwritten(self, spec: Field) -> Any:
        if spec.name in self._defaults:
            return spec.kind.read_text(self._defaults[spec.name])
        return UNSAID.get(self._kind, {}).get(spec.name, spec.kind.empty)

    def _cells(self, spec: Field, cells: tuple[str, ...]) -> Cells:
        return [
            (heading, re.sub(r"[ \u00a0\t]+", " ", cells[place]).strip())
            for place, heading in self._columns.get(spec.name, ())
            if cells[place].strip()
        ]
