"""What the page of deadlines asks of the vault, as plain functions for its thread. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ui.pages.deadlines.presenter import DayCell, Shown, cells_of


@dataclass(frozen=True)
class Period:
    """The days in sight, what is in them, and what clashes."""

    cells: Sequence[DayCell]
    clashes: Mapping[date, Sequence[Any]]
    names: Mapping[str, str]
    last: date  # the last day of which the calendar knows whether it is worked


def read_shown(clinic: Any, mine: bool) -> Shown:
    """Open deadlines, of whoever works here (and nobody's) or of everybody, and what moved."""
    me = clinic.identity.member_id
    rows = clinic.deadlines.list(member=me if mine else "")
    names = clinic.casework.titles("member", sorted({row.record.member_id for row in rows} - {None, ""}))
    return Shown(rows, clinic.deadlines.moved(), names, me)


def read_period(clinic: Any, days: Sequence[date], month: int, mine: bool) -> Period:
    """What is in these days; `month` 0: all of them are in sight alike."""
    me = clinic.identity.member_id if mine else ""
    entries = clinic.deadlines.calendar(days[0], days[-1], me)
    clashes: dict[date, list[Any]] = {}
    for clash in clinic.deadlines.clashes(days[0], days[-1], me):
        clashes.setdefault(clash.first.day, []).append(clash)
    years = sorted({day.year for day in days})
    lines = [line for year in years for line in clinic.rules.days(year)]
    last = clinic.rules.calendar().last_day
    members = {one.member for one in entries} | {
        one.member for some in clashes.values() for clash in some for one in (clash.first, clash.second)
    }
    names = clinic.casework.titles("member", sorted(members - {None, ""}))
    return Period(cells_of(days, month, entries, lines, set(clashes), last), clashes, names, last)
