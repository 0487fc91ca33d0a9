"""Taking an import's changes back: the former values as ordinary entries, for everyone who has had the import's.

What was edited since stays as it is and is told of: nobody's later words are lost by undoing somebody's earlier ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clinic_app.changes import Changes
from clinic_app.records.record import Record
from clinic_app.use_cases.importing.plan import Update

Told = tuple[Record, Mapping[str, Any]]  # a record as it stands, and what its registers shall say


@dataclass(frozen=True)
class TakenBack:
    """What was done: records that say again what they said (`ids`), and updates whose records were edited since."""

    changes: Changes = field(default_factory=Changes)
    ids: tuple[str, ...] = ()
    edited: tuple[Update, ...] = ()


def parted(updates: Sequence[Update], here: Mapping[str, Record]) -> tuple[list[Told], list[Update]]:
    """(what to write, updates that stay) of updates against the records as they stand now, by id."""
    back: list[Told] = []
    edited: list[Update] = []
    for update in updates:
        now = here.get(update.before.id)
        former, written = _registers(update.before, update.fields), _registers(update.after, update.fields)
        changed = {name for name in former.keys() | written.keys() if former.get(name) != written.get(name)}
        said = _registers(now, update.fields) if now is not None and not now.erased else {}
        torn = now is not None and bool(changed & now.conflicts)
        if now is None or now.erased or torn or any(said.get(name) != written.get(name) for name in changed):
            edited.append(update)
        else:
            back.append((now, {name: former.get(name) for name in sorted(changed)}))
    return back, edited


def _registers(record: Record, fields: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in record.registers().items() if name.partition("/")[0] in fields}
