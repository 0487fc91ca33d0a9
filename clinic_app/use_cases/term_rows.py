"""What is said of terms: a counted date with its rule, a row of a list, what moved, an entry of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from clinic_app.deadlines.counting import Due
from clinic_app.deadlines.rules import Rule
from clinic_app.errors import ClinicError
from clinic_app.records.deadline import Deadline
from clinic_app.records.record import Record
from clinic_app.reference import lists
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import N_, _

SOON = 5  # days ahead that are coloured
MOVED_MARK = ">"

# What a badge says; the date is the day of verification.
_BADGES = {
    "verified": N_("Verified by the clinic on {date}"),
    "high": N_("Not verified by the clinic; the source is reliable"),
    "medium": N_("Not verified by the clinic; check it before you rely on it"),
    "low": N_("Not verified by the clinic; doubtful"),
    "review": N_("Verified on {date}, but the day to look again has passed"),
    "typed": N_("Date typed by a lawyer"),
    "ask": N_("No confirmed rule: a lawyer types the date"),
    "none": N_("No rule stands behind this date"),
}


@dataclass(frozen=True)
class Computed:
    """A date counted by a rule, or (`due_on` None, `problem` says why) a rule for which a lawyer types the date.

    `asked` is the code that was asked for; `rule` the version of the day. `badge`: see `badge_words`.
    """

    rule: Rule
    asked: str
    due_on: date | None
    due_at: time | None
    days_left: int | None
    verified: bool
    badge: str
    rolled_from: date | None = None
    from_midnight: bool = False
    estimated: bool = False  # a day off that is not announced yet had a say
    problem: ClinicError | None = None


@dataclass(frozen=True)
class DeadlineRow:
    """One deadline of a list. `title` is in the language in use; `tone`: bad, warn, info, or neutral when ended."""

    record: Deadline
    title: str
    parent_type: str
    parent_id: str
    parent_no: str
    parent_title: str
    days_left: int
    tone: str
    rule: Rule | None
    verified: bool
    badge: str

    @property
    def label(self) -> str:
        """The parent in one line: its number and title."""
        return " · ".join(part for part in (self.parent_no, self.parent_title) if part)


@dataclass(frozen=True)
class Moved:
    """A deadline that changed rules or days moved, until somebody acknowledges it."""

    row: DeadlineRow
    was: date
    now: date


@dataclass(frozen=True)
class Entry:
    """One thing of the calendar. `kind`: deadline, hearing, next_step, call_back, risk_review, check_in.

    `minutes`: how long it takes somebody; 0 for what is only due. `alarms` are counted by whoever reminds.
    """

    day: date
    at: time | None
    kind: str
    title: str
    type: str
    id: str
    parent_type: str = ""
    parent_id: str = ""
    parent_no: str = ""
    place: str = ""
    member: str = ""
    minutes: int = 0
    tone: str = "info"


@dataclass(frozen=True)
class Clash:
    """Two things one person cannot do both; `sure` when their times overlap, else a time is missing or too close."""

    first: Entry
    second: Entry
    sure: bool


def badge_of(rule: Rule | None, *, typed: bool, today: date) -> str:
    """Which badge stands beside a date."""
    if typed:
        return "typed"
    if rule is None:
        return "none"
    if not rule.counts:
        return "ask"
    if rule.verified_on is None:
        return rule.confidence if rule.confidence in ("high", "medium") else "low"
    return "review" if rule.review_by is not None and rule.review_by < today else "verified"


def badge_words(badge: str, rule: Rule | None = None) -> str:
    """A badge in the language in use."""
    on = short_date(rule.verified_on) if rule is not None and rule.verified_on else ""
    return _(_BADGES.get(badge, _BADGES["low"])).format(date=on)


def remarks(counted: Computed) -> list[str]:
    """What else has to be said of a counted date, in the language in use."""
    found = []
    if counted.rule.id != counted.asked:
        found.append(_("On that day another version of the rule was in force: {rule}.").format(rule=counted.rule.id))
    if counted.rolled_from is not None:
        found.append(_("It would have ended on {date}, a day off.").format(date=short_date(counted.rolled_from)))
    if counted.from_midnight:
        found.append(_("No time of day was given, so it is counted from 00:00."))
    if counted.estimated:
        found.append(_("A day off that is not announced yet may still move this date."))
    return found


def source_words(rule: Rule) -> str:
    """Source and confidence of a rule, as shown beside each date counted by it."""
    confidence = lists.label("confidence", rule.confidence)
    return _("{source} (confidence: {confidence})").format(source=rule.source or "—", confidence=confidence)


def computed(due: Due, asked: str, today: date, *, estimated: bool = False) -> Computed:
    """A counted date as it is shown."""
    rule = due.rule
    return Computed(
        rule=rule,
        asked=asked,
        due_on=due.on,
        due_at=due.at,
        days_left=(due.on - today).days,
        verified=rule.verified_on is not None,
        badge=badge_of(rule, typed=False, today=today),
        rolled_from=due.rolled_from,
        from_midnight=due.from_midnight,
        estimated=estimated,
    )


def row_of(record: Deadline, parent: Record | None, rule: Rule | None, today: date) -> DeadlineRow:
    """One deadline as a row."""
    left = ((record.due_on or date.max) - today).days
    tone = "neutral" if record.ended else "bad" if left <= 0 else "warn" if left <= SOON else "info"
    typed = bool(record.typed) or rule is None
    return DeadlineRow(
        record=record,
        title=title_of(record, rule),
        parent_type=record.parent_type,
        parent_id=record.parent_id or "",
        parent_no=str(getattr(parent, "record_no", "") or ""),
        parent_title=str(getattr(parent, "title", "") or ""),
        days_left=left,
        tone=tone,
        rule=rule,
        verified=not typed and rule is not None and rule.verified_on is not None,
        badge=badge_of(rule, typed=bool(record.typed), today=today),
    )


def title_of(record: Deadline, rule: Rule | None) -> str:
    """What must be done: in the language in use, unless a lawyer wrote words of their own."""
    if rule is not None and (not record.title or record.title in rule.labels.values()):
        return rule.label()
    return record.title


def moved_from(record: Deadline) -> date | None:
    """The day a deadline stood on before it was moved, the earliest of those nobody has acknowledged."""
    days = []
    for move in record.moved:
        was, mark, _now = move.partition(MOVED_MARK)
        if mark and len(was) == 10:
            days.append(date.fromisoformat(was))
    return min(days, default=None)
