"""By which rules and days the clinic counts: the shipped ones, and what coordinators put in their place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from clinic_app.changes import Changes
from clinic_app.deadlines.calendar import COUNTRY, Calendar, DayOfYear, shipped_days
from clinic_app.deadlines.rules import Extension, Period, Rule, shipped_rules, version
from clinic_app.errors import NoNetwork, NotCoordinator, UnknownRule
from clinic_app.records.deadline import CalendarDay, DeadlineRule
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk

LANGUAGES = ("ky", "ru", "en")


class TermRules:
    """The rules and the calendar of an open vault, read as they stand now."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._casework = casework

    # --- rules ----------------------------------------------------------------------------------------------------

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

    def save_rule(self, rule: Rule) -> Changes:
        """Put a rule in force for the whole network, whole. NoNetwork, NotCoordinator, InvalidRecord."""
        blank = DeadlineRule(id=_id_of("rule", rule.id), home=self._everyone())
        kept = self._record("deadline_rule", blank.id)
        return self._casework.save(record_of(rule, kept if isinstance(kept, DeadlineRule) else blank)).changes

    def shipped_again(self, id: str) -> Changes:
        """Let the shipped rule of that code hold again. UnknownRule when the program ships none; NotCoordinator."""
        shipped = next((rule for rule in shipped_rules() if rule.id == id), None)
        if shipped is None:
            raise UnknownRule(rule=id)
        return self.save_rule(shipped)

    # --- the calendar ---------------------------------------------------------------------------------------------

    def calendar(self) -> Calendar:
        """The days as they stand: the shipped table, then the coordinators' corrections."""
        return Calendar((*shipped_days(), *self._own_days()))

    def days(self, year: int) -> list[DayOfYear]:
        """Every line of a year, those not in use among them; an own one stands in the place of a shipped one."""
        shown = {(one.scope, one.on): one for one in (*shipped_days(), *self._own_days()) if one.on.year == year}
        return sorted(shown.values(), key=lambda one: (one.on, one.scope))

    def save_day(self, day: CalendarDay) -> Changes:
        """Correct the calendar for the whole network; one line per day and scope. NoNetwork, NotCoordinator,
        InvalidRecord. A line saved as not in use takes a shipped line of that day out of the calendar.
        """
        everyone = self._everyone()
        scope = "" if day.scope in COUNTRY else day.scope
        id = _id_of("day", f"{day.on}\n{scope}")
        kept = self._record("calendar_day", id)
        seen = kept.seen if kept is not None and day.id != id else day.seen
        return self._casework.save(replace(day, id=id, home=everyone, scope=scope, seen=seen)).changes

    def begin_year(self, year: int) -> Changes:
        """Enter the feasts of fixed date for the year after the calendar's last, as in that last one.

        The feasts of the moon and the transfers are for the coordinators to add. ValueError for any other year.
        """
        calendar = self.calendar()
        if year != calendar.last_day.year + 1:
            raise ValueError(year)
        lines = [*calendar.days(year - 2), *calendar.days(year - 1)]
        feasts = [one for one in lines if one.kind == "public_holiday" and not one.scope and not one.estimated]
        fixed = {(one.on.month, one.on.day): one for one in feasts if (one.on.month, one.on.day) != (2, 29)}
        changes = Changes()
        with self._desk.vault.changing():
            for one in fixed.values():
                changes |= self.save_day(day_record(replace(one, on=one.on.replace(year=year), source="")))
        return changes

    # --- inside ---------------------------------------------------------------------------------------------------

    def _everyone(self) -> str:
        """The home of what is everyone's. NoNetwork, NotCoordinator."""
        if not self._desk.identity.network_id:
            raise NoNetwork
        if not self._desk.identity.coordinator:
            raise NotCoordinator
        return self._desk.identity.network_id  # no office's: two coordinators who change the same do not quarrel

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

    def _record(self, kind: str, id: str) -> DeadlineRule | CalendarDay | None:
        found = self._casework.load_many(kind, [id])
        return found[0] if found and isinstance(found[0], (DeadlineRule, CalendarDay)) else None


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


def record_of(rule: Rule, blank: DeadlineRule) -> DeadlineRule:
    """A rule as a record travels; `blank` carries its id, home and what was seen of it."""
    grown = rule.extension.period if rule.extension else Period(None, "")
    return replace(
        blank,
        code=rule.id,
        procedure=rule.procedure or None,
        name_ky=rule.labels.get("ky", ""),
        name_ru=rule.labels.get("ru", ""),
        name_en=rule.labels.get("en", ""),
        trigger=rule.trigger or None,
        value=rule.period.value,
        unit=rule.period.unit,
        counting=rule.counting,
        roll=rule.roll,
        owner=rule.owner,
        severity=rule.severity,
        extension_value=grown.value,
        extension_unit=grown.unit or None,
        alerts=frozenset(f"{one.value} {one.unit}" for one in rule.alerts),
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        source=rule.source,
        confidence=rule.confidence,
        verified_on=rule.verified_on,
        verified_by=rule.verified_by,
        review_by=rule.review_by,
        enabled=rule.enabled,
        note=rule.note,
    )


def day_record(day: DayOfYear) -> CalendarDay:
    """A line of the calendar as a record, to be changed and saved."""
    names = {f"name_{language}": day.labels.get(language, "") for language in LANGUAGES}
    kind = day.kind if day.kind in lists.items("calendar_kind") else "day_off"
    made = CalendarDay(on=day.on, kind=kind, scope=day.scope, source=day.source, enabled=day.enabled)
    return replace(made, **names)  # type: ignore[arg-type]  # its three names


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


def _id_of(kind: str, what: str) -> str:
    return f"{kind}-" + hashlib.sha256(what.encode()).hexdigest()[:32]
