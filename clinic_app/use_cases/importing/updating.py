"""What a row would change in a record that is here: only cells that say something, and something else.

Nothing is overwritten unseen: a field with two values is refused, and the save says what this plan saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from clinic_app.names.person_names import is_nameless, same_name
from clinic_app.names.phones import normal, same_phone, shown
from clinic_app.records.declared import record_type
from clinic_app.records.record import Record
from clinic_app.records.values import Phone
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.importing.faults import RowError, Trouble, of_fault
from clinic_app.use_cases.importing.opponents import fields_of
from clinic_app.use_cases.importing.plan import Book, Update
from clinic_app.use_cases.importing.rows import ReadRow

_NEVER = ("record_no", "office_id", "id")  # what a record is known by, no row changes
_CELL_TROUBLES = frozenset(Trouble) - {Trouble.EMPTY}  # a record that is here has what an empty cell leaves out


def _differs(record: Record, name: str, value: Any) -> bool:
    """Whether a cell says something else; a telephone in another notation is the same telephone."""
    now = getattr(record, name)
    if name in fields_of(record.type):
        return not value <= now
    if isinstance(record.type.by_name[name].kind, Phone) and same_phone(now, value):
        return False
    return bool(now != value)


def _kept(record: Record, name: str, value: Any) -> Any:
    """What is written. Whom a register does not name as the other side is not struck off: the conflict stays known."""
    if name in fields_of(record.type):
        return getattr(record, name) | value
    return shown(value) if isinstance(record.type.by_name[name].kind, Phone) and normal(value) else value


class Updates:
    """Judges rows that name records of the case book, under one mapping."""

    def __init__(self, book: Book, identity: Identity, kind: str, headings: Mapping[str, str]) -> None:
        self._book = book
        self._me = identity
        self._type = record_type(kind)
        self._headings = headings
        self._here: dict[str, Record] = {}
        self._touched: dict[str, Update] = {}

    def load(self, ids: Iterable[str]) -> None:
        """Look at the records once, and at their clients."""
        kind = self._type.name
        self._here = {record.id: record for record in self._book.load_many(kind, list(dict.fromkeys(ids)))}
        if "person_id" in self._type.by_name and kind != "relation":
            people = dict.fromkeys(filter(None, (getattr(one, "person_id", None) for one in self._here.values())))
            self._here |= {person.id: person for person in self._book.load_many("person", list(people))}

    def judge(self, row: ReadRow, target: str, values: Mapping[str, Any]) -> tuple[list[Update], list[RowError]]:
        """(changes, faults) of a row for the record `target`; `values`: its fields, references resolved."""
        record = self._here.get(target)
        if record is None or record.erased:
            return [], [self._fault(row, self._known_by(row), row.number or row.id, Trouble.NO_SUCH_RECORD)]
        faults = [error for error in row.errors if error.why in _CELL_TROUBLES]
        found: list[Update] = []
        own = {n: v for n, v in values.items() if n in row.written and n in self._type.by_name and n not in _NEVER}
        for one, told in ((record, own), *self._of_the_client(row, record, faults)):
            update, wrong = self._difference(row, one, told)
            faults += wrong
            found += [update] if update else []
        if faults:
            return [], faults
        return self._once(row, found)

    def _once(self, row: ReadRow, found: list[Update]) -> tuple[list[Update], list[RowError]]:
        """A record named by two rows is changed by the first; the second is refused if it says anything else."""
        kept: list[Update] = []
        for update in found:
            before = self._touched.get(update.before.id)
            if before is None:
                kept.append(update)
            elif update.after != before.after:
                return [], [self._fault(row, self._known_by(row), row.number or row.id, Trouble.NUMBER_TWICE)]
        self._touched |= {update.before.id: update for update in kept}
        return kept, []

    def _difference(
        self, row: ReadRow, record: Record, told: Mapping[str, Any]
    ) -> tuple[Update | None, list[RowError]]:
        changed = {name: _kept(record, name, value) for name, value in told.items() if _differs(record, name, value)}
        if not changed:
            return None, []
        if record.home not in ("", self._me.office_id) and not self._me.coordinator:
            return None, [self._fault(row, self._known_by(row), row.number or row.id, Trouble.NOT_OURS)]
        torn = {register.partition("/")[0] for register in record.conflicts} & changed.keys()
        if torn:
            return None, [self._fault(row, name, row.cell(name), Trouble.IN_CONFLICT) for name in sorted(torn)]
        after: Record = replace(record, **changed)
        wrong = self._book.faults(after)
        if wrong:
            return None, [self._fault(row, name, row.cell(name), of_fault(why)) for name, why in wrong.items()]
        return Update(row.line, record, after, tuple(changed)), []

    def _of_the_client(
        self, row: ReadRow, record: Record, faults: list[RowError]
    ) -> list[tuple[Record, Mapping[str, Any]]]:
        """What the row says of the record's client. Another name is another person, whom no import puts in."""
        told = {name: value for name, value in row.person.items() if name in row.written}
        if not told:
            return []
        client = self._here.get(str(getattr(record, "person_id", None) or ""))
        name = told.pop("name_display", "")
        other = client is None or bool(name and not is_nameless(name) and not same_name(client.name_display, name))  # type: ignore[attr-defined]  # a person
        if other:
            faults.append(self._fault(row, "name_display", row.cell("name_display"), Trouble.OTHER_CLIENT))
            return []
        return [(client, told)] if told and client else []

    def _known_by(self, row: ReadRow) -> str:
        return "id" if row.id else next((n for n in ("record_no", "code", "source_ref") if n in row.written), "")

    def _fault(self, row: ReadRow, name: str, value: str, why: Trouble) -> RowError:
        return RowError(row.line, name, self._headings.get(name, ""), value, why)
