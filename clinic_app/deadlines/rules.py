"""By which rule a term is counted, with its source: a rule nobody at the clinic has verified says so for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from clinic_app.errors import NoRuleThen, UnknownRule
from clinic_app.reference import lists
from clinic_app.wording.words import spoken

PASSED = "deadline_passed:"
# Triggers that are themselves the end of another rule's term, under an older name.
_PASSED_TOO = {"appeal_term_expired": "lab.ktc_appeal"}
_VERSION = re.compile(r"\.\d{4}$")


@dataclass(frozen=True)
class Period:
    """So many hours, calendar or working days, weeks, months or years; a value of None is yet to be filled in."""

    value: int | None
    unit: str


@dataclass(frozen=True)
class Extension:
    """How a term grows: by a notice that must come before the first term ends."""

    period: Period
    requires: str = ""  # the event that extends it


@dataclass(frozen=True)
class Rule:
    """One rule, whole. `trigger` is the event that starts it; `alerts` how long before its end to warn."""

    id: str
    labels: Mapping[str, str] = field(default_factory=dict)
    procedure: str = ""
    trigger: str = ""
    period: Period = Period(None, "calendar_day")
    counting: str = "next_day"
    roll: str = "none"
    owner: str = "us"
    severity: str = "hard"
    extension: Extension | None = None
    alerts: tuple[Period, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    source_status: str = ""
    confidence: str = "low"
    verified_on: date | None = None
    verified_by: str = ""
    review_by: date | None = None
    enabled: bool = False
    note: str = ""
    own: bool = False  # a coordinator's, not the program's

    def label(self, language: str = "") -> str:
        """What the term is for, in `language` or the one in use."""
        return self.labels.get(language or spoken()) or self.labels.get("ru") or self.labels.get("en") or self.id

    @property
    def counts(self) -> bool:
        """Whether a date can be counted by it; else a lawyer types the date."""
        return self.enabled and self.period.value is not None

    @property
    def family(self) -> str:
        """What all versions of one rule have in common: `ati.answer` of `ati.answer.2006`."""
        return _VERSION.sub("", self.id)

    @property
    def after(self) -> str:
        """The family of the rule whose term must have passed to start this one; "" when another event starts it."""
        if self.trigger.startswith(PASSED):
            return _VERSION.sub("", self.trigger.removeprefix(PASSED))
        return _PASSED_TOO.get(self.trigger, "")

    def holds_on(self, day: date) -> bool:
        """Whether it was in force on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def version(rules: Iterable[Rule], id: str, day: date) -> Rule:
    """The version of the rule `id` that was in force on `day`, the day of the trigger.

    One in use goes before one that is not, a later one before an earlier. UnknownRule, NoRuleThen.
    """
    known = list(rules)
    named = next((rule for rule in known if rule.id == id), None)
    family = named.family if named else id
    versions = [rule for rule in known if rule.family == family]
    if not versions:
        raise UnknownRule(rule=id)
    standing = [rule for rule in versions if rule.holds_on(day)]
    if not standing:
        raise NoRuleThen(rule=id, on=day)
    return max(standing, key=lambda rule: (rule.counts, rule.valid_from or date.min, rule.id))


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the program."""
    return tuple(_rule(row) for row in lists.document("deadline_rules.json")["rows"])


def _rule(row: Mapping[str, Any]) -> Rule:
    grown = row["extension"]
    return Rule(
        id=row["id"],
        labels=row["label"],
        procedure=row["procedure"],
        trigger=row["trigger_event"],
        period=_period(row["period"]),
        counting=row["counting_starts"],
        roll=row["roll"],
        owner=row["owner"],
        severity=row["severity"],
        extension=Extension(_period(grown), grown.get("requires_event", "")) if grown else None,
        alerts=tuple(_period(alert) for alert in row["alerts_before"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        source=row["source"],
        source_status=row["source_status"],
        confidence=row["confidence"],
        verified_on=_day(row["verified_on"]),
        verified_by=row["verified_by"] or "",
        review_by=_day(row["review_by"]),
        enabled=row["enabled"],
        note=row["note"],
    )


def _period(row: Mapping[str, Any]) -> Period:
    return Period(row["value"], row["unit"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
