"""What a merge brought, in words, for the page it is done on and the page that lists it. No Qt.

A field office is told of nothing it can do nothing about: what others must settle is not counted there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clinic_app.wording.dates import date_time, number
from clinic_app.wording.words import _, ngettext

HELD, REFUSED, MERGED, NOTHING_NEW = "held", "refused", "merged", "nothing_new"


@dataclass(frozen=True)
class Reader:
    """Who looks: a coordinator is told what is to be settled, an office only about its own records."""

    office: str
    coordinator: bool


@dataclass(frozen=True)
class Sums:
    """How many records are new or changed, how many of these are to be settled or archived, how many are left out."""

    new: int = 0
    changed: int = 0
    conflicts: int = 0
    archived: int = 0
    left_out: int = 0

    @property
    def records(self) -> int:
        """Those that are taken in."""
        return self.new + self.changed


def sums_words(sums: Sums) -> str:
    """38 new, 112 changed, 17 to settle; "" when there is nothing."""
    parts = [
        (sums.new, ngettext("{n} new", "{n} new", sums.new)),
        (sums.changed, ngettext("{n} changed", "{n} changed", sums.changed)),
        (sums.conflicts, ngettext("{n} to settle", "{n} to settle", sums.conflicts)),
        (sums.archived, ngettext("{n} archived", "{n} archived", sums.archived)),
        (sums.left_out, ngettext("{n} left out", "{n} left out", sums.left_out)),
    ]
    return ", ".join(words.format(n=number(n)) for n, words in parts if n)


def counted(counts: Any, reader: Reader) -> Sums:
    """The counts of a preview or a report as this reader is told them."""
    return Sums(counts.new, counts.changed, counts.conflicts if reader.coordinator else 0, counts.archived)


def total(report: Any, reader: Reader) -> Sums:
    """The sums of a kept merge over all offices."""
    sums = [counted(counts, reader) for counts in report.offices.values()]
    new, changed, conflicts, archived = (
        sum(getattr(one, part) for one in sums) for part in ("new", "changed", "conflicts", "archived")
    )
    return Sums(new, changed, conflicts, archived, report.left_out)


def outcome_words(report: Any, reader: Reader) -> str:
    """38 new, 112 changed, 17 to settle; or that nothing was changed."""
    return sums_words(total(report, reader)) or _("No record was changed")


def when_words(report: Any) -> str:
    """22.11.2026, 14:05"""
    return date_time(report.at.astimezone())


def packages_words(packages: Any) -> str:
    """7 packages, 3 offices"""
    told = ngettext("{n} package", "{n} packages", len(packages)).format(n=number(len(packages)))
    offices = len({one.office for one in packages if one.office})
    if not offices:
        return told
    senders = ngettext("{n} office", "{n} offices", offices).format(n=offices)
    return f"{told}, {senders}"


def run_pill(report: Any) -> tuple[str, str, str]:
    """(icon, word, tone) of a kept merge: undone, something stayed out, or all well."""
    if report.undone_at is not None:
        return "arrow-back-up", _("Undone"), "neutral"
    if any(one.status == REFUSED for one in report.packages):
        return "alert-circle", _("Something refused"), "warn"
    if any(one.status == HELD for one in report.packages):
        return "hourglass", _("Something waits"), "neutral"
    return "circle-check", _("Merged"), "ok"
