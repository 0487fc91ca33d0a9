"""Terms in words: how much time is left, how long a term is, why a day was counted. No Qt here."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from clinic_app.reference import lists
from clinic_app.wording.dates import day_month, short_date, weekday
from clinic_app.wording.words import _, ngettext


def left_words(days: int) -> tuple[str, str, str]:
    """(icon, words, tone) of how much time is left; 0 is today, below it is overdue."""
    if days < 0:
        return "alert-circle", ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days), "bad"
    if days == 0:
        return "clock-exclamation", _("Today"), "warn"
    words = ngettext("{n} day left", "{n} days left", days).format(n=days)
    return ("clock-exclamation", words, "warn") if days <= 5 else ("clock", words, "neutral")


def day_words(on: date, today: date) -> str:
    """Today, Tomorrow, or 22.11"""
    near = {0: _("Today"), 1: _("Tomorrow")}.get((on - today).days)
    return near or (day_month(on) if on.year == today.year else short_date(on))


def period_words(value: int | None, unit: str) -> str:
    """10 working days, 1 month; words where no number is fixed."""
    if value is None:
        return _("not fixed")
    said = {
        "hour": lambda n: ngettext("{n} hour", "{n} hours", n),
        "calendar_day": lambda n: ngettext("{n} calendar day", "{n} calendar days", n),
        "working_day": lambda n: ngettext("{n} working day", "{n} working days", n),
        "week": lambda n: ngettext("{n} week", "{n} weeks", n),
        "month": lambda n: ngettext("{n} month", "{n} months", n),
        "year": lambda n: ngettext("{n} year", "{n} years", n),
    }.get(unit, lambda _n: "{n}")
    return said(value).format(n=value)


def when_words(on: date, at: time | None) -> str:
    """24.11.2026, Tuesday, 14:00"""
    parts = [short_date(on), weekday(on), f"{at:%H:%M}" if at else ""]
    return ", ".join(part for part in parts if part)


def why_words(counted: Any, start: date) -> list[str]:
    """Why a day was counted, one sentence a line: the term, where it began, whether it moved, what is not sure."""
    rule = counted.rule
    said = [
        _("{term} from {date}").format(term=period_words(rule.period.value, rule.period.unit), date=short_date(start))
    ]
    counting = lists.label("term_counting", rule.counting) if rule.counting else ""
    if counting:
        said[0] = f"{said[0]} ({counting[:1].lower()}{counting[1:]})"
    if counted.rolled_from is not None:
        moved = _("It ended on a day off, {from_day}, and moved to {to_day}.")
        off = f"{short_date(counted.rolled_from)} ({weekday(counted.rolled_from)})"
        said.append(moved.format(from_day=off, to_day=short_date(counted.due_on)))
    if counted.from_midnight:
        said.append(_("No time was given: the hours are counted from midnight."))
    if counted.estimated:
        said.append(_("A day off in between is not announced yet: look again later."))
    return said
