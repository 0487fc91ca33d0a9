"""What the page of the day shows, as plain values: the first few of each list, and how many there are in all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Generic, TypeVar

from clinic_app.store.vault import Draft

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
    phones_more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Still:
    """An open case without a next step, and since when nothing happened in it."""

    case: str
    record_no: str
    title: str
    since: date


@dataclass(frozen=True)
class Undecided:
    """A record whose conflict-of-interest check found somebody, and nobody has decided yet."""

    type: str
    id: str
    record_no: str
    title: str


@dataclass(frozen=True)
class MonthNumbers:
    """Consultations, different people who came, and cases open, of one month; open cases are known of now only."""

    year: int
    month: int
    consultations: int
    people: int
    who: tuple[str, ...] = ()  # the people who came


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
    hearing_cases: tuple[str, ...] = ()  # every case with a hearing, in the order of the hearings
    undecided: Some[Undecided] = field(default_factory=lambda: Some((), 0))
    drafts: tuple[Draft, ...] = ()
    last_exchange: Any = None  # exchanging.LastExchange | None
    waiting: Any = None  # exchanging.WaitingNow | None
