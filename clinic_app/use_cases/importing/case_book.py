"""The case book as an import sees it: looked at in bulk, written in one transaction that Stop takes back as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clinic_app.changes import Changes
from clinic_app.progress import Progress, Quiet
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.conflicts_of_interest import Interests
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.of_name import person_of_name

_STEP = 20


class CaseBook:
    """An open vault's records for one import."""

    def __init__(self, desk: Desk, casework: Casework, interests: Interests) -> None:
        self._vault = desk.vault
        self._trail = desk.trail
        self._casework = casework
        self._whole = casework.whole  # what is here is here, also what is not shown: it is not entered twice
        self._interests = interests

    def known(self, kind: str, ids: Iterable[str]) -> set[str]:
        return self._whole.known(kind, ids)

    def ids(self, kind: str) -> list[str]:
        return self._casework.ids(kind, archived=None)

    def in_bin(self, kind: str) -> set[str]:
        return set(self._casework.ids(kind, archived=True))

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Any]:
        return self._casework.load_many(kind, ids)

    def numbers_taken(self, numbers: Iterable[str]) -> dict[str, str]:
        return self._whole.numbers_taken(numbers)

    def having(self, kind: str, name: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """(value, id) of the records whose field `name` is one of `values`."""
        with self._vault.looking():
            return self._casework.seen.records.having(kind, name, values)

    def of_name(self, name: str) -> str:
        """The person whom a plain name means; "" where there is none."""
        return person_of_name(self._casework, name)

    def faults(self, record: Record) -> dict[str, Fault]:
        return self._casework.faults(record)

    def write(
        self, new: Sequence[Record], changed: Sequence[Record], progress: Progress | None = None
    ) -> tuple[set[str], Changes]:
        """Add `new` (but for those that came meanwhile) and save `changed`, all or nothing: (ids added, changes).

        Each change is an ordinary save that saw what the plan showed: what came meanwhile stays beside it. What was
        written is looked at for conflicts of interest: a second of it at once, the rest when there is time.
        """
        watch = _Part(progress or Quiet(), len(new) + len(changed))
        with self._vault.changing():
            by_kind: dict[str, list[str]] = {}
            for record in new:
                by_kind.setdefault(record.type.name, []).append(record.id)
            here = {id for kind, ids in by_kind.items() for id in self._whole.known(kind, ids)}
            fresh = [record for record in new if record.id not in here]
            changes = self._casework.save_many(fresh, watch) if fresh else Changes()
            watch.begun = len(new)
            for place, record in enumerate(changed):
                if place % _STEP == 0:
                    watch.step(place, len(changed))
                self._casework.save(record)
            if changed:
                changes = changes | Changes.of_many((record.type.name, record.id) for record in changed)
            self._interests.look_later(changes)
            self._trail.note("imported", count=len(fresh) + len(changed))
        self._interests.catch_up()
        return {record.id for record in fresh}, changes

    def write_back(self, told: Sequence[tuple[Record, Mapping[str, Any]]], progress: Progress | None = None) -> Changes:
        """Write registers of records, each as an ordinary entry that saw what stands there, all or nothing."""
        watch, changes = progress or Quiet(), Changes()
        with self._vault.changing():
            for place, (record, registers) in enumerate(told):
                if place % _STEP == 0:
                    watch.step(place, len(told))
                changes = changes | self._casework.write_registers(record, registers)
            self._interests.look_later(changes)
        self._interests.catch_up()
        return changes


class _Part:
    """Progress of one part of a longer work."""

    def __init__(self, whole: Progress, of: int) -> None:
        self._whole = whole
        self._of = of
        self.begun = 0

    def step(self, done: int, of: int) -> None:
        self._whole.step(self.begun + done, max(self._of, self.begun + of))
