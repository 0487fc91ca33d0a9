"""A kept merge in words, without Qt: when, what each office brought, what stayed out and why, whether it was undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.use_cases.value_words import label_of
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import date_time, number
from clinic_app.wording.words import _, ngettext
from ui.merge_words import HELD, MERGED, Reader, counted, outcome_words, packages_words, sums_words, when_words
from ui.pages.merging import package_words
from ui.pages.merging.record_words import author_words


def title_words(report: Any) -> str:
    """Merge of 22.11.2026, 14:05"""
    return _("Merge of {when}").format(when=when_words(report))


def office_lines(report: Any, reader: Reader) -> list[tuple[str, str]]:
    """(office, its sums), in the order of the alphabet."""
    lines = [
        (report.names.get(id) or id or _("For the whole network"), sums_words(counted(counts, reader)))
        for id, counts in report.offices.items()
    ]
    return sorted(((name, words) for name, words in lines if words), key=lambda line: alphabet_key(line[0]))


@dataclass(frozen=True)
class PackageLine:
    """A package in the report: icon, name, a sentence, a pill (icon, word, tone)."""

    name: str
    second: str
    pill: tuple[str, str, str]


def package_lines(report: Any, *, out: bool) -> list[PackageLine]:
    """The packages that stayed `out`, with the reason; or those that were taken in."""
    lines = []
    for one in package_words.ordered(report.packages):
        if package_words.stays_out(one) != out:
            continue
        pill = package_words.pill_of(one)
        if one.status == MERGED:
            pill = ("circle-check", _("Merged"), "ok")
        parts = [package_words.second_line(one, report.names)]
        if one.status == HELD:
            parts.append(package_words.why_words(one))
        lines.append(PackageLine(package_words.name_of(one), "\n".join(part for part in parts if part), pill))
    return lines


def left_out_words(report: Any) -> str:
    """That records stay out; "" when none does."""
    if not report.left_out:
        return ""
    told = ngettext("{n} record was left out.", "{n} records were left out.", report.left_out)
    again = _("Reading the same packages again offers them once more.")
    return f"{told.format(n=number(report.left_out))} {again}"


def settle_words(settle: int, reader: Reader) -> str:
    """What waits for a decision; to an office only what its own people wrote."""
    if not settle:
        return ""
    if reader.coordinator:
        return ngettext("{n} conflict wants a decision", "{n} conflicts want a decision", settle).format(
            n=number(settle)
        )
    return ngettext(
        "In {n} field your office wrote two values", "In {n} fields your office wrote two values", settle
    ).format(n=number(settle))


def undone_words(report: Any) -> str:
    """That it was undone, and when; "" when it was not."""
    if report.undone_at is None:
        return ""
    return _("Undone on {when}").format(when=date_time(report.undone_at.astimezone()))


def run_second(report: Any, reader: Reader) -> str:
    """7 packages, 3 offices · 38 new, 112 changed"""
    return " · ".join((packages_words(report.packages), outcome_words(report, reader)))


# --- what was built on it -----------------------------------------------------------------------------------------


def built_title(one: Any) -> str:
    """The record something was written on."""
    return str(one.title) or str(one.record)


def built_second(one: Any) -> str:
    """Advice given · Aigul Toktosunova · 18.11.2026, 16:40"""
    return " · ".join((label_of(one.type, one.field), author_words(one.author, "", "", one.at)))


def built_words(built: Sequence[Any]) -> str:
    """What was written on top, counted."""
    if not built:
        return _("Nothing has been written on top of it since.")
    return ngettext(
        "{n} change was written on top of it since:", "{n} changes were written on top of it since:", len(built)
    ).format(n=number(len(built)))
