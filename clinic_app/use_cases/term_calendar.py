"""The calendar of an office: deadlines, hearings, next steps, call-backs, reviews of danger and check-ins, by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic_app.records.case import CaseEvent, JournalistCase
from clinic_app.records.consultation import Consultation
from clinic_app.records.record import Record
from clinic_app.records.safety import RiskAssessment
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.hearings import followed_ids
from clinic_app.use_cases.term_looking import TermLooking
from clinic_app.use_cases.term_rows import SOON, Clash, DeadlineRow, Entry

HEARING_MINUTES = 60  # what is taken for granted of a hearing, where nobody knows
ON_THE_WAY = timedelta(minutes=60)  # between two places
CLOSED = "closed"
IN_DANGER = frozenset({"R2", "R3"})  # whose check-ins the calendar shows


class TermCalendar:
    """Reads the days of an open case book; it changes nothing."""

    def __init__(self, casework: Casework, looking: TermLooking) -> None:
        self._casework = casework
        self._looking = looking

    def entries(self, since: date, until: date, member: str = "", today: date | None = None) -> list[Entry]:
        """What is on from `since` to `until`, both included, by day and time; `member`: theirs and nobody's."""
        day = today or date.today()
        found = [
            *self._deadlines(since, until, day),
            *self._hearings(since, until, day),
            *self._next_steps(since, until, day),
            *self._call_backs(since, until, day),
            *self._dangers(since, until, day),
        ]
        mine = [one for one in found if not member or one.member in ("", member)]
        return sorted(mine, key=lambda one: (one.day, one.at or time(), one.kind, one.title, one.id))

    def clashes(self, since: date, until: date, member: str = "") -> list[Clash]:
        """What one person cannot do both of; a hearing without a time may clash with any other of that day."""
        taken = [one for one in self.entries(since, until, member) if one.minutes and one.member]
        found: list[Clash] = []
        for place, first in enumerate(taken):
            for second in taken[place + 1 :]:
                if (first.day, first.member) == (second.day, second.member) and (clash := _clash(first, second)):
                    found.append(clash)
        return found

    # --- what there is ----------------------------------------------------------------------------------------------

    def _deadlines(self, since: date, until: date, today: date) -> Iterable[Entry]:
        where = {"ended": None, "due_on": (since.isoformat(), until.isoformat())}
        return [entry_of(row) for row in self._looking.rows(self._looking.records(where), today)]

    def _hearings(self, since: date, until: date, today: date) -> Iterable[Entry]:
        kinds = {"kind": {"hearing", "postponed"}}
        days = (since.isoformat(), f"{until.isoformat()}~")
        ids = self._casework.ids("case_event", where=kinds | {"on": days})
        ids += self._casework.ids("case_event", where=kinds | {"postponed_to": days})
        events = self._casework.load_many("case_event", list(dict.fromkeys(ids)))
        shown_anew = followed_ids(self._casework, [event.id for event in events])
        cases = self._cases(str(getattr(event, "case_id", "") or "") for event in events)
        for event in events:
            if not isinstance(event, CaseEvent) or event.id in shown_anew:
                continue
            on, at = hearing_day(event)
            if on is None or not since <= on <= until:
                continue
            case = cases.get(event.case_id or "")
            court = lists.label("courts", event.court_id) if event.court_id else ""
            title = event.title or lists.label("timeline_event", "hearing")
            yield _entry(event, case, "hearing", on, at, title, today, minutes=HEARING_MINUTES, place=court)

    def _next_steps(self, since: date, until: date, today: date) -> Iterable[Entry]:
        where = {"next_step_on": (since.isoformat(), until.isoformat()), "stage": _open_stages()}
        for case in self._casework.load_many("journalist_case", self._casework.ids("journalist_case", where=where)):
            if isinstance(case, JournalistCase) and case.next_step_on:
                yield _entry(case, case, "next_step", case.next_step_on, None, case.next_step, today)

    def _call_backs(self, since: date, until: date, today: date) -> Iterable[Entry]:
        where = {"followup_on": (since.isoformat(), until.isoformat()), "resolved": None}
        for one in self._casework.load_many("consultation", self._casework.ids("consultation", where=where)):
            if isinstance(one, Consultation) and one.followup_on:
                topic = lists.label("legal_topics", one.topic) if one.topic else ""
                yield _entry(one, one, "call_back", one.followup_on, None, topic, today)

    def _dangers(self, since: date, until: date, today: date) -> Iterable[Entry]:
        """Of every open case by its newest assessment: the day to look again, and the next check-in."""
        newest: dict[str, RiskAssessment] = {}
        for one in self._casework.load_many("risk_assessment", self._casework.ids("risk_assessment")):
            if isinstance(one, RiskAssessment) and one.case_id:
                newest.setdefault(one.case_id, one)  # newest first
        cases = self._cases(newest)
        contacts = self._contacts([id for id, one in newest.items() if one.check_in_hours])
        for id, one in newest.items():
            case = cases.get(id)
            if case is None or case.stage == CLOSED:
                continue
            level = lists.label("risk_level", one.risk_level) if one.risk_level else ""
            if one.next_review_on and since <= one.next_review_on <= until:
                yield _entry(one, case, "risk_review", one.next_review_on, None, level, today)
            if one.check_in_hours and one.risk_level in IN_DANGER and one.assessed_on:
                begun = datetime.combine(one.assessed_on, time())
                due = max(begun, contacts.get(id, begun)) + timedelta(hours=one.check_in_hours)
                if since <= due.date() <= until:
                    who = one.check_in_by or ""
                    yield _entry(one, case, "check_in", due.date(), due.time(), level, today, member=who)

    def _contacts(self, cases: Sequence[str]) -> dict[str, datetime]:
        """Case -> when somebody last heard of the journalist."""
        found: dict[str, datetime] = {}
        if not cases:
            return found
        where = {"case_id": set(cases), "kind": "safety_check"}
        for event in self._casework.load_many("case_event", self._casework.ids("case_event", where=where)):
            text = str(getattr(event, "on", "") or "")
            if isinstance(event, CaseEvent) and event.case_id and len(text) == 10:
                when = datetime.combine(date.fromisoformat(text), event.at or time())
                found[event.case_id] = max(when, found.get(event.case_id, when))
        return found

    def _cases(self, ids: Iterable[str]) -> dict[str, JournalistCase]:
        found = self._casework.load_many("journalist_case", sorted({id for id in ids if id}))
        return {one.id: one for one in found if isinstance(one, JournalistCase)}


def entry_of(row: DeadlineRow) -> Entry:
    """A deadline as an entry of the calendar."""
    record = row.record
    return Entry(
        day=record.due_on or date.max,
        at=record.due_at,
        kind="deadline",
        title=row.title,
        type="deadline",
        id=record.id,
        parent_type=row.parent_type,
        parent_id=row.parent_id,
        parent_no=row.parent_no,
        place=lists.label("courts", record.court_id) if record.court_id else "",
        member=record.member_id or "",
        tone=row.tone,
    )


def hearing_day(event: CaseEvent) -> tuple[date | None, time | None]:
    """(day, time) for which a hearing stands now; a postponed one has no time until somebody enters it."""
    if event.postponed_to is not None:
        return event.postponed_to, None
    text = (event.on or "").lstrip("~")
    if event.kind != "hearing" or len(text) != 10:
        return None, None
    return date.fromisoformat(text), event.at


def _entry(
    record: Record,
    parent: Record | None,
    kind: str,
    on: date,
    at: time | None,
    title: str,
    today: date,
    **more: Any,
) -> Entry:
    member = str(more.pop("member", "") or getattr(parent, "lawyer_id", "") or "")
    left = (on - today).days
    past = kind == "hearing" and left < 0  # it has been: nothing is late
    return Entry(
        day=on,
        at=at,
        kind=kind,
        title=title,
        type=record.type.name,
        id=record.id,
        parent_type=parent.type.name if parent else "",
        parent_id=parent.id if parent else "",
        parent_no=str(getattr(parent, "record_no", "") or ""),
        member=member,
        tone="neutral" if past else "bad" if left <= 0 else "warn" if left <= SOON else "info",
        **more,
    )


def _clash(first: Entry, second: Entry) -> Clash | None:
    if first.at is None or second.at is None:
        return Clash(first, second, sure=False)
    begin, then = (datetime.combine(one.day, one.at or time()) for one in (first, second))
    end, later = begin + timedelta(minutes=first.minutes), then + timedelta(minutes=second.minutes)
    if begin < later and then < end:
        return Clash(first, second, sure=True)
    way = ON_THE_WAY if first.place != second.place else timedelta()
    return Clash(first, second, sure=False) if begin < later + way and then < end + way else None


def _open_stages() -> set[str]:
    return set(lists.items("case_stage")) - {CLOSED}
