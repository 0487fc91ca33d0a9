"""The reports page without Qt: a period as people type it, and what the order for a report is."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clinic_app.names.folding import fold
from clinic_app.wording.dates import MONTHS, MONTHS_RU_OF, short_date
from clinic_app.wording.words import _

DASH = "–"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER = ("чейрек", "квартал", "quarter", "кв")
_WHOLE_YEAR = ("жыл", "год", "year", "г")


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    start: date
    end: date

    def words(self) -> str:
        """01.01.2026 – 23.11.2026"""
        return f"{short_date(self.start)} {DASH} {short_date(self.end)}"


def read_period(text: str, today: date) -> Period | None:
    """`01.05.2020 - 31.03.2021`, `11.2026`, `2026`, `ноябрь`, `3-чейрек 2025`, `Q3`; None when it is none of these.

    A month or quarter without a year is the last one that has begun.
    """
    plain = " ".join(text.casefold().replace("–", "-").replace("—", "-").split())
    if not plain:
        return None
    return _days(plain) or _year(plain, today) or _quarter(plain, today) or _month(plain, today)


def _days(text: str) -> Period | None:
    found = re.fullmatch(r"(\S+?)\s*-\s*(\S+)", text)
    if not found:
        return None
    ends = [_end(part, last) for part, last in zip(found.groups(), (False, True), strict=True)]
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        return None
    return Period(ends[0], ends[1])


def _end(text: str, last: bool) -> date | None:
    """31.03.2021, 03.2021 or 2021: as the first day or the last."""
    parts = text.strip(".").split(".")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[-1]) != 4:
        return None
    numbers = [int(part) for part in reversed(parts)]
    try:
        if len(numbers) == 3:
            return date(*numbers)
        if len(numbers) == 2:
            day = monthrange(numbers[0], numbers[1])[1] if last else 1
            return date(numbers[0], numbers[1], day)
        if len(numbers) == 1:
            return date(numbers[0], 12, 31) if last else date(numbers[0], 1, 1)
    except ValueError:
        return None
    return None


def _year(text: str, _today: date) -> Period | None:
    found = re.fullmatch(r"(\d{4})(?:[- ]?(\w+)\.?)?", text)
    if found and (not found[2] or found[2] in _WHOLE_YEAR):
        year = int(found[1])
        return Period(date(year, 1, 1), date(year, 12, 31)) if 1900 < year < 2200 else None
    single = _end(text, False)
    return Period(single, _end(text, True) or single) if single else None


def _quarter(text: str, today: date) -> Period | None:
    found = re.fullmatch(r"(?:q|к|кв)?\s*([1-4]|i{1,3}|iv)(?:\s*-?\s*([a-zа-яёңөү]+)\.?)?(?:\s+(\d{4}))?", text)
    if not found or not (text[0] in "qк" or (found[2] or "") in _QUARTER):
        return None
    quarter = int(found[1]) if found[1].isdigit() else _ROMAN[found[1]]
    month = 3 * quarter - 2
    year = int(found[3]) if found[3] else (today.year if month <= today.month else today.year - 1)
    return Period(date(year, month, 1), date(year, month + 2, monthrange(year, month + 2)[1]))


def _month(text: str, today: date) -> Period | None:
    words = text.split()
    year = int(words.pop()) if len(words) == 2 and re.fullmatch(r"\d{4}", words[-1]) else 0
    if len(words) != 1 or len(words[0]) < 3:
        return None
    typed = fold(words[0])
    names = [[fold(name) for name in MONTHS[language]] for language in MONTHS] + [[fold(n) for n in MONTHS_RU_OF]]
    months = {at + 1 for listed in names for at, name in enumerate(listed) if name.startswith(typed)}
    if len(months) != 1:
        return None
    month = months.pop()
    year = year or (today.year if month <= today.month else today.year - 1)
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def this_year(today: date) -> Period:
    """From New Year to today."""
    return Period(date(today.year, 1, 1), today)


@dataclass(frozen=True)
class Order:
    """What report is wanted."""

    name: str
    period: Period
    office: str
    profile: str
    language: str

    def file_name(self) -> str:
        """A name that says what is inside and nobody's name."""
        parts = [self.name, self.office, self.period.start.isoformat(), self.period.end.isoformat(), self.profile]
        return "-".join(part for part in parts if part)


def reader_words(profile: str) -> str:
    """What the profile means for the numbers."""
    told: Mapping[str, str] = {
        "internal": _("For the clinic alone: every number is shown."),
        "donor": _("For a donor: numbers below 5 are hidden."),
        "public": _("For everybody: numbers below 10 are hidden, others rounded to 5."),
    }
    return told.get(profile, "")
