"""The offices page without Qt: how long an office has been silent, its newest packages, what has not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import _, ngettext
from ui.package_numbers import missing_words, number_words, package_numbers, range_words
from ui.size_words import size_words

FINE, LATE, SILENT = "fine", "late", "silent"
_ORDER = {SILENT: 0, LATE: 1, FINE: 2}


@dataclass(frozen=True)
class Row:
    """One office: a pill (icon, word, tone) for its level, and words for every column."""

    id: str
    name: str
    level: str
    icon: str
    word: str
    tone: str
    heard: str
    newest: str
    gaps: str
    waiting: str
    advice: str


def rows(heard: Sequence[Any], today: date | None = None) -> list[Row]:
    """All offices, those that have gone silent on top, the longest silent first."""
    never = float("-inf")

    def place(one: Any) -> tuple[int, float, Any]:
        at = one.last_heard.timestamp() if one.last_heard else never
        return _ORDER.get(one.level, 1), at, alphabet_key(one.name or one.office)

    return [_row(one, today) for one in sorted(heard, key=place)]


def facts(some: Sequence[Row]) -> str:
    """21 offices · 2 silent · 1 late · 3 with gaps"""
    count = {level: sum(row.level == level for row in some) for level in _ORDER}
    gaps = sum(bool(row.gaps) for row in some)
    parts = [
        (len(some), ngettext("{n} office", "{n} offices", len(some))),
        (count[SILENT], ngettext("{n} silent", "{n} silent", count[SILENT])),
        (count[LATE], ngettext("{n} late", "{n} late", count[LATE])),
        (gaps, ngettext("{n} with a gap", "{n} with gaps", gaps)),
    ]
    return " · ".join(words.format(n=n) for n, words in parts if n)


def _row(one: Any, today: date | None) -> Row:
    name, alone = one.name or one.office, len(one.laptops) == 1
    icon, word, tone = _pill(one, today)
    return Row(
        id=one.office,
        name=name,
        level=one.level,
        icon=icon,
        word=word,
        tone=tone,
        heard=date_time(one.last_heard.astimezone()) if one.last_heard else "",
        newest=", ".join(_of(laptop, number_words(laptop.newest) or "—", alone) for laptop in one.laptops),
        gaps="; ".join(
            _of(laptop, range_words(package_numbers(laptop.missing)), alone) for laptop in one.laptops if laptop.missing
        ),
        waiting=f"{one.waiting} · {size_words(one.waiting_bytes)}" if one.waiting else "",
        advice=_advice(one, name),
    )


def _of(laptop: Any, words: str, alone: bool) -> str:
    """B: No. 17; the letter only where there is more than one laptop."""
    return words if alone else f"{laptop.letter}: {words}"


def _pill(one: Any, today: date | None) -> tuple[str, str, str]:
    days = silent_days(one.last_heard, today)
    if days is None:
        icon = "antenna-bars-off" if one.level == SILENT else "circle-dashed"
        return icon, _("nothing yet"), {SILENT: "bad", LATE: "warn"}.get(one.level, "neutral")
    if one.level == SILENT:
        word = ngettext("silent for {n} day", "silent for {n} days", days).format(n=days)
        return "antenna-bars-off", word, "bad"
    if one.level == LATE:
        return "clock-exclamation", ngettext("late: {n} day ago", "late: {n} days ago", days).format(n=days), "warn"
    if days <= 1:
        return "circle-check", _("today") if days == 0 else _("yesterday"), "ok"
    return "circle-check", ngettext("{n} day ago", "{n} days ago", days).format(n=days), "ok"


def silent_days(at: datetime | None, today: date | None = None) -> int | None:
    """Days since an office was heard of, by this laptop's clock; None when it never was."""
    if at is None:
        return None
    here = at.astimezone()
    return max(0, ((today or datetime.now(here.tzinfo).date()) - here.date()).days)


def _advice(one: Any, name: str) -> str:
    """What one might do about it."""
    missing = [package for laptop in one.laptops for package in laptop.missing]
    if missing:
        words = missing_words(missing)
        return _("{office}: {what}. Ask the office to write a stick, or to exchange again.").format(
            office=name, what=words
        )
    if one.level == SILENT:
        return _("{office}: call them. A stick by post also brings their packages.").format(office=name)
    if one.level == LATE:
        return _("{office} is later than usual. Perhaps they have no line.").format(office=name)
    return _("{office}: nothing is missing.").format(office=name)
