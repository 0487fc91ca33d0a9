"""What a lawyer must see in the morning: next steps, hearings, call-backs, cases nobody moves, numbers of the month.

It only reads. Dates are the laptop's; every list is short, soonest first, with how many there are in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar

from clinic_app.records.case import CaseEvent, JournalistCase
from clinic_app.records.consultation import Consultation
from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.reference import lists
from clinic_app.store.vault import Draft
from clinic_app.use_cases.hearings import followed_ids
from clinic_app.use_cases.today_facts import (
    CallBack,
    Hearing,
    MonthNumbers,
    NextStep,
    Some,
    Still,
    TodayFacts,
    Undecided,
)
from clinic_app.wording.words import _

SOON = 14  # days ahead that are shown
CALLS_AHEAD = 3
MOST = 4  # of a list on the page
MOST_CALLS = 3
CLOSED_STAGES = frozenset({"closed"})
MOST_UNDECIDED = 50
_BEGINNING = "0001-01-01"

T = TypeVar("T")


class Looks(Protocol):
    """What is needed of Casework."""

    def ids(
        self, kind: str, *, where: Any = None, newest_first: bool = True, limit: int | None = None
    ) -> list[str]: ...

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Record]: ...

    def count(self, kind: str, where: Any = None) -> int: ...


class Keeps(Protocol):
    """What is needed of Drafts."""

    def all(self) -> list[Draft]: ...


class Exchanges(Protocol):
    """What is needed of Exchange."""

    def last_exchange(self) -> Any: ...

    def waiting(self) -> Any: ...


class Decides(Protocol):
    """What is needed of the conflict-of-interest check."""

    def waiting(self, limit: int = 50) -> Any: ...


class Today:
    """Reads the day from an open case book."""

    def __init__(
        self,
        casework: Looks,
        drafts: Keeps | None = None,
        exchange: Exchanges | None = None,
        interests: Decides | None = None,
    ) -> None:
        self._casework = casework
        self._drafts = drafts
        self._exchange = exchange
        self._interests = interests
        self._me = ""

    def facts(self, today: date | None = None, most: int = MOST, me: str = "") -> TodayFacts:
        """Everything of the page, at most `most` rows of each list.

        `me`: a lawyer's id, for what is theirs or nobody's; "" is the whole office's day. The numbers of the
        month are always everybody's.
        """
        day, self._me = today or date.today(), me
        last = day.replace(day=1) - timedelta(days=1)
        hearings = self._hearings(day)
        return TodayFacts(
            today=day,
            next_steps=self._next_steps(day, most),
            hearings=_some(hearings, most),
            hearing_cases=tuple(dict.fromkeys(one.case for one in hearings if one.case)),
            callbacks=self._callbacks(day, min(most, MOST_CALLS)),
            without_next_step=self._without_next_step(most),
            undecided=self._undecided(most),
            this_month=self._numbers(day.year, day.month),
            last_month=self._numbers(last.year, last.month),
            open_cases=self._casework.count("journalist_case", {"stage": _open_stages()}),
            drafts=tuple(self._drafts.all()) if self._drafts else (),
            last_exchange=self._exchange.last_exchange() if self._exchange else None,
            waiting=self._exchange.waiting() if self._exchange else None,
        )

    def _next_steps(self, day: date, most: int) -> Some[NextStep]:
        until = (day + timedelta(days=SOON)).isoformat()
        where = {"next_step_on": (_BEGINNING, until), "stage": _open_stages()}
        found = [
            NextStep(case.id, case.record_no, case.title, case.next_step, case.next_step_on)
            for case in self._cases(where)
            if case.next_step_on is not None
        ]
        return _some(sorted(found, key=lambda one: (one.on, one.record_no)), most)

    def _hearings(self, day: date) -> list[Hearing]:
        """Hearings by their own day, or by the day they were postponed to where no hearing of its own stands there."""
        until = day + timedelta(days=SOON)
        kinds = {"kind": {"hearing", "postponed"}}
        ids = self._casework.ids("case_event", where={**kinds, "on": (day.isoformat(), f"{until.isoformat()}~")})
        ids += self._casework.ids("case_event", where={**kinds, "postponed_to": (day.isoformat(), until.isoformat())})
        events = self._casework.load_many("case_event", list(dict.fromkeys(ids)))
        followed = followed_ids(self._casework, [event.id for event in events])
        cases = {one.id: one for one in self._load_cases([str(getattr(e, "case_id", "") or "") for e in events])}
        found = [
            hearing
            for event in events
            if isinstance(event, CaseEvent)
            and event.id not in followed
            and self._is_mine(cases.get(event.case_id or ""))
            and (hearing := _hearing(event, cases.get(event.case_id or ""), day, until))
        ]
        return sorted(found, key=lambda one: (one.on, one.at or time(), one.record_no))

    def _callbacks(self, day: date, most: int) -> Some[CallBack]:
        """A follow-up is open until somebody wrote whether the problem was solved."""
        until = (day + timedelta(days=CALLS_AHEAD)).isoformat()
        ids = self._casework.ids("consultation", where={"followup_on": (_BEGINNING, until), "resolved": None})
        loaded = self._casework.load_many("consultation", ids)
        records = [one for one in loaded if isinstance(one, Consultation) and self._is_mine(one)]
        records.sort(key=lambda one: (one.followup_on or date.max, one.record_no))
        shown = records[:most]
        people = self._people([one.person_id or "" for one in shown])
        return Some(tuple(_call(one, people.get(one.person_id or "")) for one in shown), len(records))

    def _without_next_step(self, most: int) -> Some[Still]:
        cases = self._cases({"next_step_on": None, "stage": _open_stages()})
        cases = [case for case in cases if not case.next_step]
        found = sorted((self._still(case) for case in cases), key=lambda one: (one.since, one.record_no))
        return _some(found, most)

    def _still(self, case: JournalistCase) -> Still:
        events = self._casework.load_many("case_event", self._casework.ids("case_event", where={"case_id": case.id}))
        today = date.today().isoformat()
        days = [str(getattr(event, "on", "") or "").lstrip("~") for event in events]
        happened = [date.fromisoformat(day) for day in days if len(day) == 10 and day <= today]
        since = max([*happened, *([case.opened_on] if case.opened_on else [])], default=date.today())
        return Still(case.id, case.record_no, case.title, since)

    def _numbers(self, year: int, month: int) -> MonthNumbers:
        where = {"received_at": (f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-31T99")}
        ids = self._casework.ids("consultation", where=where)
        came = [str(getattr(one, "person_id", None) or "") for one in self._casework.load_many("consultation", ids)]
        who = tuple(dict.fromkeys(one for one in came if one))
        return MonthNumbers(year, month, len(ids), len(who), who)

    def _undecided(self, most: int) -> Some[Undecided]:
        """Checks that found somebody; whose they are does not matter: a conflict is the whole office's."""
        if self._interests is None:
            return Some((), 0)
        waits = self._interests.waiting(MOST_UNDECIDED)
        first = [Undecided(one.type, one.id, one.record_no, one.title) for one in waits.first[:most]]
        return Some(tuple(first), waits.total)

    def _is_mine(self, record: Record | None) -> bool:
        """Whether a record is this lawyer's, or nobody's yet: what nobody has must not be forgotten by all."""
        return not self._me or getattr(record, "lawyer_id", None) in (None, "", self._me)

    def _cases(self, where: Any) -> list[JournalistCase]:
        found = self._load_cases(self._casework.ids("journalist_case", where=where))
        return [case for case in found if self._is_mine(case)]

    def _load_cases(self, ids: Sequence[str]) -> list[JournalistCase]:
        found = self._casework.load_many("journalist_case", list(dict.fromkeys(id for id in ids if id)))
        return [case for case in found if isinstance(case, JournalistCase)]

    def _people(self, ids: Sequence[str]) -> dict[str, Person]:
        found = self._casework.load_many("person", list(dict.fromkeys(id for id in ids if id)))
        return {one.id: one for one in found if isinstance(one, Person)}


def _open_stages() -> set[str]:
    return set(lists.items("case_stage")) - CLOSED_STAGES


def _some(found: Sequence[T], most: int) -> Some[T]:
    return Some(tuple(found[:most]), len(found))


def _hearing(event: CaseEvent, case: JournalistCase | None, day: date, until: date) -> Hearing | None:
    """The hearing an event announces, if it is among the days shown."""
    own = (event.on or "").lstrip("~")
    planned = date.fromisoformat(own) if len(own) == 10 else None
    on = event.postponed_to or (planned if event.kind == "hearing" else None)
    if on is None or not day <= on <= until:
        return None
    moved = planned if event.postponed_to else None
    at = None if moved else event.at
    court = lists.label("courts", event.court_id) if event.court_id else ""
    number, title = (case.record_no, case.title) if case else ("", "")
    return Hearing(event.id, event.case_id or "", number, event.title or title, court, event.notes, on, at, moved)


def _safely(person: Person) -> str:
    """How somebody may be called; who may not read it is told to ask first, for calling wrongly may do harm."""
    if "safe_contact" in person.hidden:
        return _("Ask your supervisor how before you call")
    return person.safe_contact


def _call(record: Consultation, person: Person | None) -> CallBack:
    received: datetime | None = record.received_at
    return CallBack(
        consultation=record.id,
        record_no=record.record_no,
        person=person.id if person else "",
        name=person.name_display if person else "",
        topic=lists.label("legal_topics", record.topic) if record.topic else "",
        on=record.followup_on or date.max,
        received=received.date() if received else None,
        phone=person.phone if person else "",
        safe_contact=_safely(person) if person else "",
        phones_more=tuple(sorted(person.phones_more)) if person else (),
    )
