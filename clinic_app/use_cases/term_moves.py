"""What follows of itself: deadlines moved by changed rules or days, and those that another's passing starts.

Only where the record is at home, only what is open, and never a date that a lawyer typed. Two laptops of one office
that both do it write the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from clinic_app.changes import Changes
from clinic_app.deadlines.calendar import Calendar
from clinic_app.deadlines.counting import Due, due
from clinic_app.deadlines.rules import Rule, version
from clinic_app.errors import ClinicError, FieldInConflict
from clinic_app.records.deadline import Deadline
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.term_book import TermBook, scopes_of
from clinic_app.use_cases.term_looking import TermLooking
from clinic_app.use_cases.term_rows import MOVED_MARK, Moved, moved_from

PASSED = "deadline"  # a deadline started by another's passing names it as its trigger
_BEGINNING = "0001-01-01"
# After these the other side has not acted; a term of appeal that was let go has passed as well.
_UNANSWERED = (None, "missed")
_LET_GO = (*_UNANSWERED, "not_needed")


class TermMoves:
    """Moves and follows up the deadlines of an open vault."""

    def __init__(self, desk: Desk, casework: Casework, rules: TermBook) -> None:
        self._desk = desk
        self._casework = casework.whole  # a term runs on whoever may read of it
        self._rules = rules
        self._looking = TermLooking(casework.whole, rules)
        self._shown = TermLooking(casework, rules)

    def recompute(self, only: Collection[str] | None = None) -> tuple[list[Moved], Changes]:
        """Count anew what stands by a rule (`only`: these ids); gives what moved now, and what was touched.

        What can no longer be counted keeps its date: the badge beside it says that no confirmed rule stands behind.
        """
        rules, calendar = self._rules.rules(), self._rules.calendar()
        touched: list[str] = []
        moved: list[str] = []
        with self._desk.vault.changing():
            for record in self._ours({"ended": None}):
                if only is not None and record.id not in only:
                    continue
                after = self._counted_anew(record, rules, calendar)
                if after is None or after == record or not self._save(after):
                    continue
                touched.append(record.id)
                if after.due_on != record.due_on:
                    moved.append(record.id)
        return [one for one in self.moved() if one.row.record.id in moved], Changes.of_many(_named(touched))

    def moved(self, today: date | None = None) -> list[Moved]:
        """What was moved and nobody has acknowledged yet, by its new day; in every office that reads it."""
        records = [one for one in self._shown.records({"ended": None}) if one.moved]
        found: list[Moved] = []
        for row in self._shown.rows(records, today):
            was, now = moved_from(row.record), row.record.due_on
            if was is not None and now is not None:
                found.append(Moved(row, was, now))
        return found

    def acknowledge(self, only: Collection[str] | None = None) -> Changes:
        """Somebody has looked at what moved (`only`: at these ids): it leaves the list, for the whole office."""
        touched: list[str] = []
        with self._desk.vault.changing():
            shown = {one.id for one in self._shown.records({"ended": None})}
            for record in self._ours({"ended": None}):
                if record.id in shown and record.moved and (only is None or record.id in only):
                    self._casework.save(replace(record, moved=frozenset()))
                    touched.append(record.id)
        return Changes.of_many(_named(touched))

    def carry_on(self, today: date | None = None) -> Changes:
        """Begin what the passing of another deadline starts: a day after its last, each one once."""
        rules, day = self._rules.rules(), today or date.today()
        calendar = self._rules.calendar()
        before = (_BEGINNING, (day - timedelta(days=1)).isoformat())
        touched: list[str] = []
        with self._desk.vault.changing():
            for family in sorted({rule.after for rule in rules if rule.after}):
                codes = {rule.id for rule in rules if rule.family == family}
                if not codes:
                    continue
                passed = self._ours({"rule": codes, "due_on": before})
                for follower in [rule for rule in rules if rule.after == family]:
                    touched += [self._follow(one, follower, rules, calendar) for one in passed]
        return Changes.of_many(_named([id for id in touched if id]))

    def after_merge(self, changes: Changes) -> Changes:
        """What a merge means for deadlines: with other rules or days they are counted anew."""
        if changes.include("deadline_rule") or changes.include("calendar_day"):
            return self.recompute()[1]
        return Changes()

    # --- inside ---------------------------------------------------------------------------------------------------

    def _ours(self, where: dict[str, object]) -> list[Deadline]:
        return [one for one in self._looking.records(where) if one.home in ("", self._desk.identity.office_id)]

    def _counted_anew(self, record: Deadline, rules: list[Rule], calendar: Calendar) -> Deadline | None:
        """The deadline as the rules count it now; None where they do not."""
        if record.typed or not record.rule or record.trigger_on is None:
            return None
        start = self._start_of(record)
        try:
            end = _count(record, start, version(rules, record.rule, start), calendar)
        except ClinicError:
            return None
        counted = replace(record, rule=end.rule.id, due_on=end.on, due_at=end.at, trigger_on=start)
        if end.on == record.due_on or record.due_on is None:
            return counted
        first = moved_from(record) or record.due_on
        back = first == end.on  # moved there and back: nobody need look
        return replace(counted, moved=frozenset() if back else frozenset({f"{first}{MOVED_MARK}{end.on}"}))

    def _start_of(self, record: Deadline) -> date:
        """The day a term is counted from; one that another's passing started follows that other."""
        if record.trigger_type == PASSED and record.trigger_id:
            for other in self._looking.loaded([record.trigger_id]):
                return other.due_on or record.trigger_on or date.min
        return record.trigger_on or date.min

    def _save(self, record: Deadline) -> bool:
        """Whether it could be saved: two dates that programs counted are settled by counting, others by a person."""
        try:
            self._casework.save(record, knowing="typed" not in record.conflicts)
        except FieldInConflict:
            return False
        return True

    def _follow(self, passed: Deadline, rule: Rule, rules: list[Rule], calendar: Calendar) -> str:
        """Begin what `passed` starts by `rule`; "" when there is nothing to begin."""
        id = made_id(passed.id, rule.family)
        ended = _LET_GO if passed.owner in (None, "us", "client") else _UNANSWERED
        if passed.ended not in ended or passed.due_on is None or not rule.counts:
            return ""
        if not rule.holds_on(passed.due_on) or self._desk.vault.journal.entered("deadline", [id]):
            return ""
        begun = Deadline(
            id=id,
            home=passed.home,
            parent_type=passed.parent_type,
            parent_id=passed.parent_id,
            title=rule.label(),
            trigger_type=PASSED,
            trigger_id=passed.id,
            trigger_on=passed.due_on,
            proceeding_id=passed.proceeding_id,
            owner=rule.owner,
            severity=rule.severity,
            member_id=passed.member_id,
            court_id=passed.court_id,
        )
        try:
            end = _count(begun, passed.due_on, version(rules, rule.id, passed.due_on), calendar)
        except ClinicError:
            return ""
        self._casework.save(replace(begun, rule=end.rule.id, due_on=end.on, due_at=end.at, typed=False))
        return id


def made_id(*of: str) -> str:
    """The id of what the program itself makes: two laptops of an office that both make it make one record."""
    return "term-" + hashlib.sha256("\n".join(of).encode()).hexdigest()[:32]


def moment_of(on: date, at: time | None) -> date | datetime:
    """What a term is counted from."""
    return datetime.combine(on, at) if at else on


def _count(record: Deadline, start: date, rule: Rule, calendar: Calendar) -> Due:
    extended = record.extended_on is not None
    return due(rule, moment_of(start, record.trigger_at), calendar, extended, scopes_of(record.court_id))


def _named(ids: list[str]) -> list[tuple[str, str]]:
    return [("deadline", id) for id in ids]
