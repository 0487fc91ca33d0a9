"""Requests to bodies that owe an answer: their clock, and the deadlines that follow from it.

The deadlines of a request are kept in step with its dates by `keep_terms`; a date that a lawyer typed is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from clinic_app.changes import Changes
from clinic_app.errors import ClinicError, NoSuchRecord
from clinic_app.records.deadline import Deadline
from clinic_app.records.proceeding import DutyRequest
from clinic_app.records.record import Record
from clinic_app.reports.duty_table import REFUSALS, DutyLine, has_answer, lines
from clinic_app.use_cases.casework import Casework, Saved
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.duty_rows import Clock, DutyRow, state_of

# kind of request -> (the rule of the answer, the field its term is counted from)
ANSWERS = {
    "information": ("ati.answer", "received_on"),
    "complaint": ("appeal_citizen.answer", "registered_on"),
    "appeal": ("appeal_citizen.answer", "registered_on"),
    "crime_report": ("cri.precheck", "registered_on"),
}
SILENCE_CHECK, COMPLAINT = "ati.silence_check", "ati.complaint"


class Terms(Protocol):
    """What is needed of Deadlines."""

    def compute(self, rule: str, start: date, *, extended: bool = ..., today: date | None = ...) -> Any: ...

    def add(
        self, parent: Record, *, rule: str = ..., trigger: Record | None = ..., start: date | None = ...
    ) -> Saved: ...

    def end(self, deadline: Record | str, how: str, on: date | None = ...) -> Changes: ...

    def extend(self, deadline: Record | str, on: date) -> Changes: ...


@dataclass(frozen=True)
class TermsKept:
    """What was done about the deadlines of a request; `to_type`: rules for which a lawyer must type the date."""

    changes: Changes
    to_type: tuple[str, ...] = ()


class DutyRequests:
    """The requests of an open vault."""

    def __init__(self, desk: Desk, casework: Casework, terms: Terms) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._terms = terms

    # --- looking ------------------------------------------------------------------------------------------------

    def of(self, parent_id: str, today: date | None = None) -> list[DutyRow]:
        """The requests of a case or an incident, newest first."""
        found = self._casework.load_many(
            "duty_request", self._casework.ids("duty_request", where={"parent_id": parent_id})
        )
        return [self.row(one, today) for one in found if isinstance(one, DutyRequest)]

    def row(self, request: DutyRequest, today: date | None = None) -> DutyRow:
        """A request with its clock and state on a day."""
        clock = self.clock(request, today)
        return DutyRow(request, clock, state_of(request, clock, today or date.today()))

    def clock(self, request: DutyRequest, today: date | None = None) -> Clock:
        """When the answer is due, by the version of the rule of that day; it needs not be saved."""
        rule, field = ANSWERS.get(request.kind or "", ("", ""))
        start: date | None = getattr(request, field) if field else None
        if start is None:
            return Clock()
        try:
            first = self._terms.compute(rule, start, today=today)
            notice = request.extension_on
            in_time = notice is not None and first.due_on is not None and notice <= first.due_on
            told = self._terms.compute(rule, start, extended=True, today=today) if in_time else first
        except ClinicError as problem:
            return Clock(rule=rule, problem=problem)
        return Clock(
            due_on=told.due_on,
            rule=told.rule.id,
            verified=told.verified,
            badge=told.badge,
            extended=in_time,
            late_notice=notice is not None and not in_time,
            days_left=told.days_left,
        )

    def requests(self, since: date, until: date) -> list[DutyRow]:
        """Every request that was sent in a period, newest first."""
        where = {"asked_on": (since.isoformat(), until.isoformat())}
        found = self._casework.load_many("duty_request", self._casework.ids("duty_request", where=where))
        return [self.row(one) for one in found if isinstance(one, DutyRequest)]

    def table(self, since: date, until: date, today: date | None = None) -> list[DutyLine]:
        """Who was asked in a period over all cases: asked, due, answered, refused, late, complied, disciplined."""
        rows = self.requests(since, until)
        return lines([row.record for row in rows], self.due_days(row.record for row in rows).get, today or date.today())

    def due_days(self, requests: Iterable[DutyRequest]) -> dict[str, date | None]:
        """request -> when its answer is or was due."""
        return {one.id: self.clock(one).due_on for one in requests}

    # --- writing ------------------------------------------------------------------------------------------------

    def save(self, request: DutyRequest, today: date | None = None) -> tuple[Saved, TermsKept]:
        """Save a request and bring its deadlines in step, in one change. InvalidRecord, NotOurs."""
        with self._vault.changing():
            saved = self._casework.save(request)
            kept = self.keep_terms(saved.record.id, today)
        return Saved(saved.record, saved.changes | kept.changes), kept

    def keep_terms(self, request_id: str, today: date | None = None) -> TermsKept:
        """Make, extend and end the deadlines that follow from a request; doing it twice does nothing. NoSuchRecord."""
        with self._vault.changing():
            request = self._one(request_id)
            steps = _Steps(self._casework, self._terms, request, self._parent(request))
            clock = self.clock(request, today)
            steps.answer(clock)
            steps.silence(clock)
            steps.refusal()
        return TermsKept(steps.changes, tuple(dict.fromkeys(steps.to_type)))

    # --- inside -------------------------------------------------------------------------------------------------

    def _one(self, id: str) -> DutyRequest:
        found = self._casework.load("duty_request", id)
        assert isinstance(found, DutyRequest)
        return found

    def _parent(self, request: DutyRequest) -> Record:
        if not request.parent_id:
            raise NoSuchRecord(type=request.parent_type, id="")
        return self._casework.load(request.parent_type, request.parent_id)


class _Steps:
    """The deadlines of one request, brought in step one after another."""

    def __init__(self, casework: Casework, terms: Terms, request: DutyRequest, parent: Record) -> None:
        self._casework = casework
        self._terms = terms
        self._request = request
        self._parent = parent
        self.changes = Changes()
        self.to_type: list[str] = []

    def answer(self, clock: Clock) -> None:
        """The body's own term: it begins when the request is received, and ends when it answers."""
        rule, field = ANSWERS.get(self._request.kind or "", ("", ""))
        start: date | None = getattr(self._request, field) if field else None
        if start is None:
            return
        mine = self._kept(rule)
        if not mine and not has_answer(self._request):
            mine = self._add(rule, start)
        for one in mine:
            if clock.extended and self._request.extension_on and one.extended_on is None and not one.typed:
                self._note(self._terms.extend(one, self._request.extension_on))
                one = self._again(one)
            if has_answer(self._request) and one.ended is None:
                answered = self._request.answered_on
                in_time = one.due_on is None or answered is None or answered <= one.due_on
                self._note(self._terms.end(one, "met" if in_time else "missed", answered))

    def silence(self, clock: Clock) -> None:
        """Ours: to look on the day after whether an answer came."""
        if self._request.kind != "information" or clock.due_on is None:
            return
        over = has_answer(self._request) or self._request.appealed_on is not None
        mine = self._kept(SILENCE_CHECK)
        for one in mine:
            if one.ended is None and (over or (one.trigger_on != clock.due_on and not one.typed)):
                self._note(self._terms.end(one, "not_needed" if over else "moved"))
        if not over and not any(one.trigger_on == clock.due_on or one.typed for one in mine):
            self._add(SILENCE_CHECK, clock.due_on)

    def refusal(self) -> None:
        """Ours: to appeal against a refusal, counted from the day it was received."""
        one = self._request
        refused = has_answer(one) and one.answer in REFUSALS
        start = one.refusal_received_on or one.answered_on
        if one.kind != "information" or not refused or start is None:
            return
        mine = self._kept(COMPLAINT)
        if not mine and one.appealed_on is None:
            mine = self._add(COMPLAINT, start)
        for term in mine:
            if term.ended is None and one.appealed_on is not None:
                late = term.due_on is not None and one.appealed_on > term.due_on
                self._note(self._terms.end(term, "missed" if late else "met", one.appealed_on))

    def _kept(self, rule: str) -> list[Deadline]:
        """The deadlines of the request by a rule, or by a version of it."""
        where = {"parent_id": self._parent.id, "trigger_id": self._request.id}
        found = self._casework.load_many("deadline", self._casework.ids("deadline", where=where))
        return [one for one in found if isinstance(one, Deadline) and _is_of(one.rule, rule)]

    def _add(self, rule: str, start: date) -> list[Deadline]:
        try:
            saved = self._terms.add(self._parent, rule=rule, trigger=self._request, start=start)
        except ClinicError:  # the rule has no confirmed value, or the calendar ends
            self.to_type.append(rule)
            return []
        self._note(saved.changes)
        return [saved.record] if isinstance(saved.record, Deadline) else []

    def _again(self, one: Deadline) -> Deadline:
        found = self._casework.load("deadline", one.id)
        assert isinstance(found, Deadline)
        return found

    def _note(self, changes: Changes) -> None:
        self.changes = self.changes | changes


def _is_of(kept: str, rule: str) -> bool:
    """Whether a deadline's rule is `rule` or a former version of it: ati.answer.2006 is one of ati.answer."""
    return kept == rule or kept.startswith(f"{rule}.")
