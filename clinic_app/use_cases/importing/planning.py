"""Parting the rows of a sheet: each is new, known, a change of what is known, or wrong. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.records.record import Record
from clinic_app.records.values import Ref
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.importing.callers import Callers, Lawyers, PeopleKnown
from clinic_app.use_cases.importing.faults import NotRead, RowError, Trouble
from clinic_app.use_cases.importing.mapping import Mapping_, fillable
from clinic_app.use_cases.importing.opponents import Opponents, fields_of
from clinic_app.use_cases.importing.plan import Book, InBin, Plan, Update
from clinic_app.use_cases.importing.references import References
from clinic_app.use_cases.importing.rows import ReadRow
from clinic_app.use_cases.importing.targets import Named, Targets
from clinic_app.use_cases.importing.unknown_words import unknown_words
from clinic_app.use_cases.importing.updating import Updates


class Draft:
    """A plan in the making. With `update`, a row that names a record of the case book changes it."""

    def __init__(
        self,
        book: Book,
        identity: Identity,
        people: PeopleKnown,
        kind: str,
        register: str,
        headings: Mapping[str, str],
        *,
        update: bool = False,
    ) -> None:
        self._book = book
        self._identity = identity
        self._kind = kind
        self._type = record_type(kind)
        self._office = identity.office_id
        self._headings = headings
        self._update = update
        self._callers = Callers(self._office, register, book, people)
        self._lawyers = Lawyers(self._office, register, book)
        self._opponents = Opponents(self._office, register, book)
        self._naming = fields_of(self._type)
        self._references = References(book)
        self._targets = Targets(book, people, self._office, register, kind)
        self._updates = Updates(book, identity, kind, headings)
        self._rows: list[tuple[Named, dict[str, Any], str]] = []  # row, its values, caller
        self._changes: list[Update] = []
        self._updated = 0
        self._skipped: list[str] = []
        self._errors: list[RowError] = []
        self._in_bin: tuple[InBin, ...] = ()

    def sort(self, rows: Sequence[ReadRow]) -> None:
        """Part the rows. A row that is here already is skipped before it is judged."""
        named = self._targets.named(rows)
        self._updates.load(one.target for one in named if one.target and (self._update or one.theirs))
        self._in_bin = self._binned(named)
        here: set[str] = set()
        numbers: dict[str, str] = {}  # of rows of this sheet that go in
        for one in named:
            if one.wrong:
                self._errors.append(self._fault(one.row, one.wrong[0], one.wrong[1], Trouble.NO_SUCH_RECORD))
            elif one.target and self._update:
                self._change(one)
            elif one.known or one.id in here or (one.theirs and self._says_the_same(one)):
                self._skipped.append(one.target or one.id)
            else:
                self._judge(one, here, numbers)

    def _binned(self, rows: Sequence[Named]) -> tuple[InBin, ...]:
        binned = self._book.in_bin(self._kind)
        found = [one for one in rows if one.target in binned]
        here = {record.id: record for record in self._book.load_many(self._kind, [one.target for one in found])}
        numbers = {id: str(getattr(record, "record_no", "") or "") for id, record in here.items()}
        return tuple(InBin(one.row.line, one.target, numbers.get(one.target, "")) for one in found)

    def _judge(self, one: Named, here: set[str], numbers: dict[str, str]) -> None:
        values, troubles = self._resolved(one.row, list(one.row.errors))
        number = one.row.number or one.number
        if not troubles and one.target:  # its number is that of a record which says something else
            column = "code" if self._kind == "office" else "record_no"
            troubles = [self._fault(one.row, column, number, Trouble.NUMBER_TAKEN)]
        elif not troubles and one.number and numbers.get(one.number, one.id) != one.id:
            troubles = [self._fault(one.row, "record_no", number, Trouble.NUMBER_TWICE)]
        if troubles:
            self._errors += troubles
            return
        here.add(one.id)
        if one.number:
            numbers[one.number] = one.id
        self._rows.append((one, values, self._caller(one.row, one.id)))

    def _change(self, one: Named) -> None:
        told = {name for name in one.row.refs if name in one.row.written}
        values, troubles = self._resolved(replace(one.row, refs={n: one.row.refs[n] for n in told}), [])
        changes, faults = self._updates.judge(one.row, one.target, values)
        if troubles or faults:
            self._errors += [*troubles, *faults]
        elif changes:
            self._changes += changes
            self._updated += 1
        else:
            self._skipped.append(one.target)

    def _says_the_same(self, one: Named) -> bool:
        """Whether a row that bears a record's number says nothing else than the record."""
        values, troubles = self._resolved(one.row, [])
        return not troubles and self._updates.judge(one.row, one.target, values) == ([], [])

    def _resolved(self, row: ReadRow, troubles: list[RowError]) -> tuple[dict[str, Any], list[RowError]]:
        """The row's values with ids for the records it names; those but members must already be here."""
        values = dict(row.values)
        values |= {name: self._opponents.ids_of(values[name]) for name in self._naming if values.get(name)}
        for name, written in row.refs.items():
            to = str(getattr(self._type.by_name[name].kind, "to", ""))
            try:
                values[name] = self._lawyers.id_of(written) if to == "member" else self._references.found(to, written)
            except NotRead as problem:
                troubles.append(self._fault(row, name, written, problem.why))
        return values, troubles

    def plan(self, headings: tuple[str, ...], mapping: Mapping_, without_source: tuple[str, ...], strict: bool) -> Plan:
        """The finished plan."""
        if strict and self._errors:
            self._rows, self._changes, self._updated = [], [], 0
        self._callers.link()
        records = [self._record(one, values, caller) for one, values, caller in self._rows]
        persons = self._callers.to_add({caller for _, _, caller in self._rows})
        sides = {id for one in (*records, *(u.after for u in self._changes)) for id in self._sides(one)}
        opponents = self._opponents.to_add(sides)
        named = [*records, *(update.after for update in self._changes if update.before.type is self._type)]
        lawyers = self._lawyers.to_add({getattr(record, name) for record in named for name in _members(record)})
        return Plan(
            kind=self._kind,
            headings=headings,
            mapping=mapping,
            records=(*lawyers, *persons, *opponents, *records),
            added=len(records),
            skipped=len(self._skipped),
            people=len(records) if self._kind == "person" else len(persons) + len(opponents),
            callers=self._count_callers(records),
            errors=tuple(self._errors),
            left_out=tuple(note for one, *_ in self._rows for note in one.row.left_out),
            without_source=without_source,
            updates=tuple(self._changes),
            updated=self._updated,
            skipped_ids=tuple(self._skipped),
            unknown=unknown_words(self._errors, fillable(self._kind)),
            in_bin=self._in_bin,
            opponents=len(opponents),
            names=self._names_in_changes(),
        )

    def _sides(self, record: Record) -> set[str]:
        """Whom a record names as the other side."""
        return {id for name in self._naming if record.type is self._type for id in getattr(record, name)}

    def _names_in_changes(self) -> dict[str, str]:
        told = {id for update in self._changes for one in (update.before, update.after) for id in self._sides(one)}
        here = self._book.load_many("person", sorted(told))
        return {one.id: one.name_display for one in (*here, *self._opponents.to_add(told))}

    def _caller(self, row: ReadRow, id: str) -> str:
        if not row.person.get("name_display"):
            return ""
        told = {name: row.values[name] for name in ("sex", "division_id") if row.values.get(name)}
        return self._callers.id_of(row.person, id, told)

    def _record(self, one: Named, values: dict[str, Any], caller: str) -> Record:
        known = self._type.by_name
        if one.number:
            values["record_no"] = one.number
        if caller:
            values["person_id"] = self._callers.settled(caller)
        if "office_id" in known and not values.get("office_id"):
            values["office_id"] = self._office
        if "lawyer_id" in known and not values.get("lawyer_id"):
            values["lawyer_id"] = self._identity.member_id
        if "confidentiality" in known and not values.get("confidentiality"):
            values["confidentiality"] = "coord"
        if "conflict_check" in known and not values.get("conflict_check"):
            values["conflict_check"] = "not_done"
        if self._kind == "member":
            values["active"] = bool(values.get("active"))
        record: Record = self._type.cls(id=one.id, **values)
        return record if self._type.parent_field else replace(record, home=self._office)

    def _fault(self, row: ReadRow, column: str, value: str, why: Trouble) -> RowError:
        return RowError(row.line, column, self._headings.get(column, ""), value, why)

    def _count_callers(self, records: Sequence[Record]) -> int:
        named = {getattr(record, "person_id", None) for record in records} - {None}
        nameless = [record for record in records if getattr(record, "anonymous", False)]
        return len(named) + sum(1 for record in nameless if getattr(record, "first_time", "") != "no")


def _members(record: Record) -> list[str]:
    return [spec.name for spec in record.type.fields if isinstance(spec.kind, Ref) and spec.kind.to == "member"]
