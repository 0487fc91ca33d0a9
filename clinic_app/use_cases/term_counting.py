"""When a term ends: by the version of the rule of that day, with all that has to be said beside the date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from clinic_app.deadlines.calendar import Calendar
from clinic_app.deadlines.counting import WORKING_DAY, Due, due
from clinic_app.deadlines.rules import Rule, version
from clinic_app.errors import ClinicError, RuleNotCounted
from clinic_app.use_cases.term_book import TermBook, scopes_of
from clinic_app.use_cases.term_rows import Computed, badge_of, computed

_NEAR = timedelta(days=2)  # by so much a feast of the moon may differ from its estimate


class TermCounting:
    """Counts terms; it keeps nothing."""

    def __init__(self, rules: TermBook) -> None:
        self._rules = rules

    def compute(
        self,
        rule: str,
        start: date | datetime,
        *,
        court: str | None = "",
        division: str | None = "",
        extended: bool = False,
        today: date | None = None,
    ) -> Computed:
        """When a term ends that `start` sets going, by the version of the rule of that day.

        Raises UnknownRule, NoRuleThen, RuleNotCounted, CalendarEnds, NoExtension: then a lawyer types the date.
        """
        on = start.date() if isinstance(start, datetime) else start
        scopes, calendar = scopes_of(court, division), self._rules.calendar()
        end = due(version(self._rules.rules(), rule, on), start, calendar, extended, scopes)
        return computed(end, rule, today or date.today(), estimated=_guessed(calendar, on, end))

    def proposals(
        self,
        trigger: str,
        start: date,
        at: time | None = None,
        procedure: str | None = "",
        *,
        court: str | None = "",
        today: date | None = None,
    ) -> list[Computed]:
        """Every rule that an event sets going on that day; where nothing can be counted, `problem` says why.

        With a procedure only its rules, unless it has none for that event.
        """
        moment: date = datetime.combine(start, at) if at else start
        rules = [rule for rule in self._rules.rules() if rule.trigger == trigger and rule.holds_on(start)]
        own = [rule for rule in rules if rule.procedure == procedure]
        found: list[Computed] = []
        for family in dict.fromkeys(rule.family for rule in own or rules):
            rule = version(rules, next(one.id for one in rules if one.family == family), start)
            try:
                found.append(self.compute(rule.id, moment, court=court, today=today))
            except ClinicError as problem:
                found.append(_asked(rule, problem, today or date.today()))
        return found


def _asked(rule: Rule, problem: ClinicError, today: date) -> Computed:
    badge = "ask" if isinstance(problem, RuleNotCounted) else badge_of(rule, typed=False, today=today)
    return Computed(rule, rule.id, None, None, None, rule.verified_on is not None, badge, problem=problem)


def _guessed(calendar: Calendar, start: date, end: Due) -> bool:
    """Whether a day off not yet announced may have had a say: anywhere among working days, else near the end."""
    if end.rule.period.unit == WORKING_DAY:
        first, last = start, end.on
    else:
        first, last = (end.rolled_from or end.on) - _NEAR, end.on + _NEAR
    return any(calendar.estimated(first + timedelta(days=day)) for day in range((last - first).days + 1))
