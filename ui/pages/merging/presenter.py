"""The look before a merge, without Qt: offices, records, fields and what happens to each, in calm words.

A field office is told of nothing it can do nothing about: values of others that differ are "changed" there, both kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.records.declared import all_types
from clinic_app.use_cases.value_words import label_of, words_of
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import date_time, number
from clinic_app.wording.words import N_, _, ngettext

NEW, CHANGED, CONFLICT, ARCHIVED, ERASED, INCOMPLETE = (
    "new",
    "changed",
    "conflict",
    "archived",
    "erased",
    "incomplete",
)
ALL = "all"
FILTERS = (
    (ALL, N_("All")),
    (NEW, N_("New")),
    (CHANGED, N_("Changed")),
    (CONFLICT, N_("To settle")),
    (ARCHIVED, N_("Archived")),
)
_BEHIND = {ARCHIVED: (ARCHIVED, ERASED), NEW: (NEW, INCOMPLETE)}  # a filter -> the kinds of news it shows
_PILLS = {
    NEW: ("plus", N_("New"), "info"),
    CHANGED: ("pencil", N_("Changed"), "neutral"),
    CONFLICT: ("git-merge", N_("To settle"), "warn"),
    ARCHIVED: ("archive", N_("Archived"), "neutral"),
    ERASED: ("trash", N_("Erased"), "bad"),
    INCOMPLETE: ("circle-dashed", N_("Incomplete"), "neutral"),
}
_LEFT_OUT = ("x", N_("Left out"), "neutral")


@dataclass(frozen=True)
class Reader:
    """Who looks: a coordinator is told what is to be settled, an office only about its own records."""

    office: str
    coordinator: bool

    def what(self, news: Any) -> str:
        """What happens to a record, as this reader is told it."""
        return CHANGED if news.what == CONFLICT and not self.coordinator else str(news.what)


@dataclass(frozen=True)
class Sums:
    """How many records are new, changed, to be settled, archived, left out."""

    new: int = 0
    changed: int = 0
    conflicts: int = 0
    archived: int = 0
    left_out: int = 0

    @property
    def records(self) -> int:
        """Those that will be taken in."""
        return self.new + self.changed + self.conflicts + self.archived


def sums_of(records: Iterable[Any], reader: Reader, left_out: Collection[str] = frozenset()) -> Sums:
    """The sums over records of a preview; those left out count as that alone."""
    counted = dict.fromkeys((NEW, CHANGED, CONFLICT, ARCHIVED), 0)
    out = 0
    for news in records:
        if news.record in left_out:
            out += 1
            continue
        what = reader.what(news)
        counted[filter_of(what)] += 1
    return Sums(counted[NEW], counted[CHANGED], counted[CONFLICT], counted[ARCHIVED], out)


def filter_of(what: str) -> str:
    """The filter that shows such news."""
    return next((name for name, kinds in _BEHIND.items() if what in kinds), what if what in _PILLS else CHANGED)


def filters(reader: Reader) -> list[tuple[str, str]]:
    """(id, word) of the filters; an office has none for what others must settle."""
    return [(id, _(word)) for id, word in FILTERS if reader.coordinator or id != CONFLICT]


def filter_counts(records: Sequence[Any], reader: Reader) -> dict[str, int]:
    """How many records each filter shows."""
    found = dict.fromkeys((id for id, _word in FILTERS), 0)
    for news in records:
        found[ALL] += 1
        found[filter_of(reader.what(news))] += 1
    return found


def shown(records: Sequence[Any], reader: Reader, office: str = "", chosen: str = ALL) -> list[Any]:
    """The records of an office ("": all) that a filter shows."""
    return [
        news
        for news in records
        if (not office or news.home == office) and (chosen == ALL or filter_of(reader.what(news)) == chosen)
    ]


# --- sentences ----------------------------------------------------------------------------------------------------


def sums_words(sums: Sums) -> str:
    """38 new, 112 changed, 17 to settle"""
    parts = [
        (sums.new, lambda n: ngettext("{n} new", "{n} new", n)),
        (sums.changed, lambda n: ngettext("{n} changed", "{n} changed", n)),
        (sums.conflicts, lambda n: ngettext("{n} to settle", "{n} to settle", n)),
        (sums.archived, lambda n: ngettext("{n} archived", "{n} archived", n)),
        (sums.left_out, lambda n: ngettext("{n} left out", "{n} left out", n)),
    ]
    return ", ".join(word(n).format(n=number(n)) for n, word in parts if n)


def calm_line(sums: Sums) -> str:
    """The line on top of the preview."""
    told = sums_words(sums)
    return f"{told}. {_('Nothing has been changed yet.')}" if told else _("Nothing has been changed yet.")


def merge_words(records: int, packages: int) -> str:
    """The word on the button that merges."""
    if records or not packages:
        return ngettext("Merge {n} record", "Merge {n} records", records).format(n=number(records))
    return ngettext("Take in {n} package", "Take in {n} packages", packages).format(n=number(packages))


# --- offices ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfficeRow:
    """A line at the left: an office, or a group of packages; `id` "" stands for all offices."""

    id: str
    name: str
    count: int
    second: str
    icon: str = ""
    tone: str = "text2"
    heading: str = ""  # begins a new group under this heading


def office_rows(
    records: Sequence[Any], names: Mapping[str, str], reader: Reader, left_out: Collection[str]
) -> list[OfficeRow]:
    """One row for all offices, then each office in the order of the alphabet, with its sums."""
    by_office: dict[str, list[Any]] = {}
    for news in records:
        by_office.setdefault(news.home, []).append(news)
    everything = OfficeRow("", _("All offices"), len(records), sums_words(sums_of(records, reader, left_out)))
    rows = [
        OfficeRow(id, names.get(id) or id or _("Nobody's office"), len(own), sums_words(sums_of(own, reader, left_out)))
        for id, own in by_office.items()
    ]
    return [everything, *sorted(rows, key=lambda row: alphabet_key(row.name))]


# --- one record ---------------------------------------------------------------------------------------------------


def pill_of(news: Any, reader: Reader, left_out: bool) -> tuple[str, str, str]:
    """(icon, word, tone) of what happens to a record."""
    icon, word, tone = _LEFT_OUT if left_out else _PILLS.get(reader.what(news), _PILLS[CHANGED])
    return icon, _(word), tone


def title_of(news: Any) -> str:
    """What a record is called; its kind where it has no name yet."""
    return str(news.title) or kind_of(news)


def kind_of(news: Any) -> str:
    """Consultation, case, person: what kind of record it is."""
    declared = all_types().get(news.type)
    return _(declared.title) if declared else str(news.type)


def second_line(news: Any, names: Mapping[str, str]) -> str:
    """Consultation · Naryn · 3 fields"""
    fields = ngettext("{n} field", "{n} fields", len(news.fields)).format(n=len(news.fields))
    return " · ".join(part for part in (kind_of(news), names.get(news.home, ""), fields) if part)


def outcome_words(news: Any, reader: Reader, left_out: bool) -> str:
    """One sentence on what merging does to a record."""
    if left_out:
        return _("It stays out. When these packages are read again, it can be taken in.")
    what = reader.what(news)
    if what == CONFLICT:
        return _("Two people wrote the same field. Both values are kept until somebody decides.")
    if news.what == CONFLICT:
        own = news.home == reader.office
        return _("Your office wrote two values; both are kept.") if own else _("Both values are kept.")
    return {
        NEW: _("It is not here yet and will be added."),
        CHANGED: _("The fields below get their new values; history keeps the old ones."),
        ARCHIVED: _("It goes to the archive and can be taken out again."),
        ERASED: _("Its office has asked to erase it. It is hidden, and destroyed once a coordinator has confirmed."),
        INCOMPLETE: _("Its beginning has not come yet; it is shown as incomplete until then."),
    }.get(what, "")


@dataclass(frozen=True)
class FieldRow:
    """One field of a record: what stands here, what comes, who wrote it; `twice`: both values are kept."""

    label: str
    before: str
    after: str
    by: str
    twice: bool


def field_rows(news: Any, titles: Mapping[str, str], names: Mapping[str, str]) -> list[FieldRow]:
    """The fields of a record in the order they came; of a new record only what comes is told."""
    fresh = news.what == NEW
    rows = []
    for one in news.fields:
        before = "" if fresh else words_of(news.type, one.register, one.before, titles)
        after = words_of(news.type, one.register, one.after, titles)
        by = author_words(one.author, names.get(one.office, one.office), one.laptop, one.at)
        rows.append(FieldRow(label_of(news.type, one.register, titles), before, after, by, bool(one.conflict)))
    return rows


def author_words(author: str, office: str, laptop: str, at: str) -> str:
    """Aigul Toktosunova · Naryn, laptop B · 18.11.2026, 16:40"""
    where = _("{office}, laptop {letter}").format(office=office, letter=laptop) if laptop else office
    return " · ".join(part for part in (author, where, clock_words(at)) if part)


def clock_words(at: str) -> str:
    """The writer's own clock, as it stands in the entry."""
    try:
        return date_time(datetime.fromisoformat(at))
    except ValueError:
        return at


def accessible(news: Any, names: Mapping[str, str], reader: Reader, left_out: bool) -> str:
    """A row as a screen reader says it."""
    return ", ".join((title_of(news), second_line(news, names), pill_of(news, reader, left_out)[1]))
