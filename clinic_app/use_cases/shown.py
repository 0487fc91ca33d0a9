"""What a form showed: versions, and the registers behind them. Pure functions of entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clinic_app.errors import InvalidRecord
from clinic_app.journal import reading
from clinic_app.journal.content import Content
from clinic_app.records.record import Record, RecordType
from clinic_app.records.values import Fault, WrongValue
from clinic_app.store.record_tables import Shown


def version_of(record: Record) -> str:
    """What was shown of a record, as one word for `--version`."""
    names = record.seen.names() if isinstance(record.seen, Shown) else frozenset()
    return ".".join(sorted(names))


def fields_of(kind: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values from JSON by field name; raises UnknownField, or InvalidRecord naming every wrong one."""
    values: dict[str, Any] = {}
    wrong: dict[str, Fault] = {}
    for name, value in given.items():
        spec = kind.field(name)
        try:
            values[name] = spec.kind.read(value)
        except WrongValue as fault:
            wrong[name] = fault.fault
    if wrong:
        raise InvalidRecord(type=kind.name, faults=wrong)
    return values


def seen_writers(record: Record, register: str, entries: Sequence[Content]) -> tuple[str, ...]:
    """Those of the entries shown for a register that really wrote it."""
    shown = set(record.seen.get(register, ()))
    return tuple(entry.name for entry in entries if entry.name in shown and register in entry.fields)


def shown_registers(record: Record, entries: Sequence[Content]) -> dict[str, Any]:
    """The registers as the form showed them, from the entries it had seen."""
    written = {register for entry in entries for register in entry.fields}
    found: dict[str, Any] = {}
    for register in written:
        names = set(seen_writers(record, register, entries))
        values = {entry.name: entry.fields[register] for entry in entries if entry.name in names}
        if values:
            found[register] = reading.choose(register, values)[0]
    return {register: value for register, value in found.items() if value is not None}
