"""Which days are worked: what is shipped, what a clinic corrects, and where a correction holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clinic_app.deadlines.calendar import Calendar, DayOfYear, shipped_days
from clinic_app.errors import CalendarEnds

SHIPPED = Calendar(shipped_days())
COURT, OBLAST = "DC-NAR", "41704"


def with_days(*own: DayOfYear) -> Calendar:
    return Calendar((*shipped_days(), *own))


def own(day: date, kind: str, scope: str = "", enabled: bool = True) -> DayOfYear:
    return DayOfYear(day, kind, scope=scope, enabled=enabled, own=True)


def test_days_that_were_transferred_and_days_of_memory() -> None:
    """Planted and caught: working Saturdays forgotten, which no term of the vectors crosses."""
    worked = {date(2024, 1, 8), date(2024, 1, 27), date(2025, 1, 11), date(2028, 2, 23)}
    off = {date(2026, 1, 6), date(2026, 5, 4), date(2026, 8, 31), date(2026, 11, 7), date(2024, 1, 28)}
    assert {day for day in worked | off if SHIPPED.is_working(day)} == worked


def test_a_draft_of_the_cabinet_is_shipped_but_not_in_use() -> None:
    assert SHIPPED.is_working(date(2026, 1, 8)) and not SHIPPED.is_working(date(2026, 2, 7))
    taken = with_days(own(date(2026, 1, 8), "day_off"), own(date(2026, 2, 7), "working_weekend"))
    assert not taken.is_working(date(2026, 1, 8)) and taken.is_working(date(2026, 2, 7))


def test_a_feast_of_the_moon_is_an_estimate_until_the_clinic_moves_it() -> None:
    eid = date(2027, 3, 9)
    assert SHIPPED.estimated(eid) and not SHIPPED.is_working(eid)
    moved = with_days(own(eid, "public_holiday", enabled=False), own(date(2027, 3, 10), "public_holiday"))
    assert moved.is_working(eid) and not moved.is_working(date(2027, 3, 10))


def test_a_closed_court_closes_no_other_and_the_narrowest_word_holds() -> None:
    """Planted and caught: a court's closure read as the country's."""
    day = date(2026, 6, 10)
    book = with_days(own(day, "day_off", OBLAST), own(day, "working_day", COURT))
    assert book.is_working(day)
    assert not book.is_working(day, (OBLAST,))
    assert book.is_working(day, (COURT, OBLAST))
    assert not book.is_working(day, ("DC-OTHER", OBLAST))
    assert book.next_working(day, (OBLAST,)) == day + timedelta(days=1)
    assert book.previous_working(day, (OBLAST,)) == day - timedelta(days=1)


def test_a_year_is_known_once_its_first_of_january_is_entered_and_no_year_is_left_out() -> None:
    assert (SHIPPED.first_day, SHIPPED.last_day) == (date(2020, 1, 1), date(2028, 12, 31))
    some = with_days(own(date(2029, 5, 1), "public_holiday"), own(date(2030, 1, 1), "public_holiday"))
    with pytest.raises(CalendarEnds):
        some.is_working(date(2029, 5, 2))
    whole = with_days(own(date(2029, 1, 1), "public_holiday"), own(date(2029, 3, 8), "public_holiday"))
    assert whole.last_day == date(2029, 12, 31) and not whole.is_working(date(2029, 3, 8))


def test_working_days_are_added_and_taken_away() -> None:
    assert SHIPPED.add_working(date(2026, 4, 30), 1) == date(2026, 5, 11)
    assert SHIPPED.add_working(date(2026, 5, 11), -1) == date(2026, 4, 30)
    assert SHIPPED.add_working(date(2026, 5, 2), 0) == date(2026, 5, 2)
