"""Counting a term: from an event to the last day, or the minute, on which something may still be done.

The day of the event is not counted unless the rule says so. Months and years end on the same day number, or on the
month's last day. A term that ends on a day off moves only where the rule moves it, and one in hours never does.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinic_app.deadlines.calendar import Calendar
from clinic_app.deadlines.rules import Period, Rule
from clinic_app.errors import ExtensionTooLate, NoExtension, RuleNotCounted

HOUR, CALENDAR_DAY, WORKING_DAY, WEEK, MONTH, YEAR = "hour", "calendar_day", "working_day", "week", "month", "year"
NEXT_DAY, SAME_DAY, SAME_MOMENT = "next_day", "same_day", "same_moment"


@dataclass(frozen=True)
class Due:
    """The end of a term. `at`: only for hours; `rolled_from`: the day it would have ended on, had it not moved;
    `from_midnight`: hours were counted from the day's beginning, because no time of day was given.
    """

    on: date
    at: time | None
    rule: Rule
    rolled_from: date | None = None
    from_midnight: bool = False


def due(
    rule: Rule,
    start: date | datetime,
    calendar: Calendar,
    extended: bool = False,
    scopes: Sequence[str] = (),
) -> Due:
    """When a term ends that `start` sets going; `scopes`: see Calendar.is_working.

    Hours without a time of day are counted from 00:00, so that the end is early rather than late.
    Raises RuleNotCounted (not in use, or without a value), NoExtension, CalendarEnds.
    """
    if not rule.counts:
        raise RuleNotCounted(rule=rule.id, label=rule.label(), enabled=rule.enabled)
    if extended and (rule.extension is None or rule.extension.period.value is None):
        raise NoExtension(rule=rule.id, label=rule.label())
    if rule.period.unit == HOUR:
        return _in_hours(rule, start, calendar, extended)
    first = _day_of(start)
    end = _end(first, rule.period, calendar, scopes, inclusive=rule.counting != NEXT_DAY)
    if extended and rule.extension is not None:
        end = _end(end, rule.extension.period, calendar, scopes)
    calendar.must_know(end)
    moved = _roll(rule, end, calendar, scopes)
    return Due(moved, None, rule, end if moved != end else None)


def must_be_in_time(first_term: Due, notice: date) -> None:
    """ExtensionTooLate unless a notice of extension came while the first term still ran."""
    if notice > first_term.on:
        raise ExtensionTooLate(on=notice, ended=first_term.on, label=first_term.rule.label())


def warn_on(alert: Period, last: date, calendar: Calendar, scopes: Sequence[str] = ()) -> date:
    """The day on which to warn of a term that ends on `last`; hours warn on the day they fall on."""
    count = alert.value or 0
    if alert.unit == WORKING_DAY:
        return calendar.add_working(last, -count, scopes)
    days = {HOUR: -(-count // 24), WEEK: 7 * count, MONTH: 30 * count, YEAR: 365 * count}.get(alert.unit, count)
    return last - timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """The same day number so many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))


def _in_hours(rule: Rule, start: date | datetime, calendar: Calendar, extended: bool) -> Due:
    timed = isinstance(start, datetime)
    moment = start if isinstance(start, datetime) else datetime.combine(start, time())
    if rule.counting == NEXT_DAY:
        moment, timed = datetime.combine(moment.date() + timedelta(days=1), time()), True
    elif rule.counting == SAME_DAY:
        moment, timed = datetime.combine(moment.date(), time()), True
    hours = rule.period.value or 0
    if extended and rule.extension is not None:
        hours += rule.extension.period.value or 0
    end = moment + timedelta(hours=hours)
    calendar.must_know(end.date())
    return Due(end.date(), end.time(), rule, from_midnight=not timed)


def _end(start: date, period: Period, calendar: Calendar, scopes: Sequence[str], *, inclusive: bool = False) -> date:
    """The last day of a period after `start`; `inclusive`: `start` is its first day already."""
    count = period.value or 0
    if count == 0:
        return start
    if period.unit == WORKING_DAY:
        return calendar.add_working(start - timedelta(days=1) if inclusive else start, count, scopes)
    if period.unit in (MONTH, YEAR):
        end = add_months(start, count * (12 if period.unit == YEAR else 1))
        # Where the month has no such day its last day ends the term either way.
        return end - timedelta(days=1) if inclusive and end.day == start.day else end
    days = count * 7 if period.unit == WEEK else count
    return start + timedelta(days=days - 1 if inclusive else days)


def _roll(rule: Rule, end: date, calendar: Calendar, scopes: Sequence[str]) -> date:
    if rule.roll == "next_working_day":
        return calendar.next_working(end, scopes)
    if rule.roll == "previous_working_day":
        return calendar.previous_working(end, scopes)
    return end


def _day_of(start: date | datetime) -> date:
    return start.date() if isinstance(start, datetime) else start
