"""Proceedings of a case: instances one after another, their hearings, and filings that came back.

What is written is never rewritten: a postponed hearing keeps its day and names the new one, a returned filing keeps its
own day as the proof that it was made in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any, Protocol

from clinic_app.changes import Changes
from clinic_app.errors import ClinicError, InvalidRecord
from clinic_app.records.case import CaseEvent
from clinic_app.records.deadline import Deadline
from clinic_app.records.proceeding import Party, Proceeding
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.reference.lists import Item
from clinic_app.use_cases.casework import Casework, Saved
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.hearings import followed_ids
from clinic_app.use_cases.proceeding_rules import in_order, stages_of
from clinic_app.use_cases.timeline import whole_day
from clinic_app.use_cases.timeline_rows import proceeding_title

REFILE = "file.refile"  # the rule of the alarm; its trigger:
RETURNED = "filing_returned"
OURS = (None, "us", "client")  # whose term a filing of ours can keep


class Terms(Protocol):
    """What is needed of Deadlines."""

    def add(
        self,
        parent: Record,
        *,
        rule: str = ...,
        trigger: Record | None = ...,
        start: date | None = ...,
        due_on: date | None = ...,
    ) -> Saved: ...

    def proposals(self, trigger: str, start: date, at: time | None = ..., procedure: str | None = ...) -> list[Any]: ...


@dataclass(frozen=True)
class Takes:
    """Somebody who takes part, and their lawyer."""

    party: Party
    name: str
    counsel: str


@dataclass(frozen=True)
class Instance:
    """One instance: the record, what it is called, its place in the chain (0 begins it) and who is in it."""

    record: Proceeding
    title: str
    depth: int
    judges: tuple[str, ...]
    parties: tuple[Takes, ...]
    hearings: tuple[CaseEvent, ...]  # newest first
    next_hearing: CaseEvent | None

    @property
    def open(self) -> bool:
        return self.record.outcome is None and self.record.decided_on is None


@dataclass(frozen=True)
class Postponed:
    """The hearing that did not take place, and the one that shall."""

    old: CaseEvent
    new: CaseEvent
    changes: Changes


@dataclass(frozen=True)
class Kept:
    """A term that a filing kept, or was to keep; `ran_out`: it had passed on the day somebody learned of the return."""

    deadline: Deadline
    ran_out: bool


@dataclass(frozen=True)
class Returned:
    """The event that a filing came back, its alarm, and what has become of the terms the filing kept."""

    event: CaseEvent
    alarm: Any  # Deadline | None, where no deadlines are kept
    terms: tuple[Kept, ...]
    changes: Changes = field(default_factory=Changes)

    @property
    def lost(self) -> tuple[Deadline, ...]:
        """The terms that ran out meanwhile."""
        return tuple(one.deadline for one in self.terms if one.ran_out)

    @property
    def too_late(self) -> bool:
        """Whether a term ran out meanwhile: filing again is not enough, the term must be asked back."""
        return bool(self.lost)


class Proceedings:
    """The proceedings of an open vault's cases."""

    def __init__(self, desk: Desk, casework: Casework, terms: Terms | None = None) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._terms = terms

    # --- looking ------------------------------------------------------------------------------------------------

    def of(self, case_id: str, today: date | None = None) -> list[Instance]:
        """The instances of a case, each chain from its first to its last. NoSuchRecord."""
        self._casework.load("journalist_case", case_id)
        day = today or date.today()
        found = [one for one in self._casework.children("proceeding", case_id) if isinstance(one, Proceeding)]
        parties = [one for one in self._casework.children("party", case_id) if isinstance(one, Party)]
        hearings = self._hearings(case_id)
        names = self._names(found, parties)
        return [
            self._instance(one, depth, parties, hearings, names, day)
            for chain in in_order(found)
            for depth, one in enumerate(chain)
        ]

    def stages(self, procedure: str | None) -> list[Item]:
        """The stages that a proceeding of this procedure may be in, in their order."""
        return stages_of(procedure)

    def offers(self, event_id: str) -> list[Any]:
        """The deadlines that an event starts, as computed by their rules; none where it starts none. NoSuchRecord."""
        event: Any = self._casework.load("case_event", event_id)
        start = event.learned_on or whole_day(event.on)
        if self._terms is None or not event.trigger or start is None:
            return []
        return list(self._terms.proposals(event.trigger, start, event.at, self._procedure(event)))

    # --- writing ------------------------------------------------------------------------------------------------

    def next_instance(self, proceeding_id: str, instance: str, **told: Any) -> Saved:
        """Begin the instance that follows a proceeding, with its parties; `told`: fields of the new one.

        Procedure, side, language and sums are as they were; stage, court, number, judges and outcome are not.
        NoSuchRecord, InvalidRecord, NotOurs.
        """
        before: Any = self._casework.load("proceeding", proceeding_id)
        carried = ("case_id", "procedure", "our_side", "language", "interpreter", "claim_amount", "moral_damages")
        values = {name: getattr(before, name) for name in carried}
        values |= {"instance": instance, "follows_id": before.id} | told
        with self._vault.changing():
            saved = self._casework.save(self._begun("proceeding", **values))
            changes = saved.changes
            for party in self._own_parties(before):
                again = replace(party, id="", home="", seen={}, conflicts=frozenset(), proceeding_id=saved.record.id)
                changes = changes | self._casework.save(again).changes
        return Saved(saved.record, changes)

    def postpone(self, event_id: str, to: date, at: time | None = None, why: str = "") -> Postponed:
        """Move a hearing: the old one names the new day, a new hearing stands on it. One change.

        NoSuchRecord; InvalidRecord for what is no hearing, or was moved to another day already.
        """
        with self._vault.changing():
            old: Any = self._casework.load("case_event", event_id)
            if old.kind != "hearing":
                raise InvalidRecord(type="case_event", faults={"kind": Fault.NOT_A_HEARING})
            if old.postponed_to or followed_ids(self._casework, [old.id]):
                raise InvalidRecord(type="case_event", faults={"postponed_to": Fault.MOVED_ALREADY})
            notes = "\n".join(part for part in (old.notes, why.strip()) if part)
            moved = self._casework.save(replace(old, postponed_to=to, notes=notes))
            carried = ("case_id", "kind", "trigger", "court_id", "title", "proceeding_id", "incident_id", "language",
                       "interpreter")  # fmt: skip
            values = {name: getattr(old, name) for name in carried}
            new = self._casework.save(self._begun("case_event", **values, on=to.isoformat(), at=at, about_id=old.id))
        return Postponed(_event(moved.record), _event(new.record), moved.changes | new.changes)

    def returned(self, filing_id: str, learned_on: date, why: str = "", *, sent_on: date | None = None) -> Returned:
        """Record that a filing came back (`sent_on`: the day it was sent back, if that is known), and set the alarm.

        The filing itself is not touched. NoSuchRecord; InvalidRecord where it came back already.
        """
        with self._vault.changing():
            filing: Any = self._casework.load("case_event", filing_id)
            if self._casework.ids("case_event", where={"about_id": filing_id, "kind": "returned"}):
                raise InvalidRecord(type="case_event", faults={"about_id": Fault.RETURNED_ALREADY})
            saved = self._casework.save(
                self._begun(
                    "case_event",
                    case_id=filing.case_id,
                    kind="returned",
                    trigger=RETURNED,
                    on=(sent_on or learned_on).isoformat(),
                    learned_on=learned_on,
                    title=filing.title,
                    notes=why.strip(),
                    court_id=filing.court_id,
                    proceeding_id=filing.proceeding_id,
                    about_id=filing.id,
                )
            )
            terms = self.terms_of(filing, learned_on)
            alarm, changes = self._alarm(filing, saved.record, learned_on)
        return Returned(_event(saved.record), alarm, terms, saved.changes | changes)

    def came_back(self, case_id: str) -> list[Returned]:
        """Every filing of a case that came back, the latest first, with its alarm and what has become of its terms."""
        events = {one.id: one for one in self._casework.children("case_event", case_id) if isinstance(one, CaseEvent)}
        terms = [one for one in self._casework.children("deadline", case_id) if isinstance(one, Deadline)]
        alarms = {one.trigger_id: one for one in terms if one.rule == REFILE}
        found = []
        for one in events.values():
            filing, learned = events.get(one.about_id or ""), one.learned_on or whole_day(one.on)
            if one.kind == "returned" and filing is not None and learned is not None:
                found.append(Returned(one, alarms.get(one.id), self.terms_of(filing, learned)))
        return sorted(found, key=lambda each: (str(each.event.on), each.event.id), reverse=True)

    def terms_of(self, filing: Any, on: date) -> tuple[Kept, ...]:
        """The terms of ours that a filing kept: ended on its day, or still open, in the same proceeding or in none."""
        filed = whole_day(filing.on)
        found: list[Kept] = []
        for one in self._casework.children("deadline", str(filing.case_id)):
            if not isinstance(one, Deadline) or one.owner not in OURS or one.due_on is None:
                continue
            if filing.proceeding_id and one.proceeding_id not in (None, filing.proceeding_id):
                continue
            kept = one.ended == "met" and filed is not None and one.ended_on == filed
            waits = one.ended is None and one.rule != REFILE and (filed is None or one.due_on >= filed)
            if kept or waits:
                found.append(Kept(one, one.due_on < on))
        return tuple(sorted(found, key=lambda kept: (kept.deadline.due_on or date.max, kept.deadline.id)))

    # --- inside -------------------------------------------------------------------------------------------------

    def _begun(self, kind: str, /, **told: Any) -> Record:
        """A new record whose home is its case's: what a coordinator writes belongs to the office of the case."""
        return replace(self._casework.blank(kind, **told), home="")

    def _alarm(self, filing: Any, event: Any, learned_on: date) -> tuple[Any, Changes]:
        if self._terms is None:
            return None, Changes()
        case = self._casework.load("journalist_case", filing.case_id)
        try:
            saved = self._terms.add(case, rule=REFILE, trigger=event, start=learned_on)
        except ClinicError:  # the rule was switched off, or the calendar ends: the alarm is the day itself
            saved = self._terms.add(case, rule=REFILE, trigger=event, start=learned_on, due_on=learned_on)
        return saved.record, saved.changes

    def _procedure(self, event: Any) -> str:
        """The procedure an event belongs to: of its proceeding, else of its case."""
        kind, id = ("proceeding", event.proceeding_id) if event.proceeding_id else ("journalist_case", event.case_id)
        found = self._casework.load_many(kind, [id] if id else [])
        return str(getattr(found[0], "procedure", "") or "") if found else ""

    def _hearings(self, case_id: str) -> list[CaseEvent]:
        ids = self._casework.ids("case_event", where={"case_id": case_id, "kind": "hearing"})
        return [one for one in self._casework.load_many("case_event", ids) if isinstance(one, CaseEvent)]

    def _own_parties(self, proceeding: Any) -> list[Party]:
        ids = self._casework.ids("party", where={"proceeding_id": proceeding.id})
        return [one for one in self._casework.load_many("party", ids) if isinstance(one, Party)]

    def _names(self, proceedings: Iterable[Proceeding], parties: Iterable[Party]) -> dict[str, str]:
        wanted = {id for one in proceedings for id in one.judge_ids}
        wanted |= {id for one in parties for id in (one.person_id, one.counsel_id) if id}
        return self._casework.titles("person", sorted(wanted))

    @staticmethod
    def _instance(
        one: Proceeding, depth: int, parties: Sequence[Party], hearings: Sequence[CaseEvent], names: dict[str, str],
        day: date,
    ) -> Instance:  # fmt: skip
        own = [party for party in parties if party.proceeding_id in (None, one.id)]
        held = [event for event in hearings if event.proceeding_id == one.id]
        ahead = [e for e in held if e.postponed_to is None and (whole_day(e.on) or date.min) >= day]
        return Instance(
            record=one,
            title=proceeding_title(one),
            depth=depth,
            judges=tuple(sorted(names.get(id, "") for id in one.judge_ids)),
            parties=tuple(
                Takes(party, names.get(party.person_id or "", ""), names.get(party.counsel_id or "", ""))
                for party in own
            ),
            hearings=tuple(held),
            next_hearing=min(ahead, key=lambda e: (e.on or "", e.at or time()), default=None),
        )


def _event(record: Any) -> CaseEvent:
    assert isinstance(record, CaseEvent)
    return record
