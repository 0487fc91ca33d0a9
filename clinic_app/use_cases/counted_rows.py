"""One counting row: what it says of its record, as it stands, and what would have to be written to put it right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.journal import audience as audiences
from clinic_app.journal.rules import CONFIRMED, ERASED
from clinic_app.records.counting import PERSON_COUNTED, WITHDRAWN, counted_value, month_of
from clinic_app.records.record import Record, RecordType
from clinic_app.use_cases.desk import Desk

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

    @property
    def counts_person(self) -> bool:
        """Whether the person of its record is counted by this row."""
        return not self.erased and any(one is True for one in self.leaves.get(PERSON_COUNTED, {}).values())


class Told:
    """What rows say of records.

    A person is counted once a month, by whichever row was told first. That is never taken back nor handed on to
    another row: two rows that change in one breath would be known to be of one person. A row the coordinators may
    recognise, because they once read its record, counts by itself: it must say nothing of the person's others.
    """

    def __init__(
        self,
        desk: Desk,
        records: Mapping[str, Record],
        siblings: Mapping[str, Record],
        rows: Mapping[str, Sequence[Row]],
    ) -> None:
        """`records`: those to be told; `siblings`: the others of their persons; `rows`: what stands of all of them."""
        some = sorted((one for one in {**siblings, **records}.values() if is_secret(one)), key=_moment)
        shared = audiences.shared(desk.identity.office_id)
        apart = desk.vault.journal.standing_in([one.id for one in some], shared)
        self._counting = {
            one.id for one in some if one.id in apart or any(row.counts_person for row in rows.get(one.id, ()))
        }
        here = [one for one in some if one.id not in apart and not (one.erased or one.archived)]
        held = {_group(one) for one in here if one.id in self._counting}
        for one in here:
            if one.id in records and _group(one) not in held:
                held.add(_group(one))
                self._counting.add(one.id)

    def row(self, counted: RecordType, record: Record) -> dict[str, Any]:
        """The registers of the row of `record`."""
        day = getattr(record, record.type.date_field) if record.type.date_field else None
        values = {
            spec.name: counted_value(spec, getattr(record, spec.name), day)
            for spec in record.type.fields
            if spec.name in counted.by_name
        }
        if PERSON_COUNTED in counted.by_name and getattr(record, "person_id", None):
            values[PERSON_COUNTED] = True if record.id in self._counting else None
        made = counted.cls(id="row", home=record.home, archived=record.archived, **values)
        return made.registers() | {WITHDRAWN: None}


def _group(record: Record) -> tuple[str, date | None]:
    """A person's records of one month."""
    return str(getattr(record, "person_id", None) or record.id), month_of(getattr(record, record.type.date_field))


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
