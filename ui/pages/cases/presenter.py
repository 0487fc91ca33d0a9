"""What the case pages say, where no Qt is needed: rows of the list and of the timeline, pills, the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.value_words import NOTHING, words_of
from clinic_app.wording.dates import short_date, weekday
from clinic_app.wording.words import _, ngettext

RISKS = {"R0": "neutral", "R1": "warn", "R2": "bad", "R3": "bad"}
URGENCIES = {"U0": "bad", "U1": "warn", "U2": "neutral", "U3": "neutral"}
CLOSED = frozenset({"closed"})
LEVELS = {"coord": "cloud-up", "office": "lock", "lawyer": "lock", "aggregate": "lock"}

# kind of event -> (icon, tone, group of the filter chips)
_LOOKS: dict[str, tuple[str, str, str]] = {
    "incident": ("alert-triangle", "bad", "safety"),
    "safety_check": ("shield-check", "ok", "safety"),
    "contact": ("phone-call", "neutral", ""),
    "support": ("heart-handshake", "ok", ""),
    "consent_change": ("shield-lock", "neutral", ""),
    "closed": ("circle-check", "ok", ""),
    "detention": ("alert-triangle", "bad", "safety"),
    "search": ("alert-triangle", "bad", "safety"),
    "interrogation": ("alert-triangle", "warn", "safety"),
    "summons": ("alert-circle", "warn", "safety"),
    "seizure": ("alert-triangle", "warn", "safety"),
    "appeal_due": ("clock-exclamation", "warn", "court"),
    "postponed": ("calendar-event", "warn", "court"),
}
_COURT = frozenset(
    {"hearing", "decision", "verdict", "measure", "extension", "motion", "expert", "appeal_filed", "enforcement"}
)
_PAPERS = frozenset({"filing", "returned", "decision_copy", "publication", "warning", "police_report", "registered"})


@dataclass(frozen=True)
class Row:
    """A case in the list: its number and title, never the journalist's name."""

    id: str
    record: Any
    lawyer: str = ""


@dataclass(frozen=True)
class Moment:
    """One row of the timeline."""

    id: str
    top: str  # the date, or Today
    low: str  # the weekday, or the time
    icon: str
    tone: str
    title: str
    text: str
    author: str = ""
    group: str = ""
    torn: bool = False


@dataclass(frozen=True)
class CaseFacts:
    """All the case page shows, read at once."""

    record: Any
    journalist: Any
    lawyer: str
    opponents: Sequence[str]
    events: Sequence[Moment]
    history: Sequence[Moment]
    undecided: bool = False  # whether a conflict of interest is to be decided


def read_case(clinic: Any, id: str, today: date) -> CaseFacts:
    """Vault's thread: a case with its people and its timeline. NoSuchRecord."""
    record = clinic.casework.load("journalist_case", id)
    persons = {p.id: p for p in clinic.casework.load_many("person", [record.person_id or "", *record.opponent_ids])}
    lawyers = clinic.casework.titles("member", [record.lawyer_id or ""])
    events = clinic.casework.children("case_event", id)
    events.sort(key=lambda one: (str(one.on or "").lstrip("~"), str(one.at or ""), one.id), reverse=True)
    return CaseFacts(
        record=record,
        journalist=persons.get(record.person_id or ""),
        lawyer=lawyers.get(record.lawyer_id or "", ""),
        opponents=sorted(persons[one].name_display for one in record.opponent_ids if one in persons),
        events=[moment_of(one, today, _author(clinic, one.id)) for one in events],
        history=_changes(clinic, id, today),
        undecided=clinic.interests.verdict("journalist_case", id) == "not_done",
    )


def _author(clinic: Any, id: str) -> str:
    changes = clinic.history.of("case_event", id)
    return short_name(changes[0].author) if changes else ""


def short_name(name: str) -> str:
    """Айгүл Токтосунова: А. Токтосунова."""
    parts = name.split()
    return f"{parts[0][0]}. {parts[-1]}" if len(parts) > 1 else name


def moment_of(event: Any, today: date, author: str = "") -> Moment:
    """An event of the case as a row of its timeline."""
    icon, tone, group = looks_of(event.kind or "")
    kind = lists.label("timeline_event", event.kind) if event.kind else _("Event")
    said_already = event.title.casefold() == kind.casefold()
    title = _("{kind}: {title}").format(kind=kind, title=event.title) if event.title and not said_already else kind
    text = event.notes
    if event.postponed_to:
        moved = _("Postponed to {date}").format(date=short_date(event.postponed_to))
        text = f"{text}\n{moved}" if text else moved
    top, low = when_words(event.on or "", event.at, today)
    return Moment(event.id, top, low, icon, tone, title, text, author, group, bool(event.conflicts))


def looks_of(kind: str) -> tuple[str, str, str]:
    """(icon, tone, filter group) of a kind of event."""
    if kind in _LOOKS:
        return _LOOKS[kind]
    if kind in _COURT:
        return "gavel", "info", "court"
    return "file-text", "neutral", "papers" if kind in _PAPERS else ""


def when_words(on: str, at: time | None, today: date) -> tuple[str, str]:
    """(date, weekday or time) of a day of which perhaps only the month or the year is known."""
    about = "≈ " if on.startswith("~") else ""
    bare = on.lstrip("~")
    if len(bare) < 10:
        return about + ".".join(reversed(bare.split("-"))), ""
    day = date.fromisoformat(bare)
    near = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}.get((day - today).days)
    return about + (near or short_date(day)), f"{at:%H:%M}" if at else weekday(day)


def _changes(clinic: Any, id: str, today: date) -> list[Moment]:
    """The case's history in short, newest first."""
    changes = clinic.history.of("journalist_case", id)
    told = [(change.register, value) for change in changes for value in (change.before, change.after)]
    titles = clinic.history.titles("journalist_case", told)
    return [_change(one, today, titles) for one in reversed(changes)]


def _change(change: Any, today: date, titles: Mapping[str, str]) -> Moment:
    """A line of the record's history."""
    top, _low = when_words(str(change.at)[:10], None, today)
    before, after = (
        _short(words_of("journalist_case", change.register, value, titles)) for value in (change.before, change.after)
    )
    if before != NOTHING:
        text = _("{before} → {after}").format(before=before, after=after)
    else:
        text = after if after != NOTHING else _("emptied")
    return Moment(
        change.dot, top, str(change.at)[11:16], "pencil", "neutral", change.label, text, short_name(change.author)
    )


def _short(words: str) -> str:
    """A value of the history, short enough for a line."""
    return words if len(words) <= 160 else words[:157] + "…"


# --- the next step ----------------------------------------------------------------------------------------------


def step_words(step: str, on: date | None, today: date) -> str:
    """Next step: appeal, 24.11.2026 (tomorrow)"""
    if on is None:
        return _("Next step: {step}").format(step=step)
    return _("Next step: {step}, {date} ({near})").format(step=step, date=short_date(on), near=days_words(on, today))


def days_words(on: date, today: date) -> str:
    """today, tomorrow, in 4 days, 2 days ago"""
    days = (on - today).days
    if days in (0, 1):
        return _("today") if days == 0 else _("tomorrow")
    if days > 0:
        return ngettext("{n} day left", "{n} days left", days).format(n=days)
    return ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)


def step_tone(on: date | None, today: date) -> str:
    """How pressing a day is: bad when it has passed, warn from three days before."""
    if on is None:
        return "neutral"
    days = (on - today).days
    return "bad" if days < 0 else "warn" if days <= 3 else "neutral"
