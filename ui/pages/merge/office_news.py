"""What is said of the offices: conflicts, the last package, what has not come, how long one is silent. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.package_numbers import number_words, package_numbers, range_words
from ui.pages.merge.queue import offices_of

QUIET, SILENT = 14, 30  # days without a package after which one should ask, or worry


@dataclass(frozen=True)
class OfficeRow:
    """An office in the list: how many conflicts, its last package, and whether it is silent or something is missing."""

    id: str
    name: str
    conflicts: int
    icon: str
    tone: str
    second: str
    last: str = ""


def office_rows(conflicts: Sequence[Any], inbox: Sequence[Any], names: Mapping[str, str], own: str) -> list[OfficeRow]:
    """One row per office but one's own; those with conflicts first, then those where something is missing."""
    counts: dict[str, int] = {}
    for one in conflicts:
        for office in offices_of(one) - {own}:
            counts[office] = counts.get(office, 0) + 1
    rows: dict[str, OfficeRow] = {}
    for item in inbox:
        if item.office == own:
            continue
        name = item.name or names.get(item.office, item.office)
        icon, tone, second = office_news(item)
        rows[item.office] = OfficeRow(item.office, name, counts.get(item.office, 0), icon, tone, second, last_of(item))
    for office, count in counts.items():
        rows.setdefault(office, OfficeRow(office, names.get(office, office), count, "", "neutral", ""))
    grave = {"bad": 0, "warn": 1}
    return sorted(rows.values(), key=lambda row: (-row.conflicts, grave.get(row.tone, 2), row.name))


def office_news(item: Any) -> tuple[str, str, str]:
    """(icon, tone, words) of an office: what is missing, how long it has been silent, or that all is well."""
    missing = [name for laptop in item.laptops for name in laptop.missing]
    if missing:
        return "package-off", "warn", without_words(missing)
    days = [laptop.silent_days for laptop in item.laptops if laptop.silent_days is not None]
    return silence(min(days) if days else None)


def laptop_news(laptop: Any) -> tuple[str, str, str]:
    """The same of one laptop."""
    if laptop.missing:
        return "package-off", "warn", _("something is missing")
    return silence(laptop.silent_days)


def silence(days: int | None) -> tuple[str, str, str]:
    """(icon, tone, words) of how long ago anything came."""
    if days is None:
        return "circle-dashed", "neutral", _("nothing yet")
    if days <= QUIET:
        return "circle-check", "ok", _("nothing missing")
    words = ngettext("silent for {n} day", "silent for {n} days", days).format(n=number(days))
    return "antenna-bars-off", "bad" if days > SILENT else "warn", words


def without_words(names: Sequence[str]) -> str:
    """no package 13"""
    numbers = package_numbers(names)
    words = ngettext("no package {numbers}", "no packages {numbers}", len(numbers))
    return words.format(numbers=range_words(numbers))


def last_of(item: Any) -> str:
    """No. 17: the package that came last from an office."""
    came = [laptop for laptop in item.laptops if laptop.last_at is not None]
    return number_words(max(came, key=lambda one: one.last_at).last_package) if came else ""


@dataclass(frozen=True)
class Gap:
    """Packages of one laptop that have not come, in words; `ask` is what to write to the office."""

    device: str
    title: str
    text: str
    ask: str
    may_give_up: bool


def gaps_of(inbox: Sequence[Any], lost: Sequence[str], office: str = "") -> list[Gap]:
    """The gaps of an office's laptops, or of all; `lost`: devices with a stretch that can be given up."""
    return [
        gap_words(item.name or item.office, laptop, laptop.device in lost)
        for item in inbox
        if office in ("", item.office)
        for laptop in item.laptops
        if laptop.missing
    ]


def gap_words(office: str, laptop: Any, may_give_up: bool) -> Gap:
    """Naryn, laptop B: package 13 has not come. 4 packages are kept and wait. Nothing is lost."""
    numbers = package_numbers(laptop.missing)
    told = {"office": office, "letter": laptop.letter, "numbers": range_words(numbers)}
    title = ngettext(
        "{office}, laptop {letter}: package {numbers} has not come",
        "{office}, laptop {letter}: packages {numbers} have not come",
        len(numbers),
    ).format(**told)
    held = ngettext("{n} package is kept and waits.", "{n} packages are kept and wait.", laptop.held)
    ask = ngettext(
        "Please send us package {numbers} of laptop {letter} once more: it has not come ({names}).",
        "Please send us packages {numbers} of laptop {letter} once more: they have not come ({names}).",
        len(numbers),
    ).format(**told, names=", ".join(laptop.missing))
    kept = held.format(n=number(laptop.held)) if laptop.held else ""
    return Gap(laptop.device, title, " ".join(filter(None, (kept, _("Nothing is lost.")))), ask, may_give_up)


def facts_words(run: Any, conflicts: int) -> str:
    """4 packages came · 38 new, 112 changed, 17 conflicts: of the last merge, and what is open now."""
    count = ngettext("{n} conflict", "{n} conflicts", conflicts).format(n=number(conflicts))
    if run is None or run.undone_at is not None:
        return count if conflicts else _("Nothing to settle")
    came = sum(one.status in ("merged", "held") for one in run.packages)
    packages = ngettext("{n} package came", "{n} packages came", came).format(n=number(came))
    counts = run.counts
    parts = [
        (counts.new, ngettext("{n} new", "{n} new", counts.new)),
        (counts.changed, ngettext("{n} changed", "{n} changed", counts.changed)),
        (conflicts, ngettext("{n} conflict", "{n} conflicts", conflicts)),
    ]
    told = ", ".join(words.format(n=number(n)) for n, words in parts if n)
    return " · ".join(filter(None, (packages, told or _("nothing to settle"))))
