"""Conflicts of interest: found when a client or opponent is saved and when a role changes later, decided by a person.

The program never decides: it says what was found and where, and keeps asking until a decision covers it. What was
found names persons of other matters; it lies in decisions, which never leave the office, and in no shared record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import InvalidRecord, NotOurs
from clinic_app.records.conflict_decision import ConflictDecision, mark_of
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.reports.conflict_slip import Decided, slip_of
from clinic_app.reports.sheet import Sheet
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.interest_findings import Asked, Finding
from clinic_app.use_cases.interest_search import InterestSearch
from clinic_app.use_cases.interest_waiting import Waiting, WaitingList, Waits
from clinic_app.use_cases.parties import NAMING, Place
from clinic_app.use_cases.people import People
from clinic_app.use_cases.who_reads import people_of
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import spoken

__all__ = ["Asked", "Finding", "Interests", "Waiting", "Waits"]

LOOKED_AT_ONCE = 100  # records that came by a merge
CLEAR, CONFLICT, NOT_DONE = "clear", "conflict", "not_done"
MOST_LOOKED_AT = 300  # records at once, after a person's name or ties have changed; the rest is looked at later
AT_A_TIME = 10


class Interests:
    """Conflicts of interest in an open vault."""

    def __init__(self, desk: Desk, casework: Casework, people: People) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._parties = people.parties
        self._search = InterestSearch(desk, casework, people)
        self._list = WaitingList(desk, casework)

    # --- looking ------------------------------------------------------------------------------------------------

    def look(self, asked: Sequence[Asked], id: str = "") -> tuple[Finding, ...]:
        """What names that are being written may mean; `id` of the record they are written on, once it has one."""
        return self._marked(self._search.look(asked, id), id)

    def findings(self, kind: str, id: str) -> tuple[Finding, ...]:
        """Everything found about a saved record, the most pressing first. NoSuchRecord."""
        return self._found(self._casework.load(kind, id))

    def undecided(self, kind: str, id: str) -> tuple[Finding, ...]:
        """What was found about a saved record, must be decided and is not yet."""
        return _undecided(self.findings(kind, id))

    def decisions(self, kind: str, id: str) -> list[ConflictDecision]:
        """The decisions about a record that stand, newest first."""
        found = self._casework.load_many(
            "conflict_decision", self._casework.ids("conflict_decision", where={"parent_id": id, "parent_type": kind})
        )
        decisions = [one for one in found if isinstance(one, ConflictDecision)]
        return sorted(decisions, key=lambda one: (str(one.decided_at or ""), one.id), reverse=True)

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
        waiting = self._list.waiting()
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
        record = self._casework.load(kind, id)
        if not self._is_ours(record):  # a coordinator's would go to all coordinators
            raise NotOurs(home=record.home)
        if not reason.strip() and (verdict == CONFLICT or any(one.strong for one in findings)):
            raise InvalidRecord(type="conflict_decision", faults={"reason": Fault.REQUIRED})
        with self._vault.changing():
            decision = self._casework.blank(
                "conflict_decision",
                parent_type=kind,
                parent_id=id,
                names=frozenset(one.name for one in self._asked(record)),
                found="\n".join(one.line for one in findings),
                covers=frozenset(key for one in findings for key in one.keys) | self._marks(record, findings),
                verdict=verdict,
                reason=reason.strip(),
            )
            changes = self._casework.save(decision).changes
            left = _undecided(self._found(record))
            self._list.put(record, _keys(left))
            changes = changes | self._put(record, NOT_DONE if left and verdict == CLEAR else verdict)
            if not left:
                self._list.forget(record.id)
            covered = _keys(findings)
            for other in self._load(set(covered.values()) - {id}):
                if verdict == CONFLICT:  # said of this record alone: who works on the other must decide too
                    changes = changes | self._share(other, record.id, covered)
                else:
                    changes = changes | self._release(other)
        return changes

    def slip(self, kind: str, id: str, language: str = "") -> Sheet:
        """The printable slip of a record: what was compared and found, and every decision. It stays in the office."""
        record = self._casework.load(kind, id)
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
            names=[(one.side, one.name) for one in self._asked(record)],
            findings=[(one.line, one.decided, one.needs_decision) for one in self._found(record)],
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
        if kind not in NAMING or not self._is_ours(record) or not self._names_others(record):
            return record, Changes
        found = self._found(record)
        left = _undecided(found)
        if "conflict_check" in record.type.by_name and "conflict_check" not in record.conflicts:
            record = replace(record, conflict_check=self._judged(record, left))
        return record, lambda: self._keep(record, found)

    def look_again(self, persons: Sequence[str]) -> Changes:
        """After a person's names, links or relations have changed: the records that name them are checked anew, the
        newest at once, those past MOST_LOOKED_AT by `catch_up`.
        """
        changes = Changes()
        places = sorted(self._places(persons), key=lambda place: place.record_no, reverse=True)
        ids = list(dict.fromkeys((place.type, place.id) for place in places))
        with self._vault.changing():
            for record in self._load(id for _type, id in ids[:MOST_LOOKED_AT]):
                changes = changes | self.check(record)
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
        if self._vault.to_look.count() <= LOOKED_AT_ONCE:
            self.catch_up()

    def catch_up(self, seconds: float = 1.5) -> int:
        """Go on looking; how many records are left (see `look_on`)."""
        return self.look_on(seconds)[0]

    def look_on(self, seconds: float) -> tuple[int, Changes]:
        """Go on looking at what has changed without a check of its own: by merging, importing, settling, undoing.

        (how many are left, the records that wait for a decision now or wait no longer). No entry is written.
        """
        if not self._vault.to_look.count():  # asked every few seconds: nothing else is read for that
            return 0, Changes()
        began, before = monotonic(), self._list.waiting()
        with self._vault.changing():
            while (some := self._vault.to_look.first(AT_A_TIME)) and monotonic() - began < seconds:
                self._vault.to_look.drop(some)
                self._look_at(some)
            left = self._vault.to_look.count()
        now = self._list.waiting()
        moved = {id: (now.get(id) or before[id])["type"] for id in before.keys() ^ now.keys()}
        return left, Changes.of_many((type, id) for id, type in moved.items())

    def _look_at(self, some: Sequence[tuple[str, str]]) -> None:
        """Check records, or have those checked on which a person, a tie between persons or a decision bears."""
        bears_on: list[tuple[str, str]] = []
        records = {record.id: record for record in self._load(id for type, id in some if type in NAMING)}
        for id in (id for type, id in some if type in NAMING):
            record = records.get(id)
            if record is None or record.erased:  # undone or erased: who waited because of it may be released
                bears_on += [(type, other) for other in self._list.others_of(id) - {id} for type in NAMING]
                self._list.forget(id)
            elif self._is_ours(record) and not record.archived:
                self._keep(record, self._found(record), private=True)
        persons = [id for type, id in some if type == "person"]
        for type in ("relation", "link", "conflict_decision"):
            ids = [id for kind, id in some if kind == type]
            ties = [tie for tie in self._casework.load_many(type, ids) if not tie.erased]
            if len(ties) < len(ids):  # what is gone does not say any more whom it named: whoever waits may be released
                bears_on += [(one["type"], id) for id, one in self._list.known().items()]
            for tie in ties:
                if isinstance(tie, ConflictDecision):
                    bears_on.append((tie.parent_type, str(tie.parent_id)))
                else:
                    persons += people_of(tie)
        self._vault.to_look.add([*bears_on, *((place.type, place.id) for place in self._places(persons))])

    def _places(self, persons: Iterable[str]) -> list[Place]:
        """Where persons stand, and who is the same person as one of them."""
        everybody = dict.fromkeys(one for person in persons for one in self._search.group(person))
        return [place for person in everybody for place in self._parties.of(person)]

    def check(self, record: Record) -> Changes:
        """Check a saved record anew: it and those it is in conflict with wait for a decision, or wait no longer."""
        if not self._is_ours(record):
            return Changes()
        found = self._found(record)
        left = _undecided(found)
        changes = self._keep(record, found)
        return changes | (self._put(record, NOT_DONE) if left else self._release(record))

    # --- inside -------------------------------------------------------------------------------------------------

    def _asked(self, record: Any) -> list[Asked]:
        clients = {record.person_id or ""}
        if "person_id" in record.conflicts:  # each of them is the client until somebody settles it
            clients |= self._parties.named(record.id)[0]
        return self._search.asked_of(clients - {""}, record.opponent_ids)

    def _found(self, record: Any) -> tuple[Finding, ...]:
        return self._marked(self._search.look(self._asked(record), record.id), record.id)

    def _marked(self, found: Sequence[Finding], id: str) -> tuple[Finding, ...]:
        covers = self._list.covered()
        return tuple(replace(one, decided=bool(one.keys) and covers.all(id, one.keys)) for one in found)

    def _marks(self, record: Any, findings: Sequence[Finding]) -> frozenset[str]:
        """Marks of everybody and every record that a decision's text names: it goes when one of them is erased."""
        asked = [one.person for one in (*self._asked(record), *(one.asked for one in findings))]
        persons = {one for person in asked for one in self._search.group(person)} | {one.person for one in findings}
        places = {place.id for one in findings for place in one.places}
        return frozenset(mark_of(id) for id in persons | places if id)

    def _names_others(self, record: Any) -> bool:
        """Whether the record names other people than before."""
        named = (frozenset({record.person_id or ""} - {""}), frozenset(record.opponent_ids))
        return self._parties.named(record.id) != named

    def _is_ours(self, record: Record) -> bool:
        return record.home in ("", self._desk.identity.office_id) and not record.erased

    def _judged(self, record: Any, left: Sequence[Finding]) -> str:
        """What the record says: a conflict that somebody chose stays one; nothing found is clear."""
        said = str(record.conflict_check or NOT_DONE)
        if said == CONFLICT:
            return said
        if left:
            return NOT_DONE
        return next((str(one.verdict) for one in self.decisions(record.type.name, record.id)), CLEAR)

    def _keep(self, record: Record, found: Sequence[Finding], *, private: bool = False) -> Changes:
        """Remember what waits, and let the other records of these findings wait too; `private`: without an entry.

        What this record's own decision covers may still wait in the other one.
        """
        keys = _keys(one for one in found if one.needs_decision)
        others = self._list.others_of(record.id) | set(keys.values())
        self._list.put(record, _keys(_undecided(found)))
        self._vault.to_look.drop([(record.type.name, record.id)])
        changes = Changes()
        for other in self._load(others - {record.id}):
            changes = changes | self._share(other, record.id, keys, private=private)
        return changes

    def _share(self, other: Record, with_id: str, keys: Mapping[str, str], *, private: bool = False) -> Changes:
        """Let another record wait for what was found about it and `with_id`, or release it; `private`: as above."""
        if not self._is_ours(other):
            return Changes()
        covers = self._list.covered()
        theirs = [key for key, of in keys.items() if of == other.id and not covers.all(other.id, [key])]
        self._list.put_shared(other, with_id, dict.fromkeys(theirs, with_id))
        if private:
            return Changes()
        return self._put(other, NOT_DONE) if self._list.waits(other.id) else self._release(other)

    def _release(self, record: Record) -> Changes:
        """A record that waits for nothing any more says again what was decided last."""
        if not self._is_ours(record) or self._list.waits(record.id) or not self._list.forget(record.id):
            return Changes()
        if getattr(record, "conflict_check", "") == CONFLICT:
            return Changes()
        last = next((str(one.verdict) for one in self.decisions(record.type.name, record.id)), CLEAR)
        return self._put(record, last)

    def _put(self, record: Any, verdict: str) -> Changes:
        """Write what the check says into a consultation; a case has its decisions, and a conflict stays one."""
        if "conflict_check" not in record.type.by_name or "conflict_check" in record.conflicts:
            return Changes()
        now = self._casework.load(record.type.name, record.id)
        said = getattr(now, "conflict_check", None)
        if said == verdict or (said == CONFLICT and verdict == NOT_DONE) or "conflict_check" in now.conflicts:
            return Changes()
        # Nothing but this: what else may be wrong with a colleague's record is no reason to refuse one's own.
        return self._casework.write_registers(now, {"conflict_check": verdict})

    def _load(self, ids: Iterable[str]) -> list[Record]:
        wanted = sorted(set(ids))
        return [record for kind in NAMING for record in self._casework.load_many(kind, wanted)]


def _keys(found: Iterable[Finding]) -> dict[str, str]:
    return {key: other for one in found for key, other in one.keys.items()}


def _undecided(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in found if one.needs_decision and one.keys and not one.decided)
