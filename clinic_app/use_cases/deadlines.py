"""Deadlines of cases: counted by a rule or typed by a lawyer, ended, extended, repeated, and never moved in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic_app.changes import Changes
from clinic_app.deadlines.calendar import Calendar
from clinic_app.deadlines.counting import add_months, due, must_be_in_time
from clinic_app.deadlines.rules import Rule, version
from clinic_app.errors import ClinicError, NoExtension, NotTwice, RuleNotCounted
from clinic_app.records.deadline import Deadline
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework, Saved
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.term_rows import Computed, DeadlineRow, badge_of, computed, row_of
from clinic_app.use_cases.term_rules import TermRules, scopes_of

Rows = list[DeadlineRow]  # inside the class `list` is what it lists
Records = list[Deadline]
_BEGINNING, _END = "0001-01-01", "9999-12-31"


class Deadlines:
    """The deadlines of an open vault."""

    def __init__(self, desk: Desk, casework: Casework, rules: TermRules) -> None:
        self._desk = desk
        self._casework = casework
        self._rules = rules

    # --- counting -------------------------------------------------------------------------------------------------

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
        return computed(end, rule, today or date.today(), estimated=_guessed(calendar, on, end.on))

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

    # --- keeping --------------------------------------------------------------------------------------------------

    def add(
        self,
        parent: Record,
        *,
        rule: str = "",
        title: str = "",
        due_on: date | None = None,
        due_at: time | None = None,
        trigger: Record | None = None,
        start: date | datetime | None = None,
        today: date | None = None,
        **more: Any,
    ) -> Saved:
        """Keep a deadline of a case, an incident or a consultation; `more`: other fields of the record.

        With a rule it is counted from `start` (else from the day and time of the record `trigger`); with `due_on` the
        date is a lawyer's, whatever the rule. Raises what `compute` raises, InvalidRecord, NotOurs.
        """
        on, at = _day_of(trigger), getattr(trigger, "at", None)
        if start is not None:
            on, at = (start.date(), start.time()) if isinstance(start, datetime) else (start, None)
        told: dict[str, Any] = {
            "parent_type": parent.type.name,
            "parent_id": parent.id,
            "trigger_type": trigger.type.name if trigger else "",
            "trigger_id": trigger.id if trigger else None,
            "trigger_on": on,
            "trigger_at": at if isinstance(at, time) else None,
            "title": title,
            "member_id": getattr(parent, "lawyer_id", None),
            "court_id": getattr(trigger, "court_id", None) if trigger else None,
            "proceeding_id": getattr(trigger, "proceeding_id", None) if trigger else None,
        } | more
        if due_on is None and rule and on is not None:
            told |= self._counted(rule, on, told["trigger_at"], told.get("court_id"), today)
        else:
            told |= {"rule": rule, "due_on": due_on, "due_at": due_at, "typed": True}
        known = next((one for one in self._rules.rules() if one.id == told["rule"]), None)
        if known is not None:
            told = {"owner": known.owner, "severity": known.severity} | told
            told["title"] = title or known.label()
        return self._casework.save(replace(self._casework.blank("deadline", **told), home=parent.home))

    def end(self, deadline: Record | str, how: str, on: date | None = None) -> Changes:
        """End a deadline (`how`: a code of deadline_ended); of a repeated one the next is made. NotTwice, NotOurs."""
        record = self._one(deadline)
        if record.ended:
            raise NotTwice(title=record.title)
        ended = on or date.today()
        with self._desk.vault.changing():
            changes = self._casework.save(replace(record, ended=how, ended_on=ended)).changes
            return changes | self._repeat(record, ended)

    def reopen(self, deadline: Record | str) -> Changes:
        """Take the end of a deadline back; what was made because of it stays."""
        return self._casework.save(replace(self._one(deadline), ended=None, ended_on=None)).changes

    def extend(self, deadline: Record | str, on: date) -> Changes:
        """Extend a counted term by a notice of the day `on`.

        Raises NotTwice, NoExtension (also for a typed date), ExtensionTooLate when the first term had ended by then.
        """
        record = self._one(deadline)
        if record.ended or record.extended_on:
            raise NotTwice(title=record.title)
        if record.typed or not record.rule or record.trigger_on is None:
            raise NoExtension(rule=record.rule, label=record.title)
        start = _moment(record.trigger_on, record.trigger_at)
        rule = version(self._rules.rules(), record.rule, record.trigger_on)
        calendar, scopes = self._rules.calendar(), scopes_of(record.court_id)
        grown = due(rule, start, calendar, extended=True, scopes=scopes)
        must_be_in_time(due(rule, start, calendar, scopes=scopes), on)
        return self._casework.save(replace(record, extended_on=on, due_on=grown.on, due_at=grown.at)).changes

    # --- looking --------------------------------------------------------------------------------------------------

    def of(self, parent_id: str, today: date | None = None) -> Rows:
        """The deadlines of one record, the open ones first, then by day."""
        ids = self._casework.ids("deadline", where={"parent_id": parent_id})
        rows = self._rows(ids, today)
        return sorted(rows, key=lambda row: (row.tone == "neutral", _order(row)))

    def list(
        self,
        until: date | None = None,
        since: date | None = None,
        member: str = "",
        ended: bool = False,
        today: date | None = None,
    ) -> Rows:
        """Deadlines by day, what is overdue first; `ended`: those that have ended as well; `member`: theirs and
        nobody's.
        """
        where: dict[str, Any] = {} if ended else {"ended": None}
        if until or since:
            where["due_on"] = (since.isoformat() if since else _BEGINNING, until.isoformat() if until else _END)
        rows = self._rows(self._casework.ids("deadline", where=where), today)
        return sorted((row for row in rows if not member or row.record.member_id in (None, "", member)), key=_order)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _counted(self, rule: str, on: date, at: time | None, court: str | None, today: date | None) -> dict[str, Any]:
        found = self.compute(rule, _moment(on, at), court=court, today=today)
        return {"rule": found.rule.id, "due_on": found.due_on, "due_at": found.due_at, "typed": False}

    def _one(self, deadline: Record | str) -> Deadline:
        found = self._casework.load("deadline", deadline) if isinstance(deadline, str) else deadline
        if not isinstance(found, Deadline):
            raise TypeError(found.type.name)
        return found

    def _loaded(self, ids: Sequence[str]) -> Records:
        return [one for one in self._casework.load_many("deadline", ids) if isinstance(one, Deadline)]

    def _rows(self, ids: Sequence[str], today: date | None) -> Rows:
        records, rules = self._loaded(ids), {rule.id: rule for rule in self._rules.rules()}
        parents = self._parents(records)
        day = today or date.today()
        return [
            row_of(one, parents.get((one.parent_type, one.parent_id or "")), rules.get(one.rule), day)
            for one in records
        ]

    def _parents(self, records: Collection[Deadline]) -> dict[tuple[str, str], Record]:
        found: dict[tuple[str, str], Record] = {}
        for kind in sorted({one.parent_type for one in records} & {"journalist_case", "incident", "consultation"}):
            ids = sorted({one.parent_id for one in records if one.parent_type == kind and one.parent_id})
            found |= {(kind, parent.id): parent for parent in self._casework.load_many(kind, ids)}
        return found

    def _repeat(self, record: Deadline, ended: date) -> Changes:
        """The next of a repeated deadline: the first after the one that ended that does not lie behind already."""
        on = next_of(record, ended)
        if on is None:
            return Changes()
        first = record.trigger_on or record.due_on
        told = {name: getattr(record, name) for name in _KEPT_ON} | {"trigger_on": first, "due_on": on, "typed": True}
        after = Deadline(id=made_id(record.id, on.isoformat()), home=record.home, **told)
        if self._desk.vault.journal.entered("deadline", [after.id]):
            return Changes()  # another laptop, or the same after a reopening, has made it
        return self._casework.save(after).changes


_KEPT_ON = (
    *("parent_type", "parent_id", "title", "due_at", "proceeding_id", "owner", "severity", "member_id", "court_id"),
    *("repeats", "repeats_until", "note"),
)
_STEPS = {"daily": 1, "weekly": 7}
_MONTHS = {"monthly": 1, "yearly": 12}


def next_of(record: Deadline, after: date) -> date | None:
    """The next day of a repeated deadline that lies after its own day and not before `after`; None when it stops.

    Months are counted from the first of the row, so that the 31st comes back after a February.
    """
    on, first = record.due_on, record.trigger_on or record.due_on
    if not record.repeats or on is None or first is None:
        return None
    least = max(on + timedelta(days=1), after)
    if record.repeats in _STEPS:
        step = _STEPS[record.repeats]
        found = on + timedelta(days=step * max(1, -((on - least).days // step)))
    else:
        step, place = _MONTHS.get(record.repeats, 1), 0
        found = first
        while found < least:
            place += 1
            found = add_months(first, step * place)
    return found if record.repeats_until is None or found <= record.repeats_until else None


def made_id(*of: str) -> str:
    """The id of what the program itself makes: two laptops of an office that both make it make one record."""
    return "term-" + hashlib.sha256("\n".join(of).encode()).hexdigest()[:32]


def _asked(rule: Rule, problem: ClinicError, today: date) -> Computed:
    badge = "ask" if isinstance(problem, RuleNotCounted) else badge_of(rule, typed=False, today=today)
    return Computed(rule, rule.id, None, None, None, rule.verified_on is not None, badge, problem=problem)


def _guessed(calendar: Calendar, start: date, end: date) -> bool:
    """Whether a day off that is only estimated lies at or just before the end, where it may have moved it."""
    days = [one for year in range(start.year, end.year + 1) for one in calendar.days(year)]
    return any(one.estimated and start <= one.on <= end for one in days)


def _moment(on: date, at: time | None) -> date | datetime:
    return datetime.combine(on, at) if at else on


def _day_of(record: Record | None) -> date | None:
    """The whole day on which a record happened; None where only month or year are known."""
    if record is None:
        return None
    on = getattr(record, "learned_on", None) or getattr(record, record.type.date_field or "id", None)
    if isinstance(on, str):
        text = on.lstrip("~")
        return date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    return on.date() if isinstance(on, datetime) else on if isinstance(on, date) else None


def _order(row: DeadlineRow) -> tuple[date, time, str]:
    return row.record.due_on or date.max, row.record.due_at or time(), row.title
