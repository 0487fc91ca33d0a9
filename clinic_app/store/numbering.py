"""The numbers of the search index: kind of record, minute since 1900, a place in that minute. Newer is greater."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from clinic_app.store.database import EncryptedDatabase

_KIND_BITS, _PLACE_BITS = 40, 2  # a number is kind << 40 | minute << 2 | place
KIND_OF = f"(d.id >> {_KIND_BITS})"  # in SQL, of the table of numbers named `d`
_OF_A_KIND = (1 << _KIND_BITS) - 1
UNDATED = 1 << 24  # below it stands what bears no date, in the order of arrival; days before 1908 count as 1908
_FAR = 400  # places without a record, behind which none of a day before stands any more
_FIRST_DAY = date(1900, 1, 1).toordinal()
_DAY = 1440 << _PLACE_BITS  # places in a day
_WHEN = re.compile(r"~?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d))?)?)?")
_AT_ONCE = 400


def place(kind: int, when: str) -> int:
    """Where a record of an ISO moment, day, month or year belongs; what bears none belongs to the beginning."""
    minutes = _minutes(when)
    return kind << _KIND_BITS | (0 if minutes is None else max(minutes << _PLACE_BITS, UNDATED))


def stands(number: int, place: int) -> bool:
    """Whether a number is one for that place. One that had to give way to others may be told to move back: no harm."""
    if not place & _OF_A_KIND:
        return number & _OF_A_KIND < UNDATED
    return number >> _PLACE_BITS == place >> _PLACE_BITS


def kind(number: int) -> int:
    return number >> _KIND_BITS


def minute(number: int) -> int:
    """For comparing numbers of different kinds: newest is greatest."""
    return (number & _OF_A_KIND) >> _PLACE_BITS


def between(kind: int, since: str = "", until: str = "") -> tuple[int, int]:
    """The first and the last number of a kind, or of its days from `since` to `until` (ISO, inclusive).

    Of a day that is full to its last place some records stand behind it: see `about`.
    """
    low, high = kind << _KIND_BITS, kind << _KIND_BITS | _OF_A_KIND
    first, last = _minutes(since), _minutes(until)
    if first is not None or last is not None:
        low |= max((first or 0) << _PLACE_BITS, UNDATED)
    if last is not None:
        high = kind << _KIND_BITS | max((last + 1440 << _PLACE_BITS) - 1, 0)
    return low, high


def about(db: EncryptedDatabase, kind: int, since: str, until: str) -> tuple[int, int]:
    """The first and the last number under which records of these days may stand; others may stand there too.

    Records for which their own day had no room stand behind it, next to each other.
    """
    low, high = between(kind, since, until)
    if _minutes(until) is None:
        return low, high
    last = high
    while True:
        rows = db.all("select id from document where id between ? and ? order by id", last + 1, last + _FAR)
        if not rows:
            return low, last
        last = rows[-1][0]


def free(db: EncryptedDatabase, places: Sequence[int]) -> list[int]:
    """A number of its own for each place, as near behind it as can be."""
    taken: set[int] = set()
    dated = sorted({place for place in places if place & _OF_A_KIND})
    for start in range(0, len(dated), _AT_ONCE):
        some = dated[start : start + _AT_ONCE]
        rows = db.all(f"select id from document where id in ({','.join('?' * len(some))})", *some)
        taken |= {row[0] for row in rows}
    behind: dict[int, Iterator[int]] = {}
    found: list[int] = []
    for place in places:
        number = place
        if not place & _OF_A_KIND or number in taken:
            if place not in behind:
                behind[place] = _free_behind(db, place)
            number = next(one for one in behind[place] if one not in taken)
        taken.add(number)
        found.append(number)
    return found


def _free_behind(db: EncryptedDatabase, place: int) -> Iterator[int]:
    """Every free number from a place on; of what bears no date, from the newest on.

    At midnight it turns back to what is free of the day before the place: only of a full day anything stands behind it.
    """
    if not place & _OF_A_KIND:
        top = db.one("select max(id) from document where id between ? and ?", place, place + UNDATED - 1)
        yield from _free(db, (top[0] if top and top[0] is not None else place) + 1)
        return
    first = place & ~_OF_A_KIND | max((place & _OF_A_KIND) // _DAY * _DAY, UNDATED)
    behind = place & ~_OF_A_KIND | ((place & _OF_A_KIND) // _DAY + 1) * _DAY
    yield from _free(db, place, behind)
    yield from reversed(list(_free(db, first, place)))
    yield from _free(db, behind)


def _free(db: EncryptedDatabase, start: int, end: int | None = None) -> Iterator[int]:
    """Every free number from `start` on, before `end`."""
    while end is None or start < end:
        stop = start + _AT_ONCE if end is None else min(start + _AT_ONCE, end)
        rows = db.all("select id from document where id between ? and ?", start, stop - 1)
        here = {row[0] for row in rows}
        yield from (number for number in range(start, stop) if number not in here)
        start = stop


def day(when: str) -> str:
    """The ISO day of what begins as an ISO moment, day, month or year; "" of anything else."""
    return "" if _minutes(when) is None else f"{when.removeprefix('~')}-01-01"[:10]


def _minutes(when: str) -> int | None:
    """Minutes since 1900 of what begins as an ISO moment, day, month or year; None of anything else."""
    told = _WHEN.match(when)
    if not told:
        return None
    year, month, day, hour, minutes = (int(part) if part else None for part in told.groups())
    try:
        days = date(year or 1, month or 1, day or 1).toordinal() - _FIRST_DAY
    except ValueError:
        return None
    return days * 1440 + (hour or 0) * 60 + (minutes or 0)
