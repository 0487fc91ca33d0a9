"""The look before a merge, without Qt: offices, records, fields and what happens to each, in calm words.

A field office is told of nothing it can do nothing about: values of others that differ are "changed" there, both kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.records.declared import all_types
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import number
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


def what_of(news: Any, reader: Reader) -> str:
    """What happens to a record, as this reader is told it."""
    return CHANGED if news.what == CONFLICT and not reader.coordinator else str(news.what)


def sums_by_office(records: Iterable[Any], reader: Reader) -> dict[str, Sums]:
    """The sums of each office and ("") of all: a record is new or changed, and may be archived or torn besides."""
    counted: dict[str, list[int]] = {"": [0, 0, 0, 0]}
    for news in records:
        torn = reader.coordinator and news.conflict
        for office in {"", news.home}:
            one = counted.setdefault(office, [0, 0, 0, 0])
            one[1 if news.here else 0] += 1
            one[2] += torn
            one[3] += news.archived
    return {office: Sums(*one) for office, one in counted.items()}


def less(whole: Sums, out: Sums) -> Sums:
    """What is left of the sums once some records were left out."""
    return Sums(
        whole.new - out.new,
        whole.changed - out.changed,
        whole.conflicts - out.conflicts,
        whole.archived - out.archived,
        out.records,
    )


def filters(reader: Reader) -> list[tuple[str, str]]:
    """(id, word) of the filters; an office has none for what others must settle."""
    return [(id, _(word)) for id, word in FILTERS if reader.coordinator or id != CONFLICT]


def passes(news: Any, chosen: str) -> bool:
    """Whether a filter shows a record; one record may pass several."""
    if chosen == NEW:
        return not news.here
    if chosen == CHANGED:
        return bool(news.here)
    if chosen == CONFLICT:
        return bool(news.conflict)
    return bool(news.archived or news.erased) if chosen == ARCHIVED else True


def filter_counts(records: Sequence[Any]) -> dict[str, int]:
    """How many records each filter shows."""
    return {id: sum(passes(news, id) for news in records) for id, _word in FILTERS}


def shown(records: Sequence[Any], office: str = "", chosen: str = ALL) -> list[Any]:
    """The records of an office ("": all) that a filter shows."""
    return [news for news in records if (not office or news.home == office) and passes(news, chosen)]


def is_of_network(news: Any) -> bool:
    """Whether a record is the network's own (its laptops, its lists): it always comes along."""
    declared = all_types().get(news.type)
    return bool(declared and declared.audience == "network")


def told(records: Iterable[Any], reader: Reader) -> list[Any]:
    """The records this reader is told of one by one: a field office has nothing to decide about the network's own."""
    return [news for news in records if reader.coordinator or not is_of_network(news)]


_KINDS = ("consultation", "journalist_case", "incident", "case_event", "proceeding", "deadline", "person")


def in_order(records: Iterable[Any], names: Mapping[str, str]) -> list[Any]:
    """Records by office and what a lawyer looks for first, by title, in the order of the alphabet."""
    offices = {office: alphabet_key(name) for office, name in names.items()}
    rank = {kind: place for place, kind in enumerate(_KINDS)}

    def key(news: Any) -> tuple[Any, ...]:
        place = offices.get(news.home) or alphabet_key(news.home)
        return place, rank.get(news.type, len(rank)), news.type, alphabet_key(news.title)

    return sorted(records, key=key)


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
    nothing_yet = _("Nothing has been changed yet.")
    words = sums_words(sums) or _("News of the network")
    return f"{words}. {nothing_yet}"


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


def office_rows(sums: Mapping[str, Sums], names: Mapping[str, str]) -> list[OfficeRow]:
    """One row for all offices, then each office in the order of the alphabet."""

    def row(id: str, name: str) -> OfficeRow:
        return OfficeRow(id, name, sums[id].records + sums[id].left_out, sums_words(sums[id]))

    rows = [row(id, names.get(id) or id) for id in sums if id]
    return [row("", _("All offices")), *sorted(rows, key=lambda row: alphabet_key(row.name))]
