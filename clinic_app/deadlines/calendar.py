"""Which days are worked: the Kyrgyz Republic's table of days off, and what clinics correct in it.

Five days are worked a week. A correction may hold for the whole country, for a division or for one court; where
several speak of one day, the narrowest that concerns the place wins. Beyond the table's years nothing is known, so
nothing is said.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from clinic_app.errors import CalendarEnds
from clinic_app.reference import lists

DAYS_OFF = frozenset({"public_holiday", "day_off", "substituted_day_off", "observed", "additional_day_off"})
WORKED = frozenset({"working_weekend", "working_day"})
COUNTRY = ("", "country", "KG")  # what a correction for everyone is called
_WEEKEND = 5
_HOLIDAYS, _CORRECTIONS = "holidays_kg_2020_2028.csv", "calendar_overrides.json"


@dataclass(frozen=True)
class DayOfYear:
    """One line of the calendar. `scope`: "" for the country, else the id of a division or a court; `own`: the
    clinic's, not the program's; `estimated`: the day itself is not announced yet.
    """

    on: date
    kind: str
    labels: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    estimated: bool = False
    enabled: bool = True
    source: str = ""
    confidence: str = ""
    own: bool = False

    @property
    def off(self) -> bool | None:
        """Whether it is a day off; None for a memorial day, which changes nothing."""
        return True if self.kind in DAYS_OFF else False if self.kind in WORKED else None


class Calendar:
    """The days of the years it knows; CalendarEnds for any other."""

    def __init__(self, days: Iterable[DayOfYear]) -> None:
        self._days: dict[tuple[str, date], DayOfYear] = {}
        begun: set[int] = set()  # a year is known once its first of January was entered
        for one in days:  # what comes later stands in the place of what came before
            scope = "" if one.scope in COUNTRY else one.scope
            if one.enabled:
                self._days[scope, one.on] = one
                begun |= {one.on.year} if not scope and (one.on.month, one.on.day) == (1, 1) else set()
            elif one.own:  # the clinic took the line out
                self._days.pop((scope, one.on), None)
        years = sorted(begun)
        unbroken = [year for place, year in enumerate(years) if year - place == years[0]]
        if not unbroken:
            raise ValueError("a calendar needs a year")
        self.first_day, self.last_day = date(unbroken[0], 1, 1), date(unbroken[-1], 12, 31)

    def is_working(self, day: date, scopes: Sequence[str] = ()) -> bool:
        """Whether `day` is worked at a place; `scopes`: its ids, the narrowest first. CalendarEnds."""
        self.must_know(day)
        for scope in (*scopes, ""):
            found = self._days.get((scope, day))
            if found is not None and found.off is not None:
                return not found.off
        return day.weekday() < _WEEKEND

    def must_know(self, day: date) -> None:
        """CalendarEnds when `day` lies outside the years of the table."""
        if not self.first_day <= day <= self.last_day:
            raise CalendarEnds(first=self.first_day.year, last=self.last_day.year, year=day.year)

    def next_working(self, day: date, scopes: Sequence[str] = ()) -> date:
        """`day` itself when it is worked, else the next day that is. CalendarEnds."""
        while not self.is_working(day, scopes):
            day += timedelta(days=1)
        return day

    def previous_working(self, day: date, scopes: Sequence[str] = ()) -> date:
        """`day` itself when it is worked, else the last day before it that is. CalendarEnds."""
        while not self.is_working(day, scopes):
            day -= timedelta(days=1)
        return day

    def add_working(self, day: date, count: int, scopes: Sequence[str] = ()) -> date:
        """The `count`-th working day after `day` (before it, when negative); 0 is `day`. CalendarEnds."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day, scopes):
                day += step
        return day

    def estimated(self, day: date) -> bool:
        """Whether the table only guesses at `day`, as at feasts of the moon not yet announced."""
        found = self._days.get(("", day))
        return found is not None and found.estimated

    def days(self, year: int) -> list[DayOfYear]:
        """What the calendar says of a year's days, in order; the country's before the places'."""
        return sorted((one for one in self._days.values() if one.on.year == year), key=lambda one: (one.on, one.scope))


@cache
def shipped_days() -> tuple[DayOfYear, ...]:
    """The table that comes with the program, then its own corrections (those not in use among them)."""
    with (lists.FOLDER / _HOLIDAYS).open(encoding="utf-8-sig", newline="") as opened:
        table = [
            DayOfYear(
                on=date.fromisoformat(row["date"]),
                kind=row["kind"],
                labels={language: row[f"name_{language}"] for language in ("ky", "ru", "en")},
                estimated=row["estimated"] == "yes",
                source=row["source"],
                confidence=row["confidence"],
            )
            for row in csv.DictReader(opened)
        ]
    corrections = [
        DayOfYear(
            on=date.fromisoformat(row["date"]),
            kind=row["kind"],
            labels=row["label"],
            scope="" if row["scope"] in COUNTRY else row["scope"],
            estimated="estimate" in row["note"],
            enabled=row["enabled"],
            source=row["note"],
        )
        for row in lists.document(_CORRECTIONS)["rows"]
    ]
    return (*table, *corrections)
