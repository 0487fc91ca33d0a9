"""What the page of deadline rules and days off says: how a rule stands, which days are whose, who may change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.deadlines.rules import Period
from clinic_app.reference import lists
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.words import _, spoken

ALL, DOUBTFUL, OWN = "all", "doubtful", "own"
_MOST_ALERTS, _MOST_BEFORE = 6, 1200


@dataclass(frozen=True)
class State:
    """All the page shows, read in one go."""

    me: Identity
    rules: Sequence[Any]
    days: Sequence[Any]
    first_year: int
    last_year: int


def read_state(clinic: Any, year: int) -> State:
    """Vault's thread: the rules, and one year's lines of the calendar."""
    calendar = clinic.rules.calendar()
    rules = sorted(clinic.rules.rules(), key=lambda rule: (rule.procedure, rule.id))
    days = clinic.rules.days(year)
    return State(clinic.identity, rules, days, calendar.first_day.year, calendar.last_day.year)


def may_change(me: Identity) -> bool:
    """Whether who works here writes rules and days: a coordinator, in a network."""
    return bool(me.network_id) and me.decides


def why_not(me: Identity) -> str:
    """Why rules and days can only be read here."""
    if not me.network_id:
        return _("Rules and days can be changed once this case book is in a network.")
    return _("A coordinator changes rules and days, for all offices.")


def rule_state(rule: Any, today: date) -> tuple[str, str, str]:
    """(icon, words, tone) of how a rule stands."""
    if not rule.enabled:
        return "circle-dashed", _("Not in use"), "neutral"
    if rule.period.value is None:
        return "pencil", _("A lawyer types the date"), "neutral"
    if rule.valid_to is not None and rule.valid_to < today:
        return "history", _("No longer in force"), "neutral"
    if rule.verified_on is None:
        return "alert-circle", _("Not verified"), "warn"
    if rule.review_by is not None and rule.review_by < today:
        return "clock-exclamation", _("To be looked at again"), "warn"
    return "circle-check", _("Verified"), "ok"


def wanted(rule: Any, which: str, words: str) -> bool:
    """Whether a rule belongs to what is asked for."""
    if which == DOUBTFUL and rule.verified_on is not None:
        return False
    if which == OWN and not rule.own:
        return False
    told = " ".join((rule.id, *rule.labels.values(), procedure_words(rule), rule.source)).casefold()
    return all(one in told for one in words.casefold().split())


def procedure_words(rule: Any) -> str:
    """The procedure a rule belongs to."""
    return lists.label("proceedings", rule.procedure) if rule.procedure else ""


def alerts_text(rule: Any) -> str:
    """How long before its end is warned, the earliest first: `5, 2, 0`."""
    told = sorted(rule.alerts, key=lambda one: -(one.value or 0))
    return ", ".join(str(one.value or 0) for one in told)


def alerts_of(text: str, rule: Any, unit: str) -> tuple[Period, ...] | None:
    """The warnings that are written: in hours for a term in hours, else in working days; None when it is no such text.

    What was not touched stays as it is, in whatever unit somebody gave it.
    """
    if text == alerts_text(rule) and (unit == "hour") == (rule.period.unit == "hour"):
        return tuple(rule.alerts)
    told = text.replace(",", " ").replace(";", " ").split()
    if len(told) > _MOST_ALERTS or not all(one.isdecimal() and int(one) <= _MOST_BEFORE for one in told):
        return None
    counted = "hour" if unit == "hour" else "working_day"
    return tuple(Period(one, counted) for one in sorted({int(one) for one in told}, reverse=True))


def day_name(day: Any) -> str:
    """A day's name in the language in use."""
    labels = day.labels
    return str(labels.get(spoken()) or labels.get("ru") or labels.get("en") or "")


def kind_words(day: Any) -> str:
    """Day off, working day, or what else a line of the calendar says."""
    known = lists.items("calendar_kind")
    if day.kind in known:
        return lists.label("calendar_kind", day.kind)
    return _("Day off") if day.off else _("Working day") if day.off is False else _("Memorial day")


def day_state(day: Any) -> str:
    """Where a line comes from, and whether it counts."""
    if not day.enabled:
        return _("Not in use")
    if day.estimated:
        return _("not announced yet")
    return _("changed by the clinic") if day.own else ""


def scope_words(scope: str) -> str:
    """Where a day holds."""
    if scope in ("", "country", "KG"):
        return _("everywhere")
    for name in ("courts", "divisions"):
        if scope in lists.items(name):
            return lists.label(name, scope)
    return scope
