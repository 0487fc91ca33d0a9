"""Safety of a journalist: how dangerous it was judged, whom to check in on, and where somebody is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import InvalidRecord, NotForYou, NotOurs
from clinic_app.records.case import CaseEvent, JournalistCase, is_closed
from clinic_app.records.safety import RiskAssessment
from clinic_app.records.values import Fault
from clinic_app.reference import lists
from clinic_app.store.whereabouts import Where
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.forbidden_words import Caution, forbidden_words
from clinic_app.use_cases.identity import new_id

WATCHED = ("R2", "R3")  # the levels somebody checks in on
CHECK_IN_HOURS = 24  # where the assessment names no other number
CONTACTS = ("safety_check", "contact")  # events that show that somebody was reached
MOST_DAYS = 30  # no note of where somebody is lives longer
KINDS = "whereabouts_kind"
_CASE = "journalist_case"


@dataclass(frozen=True)
class Review:
    """An assessment whose day of review has come."""

    case_id: str
    record_no: str
    assessment_id: str
    risk_level: str
    due_on: date
    days_late: int


@dataclass(frozen=True)
class CheckIn:
    """Somebody to be reached by `due`, `hours` after the last contact; `last` is None where there was none yet."""

    case_id: str
    record_no: str
    risk_level: str
    hours: int
    last: datetime | None
    due: datetime
    member: str

    def is_overdue(self, now: datetime) -> bool:
        return self.due <= now


class Safety:
    """Risk assessments, check-ins and whereabouts of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    @staticmethod
    def forbidden_words(text: str) -> list[Caution]:
        """What of a text looks like a password or a source's name; it warns, it never stops anybody."""
        return forbidden_words(text)

    # --- assessments ------------------------------------------------------------------------------------------------

    def latest(self, case_id: str) -> RiskAssessment | None:
        """The assessment that holds: the newest by its day."""
        return self._latest([case_id]).get(case_id)

    def assess(self, assessment: RiskAssessment) -> Changes:
        """Save an assessment; where it is the newest, the case says its level, in the same change. As Casework.save."""
        with self._vault.changing():
            saved = self._casework.save(assessment)
            case = self._casework.load("journalist_case", str(saved.record.case_id))  # type: ignore[attr-defined]
            held = self.latest(case.id)
            changes = saved.changes
            if held and held.id == saved.record.id and getattr(case, "risk_level", None) != held.risk_level:
                told: Any = replace(case, risk_level=held.risk_level)  # type: ignore[call-arg]
                changes = changes | self._casework.save(told).changes
        return changes

    def overdue_reviews(self, today: date | None = None, *, everyone: bool = False) -> list[Review]:
        """Open cases whose newest assessment should have been looked at again by today, the latest first.

        `everyone`: also the cases of other offices that are read here.
        """
        day = today or date.today()
        cases = self._open_cases(everyone)
        found = []
        for id, held in self._latest(cases).items():
            if held.next_review_on and held.next_review_on <= day:
                late = (day - held.next_review_on).days
                number = cases[id].record_no
                found.append(Review(id, number, held.id, held.risk_level or "", held.next_review_on, late))
        return sorted(found, key=lambda one: (one.due_on, one.record_no))

    # --- checking in ------------------------------------------------------------------------------------------------

    def check_ins(self, now: datetime | None = None, *, everyone: bool = False) -> list[CheckIn]:
        """Everybody at R2 or R3 in an open case, the next one due first.

        A contact without an hour counts from the beginning of its day: rather called once too often.
        """
        moment = now or datetime.now()
        cases = self._open_cases(everyone)
        held = self._latest(cases)
        watched = {id: case for id, case in cases.items() if _level(case, held.get(id)) in WATCHED}
        last = self._last_contacts(watched, moment)
        found = [self._check_in(case, held.get(id), last.get(id)) for id, case in watched.items()]
        return sorted(found, key=lambda one: (one.due, one.record_no))

    def check_ins_due(self, now: datetime | None = None, *, everyone: bool = False) -> list[CheckIn]:
        """Those of them that are due or overdue."""
        moment = now or datetime.now()
        return [one for one in self.check_ins(moment, everyone=everyone) if one.is_overdue(moment)]

    # --- where somebody is ------------------------------------------------------------------------------------------

    def keep_whereabouts(
        self, case_id: str, kind: str, words: str, until: datetime, *, kept: bool = False, id: str = ""
    ) -> str:
        """Note where somebody is, hides or travels, on this laptop alone, until an hour at most 30 days away; its id.

        `kept`: the client asks that it outlives the closing of the case; `id`: the note it takes the place of. It is no
        record: it has no history, no draft, and is in no search, export, package or backup. NoSuchRecord, NotOurs,
        InvalidRecord.
        """
        self._must_be_shown(case_id)
        case = self._casework.load("journalist_case", case_id)
        now = datetime.now().replace(second=0, microsecond=0)
        faults: dict[str, Fault] = {}
        if kind not in lists.items(KINDS):
            faults["kind"] = Fault.UNKNOWN_CODE
        if not words.strip():
            faults["words"] = Fault.REQUIRED
        if not now < until.replace(second=0, microsecond=0) <= now + timedelta(days=MOST_DAYS):
            faults["until"] = Fault.OUT_OF_RANGE
        if faults:
            raise InvalidRecord(type="whereabouts", faults=faults)
        if case.erased or not self._is_ours(case.home):
            raise NotOurs(home=case.home)
        note = Where(id or new_id(), case_id, kind, words.strip(), _minute(until), _minute(now), kept)
        with self._vault.changing():
            self._vault.whereabouts.keep(note)
        return note.id

    def whereabouts(self, case_id: str, now: datetime | None = None) -> list[Where]:
        """What is noted of a case and holds still; what is over is deleted on the way."""
        self.forget_expired(now)
        if not self.shows_whereabouts(case_id):
            return []
        with self._vault.looking():
            return self._vault.whereabouts.of(case_id)

    def shows_whereabouts(self, case_id: str) -> bool:
        """Whether the person who works here may know where somebody is: it is of the class `top`."""
        scope = self._casework.seen.records.scope
        return scope is None or (scope.sight.reads_all_fields and bool(self._casework.shows(_CASE, [case_id])))

    def _must_be_shown(self, case_id: str) -> None:
        if not self.shows_whereabouts(case_id):
            raise NotForYou(type=_CASE, id=case_id, ask=self._casework.ask_whom(_CASE, case_id), field="")

    def forget(self, *ids: str) -> None:
        """Delete notes, now."""
        with self._vault.changing():
            self._vault.whereabouts.forget(ids)

    def forget_all(self, case_id: str) -> None:
        """Delete every note of a case, now. NotForYou."""
        self._must_be_shown(case_id)
        with self._vault.looking():
            notes = self._vault.whereabouts.of(case_id)
        self.forget(*(one.id for one in notes))

    def forget_expired(self, now: datetime | None = None) -> int:
        """Delete what is over: its hour has passed, its case is closed, erased or another office's. How many.

        Done at every opening; it takes no lock where nothing is to be done.
        """
        moment = _minute(now or datetime.now())
        with self._vault.looking():
            heads = self._vault.whereabouts.heads()
            wanted = sorted({record for _, record, _, _ in heads})  # whoever opens, what is over goes
            loaded = self._casework.whole.load_many(_CASE, wanted)
            cases = {one.id: one for one in loaded if isinstance(one, JournalistCase)}
        over = [
            id
            for id, record, until, kept in heads
            if until <= moment or (record in cases and self._is_over(cases[record], kept))
        ]
        if over:
            self.forget(*over)
        return len(over)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _is_over(self, case: JournalistCase, kept: bool) -> bool:
        return bool(case.erased) or not self._is_ours(case.home) or (is_closed(case) and not kept)

    def _is_ours(self, home: str) -> bool:
        return self._desk.identity.coordinator or home in ("", self._desk.identity.office_id)

    def _cases(self, ids: Iterable[str]) -> list[JournalistCase]:
        loaded = self._casework.load_many("journalist_case", sorted(ids))
        return [one for one in loaded if isinstance(one, JournalistCase)]

    def _open_cases(self, everyone: bool) -> dict[str, JournalistCase]:
        where = {} if everyone else {"home": self._desk.identity.office_id}
        cases = self._cases(self._casework.ids("journalist_case", where=where))
        return {one.id: one for one in cases if not is_closed(one)}

    def _latest(self, cases: Iterable[str]) -> dict[str, RiskAssessment]:
        """case -> the assessment that holds."""
        ids = self._casework.ids("risk_assessment", where={"case_id": set(cases)})
        found: dict[str, RiskAssessment] = {}
        some = [one for one in self._casework.load_many("risk_assessment", ids) if isinstance(one, RiskAssessment)]
        for one in sorted(some, key=lambda each: (each.assessed_on or date.min, each.id)):
            found[str(one.case_id)] = one
        return found

    def _last_contacts(self, cases: Iterable[str], now: datetime) -> dict[str, datetime]:
        """case -> when somebody was reached last; what lies ahead is no contact yet."""
        ids = self._casework.ids("case_event", where={"case_id": set(cases), "kind": set(CONTACTS)})
        found: dict[str, datetime] = {}
        for one in self._casework.load_many("case_event", ids):
            when = _moment_of(one) if isinstance(one, CaseEvent) else None
            if when and when <= now:
                case = str(one.case_id)  # type: ignore[attr-defined]  # an event's
                found[case] = max(when, found.get(case, when))
        return found

    def _check_in(self, case: JournalistCase, held: RiskAssessment | None, last: datetime | None) -> CheckIn:
        hours = (held.check_in_hours if held else None) or CHECK_IN_HOURS
        begun = (held.assessed_on if held else None) or case.opened_on or date.min
        start = last or datetime.combine(begun, time())
        member = (held.check_in_by if held else None) or case.lawyer_id or ""
        return CheckIn(case.id, case.record_no, _level(case, held), hours, last, start + timedelta(hours=hours), member)


def _level(case: JournalistCase, held: RiskAssessment | None) -> str:
    """What holds: the newest assessment; where nobody has assessed, what the case says."""
    return (held.risk_level if held else case.risk_level) or ""


def _moment_of(event: CaseEvent) -> datetime | None:
    """The first moment an event may have happened at: its day may be partial, its hour unknown."""
    parts = [int(part) for part in (event.on or "").lstrip("~").split("-") if part.isdigit()]
    if not parts:
        return None
    year, month, day = (*parts, 1, 1)[:3]
    return datetime.combine(date(year, month, day), event.at or time())


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
