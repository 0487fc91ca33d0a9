"""What an import would do: every row of a register is new, known, or wrong. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from clinic_app.changes import Changes
from clinic_app.names.person_names import name_identity
from clinic_app.names.phones import normal
from clinic_app.progress import Progress
from clinic_app.records.declared import record_type
from clinic_app.records.record import Record
from clinic_app.records.values import Ref
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.importing import ids
from clinic_app.use_cases.importing.callers import Callers, Lawyers, PeopleKnown, Shelf
from clinic_app.use_cases.importing.faults import LeftOut, RowError, Trouble
from clinic_app.use_cases.importing.mapping import Mapping_
from clinic_app.use_cases.importing.rows import ReadRow


class Casework(Shelf, Protocol):
    """The part of the casework an import needs."""

    def numbers_taken(self, numbers: Iterable[str]) -> dict[str, str]: ...

    def save_many(self, records: Sequence[Record], progress: Progress | None = None) -> Changes: ...


@dataclass(frozen=True)
class Plan:
    """What an import would do, and nothing done yet. With `strict` and errors there is nothing to add.

    `records`: members, persons, then the rows. `people`: persons that are new. `callers`: people behind the rows that
    go in, an anonymous caller counted once unless the row says that they called before.
    """

    kind: str
    headings: tuple[str, ...]
    mapping: Mapping_
    records: tuple[Record, ...]
    added: int
    skipped: int
    people: int
    callers: int
    errors: tuple[RowError, ...]
    left_out: tuple[LeftOut, ...]
    without_source: tuple[str, ...] = ()  # required fields for which the mapping names neither heading nor default


class Draft:
    """A plan in the making: every row is new, known, or wrong."""

    def __init__(self, casework: Casework, identity: Identity, people: PeopleKnown, kind: str, register: str) -> None:
        self._casework = casework
        self._identity = identity
        self._kind = kind
        self._type = record_type(kind)
        self._register = register
        self._office = identity.office_id
        self._people = people
        self._callers = Callers(self._office, register, casework, people)
        self._lawyers = Lawyers(self._office, register, casework)
        self._rows: list[tuple[ReadRow, str, str, str]] = []  # row, id, number, caller
        self._skipped = 0
        self._errors: list[RowError] = []

    def sort(self, rows: Sequence[ReadRow], headings: Mapping[str, str]) -> None:
        """Part the rows. A row that is here already is skipped before it is judged."""
        named = self._named(rows)
        known = self._casework.known(self._kind, [id for _, id in named])
        numbered = [(row, id, self._number(row, id)) for row, id in named]
        taken = self._casework.numbers_taken({number for _, _, number in numbered if number})
        here: set[str] = set()
        for row, id, number in numbered:
            if id in known or id in here or self._is_known_person(row):
                self._skipped += 1
                continue
            troubles = list(row.errors) + self._missing_refs(row, headings)
            if not troubles and number and taken.get(number, id) != id:
                troubles = [_number_taken(row, number, headings)]
            if troubles:
                self._errors += troubles
                continue
            here.add(id)
            if number:
                taken[number] = id
            caller = self._caller(row, id)
            self._rows.append((row, id, number, caller))

    def plan(self, headings: tuple[str, ...], mapping: Mapping_, without_source: tuple[str, ...], strict: bool) -> Plan:
        """The finished plan."""
        if strict and self._errors:
            self._rows = []
        self._callers.link()
        records = [self._record(row, id, number, caller) for row, id, number, caller in self._rows]
        persons = self._callers.to_add({caller for _, _, _, caller in self._rows})
        lawyers = self._lawyers.to_add({getattr(record, name) for record in records for name in _members(record)})
        return Plan(
            kind=self._kind,
            headings=headings,
            mapping=mapping,
            records=(*lawyers, *persons, *records),
            added=len(records),
            skipped=self._skipped,
            people=len(records) if self._kind == "person" else len(persons),
            callers=self._count_callers(records),
            errors=tuple(self._errors),
            left_out=tuple(note for row, *_ in self._rows for note in row.left_out),
            without_source=without_source,
        )

    def _named(self, rows: Sequence[ReadRow]) -> list[tuple[ReadRow, str]]:
        """Each row with its id. Identical rows are told apart by their occurrence, not where they bear a number:
        register and number then say that it is one row, written twice.
        """
        seen: dict[tuple[str, ...], int] = {}
        found: list[tuple[ReadRow, str]] = []
        for row in rows:
            cells = ids.row_text(row.cells)
            seen[cells] = 1 if row.number else seen.get(cells, 0) + 1
            found.append((row, ids.row_id(self._office, self._register, self._kind, cells, seen[cells])))
        return found

    def _caller(self, row: ReadRow, id: str) -> str:
        if not row.person.get("name_display"):
            return ""
        told = {name: row.values[name] for name in ("sex", "division_id") if row.values.get(name)}
        return self._callers.id_of(row.person, id, told)

    def _number(self, row: ReadRow, id: str) -> str:
        when = row.values.get(self._type.date_field)
        if "record_no" not in self._type.by_name or when is None:
            return ""
        return ids.record_no(self._office, when.year, self._register, row.number, id)

    def _is_known_person(self, row: ReadRow) -> bool:
        """In a sheet of people: somebody whose name and telephone the case book has."""
        if self._kind != "person":
            return False
        name, phone = row.values.get("name_display", ""), row.values.get("phone", "")
        return bool(normal(phone) and name_identity(name) and self._people.find_same(name, phone))

    def _missing_refs(self, row: ReadRow, headings: Mapping[str, str]) -> list[RowError]:
        """References to records other than members must already be here, by id or record number."""
        missing: list[RowError] = []
        for name, written in row.refs.items():
            to = _to(self._type.by_name[name].kind)
            if to != "member" and not self._found(to, written):
                missing.append(RowError(row.line, name, headings.get(name, ""), written, Trouble.NO_SUCH_RECORD))
        return missing

    def _found(self, kind: str, written: str) -> str:
        if written in self._casework.known(kind, [written]):
            return written
        return self._casework.numbers_taken([written]).get(written, "")

    def _record(self, row: ReadRow, id: str, number: str, caller: str) -> Record:
        values = dict(row.values)
        for name, written in row.refs.items():
            to = _to(self._type.by_name[name].kind)
            values[name] = self._lawyers.id_of(written) if to == "member" else self._found(to, written)
        if number:
            values["record_no"] = number
        if caller:
            values["person_id"] = self._callers.settled(caller)
        if "office_id" in self._type.by_name:
            values["office_id"] = self._office
        if "lawyer_id" in self._type.by_name and not values.get("lawyer_id"):
            values["lawyer_id"] = self._identity.member_id
        if "confidentiality" in self._type.by_name and not values.get("confidentiality"):
            values["confidentiality"] = "coord"
        if "conflict_check" in self._type.by_name and not values.get("conflict_check"):
            values["conflict_check"] = "not_done"
        if self._kind == "member":
            values["active"] = bool(values.get("active"))
        record: Record = self._type.cls(id=id, **values)
        return record if self._type.parent_field else replace(record, home=self._office)

    def _count_callers(self, records: Sequence[Record]) -> int:
        named = {getattr(record, "person_id", None) for record in records} - {None}
        nameless = [record for record in records if getattr(record, "anonymous", False)]
        return len(named) + sum(1 for record in nameless if getattr(record, "first_time", "") != "no")


def _number_taken(row: ReadRow, number: str, headings: Mapping[str, str]) -> RowError:
    return RowError(row.line, "record_no", headings.get("record_no", ""), row.number or number, Trouble.NUMBER_TAKEN)


def _members(record: Record) -> list[str]:
    return [spec.name for spec in record.type.fields if isinstance(spec.kind, Ref) and spec.kind.to == "member"]


def _to(kind: Any) -> str:
    return str(getattr(kind, "to", ""))
