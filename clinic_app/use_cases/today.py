"""What a lawyer must see in the morning: next steps, hearings, call-backs, cases nobody moves, numbers of the month.

It only reads. Dates are the laptop's; every list is short, soonest first, with how many there are in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, Protocol, TypeVar

from clinic_app.records.case import CaseEvent, JournalistCase
from clinic_app.records.consultation import Consultation
from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.reference import lists
from clinic_app.store.vault import Draft

SOON = 14  # days ahead that are shown
CALLS_AHEAD = 3
MOST = 4  # of a list on the page
MOST_CALLS = 3
CLOSED_STAGES = frozenset({"closed"})
_BEGINNING = "0001-01-01"

T = TypeVar("T")


@dataclass(frozen=True)
class Some(Generic[T]):
    """The first few of a list, and how many there are."""

    first: tuple[T, ...]
    total: int


@dataclass(frozen=True)
class NextStep:
    """What must be done in a case, and by when."""

    case: str
    record_no: str
    title: str
    step: str
    on: date


@dataclass(frozen=True)
class Hearing:
    """A hearing to come; `moved_from` is the day it was postponed from."""

    event: str
    case: str
    record_no: str
    title: str
    court: str
    notes: str
    on: date
    at: time | None
    moved_from: date | None = None


@dataclass(frozen=True)
class CallBack:
    """A client to be contacted again; `safe_contact` says how it may be done."""

    consultation: str
    record_no: str
    person: str
    name: str
    topic: str
    on: date
    received: date | None
    phone: str
    safe_contact: str


@dataclass(frozen=True)
class Still:
    """An open case without a next step, and since when nothing happened in it."""

    case: str
    record_no: str
    title: str
    since: date


@dataclass(frozen=True)
class MonthNumbers:
    """Consultations, different people who came, and cases open, of one month; open cases are known of now only."""

    year: int
    month: int
    consultations: int
    people: int


@dataclass(frozen=True)
class TodayFacts:
    """The whole of the page."""

    today: date
    next_steps: Some[NextStep]
    hearings: Some[Hearing]
    callbacks: Some[CallBack]
    without_next_step: Some[Still]
    this_month: MonthNumbers
    last_month: MonthNumbers
    open_cases: int
    drafts: tuple[Draft, ...] = ()
    last_exchange: Any = None  # exchanging.LastExchange | None
    waiting: Any = None  # exchanging.WaitingNow | None


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


class Today:
    """Reads the day from an open case book."""

    def __init__(self, casework: Looks, drafts: Keeps | None = None, exchange: Exchanges | None = None) -> None:
        self._casework = casework
        self._drafts = drafts
        self._exchange = exchange

    def facts(self, today: date | None = None, most: int = MOST) -> TodayFacts:
        """Everything of the page, at most `most` rows of each list."""
        day = today or date.today()
        last = day.replace(day=1) - timedelta(days=1)
        return TodayFacts(
            today=day,
            next_steps=self._next_steps(day, most),
            hearings=self._hearings(day, most),
            callbacks=self._callbacks(day, min(most, MOST_CALLS)),
            without_next_step=self._without_next_step(most),
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

    def _hearings(self, day: date, most: int) -> Some[Hearing]:
        """Hearings by their own day, or by the day they were postponed to."""
        until = day + timedelta(days=SOON)
        kinds = {"kind": {"hearing", "postponed"}}
        ids = self._casework.ids("case_event", where={**kinds, "on": (day.isoformat(), f"{until.isoformat()}~")})
        ids += self._casework.ids("case_event", where={**kinds, "postponed_to": (day.isoformat(), until.isoformat())})
        events = self._casework.load_many("case_event", list(dict.fromkeys(ids)))
        cases = {one.id: one for one in self._load_cases([str(getattr(e, "case_id", "") or "") for e in events])}
        found = [
            hearing
            for event in events
            if isinstance(event, CaseEvent) and (hearing := _hearing(event, cases.get(event.case_id or ""), day, until))
        ]
        return _some(sorted(found, key=lambda one: (one.on, one.at or time(), one.record_no)), most)

    def _callbacks(self, day: date, most: int) -> Some[CallBack]:
        """A follow-up is open until somebody wrote whether the problem was solved."""
        until = (day + timedelta(days=CALLS_AHEAD)).isoformat()
        ids = self._casework.ids("consultation", where={"followup_on": (_BEGINNING, until), "resolved": None})
        records = [one for one in self._casework.load_many("consultation", ids) if isinstance(one, Consultation)]
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
        persons = {getattr(one, "person_id", None) for one in self._casework.load_many("consultation", ids)}
        return MonthNumbers(year, month, len(ids), len(persons - {None}))

    def _cases(self, where: Any) -> list[JournalistCase]:
        return self._load_cases(self._casework.ids("journalist_case", where=where))

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
        safe_contact=person.safe_contact if person else "",
    )
