"""Deadlines of cases: counted by a rule or typed by a lawyer, ended, extended, repeated, and never moved in silence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from clinic_app.changes import Changes
from clinic_app.deadlines.counting import due, must_be_in_time
from clinic_app.deadlines.rules import version
from clinic_app.errors import NoExtension, NotTwice
from clinic_app.records.deadline import Deadline
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework, Saved
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.term_alarms import HORIZON, Reminder, alarms_of, file_of, reminders
from clinic_app.use_cases.term_book import TermBook, scopes_of
from clinic_app.use_cases.term_calendar import TermCalendar
from clinic_app.use_cases.term_counting import TermCounting
from clinic_app.use_cases.term_looking import TermLooking
from clinic_app.use_cases.term_moves import TermMoves, moment_of
from clinic_app.use_cases.term_repeating import following
from clinic_app.use_cases.term_rows import Clash, DeadlineRow, Entry, Moved

Rows = list[DeadlineRow]  # inside the class `list` is what it lists
Entries = list[Entry]
Clashes = list[Clash]
Reminders = list[Reminder]
Moves = list[Moved]
Alarms = tuple[datetime, ...]
_BEGINNING, _END = "0001-01-01", "9999-12-31"


class Deadlines(TermCounting):
    """The deadlines of an open vault."""

    def __init__(self, desk: Desk, casework: Casework, rules: TermBook) -> None:
        super().__init__(rules)
        self._desk = desk
        self._casework = casework
        self._looking = TermLooking(casework, rules)
        self._calendar = TermCalendar(casework, self._looking)
        self._moves = TermMoves(desk, casework, rules)

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
        start = moment_of(record.trigger_on, record.trigger_at)
        rule = version(self._rules.rules(), record.rule, record.trigger_on)
        calendar, scopes = self._rules.calendar(), scopes_of(record.court_id)
        grown = due(rule, start, calendar, extended=True, scopes=scopes)
        must_be_in_time(due(rule, start, calendar, scopes=scopes), on)
        with self._desk.vault.changing():
            changes = self._casework.save(replace(record, extended_on=on, due_on=grown.on, due_at=grown.at)).changes
            waiting = self._casework.ids("deadline", where={"trigger_id": record.id, "ended": None})
            return changes | self._moves.recompute(waiting)[1]  # the notice came in time and was entered late

    # --- looking --------------------------------------------------------------------------------------------------

    def of(self, parent_id: str, today: date | None = None) -> Rows:
        """The deadlines of one record, the open ones first, then by day."""
        rows = self._looking.rows(self._looking.records({"parent_id": parent_id}), today)
        return sorted(rows, key=lambda row: bool(row.record.ended))

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
        rows = self._looking.rows(self._looking.records(where), today)
        return [row for row in rows if not member or row.record.member_id in (None, "", member)]

    def calendar(self, since: date, until: date, member: str = "", today: date | None = None) -> Entries:
        """Deadlines, hearings, next steps, call-backs, reviews of danger and check-ins, both days included."""
        return self._calendar.entries(since, until, member, today)

    def clashes(self, day: date, until: date | None = None, member: str = "") -> Clashes:
        """Double bookings of a day, or from `day` to `until`."""
        return self._calendar.clashes(day, until or day, member)

    def reminders(self, since: datetime, until: datetime, member: str = "") -> Reminders:
        """What to remind of after `since` and not after `until`: moments of the laptop's clock, in order."""
        days = (since.date(), until.date() + timedelta(days=HORIZON))
        entries = self._calendar.entries(*days, member, until.date())
        return reminders(entries, self._alarms(entries), since, until)

    def ics(
        self, since: date, until: date, neutral: bool = True, member: str | None = None, now: datetime | None = None
    ) -> bytes:
        """A calendar file (RFC 5545) of one's own days, or of `member`'s ("" is the whole office's).

        `neutral`: only the kind of thing and the record number; else titles and places as well, readable to whoever
        reads the telephone.
        """
        who = self._desk.identity.member_id if member is None else member
        entries = self._calendar.entries(since, until, who)
        made = file_of(entries, self._alarms(entries), neutral=neutral, now=now or datetime.now(UTC))
        self._desk.trail.note("exported", kind="calendar", format="ics", way="neutral" if neutral else "titles")
        return made

    # --- what moves of itself -------------------------------------------------------------------------------------

    def recompute(self) -> Moves:
        """Count anew what stands open by a rule in its own office; gives what moved now. A typed date stays."""
        return self._moves.recompute()[0]

    def after_merge(self, changes: Changes) -> Changes:
        """Called when others' records were taken in: changed rules and days move what they concern."""
        return self._moves.after_merge(changes)

    def moved(self, today: date | None = None) -> Moves:
        """What was moved since somebody last looked: from where to where."""
        return self._moves.moved(today)

    def acknowledge_moved(self, only: Collection[str] | None = None) -> Changes:
        """Somebody has looked (`only`: at these deadlines): it leaves the list."""
        return self._moves.acknowledge(only)

    def carry_on(self, today: date | None = None) -> Changes:
        """Begin the deadlines that others' passing starts; to be called once a day and after opening.

        What changed rules move is moved as well, should the program have been stopped before it came to that.
        """
        return self._moves.recompute()[1] | self._moves.carry_on(today)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _alarms(self, entries: Entries) -> dict[str, Alarms]:
        """id of a deadline -> the moments to warn of it."""
        found = self._looking.loaded([one.id for one in entries if one.type == "deadline"])
        rules, calendar = {rule.id: rule for rule in self._rules.rules()}, self._rules.calendar()
        return {one.id: alarms_of(one, rules.get(one.rule), calendar) for one in found}

    def _counted(self, rule: str, on: date, at: time | None, court: str | None, today: date | None) -> dict[str, Any]:
        found = self.compute(rule, moment_of(on, at), court=court, today=today)
        return {"rule": found.rule.id, "due_on": found.due_on, "due_at": found.due_at, "typed": False}

    def _one(self, deadline: Record | str) -> Deadline:
        found = self._casework.load("deadline", deadline) if isinstance(deadline, str) else deadline
        if not isinstance(found, Deadline):
            raise TypeError(found.type.name)
        return found

    def _repeat(self, record: Deadline, ended: date) -> Changes:
        """Keep the next of a repeated deadline, unless another laptop, or the same after a reopening, has made it."""
        after = following(record, ended)
        if after is None or self._desk.vault.journal.entered("deadline", [after.id]):
            return Changes()
        return self._casework.save(after).changes


def _day_of(record: Record | None) -> date | None:
    """The whole day on which a record happened; None where only month or year are known."""
    if record is None:
        return None
    on = getattr(record, "learned_on", None) or getattr(record, record.type.date_field or "id", None)
    if isinstance(on, str):
        text = on.lstrip("~")
        return date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    return on.date() if isinstance(on, datetime) else on if isinstance(on, date) else None
