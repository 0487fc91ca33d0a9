"""What narrows a list: filters and their choices, periods, and what is kept of them. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clinic_app.reference import lists
from clinic_app.use_cases.listing import Moment, Order
from clinic_app.wording.dates import month_name, short_date
from clinic_app.wording.words import _

SHELF = "shelf"  # the filter that shows what was archived
BEGINNING, END = "0001-01-01", "9999-12-31"
TO = ".."  # between the ends of a period in its id


@dataclass(frozen=True)
class Narrow:
    """One choice of a filter: its word, and what it asks of the records."""

    id: str
    word: str
    where: Mapping[str, Any] = field(default_factory=dict)
    shown: str = ""  # what stands on the button, the word unless told


@dataclass(frozen=True)
class Filter:
    """A filter above the list. Its choices may come in groups (None is a line between).

    `more`: it stands behind "More filters". `dated`: the field whose days a period asks for. `late`: its choices are
    read from the case book. `alias`: other ids that pages may ask by.
    """

    id: str
    word: str
    choices: Sequence[Narrow | None] = ()
    more: bool = False
    dated: str = ""
    late: bool = False
    alias: Mapping[str, str] = field(default_factory=dict)

    def find(self, wanted: Any) -> Narrow | None:
        """The choice of that id; for a filter by days also a pair of ISO days, either of them perhaps empty."""
        if self.dated and (pair := days_of(wanted)):
            return period(self.dated, *pair)
        wanted = self.alias.get(wanted, wanted) if isinstance(wanted, str) else wanted
        return next((one for one in self.choices if one is not None and one.id == wanted), None)


@dataclass(frozen=True)
class Only:
    """Exactly these records, in their order, and what they are called."""

    ids: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Asked:
    """All that is asked of a list at one look."""

    words: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    order: Order = field(default_factory=Order)
    archived: bool = False
    only: Only | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing narrows the list."""
        return not (self.words or self.where or self.archived or self.only)


@dataclass(frozen=True)
class Found:
    """The answer to one look at the list."""

    ids: Sequence[str]
    total: int
    facts: str
    extra: Sequence[Any] = ()  # rows before all others (drafts)
    moment: Moment | None = None  # when it was read


def asked_of(choices: Mapping[str, Narrow], words: str, order: Order, only: Only | None) -> Asked:
    """What these choices ask together."""
    where: dict[str, Any] = {}
    for choice in choices.values():
        where |= choice.where
    return Asked(words, where, order, SHELF in choices, only)


# --- periods --------------------------------------------------------------------------------------------------------


def months_back(today: date, count: int) -> list[tuple[int, int]]:
    """(year, month) of this month and the months before it."""
    first = today.year * 12 + today.month - 1
    return [((first - n) // 12, (first - n) % 12 + 1) for n in range(count)]


def dates_filter(name: str, dated: str, today: date) -> Filter:
    """Months, years, and any days from-to, by the field `dated`."""
    months: list[Narrow | None] = [_month(dated, *one) for one in months_back(today, 12)]
    years = [_year(dated, year) for year in (today.year, today.year - 1, today.year - 2)]
    return Filter("dates", name, [*months, None, *years], dated=dated)


def _month(dated: str, year: int, month: int) -> Narrow:
    start = f"{year:04}-{month:02}"
    return Narrow(start, f"{month_name(month).capitalize()} {year}", {dated: (f"{start}-01", f"{start}-31T99")})


def _year(dated: str, year: int) -> Narrow:
    return Narrow(str(year), str(year), {dated: (f"{year:04}-01-01", f"{year:04}-12-31T99")})


def period(dated: str, start: str, end: str) -> Narrow:
    """From one ISO day to another, both included; an empty one is open."""
    return Narrow(f"{start}{TO}{end}", days_said(start, end), {dated: (start or BEGINNING, f"{end or END}T99")})


def days_said(start: str, end: str) -> str:
    """A period in words; an empty end is open."""
    begins, ends = (short_date(date.fromisoformat(day)) if day else "" for day in (start, end))
    if begins and ends:
        return f"{begins} – {ends}"
    return _("from {date}").format(date=begins) if begins else _("until {date}").format(date=ends)


def days_of(wanted: Any) -> tuple[str, str] | None:
    """The days behind the id of a period, or behind a pair of ISO days; None where it is no period."""
    if isinstance(wanted, str):
        start, to, end = wanted.partition(TO)
        pair = (start, end) if to else None
    else:
        pair = (str(wanted[0]), str(wanted[1])) if isinstance(wanted, (tuple, list)) and len(wanted) == 2 else None
    return pair if pair and any(pair) and all(not day or _is_day(day) for day in pair) else None


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


# --- filters that several lists have --------------------------------------------------------------------------------


def codes(listed: str, asked: str) -> list[Narrow]:
    """A choice for each value of the list `listed`, asked of the field `asked`."""
    return [Narrow(one.id, one.label(), {asked: one.id}) for one in lists.items(listed).values()]


def shelf_filter() -> Filter:
    """What was archived instead of what is in use."""
    return Filter(SHELF, _("Archive"), [Narrow("archived", _("Archived"), {}, _("Archived"))], more=True)


def lawyer_choices(me: str, members: Sequence[tuple[str, str]]) -> list[Narrow | None]:
    """One's own first, then every lawyer by name; `members`: (id, name)."""
    mine = Narrow("me", _("mine"), {"lawyer_id": me}, _("Lawyer: me"))
    others = [Narrow(id, name, {"lawyer_id": id}) for id, name in members if id != me]
    return [mine, None, *others] if others else [mine]


def office_choices(offices: Sequence[tuple[str, str]]) -> list[Narrow | None]:
    """Every office by name; `offices`: (id, name)."""
    return [Narrow(id, name, {"home": id}) for id, name in offices]
