"""Deadlines of the day, and who should have been reached or looked after by now. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.term_rows import badge_words
from clinic_app.wording.dates import weekday
from clinic_app.wording.words import _
from ui.deadline_words import left_words
from ui.pages.today.presenter import Line, day_words

SOON = 14
MOST = 4


@dataclass(frozen=True)
class DayTerms:
    """What the vault knows of today: deadlines, reviews of danger that are due, people to be reached by now."""

    now: datetime
    rows: Sequence[Any] = ()
    reviews: Sequence[Any] = ()
    check_ins: Sequence[Any] = ()

    @property
    def shouts(self) -> int:
        """How many things about somebody's safety are overdue."""
        return len(self.reviews) + len(self.check_ins)


def read_terms(clinic: Any, mine: bool, now: datetime | None = None) -> DayTerms:
    """Vault's thread: overdue deadlines and those of two weeks; safety is everybody's, whoever looks."""
    moment = now or datetime.now()
    today, member = moment.date(), clinic.identity.member_id if mine else ""
    rows = clinic.deadlines.list(until=today + timedelta(days=SOON), member=member, today=today)
    return DayTerms(moment, rows, clinic.safety.overdue_reviews(today), clinic.safety.check_ins_due(moment))


def deadline_lines(rows: Sequence[Any], today: date) -> list[Line]:
    """The first few deadlines, the most pressing first."""
    return [_deadline(row, today) for row in rows[:MOST]]


def _deadline(row: Any, today: date) -> Line:
    record = row.record
    icon, words, tone = left_words(row.days_left)
    on = record.due_on or today
    doubt = badge_words(row.badge, row.rule) if row.badge in ("high", "medium", "low", "review") else ""
    return Line(
        row.parent_type,
        row.parent_id,
        day_words(on, today),
        f"{record.due_at:%H:%M}" if record.due_at else weekday(on),
        row.title or _("Deadline"),
        " · ".join(part for part in (row.label, doubt) if part),
        icon,
        words,
        tone,
        row.days_left < 0,
    )


def safety_lines(told: DayTerms) -> list[Line]:
    """Check-ins nobody has made and reviews nobody has held; numbers of cases, never names."""
    today = told.now.date()
    calls = [_check_in(one, told.now) for one in told.check_ins]
    return (calls + [_review(one, today) for one in told.reviews])[:MOST]


def _check_in(one: Any, now: datetime) -> Line:
    late = one.due < now - timedelta(hours=1)
    days = (one.due.date() - now.date()).days
    icon, words, _tone = left_words(days) if days < 0 else ("alert-circle", _("now"), "bad")
    risk = lists.label("risk_level", one.risk_level) if one.risk_level else ""
    return Line(
        "journalist_case",
        one.case_id,
        day_words(one.due.date(), now.date()),
        f"{one.due:%H:%M}",
        _("Check-in: reach the journalist"),
        " · ".join(part for part in (one.record_no, risk) if part),
        icon,
        words,
        "bad",
        late,
    )


def _review(one: Any, today: date) -> Line:
    icon, words, _tone = left_words((one.due_on - today).days)
    risk = lists.label("risk_level", one.risk_level) if one.risk_level else ""
    return Line(
        "journalist_case",
        one.case_id,
        day_words(one.due_on, today),
        weekday(one.due_on),
        _("Look at the danger again"),
        " · ".join(part for part in (one.record_no, risk) if part),
        icon,
        words,
        "bad",
        one.due_on < today,
    )
