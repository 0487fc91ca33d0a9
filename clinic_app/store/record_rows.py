"""A record as a row of its type's table, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from clinic_app.records.record import Record, RecordType
from clinic_app.records.values import Choice, Elements, Kind, YesNo
from clinic_app.store.leaves import Shown, unpack_leaves

_JSON = json.JSONEncoder(ensure_ascii=False).encode
OF_EVERY_RECORD = ("id", "home", "archived", "erased", "moving_to", "complete")


class Rows:
    """How the records of one type become rows; the columns are those of every record, then its fields."""

    def __init__(self, kind: RecordType) -> None:
        self.kind = kind
        self.columns = [*OF_EVERY_RECORD, *(spec.name for spec in kind.fields)]
        self._kinds: list[tuple[str, Kind, Any]] = [(spec.name, spec.kind, spec.kind.empty) for spec in kind.fields]
        self._blank = dict(kind.cls().__dict__)

    def row(self, record: Record) -> tuple[Any, ...]:
        """The record's row."""
        row: list[Any] = [
            record.id,
            record.home,
            int(record.archived),
            record.erased,
            record.moving_to,
            int(record.complete),
        ]
        told = record.__dict__
        for name, kind, empty in self._kinds:
            value = told[name]
            if value is empty or value == empty:
                row.append(None)
                continue
            written = kind.write(value)
            row.append(_JSON(written) if isinstance(written, (list, dict)) else written)
        return tuple(row)

    def record(self, row: Sequence[Any]) -> Record:
        """The record behind a row of the columns, followed by its leaves and the registers in conflict."""
        id, home, archived, erased, moving_to, complete = row[:6]
        *stored_values, leaves, conflicts = row[6:]
        values = dict(self._blank)
        for (name, kind, _), stored in zip(self._kinds, stored_values, strict=True):
            if stored is not None:
                values[name] = _value(kind, stored)
        values |= {
            "id": id,
            "home": home,
            "archived": bool(archived),
            "erased": erased,
            "moving_to": moving_to,
            "complete": bool(complete),
            "seen": unpack_leaves(leaves) if leaves else Shown((), {}),
            "conflicts": frozenset(json.loads(conflicts)) if conflicts else frozenset(),
        }
        made = object.__new__(self.kind.cls)  # as the class would, but for the forty assignments of a frozen value
        made.__dict__.update(values)
        return made


def _value(kind: Kind, stored: Any) -> Any:
    if kind.in_elements:
        listed = json.loads(stored)
        # As the journal's reading does: an element of a newer program must not empty the whole set.
        return frozenset(listed) if isinstance(kind, Elements) else _assembled(kind, listed)
    if isinstance(kind, YesNo):
        return bool(stored)
    return stored if isinstance(kind, Choice) else kind.recall(stored)


def _assembled(kind: Any, listed: Any) -> Any:
    """The value of a kind whose elements are stored as bodies with their `kind`."""
    if not all(isinstance(body, dict) for body in listed):
        return kind.recall(listed)
    return kind.assemble({str(body["kind"]): body for body in listed})
