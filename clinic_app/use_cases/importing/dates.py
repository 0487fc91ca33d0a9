"""Dates and times as people write them in sheets: 01.05.2020, 1.5.20, 2020-05-01, 03/05/2020, 3 мая 2020, 9:05, 9.05.

Day before month always (as dd.MM.yyyy); a date that does not exist is a fault, never the nearest one that does. The
number of a day in Excel (43952) is a date too, where a date is asked for.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from clinic_app.use_cases.importing.faults import NotRead, Trouble
from clinic_app.use_cases.importing.texts import plain

_DAY_FIRST = re.compile(r"(\d{1,2})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?:\s*(?:г|г\.|ж|ж\.|-?ж))?")
_YEAR_FIRST = re.compile(r"(\d{4})([./\-])(\d{1,2})\2(\d{1,2})")
_WORDS = re.compile(r"(\d{1,2})(?:\s*-?\s*)([^\W\d_]+)\s+(\d{4})(?:\s*(?:г|ж|жылы|года))?")
_WORDS_YEAR_FIRST = re.compile(r"(\d{4})\s*(?:жылдын|ж)\s+(\d{1,2})\s+([^\W\d_]+)")
_TIME = re.compile(r"(\d{1,2})[:.\-](\d{2})(?::(\d{2})(?:\.0+)?)?")
_MONTHS = ("янв jan", "фев feb", "мар mar", "апр apr", "ма may", "июн jun", "июл jul", "авг aug", "сен sep", "окт oct",
           "ноя noy nov", "дек dec")  # fmt: skip
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")  # a date that Excel shows as its number of days
_FRACTION = re.compile(r"0[.,](\d{3,})")  # a time that Excel shows as its share of the day
_FIRST_SERIAL, _LAST_SERIAL = 18264, 73050  # 1950 to 2099
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
_CENTURY = 100
_YOUNGEST = 69  # two digits: 20 is 2020, 70 is 1970, as in spreadsheets


def read_day(text: str) -> date:
    """The day written in `text`; NotRead otherwise."""
    text = text.strip().rstrip(".")
    found = _SERIAL.fullmatch(text)
    if found and _FIRST_SERIAL <= int(found[1]) <= _LAST_SERIAL:
        return _of_serial(text).date()
    found = _DAY_FIRST.fullmatch(text)
    if found:
        return _day(found[4], found[3], found[1])
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _day(found[1], found[3], found[4])
    words = plain(text)
    found = _WORDS.fullmatch(words)
    if found:
        return _day(found[3], _month(found[2]), found[1])
    found = _WORDS_YEAR_FIRST.fullmatch(words)
    if found:
        return _day(found[1], _month(found[3]), found[2])
    raise NotRead(Trouble.NOT_A_DATE)


def read_time(text: str) -> time:
    """The time of day written in `text`; NotRead otherwise."""
    if _FRACTION.fullmatch(text.strip()):
        return _of_serial(text).time()
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise NotRead(Trouble.NOT_A_TIME)
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        raise NotRead(Trouble.NOT_A_TIME) from None


def read_moment(cells: list[tuple[str, str]]) -> datetime:
    """Date and time from one cell or two (heading, text), in either order; without a time it is midnight.

    Which cell holds the time is seen from the cell: a time needs two groups of digits, a date three.
    """
    day: date | None = None
    clock: time | None = None
    for heading, text in cells:
        try:
            first, _, rest = text.strip().replace("T", " ").partition(" ")
            serial = _SERIAL.fullmatch(text.strip())
            if serial and serial[2] and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
                day, clock = _of_serial(text).date(), _of_serial(text).time()
            elif rest and (":" in rest) and ":" not in first:
                day, clock = read_day(first.rstrip(",")), read_time(rest)
            elif day is not None or re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text.strip()):
                clock = read_time(text)
            else:
                day = read_day(text)
        except NotRead as problem:
            raise NotRead(problem.why, heading, text) from None
    if day is None:
        raise NotRead(Trouble.NOT_A_DATE, *cells[0])
    return datetime.combine(day, clock or time())


def in_reach(day: date) -> date:
    """`day`, where a clinic's papers can bear it; NotRead otherwise."""
    if not _FIRST_YEAR <= day.year < _LAST_YEAR:
        raise NotRead(Trouble.FAR_DATE)
    return day


def _of_serial(text: str) -> datetime:
    moment = datetime.combine(date(1899, 12, 30), time()) + timedelta(days=float(text.strip().replace(",", ".")))
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _day(year: str, month: str | int, day: str) -> date:
    whole = int(year)
    if len(year) == 2:
        whole += 20 * _CENTURY if whole <= _YOUNGEST else 19 * _CENTURY
    try:
        return date(whole, int(month), int(day))
    except ValueError:
        raise NotRead(Trouble.NOT_A_DATE) from None


def _month(word: str) -> int:
    for place, beginnings in enumerate(_MONTHS, 1):
        if place != 5 and any(word.startswith(beginning) for beginning in beginnings.split()):
            return place
    if word in ("мая", "май", "may", "майы"):
        return 5
    raise NotRead(Trouble.NOT_A_DATE)
