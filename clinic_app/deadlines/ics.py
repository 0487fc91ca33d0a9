"""A calendar file as RFC 5545 wants it, for any calendar program. What it says is the caller's; it adds nothing.

Days are whole days; times are those of Bishkek, which has had one offset and no summer time since 2005.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

BISHKEK = "Asia/Bishkek"
OFFSET = timezone(timedelta(hours=6))
_ZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{BISHKEK}",
    "BEGIN:STANDARD",
    "DTSTART:20050812T000000",
    "TZOFFSETFROM:+0600",
    "TZOFFSETTO:+0600",
    "TZNAME:+06",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_LONGEST = 75  # octets of a line, without its end


@dataclass(frozen=True)
class Happening:
    """One event. `uid` stays the same from file to file; `alarms`: moments by Bishkek's clock."""

    uid: str
    day: date
    at: time | None
    minutes: int
    title: str
    place: str = ""
    alarms: tuple[datetime, ...] = ()


def calendar_file(happenings: Iterable[Happening], made_at: datetime, alarm_text: str) -> bytes:
    """The whole file, UTF-8 with CRLF. `made_at`: with its offset; `alarm_text`: all that an alarm says."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Clinic Casebook//EN", "CALSCALE:GREGORIAN", *_ZONE]
    for one in happenings:
        lines += _event(one, made_at, alarm_text)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line)).encode()


def escape(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line end are escaped, other control characters dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    text = text.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(letter for letter in text if letter >= " " and letter != "\x7f")


def fold(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, no letter cut; each piece after the first begins with a space."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += octets
    yield piece


def _event(one: Happening, made_at: datetime, alarm_text: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(one.uid)}"
    yield f"DTSTAMP:{_utc(made_at)}"
    if one.at is None:
        yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    else:
        begin = datetime.combine(one.day, one.at)
        yield f"DTSTART;TZID={BISHKEK}:{begin:%Y%m%dT%H%M%S}"
        if one.minutes:
            yield f"DTEND;TZID={BISHKEK}:{begin + timedelta(minutes=one.minutes):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{escape(one.title)}"
    if one.place:
        yield f"LOCATION:{escape(one.place)}"
    yield "CLASS:CONFIDENTIAL"
    for alarm in one.alarms:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escape(alarm_text)}"
        yield f"TRIGGER;VALUE=DATE-TIME:{_utc(alarm.replace(tzinfo=OFFSET))}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
