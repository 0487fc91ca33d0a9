"""Rules of deadlines and days of the calendar, changed by coordinators for the whole network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from clinic_app.changes import Changes
from clinic_app.deadlines.calendar import COUNTRY, DayOfYear
from clinic_app.deadlines.rules import Period, Rule, shipped_rules
from clinic_app.errors import NoNetwork, NotCoordinator, UnknownRule
from clinic_app.records.deadline import CalendarDay, DeadlineRule
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.term_book import LANGUAGES, TermBook


class TermRules(TermBook):
    """The rules and the calendar, read and changed. `afterwards`: what a change means for the deadlines here."""

    def __init__(self, desk: Desk, casework: Casework, afterwards: Callable[[Changes], Changes]) -> None:
        super().__init__(casework)
        self._desk = desk
        self._afterwards = afterwards

    def save_rule(self, rule: Rule) -> Changes:
        """Put a rule in force for the whole network, whole. NoNetwork, NotCoordinator, InvalidRecord."""
        blank = DeadlineRule(id=_id_of("rule", rule.id), home=self._everyone())
        kept = self._record("deadline_rule", blank.id)
        record = record_of(rule, kept if isinstance(kept, DeadlineRule) else blank)
        with self._desk.vault.changing():
            changes = self._casework.save(record).changes
            return changes | self._afterwards(changes)

    def shipped_again(self, id: str) -> Changes:
        """Let the shipped rule of that code hold again. UnknownRule when the program ships none; NotCoordinator."""
        shipped = next((rule for rule in shipped_rules() if rule.id == id), None)
        if shipped is None:
            raise UnknownRule(rule=id)
        return self.save_rule(shipped)

    def save_day(self, day: CalendarDay) -> Changes:
        """Correct the calendar for the whole network; one line per day and scope. NoNetwork, NotCoordinator,
        InvalidRecord. A line saved as not in use takes a shipped line of that day out of the calendar.
        """
        everyone = self._everyone()
        scope = "" if day.scope in COUNTRY else day.scope
        id = _id_of("day", f"{day.on}\n{scope}")
        kept = self._record("calendar_day", id)
        seen = kept.seen if kept is not None and day.id != id else day.seen
        with self._desk.vault.changing():
            changes = self._casework.save(replace(day, id=id, home=everyone, scope=scope, seen=seen)).changes
            return changes | self._afterwards(changes)

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
        if not self._desk.identity.decides:
            raise NotCoordinator
        return self._desk.identity.network_id  # no office's: two coordinators who change the same do not quarrel

    def _record(self, kind: str, id: str) -> DeadlineRule | CalendarDay | None:
        found = self._casework.load_many(kind, [id])
        return found[0] if found and isinstance(found[0], (DeadlineRule, CalendarDay)) else None


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


def _id_of(kind: str, what: str) -> str:
    return f"{kind}-" + hashlib.sha256(what.encode()).hexdigest()[:32]
