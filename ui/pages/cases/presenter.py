"""What the case pages say, where no Qt is needed: rows of the list, looks of risk and urgency, days, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from clinic_app.wording.dates import short_date, weekday
from clinic_app.wording.words import _, ngettext

RISKS = {"R0": "neutral", "R1": "warn", "R2": "bad", "R3": "bad"}
URGENCIES = {"U0": "bad", "U1": "warn", "U2": "neutral", "U3": "neutral"}
CLOSED = frozenset({"closed"})
LEVELS = {"coord": "cloud-up", "office": "lock", "lawyer": "lock", "aggregate": "lock"}


@dataclass(frozen=True)
class Row:
    """A case in the list: its number and title, never the journalist's name."""

    id: str
    record: Any
    lawyer: str = ""


def short_name(name: str) -> str:
    """Айгүл Токтосунова: А. Токтосунова."""
    parts = name.split()
    return f"{parts[0][0]}. {parts[-1]}" if len(parts) > 1 else name


# --- days -------------------------------------------------------------------------------------------------------


def when_words(on: str, at: time | None, today: date) -> tuple[str, str]:
    """(date, weekday or time) of a day of which perhaps only the month or the year is known."""
    about = "≈ " if on.startswith("~") else ""
    bare = on.lstrip("~")
    if len(bare) < 10:
        return about + ".".join(reversed(bare.split("-"))), ""
    day = date.fromisoformat(bare)
    near = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}.get((day - today).days)
    return about + (near or short_date(day)), f"{at:%H:%M}" if at else weekday(day)


def plain_day(on: str | None) -> str:
    """22.11.2026, 11.2026 or 2026, with ≈ where only about then; "" for none."""
    about = "≈ " if (on or "").startswith("~") else ""
    bare = (on or "").lstrip("~")
    return about + ".".join(reversed(bare.split("-"))) if bare else ""


def hearing_day(event: Any) -> date | None:
    """The day on which a hearing takes place: where it was put off to, else its own; None where that is not whole."""
    if event.postponed_to:
        return date.fromisoformat(str(event.postponed_to))
    bare = (event.on or "").lstrip("~")
    return date.fromisoformat(bare) if len(bare) == 10 else None


def days_words(on: date, today: date) -> str:
    """today, tomorrow, in 4 days, 2 days ago"""
    days = (on - today).days
    if days in (0, 1):
        return _("today") if days == 0 else _("tomorrow")
    if days > 0:
        return ngettext("{n} day left", "{n} days left", days).format(n=days)
    return ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)


# --- the next step ----------------------------------------------------------------------------------------------


def step_words(step: str, on: date | None, today: date) -> str:
    """Next step: appeal, 24.11.2026 (tomorrow)"""
    if on is None:
        return _("Next step: {step}").format(step=step)
    return _("Next step: {step}, {date} ({near})").format(step=step, date=short_date(on), near=days_words(on, today))


def step_tone(on: date | None, today: date) -> str:
    """How pressing a day is: bad when it has passed, warn from three days before."""
    if on is None:
        return "neutral"
    days = (on - today).days
    return "bad" if days < 0 else "warn" if days <= 3 else "neutral"
