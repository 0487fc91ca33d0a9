"""One record of a preview in words, without Qt: what happens to it, and each field from what to what, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.records.declared import all_types
from clinic_app.use_cases.value_words import label_of, words_of
from clinic_app.wording.dates import date_time
from clinic_app.wording.words import N_, _, ngettext
from ui.differing_words import Spans, differing
from ui.merge_words import Reader
from ui.pages.merging.presenter import ARCHIVED, CHANGED, CONFLICT, ERASED, INCOMPLETE, NEW, is_of_network, what_of

_PILLS = {
    NEW: ("plus", N_("New"), "info"),
    CHANGED: ("pencil", N_("Changed"), "neutral"),
    CONFLICT: ("git-merge", N_("To settle"), "warn"),
    ARCHIVED: ("archive", N_("Archived"), "neutral"),
    ERASED: ("trash", N_("Erased"), "bad"),
    INCOMPLETE: ("circle-dashed", N_("Incomplete"), "neutral"),
}
_LEFT_OUT = ("x", N_("Left out"), "neutral")


def pill_of(news: Any, reader: Reader, left_out: bool) -> tuple[str, str, str]:
    """(icon, word, tone) of what happens to a record."""
    icon, word, tone = _LEFT_OUT if left_out else _PILLS.get(what_of(news, reader), _PILLS[CHANGED])
    return icon, _(word), tone


def title_of(news: Any) -> str:
    """What a record is called; its kind where it has no name yet, and with the short names of the roster."""
    if is_of_network(news) and news.title:
        return _("{field}: {what}").format(field=kind_of(news), what=news.title)
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
    marks: tuple[Spans, Spans] = ((), ())  # where `before` and `after` differ, when both are kept


def field_rows(news: Any, titles: Mapping[str, str], names: Mapping[str, str]) -> list[FieldRow]:
    """The fields of a record in the order of its form; of a new record only what comes is told, and who wrote them all
    is told once (`byline`).
    """
    once = byline(news, names)
    rows = []
    for one in sorted(news.fields, key=lambda one: _place(news.type, one.register)):
        before = words_of(news.type, one.register, one.before, titles) if news.here else ""
        after = words_of(news.type, one.register, one.after, titles)
        by = "" if once else writer_words(one, names)
        marks = (differing(before, after), differing(after, before)) if one.conflict else ((), ())
        rows.append(FieldRow(label_of(news.type, one.register, titles), before, after, by, bool(one.conflict), marks))
    return rows


def _place(kind: str, register: str) -> tuple[int, str]:
    """Fields stand in the order of the form; the program's own registers, and those of newer programs, come last."""
    declared = all_types().get(kind)
    names = [field.name for field in declared.fields] if declared else []
    name = register.partition("/")[0]
    return (names.index(name) if name in names else len(names)), register


def byline(news: Any, names: Mapping[str, str]) -> str:
    """Who wrote all that comes, when and where; "" when several did."""
    written = {writer_words(one, names) for one in news.fields}
    return written.pop() if len(written) == 1 else ""


def writer_words(one: Any, names: Mapping[str, str]) -> str:
    """Aigul Toktosunova · Naryn, laptop B · 18.11.2026, 16:40"""
    return author_words(one.author, names.get(one.office, one.office), one.laptop, one.at)


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
