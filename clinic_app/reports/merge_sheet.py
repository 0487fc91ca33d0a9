"""The report of a merge on paper: what each office brought, what waits and for what, what was refused and why.

Names of offices and packages, and counts; never a value of a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clinic_app.reports.report import Line, Table
from clinic_app.reports.sheet import Section, Sheet
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import date_time, number, short_date
from clinic_app.wording.sentences import refusal_words
from clinic_app.wording.words import _, ngettext, spoken


@dataclass(frozen=True)
class OfficeLine:
    """An office by name, and how many of its records are new, changed, to settle, archived or erased."""

    name: str
    new: int
    changed: int
    conflicts: int
    archived: int
    erased: int


@dataclass(frozen=True)
class PackageLine:
    """A package: `sender` is its office by name ("" for a stranger), `status` and `reason` codes."""

    name: str
    file: str
    sender: str
    letter: str
    status: str
    reason: str
    missing: tuple[str, ...]
    new: int
    changed: int


@dataclass(frozen=True)
class MergeTold:
    """A merge, as it was kept. `settles`: whether its reader settles conflicts; others are not told of them."""

    at: datetime
    undone_at: datetime | None
    offices: Sequence[OfficeLine]
    packages: Sequence[PackageLine]
    left_out: int
    settles: bool


def merge_sheet(told: MergeTold, *, office_name: str, made_on: date, demo: bool = False) -> Sheet:
    """The report of one merge in the language in use, ready to be laid out."""
    said = [date_time(told.at.astimezone())]
    if told.undone_at is not None:
        said.append(_("Undone on {when}").format(when=date_time(told.undone_at.astimezone())))
    return Sheet(
        title=_("Merge report"),
        number="",
        subtitle=" · ".join(said),
        stamp=_("Confidential"),
        sections=tuple(_sections(told)),
        footer=" · ".join((office_name, _("printed on {date}").format(date=short_date(made_on)))),
        language=spoken(),
        demo=demo,
        tables=(_offices(told),) if told.offices else (),
    )


def _offices(told: MergeTold) -> Table:
    columns = [_("Office"), _("New"), _("Changed")]
    parts = ["new", "changed"]
    for part, words in (
        ("conflicts", _("To settle")),
        ("archived", _("Archived")),
        ("erased", _("Erased records")),
    ):
        if (told.settles or part != "conflicts") and any(getattr(one, part) for one in told.offices):
            columns.append(words)
            parts.append(part)
    rows = [
        Line((one.name, *(getattr(one, part) for part in parts)))
        for one in sorted(told.offices, key=lambda one: alphabet_key(one.name))
    ]
    if len(rows) > 1:
        sums = (sum(getattr(one, part) for one in told.offices) for part in parts)
        rows.append(Line((_("Total"), *sums), total=True))
    rest = 0.64 / len(parts)
    return Table("", tuple(columns), tuple(rows), (0.36, *[rest] * len(parts)))


def _sections(told: MergeTold) -> Iterable[Section]:
    if not told.offices:
        yield Section(_("No record was changed"), ())
    held = [one for one in told.packages if one.status == "held"]
    if missing := _missing(held):
        yield Section(_("What is missing"), tuple(missing))
    refused = [one for one in told.packages if one.status == "refused"]
    if refused:
        yield Section(_("Refused packages"), tuple(("", refusal_words(one.reason, one.file)) for one in refused))
    if told.left_out:
        words = ngettext("{n} record was left out.", "{n} records were left out.", told.left_out)
        yield Section(_("Records left out"), (("", words.format(n=number(told.left_out))),))
    if told.packages:
        yield Section(_("Packages"), tuple((one.name, _state(one)) for one in told.packages))


def _missing(held: Sequence[PackageLine]) -> list[tuple[str, str]]:
    """(Naryn, laptop B; package 13 has not come) of each laptop of which something waits."""
    by_sender: dict[str, set[str]] = {}
    for one in held:
        by_sender.setdefault(_sender(one), set()).update(one.missing)
    return [(sender, _missing_words(names)) for sender, names in sorted(by_sender.items())]


def _missing_words(names: Iterable[str]) -> str:
    digits = [name.removesuffix(".clinic").rpartition("-")[2] for name in names]
    numbers = sorted({int(one) for one in digits if one.isdigit()})
    if not numbers:
        return _("It waits for an earlier package that has not come yet.")
    told = ngettext("package {numbers} has not come", "packages {numbers} have not come", len(numbers))
    return told.format(numbers=_ranges(numbers))


def _ranges(numbers: Sequence[int]) -> str:
    """13–15, 18"""
    parts: list[list[int]] = []
    for n in numbers:
        if parts and parts[-1][1] == n - 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)


def _sender(one: PackageLine) -> str:
    if not one.sender or not one.letter:
        return one.sender or one.name
    return _("{office}, laptop {letter}").format(office=one.sender, letter=one.letter)


def _state(one: PackageLine) -> str:
    """Naryn, laptop B · Merged · 3 new, 1 changed"""
    word = {"merged": _("Merged"), "held": _("Waits"), "refused": _("Refused")}.get(one.status, _("Nothing new"))
    counts = [
        ngettext("{n} new", "{n} new", one.new).format(n=number(one.new)) if one.new else "",
        ngettext("{n} changed", "{n} changed", one.changed).format(n=number(one.changed)) if one.changed else "",
    ]
    sender = _sender(one) if one.sender else ""
    return " · ".join(part for part in (sender, word, ", ".join(filter(None, counts))) if part)
