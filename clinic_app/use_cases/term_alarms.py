"""When to warn of what is in the calendar, and the calendar file that takes it to another program."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from clinic_app.deadlines.calendar import Calendar
from clinic_app.deadlines.counting import HOUR, WORKING_DAY, warn_on
from clinic_app.deadlines.ics import OFFSET, Happening, calendar_file
from clinic_app.deadlines.rules import Period, Rule
from clinic_app.errors import CalendarEnds
from clinic_app.records.deadline import Deadline
from clinic_app.use_cases.term_book import scopes_of
from clinic_app.use_cases.term_rows import Entry
from clinic_app.wording.words import N_, _

MORNING = time(9, 0)
HORIZON = 45  # days ahead in which something may lie of which to warn today
# Of a deadline without a rule.
USUAL = (Period(2, WORKING_DAY), Period(0, WORKING_DAY))
_BEFORE_A_HEARING = timedelta(hours=2)

# What a kind is called where others may read: it says nothing of what the clinic does.
NEUTRAL = {
    "deadline": N_("Deadline"),
    "hearing": N_("Hearing"),
    "next_step": N_("Task"),
    "call_back": N_("Call"),
    "risk_review": N_("Task"),
    "check_in": N_("Call"),
}


@dataclass(frozen=True)
class Reminder:
    """A moment to remind somebody at, by the laptop's clock, and of what."""

    at: datetime
    entry: Entry


def neutral_title(entry: Entry) -> str:
    """The kind of thing and the record number, nothing else: for calendars and notifications that others may see."""
    return " · ".join(part for part in (_(NEUTRAL[entry.kind]), entry.parent_no) if part)


def alarms_of(record: Deadline, rule: Rule | None, calendar: Calendar) -> tuple[datetime, ...]:
    """The moments to warn of a deadline: in the morning of the day, or so many hours before the minute."""
    last = record.due_on
    if last is None:
        return ()
    found: set[datetime] = set()
    for alert in (rule.alerts if rule else ()) or USUAL:
        if alert.unit == HOUR and record.due_at is not None:
            found.add(datetime.combine(last, record.due_at) - timedelta(hours=alert.value or 0))
            continue
        try:
            day = warn_on(alert, last, calendar, scopes_of(record.court_id))
        except CalendarEnds:
            day = last - timedelta(days=alert.value or 0)
        found.add(datetime.combine(day, MORNING))
    return tuple(sorted(found))


def reminders(
    entries: Sequence[Entry], of_deadlines: Mapping[str, Sequence[datetime]], since: datetime, until: datetime
) -> list[Reminder]:
    """What to remind of after `since` and not after `until`."""
    found = [Reminder(at, one) for one in entries for at in _alarms(one, of_deadlines) if since < at <= until]
    return sorted(found, key=lambda one: (one.at, one.entry.kind, one.entry.id))


def file_of(
    entries: Sequence[Entry], of_deadlines: Mapping[str, Sequence[datetime]], *, neutral: bool, now: datetime
) -> bytes:
    """The entries as a calendar file; warnings that lie behind are left out."""
    here = now.astimezone(OFFSET).replace(tzinfo=None)
    happenings = [
        Happening(
            uid=_uid(one),
            day=one.day,
            at=one.at,
            minutes=one.minutes,
            title=neutral_title(one) if neutral else _told(one),
            place="" if neutral else one.place,
            alarms=tuple(at for at in _alarms(one, of_deadlines) if at > here),
        )
        for one in entries
    ]
    return calendar_file(happenings, now, _("Reminder"))


def _alarms(entry: Entry, of_deadlines: Mapping[str, Sequence[datetime]]) -> Sequence[datetime]:
    if entry.type == "deadline":
        return of_deadlines.get(entry.id, ())
    morning = datetime.combine(entry.day, MORNING)
    if entry.kind == "hearing":
        eve = morning - timedelta(days=1)
        return (eve, datetime.combine(entry.day, entry.at) - _BEFORE_A_HEARING if entry.at else morning)
    return (datetime.combine(entry.day, entry.at) if entry.at else morning,)


def _told(entry: Entry) -> str:
    return " · ".join(part for part in (_(NEUTRAL[entry.kind]), entry.title, entry.parent_no) if part)


def _uid(entry: Entry) -> str:
    """The same from file to file, so that importing again corrects; the record's own id, which tells when it was
    begun, stays here.
    """
    told = hashlib.sha256(f"calendar\n{entry.kind}\n{entry.type}\n{entry.id}".encode()).hexdigest()[:32]
    return f"{told}@clinic-casebook"
