"""Dates as people type them: 22.11, 22.11.2026, +14, жума, 2026-11, 2026. No Qt here."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ui.widgets.folding import fold

# A word of any of the three languages, or its beginning from two letters up, whatever language the window speaks.
_DAYS = (
    ("дүйшөмбү", "понедельник", "monday", "пн"),
    ("шейшемби", "вторник", "tuesday", "вт"),
    ("шаршемби", "среда", "wednesday", "ср"),
    ("бейшемби", "четверг", "thursday", "чт"),
    ("жума", "пятница", "friday", "пт"),
    ("ишемби", "суббота", "saturday", "сб"),
    ("жекшемби", "воскресенье", "sunday", "вс"),
)
_NEAR = {
    "бугун": 0,
    "сегодня": 0,
    "today": 0,
    "эртен": 1,
    "завтра": 1,
    "tomorrow": 1,
    "кечээ": -1,
    "вчера": -1,
    "yesterday": -1,
}


@dataclass(frozen=True)
class TypedDate:
    """A date, or as much of one as is known: `iso` is 2026, 2026-11 or 2026-11-22; first and last day it may mean."""

    iso: str
    first: date
    last: date

    @property
    def day(self) -> date | None:
        """The day, when it is one."""
        return self.first if self.first == self.last else None


def _day(day: date) -> TypedDate:
    return TypedDate(day.isoformat(), day, day)


def _whole_year(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)


def read_date(text: str, today: date, *, partial: bool = False) -> TypedDate | None:
    """What `text` means on `today`, None when it is no date. `partial` also takes a year or a month."""
    try:
        return _read(fold(text), today, partial)
    except (ValueError, OverflowError):
        return None


def _read(text: str, today: date, partial: bool) -> TypedDate | None:
    if not text:
        return None
    if text in _NEAR:
        return _day(today + timedelta(days=_NEAR[text]))
    if found := re.fullmatch(r"([+-])\s?(\d{1,4})", text):
        days = int(found[2])
        return _day(today + timedelta(days=days if found[1] == "+" else -days))
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return _day(date(int(found[1]), int(found[2]), int(found[3])))
    if found := re.fullmatch(r"(\d{1,2})[.,/ ](\d{1,2})[.,/ ](\d{4}|\d{2})\.?", text):
        return _day(date(_whole_year(found[3]), int(found[2]), int(found[1])))
    if found := re.fullmatch(r"(\d{1,2})[.,/ ](\d{1,2})\.?", text):
        return _day(date(today.year, int(found[2]), int(found[1])))
    if partial and (found := re.fullmatch(r"(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})", text)):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        last = calendar.monthrange(year, month)[1]
        return TypedDate(f"{year:04}-{month:02}", date(year, month, 1), date(year, month, last))
    if partial and re.fullmatch(r"(19|20)\d\d", text):
        return TypedDate(text, date(int(text), 1, 1), date(int(text), 12, 31))
    return _weekday(text, today)


def _weekday(text: str, today: date) -> TypedDate | None:
    """The next such day, never today itself: on a Friday "жума" means the coming one."""
    if len(text) < 2:
        return None
    meant = [n for n, names in enumerate(_DAYS) if any(fold(name).startswith(text) for name in names)]
    if len(meant) != 1:
        return None
    return _day(today + timedelta(days=(meant[0] - today.weekday() - 1) % 7 + 1))


def read_moment(text: str, now: datetime) -> datetime | None:
    """A date and a time: `22.11 14:05`, `жума 9:30`, `14:05` (today); a date alone is midnight of no claim: None."""
    parts = fold(text).replace(", ", " ")
    found = re.fullmatch(r"(.*?)\s*(\d{1,2}):(\d{2})", parts)
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        return None
    day = read_date(found[1], now.date()) if found[1] else _day(now.date())
    if day is None or day.day is None:
        return None
    return datetime.combine(day.day, time(int(found[2]), int(found[3])), tzinfo=now.tzinfo)


def write_date(value: date | str) -> str:
    """22.11.2026, 11.2026 or 2026, from a date or an ISO text."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return ".".join(reversed(value.split("-")))
