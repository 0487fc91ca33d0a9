"""The calendar file is read back by a parser that is not ours, and keeps to the lines of RFC 5545."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from clinic_app.deadlines.ics import Happening, calendar_file, escape, fold

MADE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEARING = Happening(
    uid="a@clinic-casebook",
    day=date(2026, 12, 1),
    at=time(10, 30),
    minutes=60,
    title="Сот жыйналышы; экинчи, «кайра»\\",
    place="Нарын шаардык соту, 2-кабат\nэшик 4",
    alarms=(datetime.fromisoformat("2026-11-30T09:00"), datetime.fromisoformat("2026-12-01T08:30")),
)
DEADLINE = Happening("b@clinic-casebook", date(2026, 12, 31), None, 0, "Мөөнөт · NAR1-2026-BJ-0001")
MOMENT = Happening("c@clinic-casebook", date(2026, 12, 3), time(22, 30), 0, "x")


def test_another_parser_reads_back_what_was_written() -> None:
    """Planted and caught: commas not escaped; a whole day that ended on the day it began; local time marked as UTC."""
    calendar = Calendar.from_ical(calendar_file([HEARING, DEADLINE, MOMENT], MADE, "Эстеткич"))
    assert not calendar.errors and (calendar["VERSION"], len(calendar.walk("VTIMEZONE"))) == ("2.0", 1)
    hearing, deadline, moment = calendar.walk("VEVENT")
    assert (hearing["SUMMARY"], hearing["LOCATION"]) == (HEARING.title, HEARING.place)
    begun = hearing["DTSTART"].dt
    assert (begun.replace(tzinfo=None), begun.utcoffset()) == (
        datetime.fromisoformat("2026-12-01T10:30"),
        timedelta(hours=6),
    )
    assert hearing["DTEND"].dt - begun == timedelta(hours=1)
    assert (deadline["DTSTART"].dt, deadline["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert moment["DTSTART"].dt.hour == 22 and "DTEND" not in moment
    assert hearing["DTSTAMP"].dt == MADE
    alarms = hearing.walk("VALARM")
    assert [alarm["TRIGGER"].dt for alarm in alarms] == [
        datetime(2026, 11, 30, 3, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 2, 30, tzinfo=UTC),
    ]
    assert {(str(alarm["DESCRIPTION"]), str(alarm["ACTION"])) for alarm in alarms} == {("Эстеткич", "DISPLAY")}


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_whatever_a_title_holds_no_line_is_too_long_and_none_is_forged(title: str) -> None:
    """Planted and caught: folding by letters instead of octets; a line end in a title that began a property."""
    written = calendar_file([Happening("u", date(2026, 1, 2), None, 0, title)], MADE, "x")
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)  # no letter is cut in two
    assert written.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    kept = title.replace("\r\n", "\n").replace("\r", "\n")
    assert str(event["SUMMARY"]) == "".join(one for one in kept if one == "\n" or (one >= " " and one != "\x7f"))


def test_folded_lines_are_the_same_line() -> None:
    line = "SUMMARY:" + "Ө" * 200
    pieces = list(fold(line))
    assert len(pieces) > 5 and pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert escape("a;b,c\\d\r\ne") == "a\\;b\\,c\\\\d\\ne"
