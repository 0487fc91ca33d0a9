"""What is done with several records at once: given to a lawyer, put into the bin, taken out again. One transaction.

Records of other offices stay as they are and are told of: each with the error that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import ClinicError, FieldInConflict, NoSuchRecord, NotOurs
from clinic_app.progress import Progress, Quiet
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk


@dataclass(frozen=True)
class Done:
    """What was done with some of the records, and why not with the others. `before`: what stood there, by record."""

    changes: Changes = field(default_factory=Changes)
    ids: tuple[str, ...] = ()
    refused: tuple[tuple[str, ClinicError], ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lawyer:
    """Somebody to whom records may be given."""

    id: str
    name: str
    role: str


class Several:
    """Changes of several records of one type in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._casework = casework

    def lawyers(self, kind: str, ids: Sequence[str]) -> list[Lawyer]:
        """The active members of the one office whose these records are; none when they are of several offices."""
        homes = {record.home for record in self._casework.load_many(kind, ids)}
        if len(homes) != 1:
            return []
        members: list[Any] = self._casework.load_many("member", self._casework.ids("member"))
        found = [one for one in members if one.active is not False and (one.office_id or one.home) in homes]
        return [Lawyer(one.id, one.name, one.role or "") for one in found]

    def assign(self, kind: str, ids: Sequence[str], lawyer: str, progress: Progress | None = None) -> Done:
        """Give records to a lawyer of their office. NoSuchRecord when there is no such member."""
        if not self._casework.known("member", [lawyer]):
            raise NoSuchRecord(type="member", id=lawyer)
        return self._write(kind, ids, lambda _record: {"lawyer_id": lawyer}, progress)

    def assign_back(self, kind: str, before: Mapping[str, Any], progress: Progress | None = None) -> Done:
        """Give records to those who had them before (`Done.before`)."""
        return self._write(kind, list(before), lambda record: {"lawyer_id": before[record.id]}, progress)

    def archive(self, kind: str, ids: Sequence[str], archived: bool = True, progress: Progress | None = None) -> Done:
        """Put records into the bin, or take them out; nothing of them is lost."""
        return self._write(kind, ids, lambda _record: {"archived": True if archived else None}, progress)

    def may_change(self, record: Record) -> bool:
        """Whether records of that home are this laptop's to change."""
        me = self._desk.identity
        return me.coordinator or record.home in ("", me.office_id)

    def _write(
        self,
        kind: str,
        ids: Sequence[str],
        told: Callable[[Record], Mapping[str, Any]],
        progress: Progress | None,
    ) -> Done:
        watch = progress or Quiet()
        changes, done, before = Changes(), [], {}
        refused: list[tuple[str, ClinicError]] = []
        vault = self._desk.vault
        with vault.changing():
            records = self._casework.load_many(kind, ids)
            for place, record in enumerate(records):
                if place % 50 == 0:
                    watch.step(place, len(records))
                wanted = told(record)
                if error := self._why_not(record, wanted):
                    refused.append((record.id, error))
                    continue
                (name, value), *_none = wanted.items()
                had = getattr(record, name)
                done.append(record.id)
                before[record.id] = had
                if (had or None) != value:  # what says so already is not said again
                    changes = changes | self._casework.write_registers(record, wanted)
            watch.step(len(records), len(records))
        return Done(changes, tuple(done), tuple(refused), before)

    def _why_not(self, record: Record, wanted: Mapping[str, Any]) -> ClinicError | None:
        if not self.may_change(record):
            return NotOurs(home=record.home)
        if record.erased:
            return NoSuchRecord(type=record.type.name, id=record.id)
        torn = next((name for name in wanted if name in record.conflicts and name != "archived"), "")
        # Whoever acts on a list has not seen the two values: those are for the desk.
        return FieldInConflict(type=record.type.name, id=record.id, field=torn) if torn else None
