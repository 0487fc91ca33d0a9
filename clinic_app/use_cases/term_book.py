"""By which rules and days the clinic counts: the shipped ones, and what coordinators put in their place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clinic_app.deadlines.calendar import COUNTRY, Calendar, DayOfYear, shipped_days
from clinic_app.deadlines.rules import Extension, Period, Rule, shipped_rules, version
from clinic_app.errors import UnknownRule
from clinic_app.records.deadline import CalendarDay, DeadlineRule
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework

LANGUAGES = ("ky", "ru", "en")


class TermBook:
    """The rules and the calendar of an open vault, read as they stand now."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework

    def rules(self) -> list[Rule]:
        """All rules, the coordinators' in the place of the shipped ones of the same code, then those of their own."""
        known = {rule.id: rule for rule in shipped_rules()}
        for record in self._kept("deadline_rule"):
            if isinstance(record, DeadlineRule) and record.code:
                known[record.code] = rule_of(record, known.get(record.code))
        return list(known.values())

    def rule(self, id: str, on: date | None = None) -> Rule:
        """The rule of that code, or with `on` its version of that day. UnknownRule, NoRuleThen."""
        if on is not None:
            return version(self.rules(), id, on)
        found = next((rule for rule in self.rules() if rule.id == id), None)
        if found is None:
            raise UnknownRule(rule=id)
        return found

    def calendar(self) -> Calendar:
        """The days as they stand: the shipped table, then the coordinators' corrections."""
        return Calendar((*shipped_days(), *self._own_days()))

    def days(self, year: int) -> list[DayOfYear]:
        """Every line of a year, those not in use among them; an own one stands in the place of a shipped one."""
        shown = {(one.scope, one.on): one for one in (*shipped_days(), *self._own_days()) if one.on.year == year}
        return sorted(shown.values(), key=lambda one: (one.on, one.scope))

    def _own_days(self) -> Iterable[DayOfYear]:
        for record in self._kept("calendar_day"):
            if isinstance(record, CalendarDay) and record.on and record.kind:
                yield DayOfYear(
                    on=record.on,
                    kind=record.kind,
                    labels={language: getattr(record, f"name_{language}") for language in LANGUAGES},
                    scope=record.scope,
                    enabled=record.enabled is not False,
                    source=record.source,
                    own=True,
                )

    def _kept(self, kind: str) -> list[object]:
        return list(self._casework.load_many(kind, sorted(self._casework.ids(kind))))


def rule_of(record: DeadlineRule, shipped: Rule | None = None) -> Rule:
    """The rule a record holds; what records have no field for is taken from the shipped rule."""
    grows = record.extension_value is not None and record.extension_unit
    requires = shipped.extension.requires if shipped and shipped.extension else "extension_notice"
    return Rule(
        id=record.code,
        labels={language: getattr(record, f"name_{language}") for language in LANGUAGES},
        procedure=record.procedure or "",
        trigger=record.trigger or "",
        period=Period(record.value, record.unit or "calendar_day"),
        counting=record.counting or "next_day",
        roll=record.roll or "none",
        owner=record.owner or "us",
        severity=record.severity or "hard",
        extension=Extension(Period(record.extension_value, str(record.extension_unit)), requires) if grows else None,
        alerts=tuple(sorted(filter(None, map(_alert, record.alerts)), key=lambda one: (one.unit, -(one.value or 0)))),
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        source=record.source,
        confidence=record.confidence or "low",
        verified_on=record.verified_on,
        verified_by=record.verified_by,
        review_by=record.review_by,
        enabled=record.enabled is True,
        note=record.note,
        own=True,
    )


def scopes_of(court: str | None = "", division: str | None = "") -> tuple[str, ...]:
    """The places whose days off concern a court or a division, the narrowest first, the country left out."""
    found = [court] if court else []
    courts = lists.items("courts")
    here = division or (courts[court].more.get("division_id", "") if court and court in courts else "")
    known = lists.items("divisions")
    while here in known and here not in (*found, *COUNTRY):
        found.append(here)
        here = known[here].parent
    return tuple(found)


def _alert(text: str) -> Period | None:
    value, _, unit = text.partition(" ")
    return Period(int(value), unit) if value.isdigit() and unit in lists.items("term_unit") else None
