"""Conflicts of interest: found when a client or opponent is saved and when a role changes later, decided by a person.

The program never decides: it says what was found and where, and keeps asking until a decision covers it. What was
found names persons of other matters; it lies in decisions, which never leave the office, and in no shared record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import InvalidRecord, NotOurs
from clinic_app.records.conflict_decision import ConflictDecision
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.reports.conflict_slip import Decided, slip_of
from clinic_app.reports.sheet import Sheet
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.interest_findings import Asked, Finding
from clinic_app.use_cases.interest_later import LaterLooks
from clinic_app.use_cases.interest_matters import Matters, keys_of, undecided
from clinic_app.use_cases.interest_veil import Veil
from clinic_app.use_cases.interest_verdicts import CLEAR, CONFLICT, NOT_DONE, Verdicts
from clinic_app.use_cases.interest_waiting import Waiting, WaitingList, Waits
from clinic_app.use_cases.parties import NAMING, PARTY
from clinic_app.use_cases.people import People
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import spoken

__all__ = ["Asked", "Finding", "Interests", "Waiting", "Waits"]

MOST_LOOKED_AT = 300  # records at once, after a person's name or ties have changed; the rest is looked at later


class Interests:
    """Conflicts of interest in an open vault."""

    def __init__(self, desk: Desk, casework: Casework, people: People) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._whole = whole = casework.whole  # a conflict is found in whatever is here; what is told of it is veiled
        self._list = WaitingList(desk, whole)
        self._matters = Matters(desk, whole, people, self._list)
        self._verdicts = Verdicts(desk, whole, self._matters, self._list)
        self._later = LaterLooks(desk, whole, self._matters, self._verdicts, self._list)
        self._veil = Veil(desk, casework)

    # --- looking ------------------------------------------------------------------------------------------------

    def look(self, asked: Sequence[Asked], id: str = "") -> tuple[Finding, ...]:
        """What names that are being written may mean; `id` of the record they are written on, once it has one."""
        return self._veil.over(self._matters.look(asked, id))

    def findings(self, kind: str, id: str) -> tuple[Finding, ...]:
        """Everything found about a saved record, the most pressing first. NoSuchRecord, NotForYou."""
        self._casework.load(kind, id)
        return self._veil.over(self._matters.found(self._whole.load(kind, id)))

    def undecided(self, kind: str, id: str) -> tuple[Finding, ...]:
        """What was found about a saved record, must be decided and is not yet."""
        return undecided(self.findings(kind, id))

    def decisions(self, kind: str, id: str) -> list[ConflictDecision]:
        """The decisions about a record that stand, newest first."""
        ids = [one.id for one in self._matters.decisions(kind, id)]
        shown = self._casework.load_many("conflict_decision", ids)
        return [one for one in shown if isinstance(one, ConflictDecision)]

    def verdict(self, kind: str, id: str) -> str:
        """clear, conflict or not_done, as things stand; "" for a case that nobody had to decide about."""
        if self._list.waits(id):
            return NOT_DONE
        record = self._casework.load(kind, id)
        if "conflict_check" in record.type.by_name:
            return str(getattr(record, "conflict_check", "") or "")
        return next((str(one.verdict) for one in self.decisions(kind, id)), "")

    def waiting(self, limit: int = 50) -> Waits:
        """Records of this office about which a decision is wanted, newest first. It compares no names."""
        pending = self._list.waiting()
        found: list[tuple[str, Waiting]] = []
        for kind in NAMING:
            ids = [id for id, one in pending.items() if one["type"] == kind]
            for record in self._casework.load_many(kind, ids):
                if record.archived or record.erased:
                    continue
                when = str(getattr(record, record.type.date_field) or "")
                number, title = str(getattr(record, "record_no", "")), str(getattr(record, "title", ""))
                found.append((when, Waiting(kind, record.id, number, title)))
        found.sort(key=lambda one: (one[0], one[1].id), reverse=True)
        return Waits(tuple(one for _when, one in found[:limit]), len(found))

    def waiting_ids(self, kind: str) -> set[str]:
        """The records of a type that wait for a decision, whatever was written of them before."""
        return {id for id, one in self._list.waiting().items() if one["type"] == kind}

    def as_they_stand(self, records: Sequence[Record]) -> list[Record]:
        """Records for showing: whose check waits for a decision says "not done", though "clear" is still written."""
        waiting = self._list.waiting_of([one.id for one in records])
        return [
            replace(one, conflict_check=NOT_DONE)  # type: ignore[call-arg]  # its type has the field
            if one.id in waiting and "conflict_check" in one.type.by_name
            else one
            for one in records
        ]

    # --- deciding -----------------------------------------------------------------------------------------------

    def decide(self, kind: str, id: str, verdict: str, reason: str, findings: Sequence[Finding]) -> Changes:
        """Keep a decision about a record, and what was shown when it was made.

        A reason is required for a conflict, and for clearing a strong finding: InvalidRecord. NoSuchRecord, NotOurs.
        """
        self._casework.load(kind, id)
        record = self._whole.load(kind, id)
        if not self._matters.is_ours(record):  # a coordinator's would go to all coordinators
            raise NotOurs(home=record.home)
        if not reason.strip() and (verdict == CONFLICT or any(one.strong for one in findings)):
            raise InvalidRecord(type="conflict_decision", faults={"reason": Fault.REQUIRED})
        with self._vault.changing():
            decision = self._casework.blank(
                "conflict_decision",
                parent_type=kind,
                parent_id=id,
                names=frozenset(one.name for one in self._matters.asked(record)),
                found="\n".join(one.line for one in findings),
                covers=frozenset(key for one in findings for key in one.keys) | self._marks(record, findings),
                verdict=verdict,
                reason=reason.strip(),
            )
            changes = self._casework.save(decision).changes
            left = undecided(self._matters.found(record))
            self._list.put(record, keys_of(left))
            changes = changes | self._verdicts.put(record, NOT_DONE if left and verdict == CLEAR else verdict)
            if not left:
                self._list.forget(record.id)
            return changes | self._verdicts.spread(record, verdict, keys_of(findings))

    def _marks(self, record: Record, findings: Sequence[Finding]) -> frozenset[str]:
        """Marks of everybody whom the findings name, also of those who are veiled."""
        keys = {key for one in findings for key in one.keys}
        behind = [one for one in self._matters.found(record) if keys.intersection(one.keys)]
        return self._matters.marks(record, [*findings, *behind])

    def slip(self, kind: str, id: str, language: str = "") -> Sheet:
        """The printable slip of a record: what was compared and found, and every decision. It stays in the office."""
        self._casework.load(kind, id)
        record = self._whole.load(kind, id)
        decisions = self.decisions(kind, id)
        members = self._casework.titles("member", [str(one.decided_by or "") for one in decisions])
        me = self._desk.identity
        told = [
            Decided(
                str(one.verdict or ""),
                one.reason,
                one.found,
                date_time(one.decided_at) if one.decided_at else "",
                members.get(str(one.decided_by), ""),
                tuple(sorted(one.names)),
            )
            for one in decisions
        ]
        return slip_of(
            number=str(getattr(record, "record_no", "")),
            names=[(one.side, one.name) for one in self._matters.asked(record)],
            findings=[(one.line, one.decided, one.needs_decision) for one in self.findings(kind, id)],
            decisions=told,
            language=language or spoken(),
            office_name=me.office_name,
            demo=me.demo,
            made_on=date.today(),
        )

    # --- on every save ------------------------------------------------------------------------------------------

    def saving(self, record: Any) -> tuple[Any, Callable[[], Changes]]:
        """Before a save: the record with what the check says of it, and what to do when it has been saved."""
        kind = record.type.name
        if kind == "person":
            return record, lambda: self.look_again([record.id])
        if kind == "relation":
            return record, lambda: self.look_again([str(record.person_id), str(record.other_id)])
        if kind == PARTY:
            return record, lambda: self._look_at_case(record)
        if kind not in NAMING or not self._matters.is_ours(record) or not self._matters.names_others(record):
            return record, Changes
        found = self._later.found(record)
        if found is None:  # what was typed is kept whatever the check meets
            if "conflict_check" in record.type.by_name and "conflict_check" not in record.conflicts:
                record = replace(record, conflict_check=NOT_DONE)
            return record, lambda: self._later.put_back(record)
        left = undecided(found)
        if "conflict_check" in record.type.by_name and "conflict_check" not in record.conflicts:
            record = replace(record, conflict_check=self._verdicts.judged(record, left))
        return record, lambda: self._verdicts.keep(record, found)

    def _look_at_case(self, party: Any) -> Changes:
        """A party was added to a case, or changed: whoever it names stands on a side of the case."""
        changes = Changes()
        for case in self._matters.load([party.case_id] if party.case_id else []):
            changes = changes | self._verdicts.check(case)
        self._vault.to_look.drop([(PARTY, party.id)])
        return changes

    def look_again(self, persons: Sequence[str]) -> Changes:
        """After a person's names, links or relations have changed: the records that name them are checked anew, the
        newest at once, those past MOST_LOOKED_AT by `catch_up`.
        """
        places = sorted(self._matters.places(persons), key=lambda place: place.record_no, reverse=True)
        ids = list(dict.fromkeys((place.type, place.id) for place in places))
        with self._vault.changing():
            changes = self._later.check_each(self._matters.load(id for _type, id in ids[:MOST_LOOKED_AT]))
            self._vault.to_look.drop(("person", person) for person in persons)
            self._vault.to_look.add(ids[MOST_LOOKED_AT:])
        return changes

    # --- later --------------------------------------------------------------------------------------------------

    def look_later(self, changes: Changes) -> None:
        """Have records looked at by `catch_up`. Whatever changes a reading asks for this by itself (see LookQueue)."""
        with self._vault.changing():
            self._vault.to_look.add((kind, id) for kind, ids in changes.records.items() for id in ids)

    def after_merge(self, _changes: Changes) -> None:
        """Look at the little that came: what is found waits here. No entry is written, every laptop looks for itself.

        Many records stay in the queue for `look_on`: a large merge does not wait for them.
        """
        self._later.after_merge()

    def catch_up(self, seconds: float = 1.5) -> int:
        """Go on looking; how many records are left (see `look_on`)."""
        return self.look_on(seconds)[0]

    def look_on(self, seconds: float) -> tuple[int, Changes]:
        """Go on looking at what has changed without a check of its own: by merging, importing, settling, undoing.

        (how many are left, the records that wait for a decision now or wait no longer). No entry is written. A record
        whose check fails goes behind the others, and is no longer counted.
        """
        return self._later.look_on(seconds)

    def check(self, record: Record) -> Changes:
        """Check a saved record anew: it and those it is in conflict with wait for a decision, or wait no longer."""
        return self._verdicts.check(record)
