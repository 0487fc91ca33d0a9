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
from ui.merge_words import Reader, Sums, sums_words

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
_PILLS = {
    NEW: ("plus", N_("New"), "info"),
    CHANGED: ("pencil", N_("Changed"), "neutral"),
    CONFLICT: ("git-merge", N_("To settle"), "warn"),
    ARCHIVED: ("archive", N_("Archived"), "neutral"),
    ERASED: ("trash", N_("Erased"), "bad"),
    INCOMPLETE: ("circle-dashed", N_("Incomplete"), "neutral"),
}
_LEFT_OUT = ("x", N_("Left out"), "neutral")


def what_of(news: Any, reader: Reader) -> str:
    """What happens to a record, as this reader is told it."""
    return CHANGED if news.what == CONFLICT and not reader.coordinator else str(news.what)


def sums_of(records: Iterable[Any], reader: Reader, left_out: Collection[str] = frozenset()) -> Sums:
    """The sums over records of a preview: each is new or changed, and may be archived or torn besides; those left out
    count as that alone.
    """
    new = changed = torn = archived = out = 0
    for news in records:
        if news.record in left_out:
            out += 1
            continue
        new += not news.here
        changed += news.here
        torn += news.conflict
        archived += news.archived
    return Sums(new, changed, torn if reader.coordinator else 0, archived, out)


def filters(reader: Reader) -> list[tuple[str, str]]:
    """(id, word) of the filters; an office has none for what others must settle."""
    return [(id, _(word)) for id, word in FILTERS if reader.coordinator or id != CONFLICT]


def passes(news: Any, chosen: str) -> bool:
    """Whether a filter shows a record; one record may pass several."""
    return bool(
        {
            NEW: not news.here,
            CHANGED: news.here,
            CONFLICT: news.conflict,
            ARCHIVED: news.archived or news.erased,
        }.get(chosen, True)
    )


def filter_counts(records: Sequence[Any]) -> dict[str, int]:
    """How many records each filter shows."""
    return {id: sum(passes(news, id) for news in records) for id, _word in FILTERS}


def shown(records: Sequence[Any], office: str = "", chosen: str = ALL) -> list[Any]:
    """The records of an office ("": all) that a filter shows."""
    return [news for news in records if (not office or news.home == office) and passes(news, chosen)]


def children_of(records: Iterable[Any]) -> dict[str, set[str]]:
    """A record -> the records of the same preview that belong to it and come for the first time: events of a case."""
    found: dict[str, set[str]] = {}
    for news in records:
        declared = all_types().get(news.type)
        for one in news.fields:
            if declared and declared.parent_field and one.register == declared.parent_field and one.after:
                found.setdefault(str(one.after), set()).add(news.record)
    return found


def ticked(record: str, left_out: Collection[str], children: Mapping[str, Collection[str]]) -> set[str]:
    """What is left out once the tick of a record was changed: what belongs to it goes with it, and comes with it."""
    together = {record, *children.get(record, ())}
    if record not in left_out:
        return set(left_out) | together
    above = {parent for parent, own in children.items() if record in own}
    return set(left_out) - together - above


# --- sentences ----------------------------------------------------------------------------------------------------


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
        OfficeRow(
            id, names.get(id) or id or _("For the whole network"), len(own), sums_words(sums_of(own, reader, left_out))
        )
        for id, own in by_office.items()
    ]
    return [everything, *sorted(rows, key=lambda row: alphabet_key(row.name))]


# --- one record ---------------------------------------------------------------------------------------------------


def pill_of(news: Any, reader: Reader, left_out: bool) -> tuple[str, str, str]:
    """(icon, word, tone) of what happens to a record."""
    icon, word, tone = _LEFT_OUT if left_out else _PILLS.get(what_of(news, reader), _PILLS[CHANGED])
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
    what = what_of(news, reader)
    if what == CONFLICT:
        return _("Two people wrote the same field. Both values are kept until somebody decides.")
    if news.what == CONFLICT:
        own = any(one.conflict and one.office == reader.office for one in news.fields)
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
    fresh = not news.here
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
