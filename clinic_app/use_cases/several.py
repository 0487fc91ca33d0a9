"""What is done with several records at once: given to a lawyer, put into the bin, taken out again. One transaction.

Records of other offices stay as they are and are told of: each with the error that says why. So do those that moved
after the list was read: nobody overwrites what they were never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import ChangedMeanwhile, ClinicError, FieldInConflict, NoSuchRecord, NotOurs
from clinic_app.progress import Progress, Quiet
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.listing import Moment

Asks = Callable[[Record], Any]  # what a register of a record shall say, None for nothing
Moved = Callable[[Record], bool]  # whether it is otherwise than it was shown


@dataclass(frozen=True)
class Done:
    """What was done with some of the records, and why not with the others.

    By record: what stood there `before`, and the names of the entries that say what stands there `since`.
    """

    changes: Changes = field(default_factory=Changes)
    ids: tuple[str, ...] = ()
    refused: tuple[tuple[str, ClinicError], ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    since: Mapping[str, frozenset[str]] = field(default_factory=dict)


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

    def assign(
        self, kind: str, ids: Sequence[str], lawyer: str, shown: Moment, progress: Progress | None = None
    ) -> Done:
        """Give records to a lawyer of their office; `shown`: when the list was read. NoSuchRecord: no such member."""
        if not self._casework.known("member", [lawyer]):
            raise NoSuchRecord(type="member", id=lawyer)
        return self._write(kind, ids, "lawyer_id", lambda _record: lawyer, self._moved_after(kind, shown), progress)

    def assign_back(self, kind: str, done: Done, progress: Progress | None = None) -> Done:
        """Give records back to those who had them; those that were given on meanwhile stay."""
        return self._back(kind, done, "lawyer_id", progress)

    def archive(
        self,
        kind: str,
        ids: Sequence[str],
        archived: bool = True,
        progress: Progress | None = None,
        shown: Moment | None = None,
    ) -> Done:
        """Put records into the bin, or take them out; nothing of them is lost. `shown`: when the list was read."""
        wanted = True if archived else None
        return self._write(kind, ids, "archived", lambda _record: wanted, self._moved_after(kind, shown), progress)

    def archive_back(self, kind: str, done: Done, progress: Progress | None = None) -> Done:
        """Take back what `archive` did; where somebody else has archived or restored meanwhile, theirs stays."""
        return self._back(kind, done, "archived", progress)

    def may_change(self, record: Record) -> bool:
        """Whether records of that home are this laptop's to change."""
        me = self._desk.identity
        return me.coordinator or record.home in ("", me.office_id)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _back(self, kind: str, done: Done, name: str, progress: Progress | None) -> Done:
        return self._write(
            kind,
            list(done.before),
            name,
            lambda record: done.before[record.id],
            lambda record: self._said_by(record, name) != done.since[record.id],
            progress,
        )

    def _moved_after(self, kind: str, shown: Moment | None) -> Moved:
        """Whether a record moved after that moment. A merge, or one taken back, may change how any is read."""
        if shown is None:
            return lambda _record: False
        history, moment = self._desk.vault.journal.history, shown
        moved: dict[str, frozenset[str] | None] = {}  # looked up once, before anything is written: None is all

        def told(record: Record) -> bool:
            if kind not in moved:
                merged = history.merges() != moment.merges
                moved[kind] = None if merged else frozenset(history.touched_after(kind, moment.arrived))
            some = moved[kind]
            return some is None or record.id in some

        return told

    def _said_by(self, record: Record, name: str) -> frozenset[str]:
        """The entries that say what stands in a register now."""
        return frozenset(self._casework.seen.leaves(record.type.name, record.id).get(name, ()))

    def _write(
        self,
        kind: str,
        ids: Sequence[str],
        name: str,
        told: Asks,
        moved: Moved,
        progress: Progress | None,
    ) -> Done:
        watch = progress or Quiet()
        changes, before, since = Changes(), {}, {}
        refused: list[tuple[str, ClinicError]] = []
        vault = self._desk.vault
        with vault.changing():
            records = self._casework.load_many(kind, ids)
            for place, record in enumerate(records):
                if place % 50 == 0:
                    watch.step(place, len(records))
                if error := self._why_not(record, name, moved):
                    refused.append((record.id, error))
                    continue
                had, wanted = getattr(record, name) or None, told(record)
                if had != wanted:  # what says so already is not said again
                    changes = changes | self._casework.write_registers(record, {name: wanted})
                before[record.id] = had
                since[record.id] = self._said_by(record, name)
            watch.step(len(records), len(records))
        return Done(changes, tuple(before), tuple(refused), before, since)

    def _why_not(self, record: Record, name: str, moved: Moved) -> ClinicError | None:
        if not self.may_change(record):
            return NotOurs(home=record.home)
        if record.erased:
            return NoSuchRecord(type=record.type.name, id=record.id)
        if moved(record):
            return ChangedMeanwhile(type=record.type.name, id=record.id)
        # Whoever acts on a list has not seen the two values: those are for the desk.
        torn = name in record.conflicts and name != "archived"
        return FieldInConflict(type=record.type.name, id=record.id, field=name) if torn else None
