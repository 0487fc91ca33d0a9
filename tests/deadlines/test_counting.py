"""Terms are counted as the law counts them: the vectors of the clinic's lawyers, and what holds for every term."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.deadlines.calendar import Calendar, DayOfYear, shipped_days
from clinic_app.deadlines.counting import add_months, due, must_be_in_time, warn_on
from clinic_app.deadlines.rules import Extension, Period, Rule, shipped_rules, version
from clinic_app.errors import CalendarEnds, ExtensionTooLate, NoExtension, NoRuleThen, RuleNotCounted, UnknownRule

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))["rows"]
SHIPPED = Calendar(shipped_days())
# One vector ends in 2029: a year of which the table says nothing until the clinic has entered it.
UNTIL_2029 = Calendar((*shipped_days(), DayOfYear(date(2029, 1, 1), "public_holiday")))

any_day = st.dates(date(2020, 3, 1), date(2026, 6, 30))
days = any_day | any_day.map(lambda day: day.replace(day=1) - timedelta(days=1))  # month ends, where months go wrong
values = st.integers(1, 40)
units = st.sampled_from(["calendar_day", "working_day", "week", "month", "year"])
rolls = st.sampled_from(["next_working_day", "previous_working_day", "none"])
starts = st.sampled_from(["next_day", "same_day"])


def rule(value: int | None, unit: str, roll: str = "none", counting: str = "next_day", **more: Any) -> Rule:
    return Rule("test", period=Period(value, unit), roll=roll, counting=counting, enabled=True, **more)


def shipped(id: str) -> Rule:
    return next(one for one in shipped_rules() if one.id == id)


@pytest.mark.parametrize("vector", VECTORS, ids=[one["why"] for one in VECTORS])
def test_every_vector_of_the_lawyers(vector: dict[str, Any]) -> None:
    """Planted and caught: a memorial day counted as a day off; month ends carried over into the next month; hours
    rolled off the May feasts.
    """
    timed = "T" in vector["trigger"]
    start = datetime.fromisoformat(vector["trigger"]) if timed else date.fromisoformat(vector["trigger"])
    counting = "same_moment" if timed else "next_day"
    found = due(rule(vector["value"], vector["unit"], vector["roll"], counting), start, UNTIL_2029)
    told = datetime.combine(found.on, found.at).isoformat() if found.at is not None else found.on.isoformat()
    assert told == vector["due"]
    assert found.on.strftime("%a") == vector["weekday"]


@given(days, values, units, rolls, starts)
def test_a_term_never_ends_on_a_day_off_where_the_rule_moves_it(
    start: date, value: int, unit: str, roll: str, counting: str
) -> None:
    """Planted and caught: a roll that looked at Saturdays and Sundays only."""
    if unit == "year":
        value = 1 + value % 2
    try:
        found = due(rule(value, unit, roll, counting), start, SHIPPED)
    except CalendarEnds:
        return
    if roll == "none" and unit != "working_day":
        assert found.rolled_from is None
        return
    assert roll == "none" or SHIPPED.is_working(found.on)
    assert unit != "working_day" or SHIPPED.is_working(found.on)
    if found.rolled_from is not None:
        assert not SHIPPED.is_working(found.rolled_from)
        assert (found.on > found.rolled_from) == (roll == "next_working_day")


@given(days, st.integers(0, 9), values, units, rolls, starts)
def test_a_later_event_never_ends_earlier(
    start: date, later: int, value: int, unit: str, roll: str, counting: str
) -> None:
    """Planted and caught: a month end carried over, so that 31 January ended after 1 February."""
    if unit == "year":
        value = 1 + value % 2
    one = rule(value, unit, roll, counting)
    try:
        first, second = due(one, start, SHIPPED), due(one, start + timedelta(days=later), SHIPPED)
    except CalendarEnds:
        return
    assert first.on <= second.on


@given(
    st.datetimes(datetime.fromisoformat("2020-03-01T00:00"), datetime.fromisoformat("2028-06-01T00:00")),
    st.integers(1, 72),
)
def test_hours_end_to_the_minute_and_never_roll(start: datetime, hours: int) -> None:
    """Planted and caught: hours rounded to days, and hours moved to the next working day."""
    start = start.replace(second=0, microsecond=0)
    for roll in ("none", "next_working_day"):
        found = due(rule(hours, "hour", roll, "same_moment"), start, SHIPPED)
        assert (datetime.combine(found.on, found.at or time()), found.rolled_from) == (
            start + timedelta(hours=hours),
            None,
        )
        assert not found.from_midnight


def test_hours_without_a_time_of_day_are_counted_from_midnight_and_say_so() -> None:
    found = due(shipped("cri.detention"), date(2026, 5, 1), SHIPPED)
    assert (found.on, found.at, found.from_midnight) == (date(2026, 5, 3), time(0, 0), True)


@given(st.dates(date(2010, 1, 1), date(2028, 12, 1)))
def test_the_version_is_chosen_by_the_day_of_the_event(day: date) -> None:
    """Planted and caught: the version chosen by today's date, and by the code that was asked for."""
    for asked in ("ati.answer", "ati.answer.2006"):
        assert version(shipped_rules(), asked, day).id == ("ati.answer.2006" if day.year < 2024 else "ati.answer")


def test_a_request_of_december_2023_is_answered_by_the_law_of_2006() -> None:
    standing = version(shipped_rules(), "ati.answer", date(2023, 12, 15))
    found = due(standing, date(2023, 12, 15), SHIPPED)
    assert (found.rule.id, found.on) == ("ati.answer.2006", date(2023, 12, 29))


def test_before_any_version_was_in_force_nothing_is_counted() -> None:
    with pytest.raises(NoRuleThen):
        version(shipped_rules(), "civ.aksakal", date(2025, 8, 17))
    with pytest.raises(UnknownRule):
        version(shipped_rules(), "civ.nothing", date(2026, 1, 1))
    assert version(shipped_rules(), "civ.aksakal", date(2025, 8, 18)).id == "civ.aksakal"


def test_a_rule_in_use_goes_before_a_later_one_that_is_not() -> None:
    old, new = rule(3, "month", valid_from=date(2020, 1, 1)), rule(5, "month", valid_from=date(2026, 1, 1))
    new = replace(new, id="test.2026", enabled=False)
    assert version([old, new], "test", date(2026, 5, 1)) == old
    assert version([old, replace(new, enabled=True)], "test", date(2026, 5, 1)).id == "test.2026"


@given(days, values, units, rolls)
def test_nothing_is_counted_beyond_the_calendar(start: date, value: int, unit: str, roll: str) -> None:
    """Planted and caught: a term in calendar days without a roll, which asks no day whether it is worked."""
    late = start.replace(year=2028, month=12, day=20)
    with pytest.raises(CalendarEnds) as refused:
        due(rule(value + 11, unit, roll), late, SHIPPED)
    assert refused.value.data == {"first": 2020, "last": 2028, "year": 2029} or refused.value.data["year"] > 2029
    with pytest.raises(CalendarEnds):
        due(rule(1, "hour", counting="same_moment"), datetime.fromisoformat("2028-12-31T23:30"), SHIPPED)
    with pytest.raises(CalendarEnds):
        due(rule(1, "working_day", counting="next_day"), date(2019, 12, 30), SHIPPED)


def test_a_term_that_would_roll_out_of_the_calendar_is_refused() -> None:
    """31 December 2028 is a Sunday."""
    with pytest.raises(CalendarEnds):
        due(rule(1, "calendar_day", "next_working_day"), date(2028, 12, 30), SHIPPED)
    assert due(rule(1, "calendar_day"), date(2028, 12, 30), SHIPPED).on == date(2028, 12, 31)


def test_no_date_for_a_rule_that_is_not_in_use_or_says_no_number() -> None:
    """All 23 doubtful rules ship like that: planted and caught, one that counted an empty value as nought."""
    asking = [one for one in shipped_rules() if not one.counts]
    assert len(asking) == 23
    for one in asking:
        with pytest.raises(RuleNotCounted):
            due(one, date(2026, 3, 2), SHIPPED)
        with pytest.raises(RuleNotCounted):
            due(replace(one, enabled=True, period=Period(None, "month")), date(2026, 3, 2), SHIPPED)


def test_every_rule_in_use_counts_to_a_day_not_before_its_event() -> None:
    for one in shipped_rules():
        if not one.counts:
            continue
        start = max(one.valid_from or date(2022, 3, 2), date(2022, 3, 2))
        assert due(one, start, SHIPPED).on >= start - timedelta(days=20 if one.roll == "previous_working_day" else 0)


def test_counted_from_the_same_day_that_day_is_the_first() -> None:
    """Three days from Monday end on Wednesday; two months from 10 January on 9 March; where the month has no such day,
    on its last one.
    """
    assert due(rule(3, "calendar_day", counting="same_day"), date(2026, 6, 1), SHIPPED).on == date(2026, 6, 3)
    assert due(rule(2, "month", counting="same_day"), date(2026, 1, 10), SHIPPED).on == date(2026, 3, 9)
    assert due(rule(2, "month", counting="same_day"), date(2026, 12, 31), SHIPPED).on == date(2027, 2, 28)
    assert due(rule(0, "calendar_day", counting="same_day"), date(2026, 6, 1), SHIPPED).on == date(2026, 6, 1)
    assert due(rule(2, "working_day", counting="same_day"), date(2026, 6, 6), SHIPPED).on == date(2026, 6, 9)


def test_a_date_set_by_the_court_rolls_back_not_forward() -> None:
    found = due(shipped("civ.response"), date(2026, 5, 3), SHIPPED)
    assert (found.on, found.rolled_from) == (date(2026, 4, 30), date(2026, 5, 3))


def test_an_extension_grows_from_the_end_of_the_first_term_and_needs_a_notice_in_time() -> None:
    """Ten working days and ten more. Planted and caught: a notice one day late that extended all the same."""
    answer = shipped("ati.answer")
    first, grown = (due(answer, date(2026, 4, 24), SHIPPED, extended=one) for one in (False, True))
    assert (first.on, grown.on) == (date(2026, 5, 18), SHIPPED.add_working(date(2026, 5, 18), 10))
    must_be_in_time(first, date(2026, 5, 18))
    with pytest.raises(ExtensionTooLate) as late:
        must_be_in_time(first, date(2026, 5, 19))
    assert (late.value.data["on"], late.value.data["ended"]) == (date(2026, 5, 19), date(2026, 5, 18))
    with pytest.raises(NoExtension):
        due(shipped("civ.appeal"), date(2026, 4, 24), SHIPPED, extended=True)


def test_the_extension_of_a_term_that_rolled_does_not_gain_the_days_it_rolled() -> None:
    """Two weeks and two weeks are four weeks, whatever day off lies in the middle."""
    old = rule(2, "week", "next_working_day", extension=Extension(Period(2, "week")))
    assert due(old, date(2026, 4, 20), SHIPPED, extended=True).on == date(2026, 5, 18)
    assert due(old, date(2026, 4, 20), SHIPPED).on == date(2026, 5, 11)


def test_warnings_count_working_days_back_from_the_last_day() -> None:
    assert warn_on(Period(2, "working_day"), date(2026, 5, 11), SHIPPED) == date(2026, 4, 29)
    assert warn_on(Period(0, "working_day"), date(2026, 5, 11), SHIPPED) == date(2026, 5, 11)
    assert warn_on(Period(1, "week"), date(2026, 5, 11), SHIPPED) == date(2026, 5, 4)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 300))
def test_months_keep_the_day_number_or_end_with_the_month(day: date, months: int) -> None:
    found = add_months(day, months)
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months


def test_what_the_program_ships_says_what_it_rests_on() -> None:
    """Fourteen rules by a source, eleven to be checked, twenty-three for a lawyer to fill in; none verified yet."""
    rules = shipped_rules()
    assert len(rules) == 48 and len({one.id for one in rules}) == 48
    assert [sum(one.confidence == level for one in rules) for level in ("high", "medium", "low")] == [14, 11, 23]
    assert all(one.enabled == (one.confidence != "low") for one in rules)
    assert all(one.source and set(one.labels) == {"ky", "ru", "en"} and one.verified_on is None for one in rules)
    assert {one.id: one.after for one in rules if one.after} == {
        "ati.silence_check": "ati.answer",
        "lab.ktc_exec": "lab.ktc_appeal",
    }
