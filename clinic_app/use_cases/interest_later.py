"""Looking for conflicts of interest later: at what came by merging, importing, settling, undoing, and at what failed.

Its rule: one record whose check fails is put back behind the others; it holds nobody up, and no merge ends with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial

from clinic_app.changes import Changes
from clinic_app.errors import DiskFull, FileUnreadable, FileUnwritable, VaultBusy, VaultDamaged
from clinic_app.records.conflict_decision import ConflictDecision
from clinic_app.records.proceeding import Party
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.interest_findings import Finding
from clinic_app.use_cases.interest_matters import Matters
from clinic_app.use_cases.interest_verdicts import Verdicts
from clinic_app.use_cases.interest_waiting import WaitingList
from clinic_app.use_cases.parties import NAMING, PARTY
from clinic_app.use_cases.who_reads import people_of

log = logging.getLogger(__name__)

LOOKED_AT_ONCE = 100  # records that came by a merge
AT_A_TIME = 10
# The file's own troubles are nobody's check: whoever asked is told.
_OF_THE_FILE = (DiskFull, FileUnreadable, FileUnwritable, VaultBusy, VaultDamaged)

Key = tuple[str, str]  # (type, id)


class LaterLooks:
    """Goes through the queue of an open vault."""

    def __init__(
        self, desk: Desk, casework: Casework, matters: Matters, verdicts: Verdicts, waiting: WaitingList
    ) -> None:
        self._vault = desk.vault
        self._queue = desk.vault.to_look
        self._casework = casework
        self._matters = matters
        self._verdicts = verdicts
        self._list = waiting

    def after_merge(self) -> None:
        """Look at the little that came. A merge that was kept never ends in an error of this: the queue stays."""
        with suppress(Exception):
            if self._queue.count(LOOKED_AT_ONCE + 1) <= LOOKED_AT_ONCE:
                self.look_on(1.5)

    def look_on(self, seconds: float) -> tuple[int, Changes]:
        """Go on looking: (how many are left, the records that wait now or wait no longer). No entry is written."""
        if not self._queue.count(1) and not self._queue.due(time.time(), 1):
            return 0, Changes()  # asked every few seconds: nothing else is read for that
        ends = time.monotonic() + seconds
        with self._vault.changing():
            self._list.watch()
            while time.monotonic() < ends and (some := self._queue.first(AT_A_TIME)):
                self._look_at_each(some)
            while time.monotonic() < ends and (again := self._queue.due(time.time(), 1)):
                self._look_at_each(again)
            left = self._queue.count()
            moved = self._list.moved()
        return left, moved

    def check_each(self, records: Iterable[Record]) -> Changes:
        """Check records anew after something they rest on has changed; what fails is put back."""
        changes = Changes()
        for record in records:
            done = self._tried((record.type.name, record.id), partial(self._verdicts.check, record))
            changes = changes | (done or Changes())
        return changes

    def found(self, record: Record) -> tuple[Finding, ...] | None:
        """Everything found about a record that is being saved; None where its check fails."""
        try:
            with self._vault.apart():
                return self._matters.found(record)
        except _OF_THE_FILE:
            raise
        except Exception as problem:  # it is saved all the same, and put back
            log.warning("a check for conflicts of interest failed: %s", type(problem).__name__)
            return None

    def put_back(self, record: Record) -> Changes:
        """Have a saved record looked at later, behind all others."""
        self._queue.put_back(record.type.name, record.id, time.time())
        return Changes()

    # --- inside -------------------------------------------------------------------------------------------------

    def _look_at_each(self, some: Sequence[Key]) -> None:
        """Look at records together; where that fails, at each by itself."""
        try:
            with self._vault.apart():
                self._look_at(some)
        except _OF_THE_FILE:
            raise
        except Exception:  # whatever it is: the others of these shall not wait for it
            for key in some:
                self._tried(key, partial(self._look_at, [key]))

    def _tried(self, key: Key, look: Callable[[], Changes | None]) -> Changes | None:
        """Look, and put the record back where that fails; nothing of a failed look stays."""
        try:
            with self._vault.apart():
                return look()
        except _OF_THE_FILE:
            raise
        except Exception as problem:  # it comes again, and `vault check` names it
            log.warning("a check for conflicts of interest failed: %s", type(problem).__name__)
            self._queue.put_back(*key, time.time())
            return None

    def _look_at(self, some: Sequence[Key]) -> None:
        """Check records, or have those checked on which a person, a tie between persons or a decision bears."""
        self._queue.drop(some)
        bears_on: list[Key] = []
        records = {record.id: record for record in self._matters.load(id for type, id in some if type in NAMING)}
        for id in (id for type, id in some if type in NAMING):
            record = records.get(id)
            if record is None or record.erased:  # undone or erased: who waited because of it may be released
                bears_on += [(type, other) for other in self._list.others_of(id) - {id} for type in NAMING]
                self._list.forget(id)
            elif self._matters.is_ours(record) and not record.archived:
                self._verdicts.keep(record, self._matters.found(record), private=True)
        persons = [id for type, id in some if type == "person"]
        for type in ("relation", "link", "conflict_decision", PARTY):
            ids = [id for kind, id in some if kind == type]
            ties = [tie for tie in self._casework.load_many(type, ids) if not tie.erased]
            if len(ties) < len(ids):  # what is gone does not say any more whom it named: whoever waits may be released
                bears_on += [(one["type"], id) for id, one in self._list.known().items()]
            for tie in ties:
                if isinstance(tie, ConflictDecision):
                    bears_on.append((tie.parent_type, str(tie.parent_id)))
                elif isinstance(tie, Party):
                    bears_on.append(("journalist_case", str(tie.case_id)))
                else:
                    persons += people_of(tie)
        self._queue.add([*bears_on, *((place.type, place.id) for place in self._matters.places(persons))])
