"""What a check means for records: who waits for a decision, who is released, what each says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clinic_app.changes import Changes
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.interest_findings import Finding
from clinic_app.use_cases.interest_matters import Matters, keys_of, undecided
from clinic_app.use_cases.interest_waiting import WaitingList

CLEAR, CONFLICT, NOT_DONE = "clear", "conflict", "not_done"


class Verdicts:
    """Keeps the waiting list and what the records say in step; every method belongs to the caller's transaction."""

    def __init__(self, desk: Desk, casework: Casework, matters: Matters, waiting: WaitingList) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._matters = matters
        self._list = waiting

    def check(self, record: Record) -> Changes:
        """Check a saved record anew: it and those it is in conflict with wait for a decision, or wait no longer."""
        if not self._matters.is_ours(record):
            return Changes()
        found = self._matters.found(record)
        changes = self.keep(record, found)
        return changes | (self.put(record, NOT_DONE) if undecided(found) else self.release(record))

    def judged(self, record: Any, left: Sequence[Finding]) -> str:
        """What a record says that is being saved: a conflict that somebody chose stays one; nothing found is clear."""
        said = str(record.conflict_check or NOT_DONE)
        if said == CONFLICT:
            return said
        return NOT_DONE if left else self._last(record)

    def keep(self, record: Record, found: Sequence[Finding], *, private: bool = False) -> Changes:
        """Remember what waits, and let the other records of these findings wait too; `private`: without an entry.

        What this record's own decision covers may still wait in the other one.
        """
        keys = keys_of(one for one in found if one.needs_decision)
        others = self._list.others_of(record.id) | set(keys.values())
        self._list.put(record, keys_of(undecided(found)))
        self._vault.to_look.drop([(record.type.name, record.id)])
        changes = Changes()
        for other in self._matters.load(others - {record.id}):
            changes = changes | self.share(other, record.id, keys, private=private)
        return changes

    def share(self, other: Record, with_id: str, keys: Mapping[str, str], *, private: bool = False) -> Changes:
        """Let another record wait for what was found about it and `with_id`, or release it; `private`: as above."""
        if not self._matters.is_ours(other):
            return Changes()
        covers = self._list.covered()
        theirs = [key for key, of in keys.items() if of == other.id and not covers.all(other.id, [key])]
        self._list.put_shared(other, with_id, dict.fromkeys(theirs, with_id))
        if private:
            return Changes()
        return self.put(other, NOT_DONE) if self._list.waits(other.id) else self.release(other)

    def release(self, record: Record) -> Changes:
        """A record that waits for nothing any more says again what was decided last."""
        if not self._matters.is_ours(record) or self._list.waits(record.id) or not self._list.forget(record.id):
            return Changes()
        if getattr(record, "conflict_check", "") == CONFLICT:
            return Changes()
        return self.put(record, self._last(record))

    def put(self, record: Any, verdict: str) -> Changes:
        """Write what the check says into a consultation; a case has its decisions, and a conflict stays one."""
        if "conflict_check" not in record.type.by_name or "conflict_check" in record.conflicts:
            return Changes()
        now = self._casework.load(record.type.name, record.id)
        said = getattr(now, "conflict_check", None)
        if said == verdict or (said == CONFLICT and verdict == NOT_DONE) or "conflict_check" in now.conflicts:
            return Changes()
        # Nothing but this: what else may be wrong with a colleague's record is no reason to refuse one's own.
        return self._casework.write_registers(now, {"conflict_check": verdict})

    def spread(self, record: Record, verdict: str, covered: Mapping[str, str]) -> Changes:
        """After a decision about a record: what it means for the others that it covers (key -> other record)."""
        changes = Changes()
        for other in self._matters.load(set(covered.values()) - {record.id}):
            if verdict == CONFLICT:  # said of this record alone: who works on the other must decide too
                changes = changes | self.share(other, record.id, covered)
            else:
                changes = changes | self.release(other)
        return changes

    def _last(self, record: Record) -> str:
        decisions = self._matters.decisions(record.type.name, record.id)
        return next((str(one.verdict) for one in decisions), CLEAR)
