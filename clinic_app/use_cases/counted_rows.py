"""One counting row: what it says of its record, as it stands, and what would have to be written to put it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.journal import audience as audiences
from clinic_app.journal.rules import CONFIRMED, ERASED
from clinic_app.records.counting import LAST_IN_MONTH, WITHDRAWN, counted_value, month_of
from clinic_app.records.record import Record, RecordType
from clinic_app.use_cases import one_person
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.pseudonyms import Pseudonyms

SHARED = "coord"  # the confidentiality that shares a record with the coordinators


@dataclass(frozen=True)
class Row:
    """A row as it stands: its id and the live values of its registers; `aside`: something of it is set aside here."""

    type: str
    id: str
    leaves: Mapping[str, Mapping[str, Any]]
    aside: bool = False

    @property
    def erased(self) -> bool:
        return any(self.leaves.get(ERASED, {}).values())


class Told:
    """What rows say of records, and of whom."""

    def __init__(self, desk: Desk, known: Pseudonyms, records: Iterable[Record]) -> None:
        self._known = known
        self._desk = desk
        some = [one for one in records if is_secret(one)]
        shared = audiences.shared(desk.identity.office_id)
        self._once_shared = desk.vault.journal.standing_in([one.id for one in some], shared)
        self._same = one_person.representatives(desk.vault) if some else {}
        self._last = {self._group(one): one.id for one in sorted(some, key=_moment) if not (one.erased or one.archived)}

    def row(self, counted: RecordType, record: Record) -> dict[str, Any]:
        """The registers of the row of `record`."""
        day = getattr(record, record.type.date_field) if record.type.date_field else None
        values = {
            spec.name: counted_value(
                spec, getattr(record, spec.name), day, lambda type, id: self._pseudonym(record, type, id)
            )
            for spec in record.type.fields
            if spec.name in counted.by_name
        }
        if LAST_IN_MONTH in counted.by_name and getattr(record, "person_id", None):
            values[LAST_IN_MONTH] = True if self._last.get(self._group(record)) == record.id else None
        made = counted.cls(id="row", home=record.home, archived=record.archived, **values)
        return made.registers() | {WITHDRAWN: None}

    def _pseudonym(self, record: Record, type: str, id: str) -> str:
        """A person is known by one name in all rows. But a row the coordinators may recognise, because they once read
        its record, has a name of its own: it must not lead them to the person's other rows.
        """
        one = self._same.get(id, id) if type == "person" else id
        return self._known.of(type, one, record.id if record.id in self._once_shared else "")

    def _group(self, record: Record) -> tuple[str, date | None]:
        person = getattr(record, "person_id", None)
        name = self._pseudonym(record, "person", person) if person else record.id
        return name, month_of(getattr(record, record.type.date_field))


def is_secret(record: Record) -> bool:
    """Whether a record stays on its office's laptops."""
    return getattr(record, "confidentiality", None) not in (SHARED, None)


def _moment(record: Record) -> tuple[str, str]:
    return str(getattr(record, record.type.date_field)), record.id


def differing(row: Row, wanted: Mapping[str, Any], counted: RecordType) -> dict[str, Any]:
    """What must be written so that a row says what is wanted; what a newer program says of it is left alone."""
    told: dict[str, Any] = {}
    whole = WITHDRAWN in wanted and not wanted[WITHDRAWN]
    for register in sorted({*wanted, *(row.leaves if whole else ())}):
        name = register.partition("/")[0]
        known = name in counted.by_name or name in ("archived", "home", ERASED)
        if not known or (register == ERASED and ERASED not in wanted):
            continue
        live = list(row.leaves.get(register, {}).values())
        if register == "home" and live and wanted.get(ERASED) != CONFIRMED:
            continue
        value = wanted.get(register)
        if live and all(_same(one, value) for one in live):
            continue
        if live or value is not None:
            told[register] = value
    return told


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
