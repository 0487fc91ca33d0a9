"""Which backups are kept: the newest of each of the last days, weeks and months. Pure.

Backups are ordered by their turns; a clock only says to which day a backup belongs. So a clock that jumped makes one
odd day and cannot make the newest backup look like the oldest, and where every day is the same day the newest seven
stay. Each life of a case book has days of its own: whoever put an old backup back by mistake has not lost the newer
ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

NEWEST = 7  # kept whatever their days say


class Made(Protocol):
    """What rotation asks of a backup."""

    @property
    def turn(self) -> int: ...

    @property
    def life(self) -> str: ...

    @property
    def made(self) -> datetime: ...


@dataclass(frozen=True)
class Keep:
    """For how many of the last days, weeks and months that have a backup its newest is kept."""

    days: int = 7
    weeks: int = 4
    months: int = 12


KEEP = Keep()


def kept(backups: Sequence[Made], keep: Keep) -> set[int]:
    """The turns of those that stay."""
    newest_first = sorted(backups, key=lambda one: one.turn, reverse=True)
    stay = {one.turn for one in newest_first[:NEWEST]}
    for most, time_of in ((keep.days, _day), (keep.weeks, _week), (keep.months, _month)):
        stay |= _newest_of_each(newest_first, most, time_of)
    return stay


def _newest_of_each(newest_first: Sequence[Made], most: int, of: Callable[[datetime], tuple[int, ...]]) -> set[int]:
    seen: dict[tuple[str, tuple[int, ...]], int] = {}
    for one in newest_first:
        seen.setdefault((one.life, of(one.made.astimezone())), one.turn)
    return set(list(seen.values())[:most])


def _day(at: datetime) -> tuple[int, ...]:
    return (at.year, at.month, at.day)


def _week(at: datetime) -> tuple[int, ...]:
    year, week, _ = at.isocalendar()
    return (year, week)


def _month(at: datetime) -> tuple[int, ...]:
    return (at.year, at.month)
