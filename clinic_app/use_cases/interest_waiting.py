"""Which records wait for a decision about a conflict of interest, remembered on this laptop: never what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clinic_app.changes import Changes
from clinic_app.records.conflict_decision import ConflictDecision
from clinic_app.records.record import Record
from clinic_app.store.pending_notes import Note
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.touched import Touched

CLEAR = "clear"

Pending = dict[str, Note]  # record -> {"type": …, "keys": {key of a finding: the other record}}


@dataclass(frozen=True)
class Waiting:
    """A record about which a decision is wanted."""

    type: str
    id: str
    record_no: str
    title: str


@dataclass(frozen=True)
class Waits:
    """The newest few of them, and how many there are."""

    first: tuple[Waiting, ...]
    total: int


class Covers:
    """What decisions cover. Of two records in conflict each has its own lawyer: "conflict" said of one is no answer for
    the other, which goes on waiting; only "clear" says that the two have nothing to do with each other.
    """

    def __init__(self, decisions: Iterable[ConflictDecision]) -> None:
        self._of: dict[str, dict[str, bool]] = {}  # record -> key -> whether what was decided last is "clear"
        for one in sorted(decisions, key=lambda one: (str(one.decided_at or ""), one.id)):
            theirs = self._of.setdefault(str(one.parent_id), {})
            theirs.update(dict.fromkeys(one.covers, one.verdict == CLEAR))
        self._clear = {key for theirs in self._of.values() for key, clear in theirs.items() if clear}

    def all(self, record: str, keys: Iterable[str]) -> bool:
        """Whether nothing of what was found about a record, by key, wants a decision any more."""
        own = self._of.get(record, {})
        return all(key in own or key in self._clear for key in keys)


class WaitingList:
    """The records that wait."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._casework = casework
        self._vault = desk.vault
        self._touched = Touched(desk.vault, ("conflict_decision",))
        self._covers = Covers(())
        self._before: dict[str, tuple[str, bool]] | None = None  # while watched: record -> its type, whether it waited

    def covered(self) -> Covers:
        """What the standing decisions cover."""
        touched = self._touched.since()
        if touched is None or touched.get("conflict_decision"):
            found = self._casework.load_many("conflict_decision", self._casework.ids("conflict_decision"))
            self._covers = Covers(one for one in found if isinstance(one, ConflictDecision))
        return self._covers

    # --- who waits ----------------------------------------------------------------------------------------------

    def known(self) -> Pending:
        """Everything that was found and not let go since."""
        with self._vault.looking():
            return self._vault.pending.all()

    def waiting(self) -> Pending:
        """What of it no decision covers."""
        return self._uncovered(self.known())

    def waiting_of(self, ids: Sequence[str]) -> Pending:
        """Those of `ids` that wait."""
        with self._vault.looking():
            return self._uncovered(self._vault.pending.of(ids))

    def waits(self, id: str) -> bool:
        return id in self.waiting_of([id])

    def others_of(self, id: str) -> set[str]:
        """The other records of what was found about a record."""
        return set(self._keys(id).values())

    def _keys(self, id: str) -> dict[str, str]:
        with self._vault.looking():
            note = self._vault.pending.of([id]).get(id)
        return dict(note["keys"]) if note else {}

    def _uncovered(self, some: Pending) -> Pending:
        covers = self.covered()
        return {id: one for id, one in some.items() if not covers.all(id, one["keys"])}

    # --- writing ------------------------------------------------------------------------------------------------

    def put(self, record: Record, keys: Mapping[str, str]) -> None:
        """What is found about a record now; without keys it waited once, and is to be released."""
        with self._vault.changing():
            known = record.id in self._vault.pending.of([record.id])
            if keys or known:
                self._note_before(record.type.name, record.id)
                self._vault.pending.put(record.id, {"type": record.type.name, "keys": dict(keys)})

    def put_shared(self, record: Record, other: str, keys: Mapping[str, str]) -> None:
        """What a record finds together with `other`; what it found with others stays."""
        kept = self._keys(record.id)
        self.put(record, {key: of for key, of in kept.items() if of != other} | dict(keys))

    def forget(self, id: str) -> bool:
        """Let a record go; whether it was known here."""
        with self._vault.changing():
            note = self._vault.pending.of([id]).get(id)
            if note is None:
                return False
            self._note_before(note["type"], id)
            self._vault.pending.drop(id)
            return True

    # --- what moved ---------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Begin to tell which records wait from now on, or wait no longer."""
        self._before = {}

    def moved(self) -> Changes:
        """Those that wait now and did not when `watch` was called, or the other way round."""
        before, self._before = self._before or {}, None
        now = self.waiting_of(list(before))
        return Changes.of_many((type, id) for id, (type, waited) in before.items() if waited != (id in now))

    def _note_before(self, type: str, id: str) -> None:
        if self._before is not None and id not in self._before:
            self._before[id] = (type, self.waits(id))
