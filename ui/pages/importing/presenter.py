"""The import page without Qt: examples of a column, the fields to choose from, what a plan says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.records.record import RecordType
from clinic_app.records.values import Elements
from clinic_app.reference import lists
from clinic_app.use_cases.importing.mapping import fillable, is_persons
from clinic_app.use_cases.importing.unknown_words import UnknownWord
from clinic_app.use_cases.value_words import NOTHING, code_words, words_of
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import number
from clinic_app.wording.words import N_, _, in_language, ngettext

EXAMPLES = 3
LEAVE_OUT = "-"
TITLES = {
    "consultation": N_("Consultations"),
    "person": N_("People"),
    "journalist_case": N_("Cases"),
    "case_event": N_("Events of cases"),
    "relation": N_("Relations"),
    "member": N_("Members"),
    "office": N_("Offices"),
}
LISTS = {"consultation": "consultations", "person": "people", "journalist_case": "cases"}  # kind -> its page
NOTES = (  # name, icon, tone
    ("missing", "alert-triangle", "warn"),
    ("formulas", "alert-triangle", "warn"),
    ("in_bin", "trash", "warn"),
    ("opponents", "users", "text2"),
    ("remembered", "history", "text2"),
    ("left_out", "shield-lock", "text2"),
)
_ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "DOS (CP866)",
    "utf-16": "UTF-16",
    "mac-cyrillic": "Mac",
    "cp1252": "Windows-1252",
}
_LONGEST = 120
_MOST_ROWS = 8


def encodings(also: str = "") -> list[tuple[str, str]]:
    """(id, name) of the encodings to choose from; `also` is the one that was found."""
    found = list(_ENCODINGS.items())
    return found if not also or also in _ENCODINGS else [*found, (also, also.upper())]


def short(text: str) -> str:
    """A cell in one line of a table."""
    joined = " ".join(text.split())
    return joined if len(joined) <= _LONGEST else joined[: _LONGEST - 1] + "…"


def fault_words(error: Any) -> str:
    """A mistake in full: row, column, cell and sentence."""
    place = _("Row {row}, {column}").format(row=number(error.row), column=error.heading or error.column or "…")
    return f"{place}: {short(error.value) or NOTHING}. {error.message}"


def code_label(listed: str, code: str) -> str:
    """What a code of a list is called."""
    return code_words(listed, code)


def plain_label(listed: str, code: str) -> str:
    """What a code is called, without what it stands under, in one line of a button."""
    label = lists.label(listed, code)
    return label if len(label) <= 36 else label[:35] + "…"


def meanings(word: UnknownWord) -> list[tuple[str, str, tuple[str, ...]]]:
    """(code, label, its other names) of what a word may mean: the likely codes first, then the whole list."""
    known = lists.items(word.list)
    order = [*(code for code in word.proposals if code in known), *known]
    return [(code, code_label(word.list, code), tuple(known[code].labels.values())) for code in dict.fromkeys(order)]


@dataclass(frozen=True)
class ChangeRow:
    """One field that a row would change, in words."""

    row: int
    record: str
    label: str
    before: str
    after: str


def change_rows(updates: Sequence[Any], names: Mapping[str, str] | None = None) -> list[ChangeRow]:
    """Every field that would change, before and after; `names` of the persons that records name."""
    found = []
    for update in updates:
        kind = update.before.type
        called = _called(update.before)
        for name in update.fields:
            both = (getattr(update.before, name), getattr(update.after, name))
            before, after = (_value(kind, name, value, names or {}) for value in both)
            found.append(ChangeRow(update.row, called, _(kind.by_name[name].label), before, after))
    return found


def _value(kind: RecordType, name: str, value: Any, names: Mapping[str, str]) -> str:
    spec = kind.by_name[name]
    if isinstance(spec.kind, Elements) and spec.kind.to:
        return ", ".join(sorted((names.get(id, "…") for id in value), key=alphabet_key)) or NOTHING
    if isinstance(spec.kind, Elements):
        written = spec.kind.write(value)
        return ", ".join(code_words(spec.kind.list or "", one) for one in written) or NOTHING
    return short(words_of(kind.name, name, spec.kind.write(value)))


def examples(rows: Sequence[tuple[int, tuple[str, ...]]], column: int) -> str:
    """The first different values of a column, shortened."""
    found: dict[str, None] = {}
    for _line, cells in rows:
        value = " ".join(cells[column].split()) if column < len(cells) else ""
        if value:
            found.setdefault(value if len(value) <= 40 else value[:39] + "…", None)
        if len(found) == EXAMPLES:
            break
    return " · ".join(found)


@dataclass(frozen=True)
class Target:
    """A field a column may fill: id, label, whose it is, and what it is called in the other languages."""

    id: str
    label: str
    second: str
    names: tuple[str, ...]


def targets(kind: str) -> list[Target]:
    """The fields of a sheet of `kind`, in alphabetical order."""
    found = []
    for name, spec in fillable(kind).items():
        whose = _("of the client") if is_persons(kind, name) else ""
        names = tuple(in_language(language, spec.label) for language in ("ky", "ru", "en"))
        found.append(Target(name, _(spec.label), whose, (*names, name)))
    return sorted(found, key=lambda one: alphabet_key(one.label))


def take_in_words(count: int, changed: int = 0) -> str:
    """The word on the button."""
    if changed and not count:
        return ngettext("Change {n} record", "Change {n} records", changed).format(n=number(changed))
    if changed:
        return _("Take in {n}, change {changed}").format(n=number(count), changed=number(changed))
    return ngettext("Take in {n} row", "Take in {n} rows", count).format(n=number(count))


def plan_words(plan: Any) -> list[tuple[str, str, str]]:
    """(number, what, tone) of a plan: in, changed, here already, new people, wrong."""
    wrong = len({error.row for error in plan.errors})
    changed = [(number(plan.updated), _("will be changed"), "text")] if plan.updated else []
    return [
        (number(plan.added), _("will be taken in"), "text"),
        *changed,
        (number(plan.skipped), _("are here already"), "text"),
        (number(plan.people), _("new people"), "text"),
        (number(wrong), ngettext("row with mistakes stays out", "rows with mistakes stay out", wrong), "bad"),
    ]


def notes(plan: Any, *, remembered: bool) -> dict[str, str]:
    """What is to be known of a plan besides its numbers: note -> sentence, "" where there is nothing to say."""
    lost = plan.understood.without_result
    formulas = ngettext(
        "{n} formula has no result. Open the sheet in its program and save it",
        "{n} formulas have no result. Open the sheet in its program and save it",
        lost,
    )
    return {
        "missing": missing_words(plan.kind, plan.without_source),
        "formulas": formulas.format(n=number(lost)) if lost else "",
        "in_bin": in_bin_words(plan.in_bin),
        "opponents": opponents_words(plan.opponents),
        "remembered": _("Columns as in an earlier import with these headings") if remembered else "",
        "left_out": left_out_words(plan.left_out),
    }


def done_words(done: Any) -> str:
    """What was done, in one line."""
    told = _("Taken in: {added} · here already: {skipped} · new people: {people}").format(
        added=number(done.added), skipped=number(done.skipped), people=number(done.people)
    )
    parts = [told, _("Changed: {n}").format(n=number(done.updated))] if done.updated else [told]
    return " · ".join(filter(None, [*parts, in_bin_words(done.in_bin)]))


def undo_word(done: Any) -> str:
    """The word on the button that takes an import back."""
    return _("Undo the import") if done.updated else _("Put what came in into the bin")


def undone_words(undone: Any) -> str:
    """What undoing did, in one line."""
    parts = [_("What came in lies in the bin now")] if undone.binned else []
    if undone.back:
        told = ngettext("{n} record says again what it said", "{n} records say again what they said", undone.back)
        parts.append(told.format(n=number(undone.back)))
    return " · ".join(parts)


def edited_words(undone: Any) -> str:
    """Which records were edited after the import and so stay as they are."""
    if not undone.edited:
        return ""
    called = [_called(one.before) for one in undone.edited[:_MOST_ROWS]]
    many = len(undone.edited)
    told = ngettext("{n} was edited since and stays: {records}", "{n} were edited since and stay: {records}", many)
    return told.format(n=number(many), records=", ".join(called) + (" …" if many > _MOST_ROWS else ""))


def _called(record: Any) -> str:
    return getattr(record, "record_no", "") or str(getattr(record, record.type.title_field, ""))


def in_bin_words(in_bin: Sequence[Any]) -> str:
    """Which rows are here already, in the bin: what was put there is not taken in a second time."""
    if not in_bin:
        return ""
    rows = ", ".join(number(one.row) for one in in_bin[:_MOST_ROWS])
    told = ngettext(
        "{n} row is here, in the bin (row number: {rows})",
        "{n} rows are here, in the bin (row numbers: {rows})",
        len(in_bin),
    )
    return told.format(n=number(len(in_bin)), rows=f"{rows} …" if len(in_bin) > _MOST_ROWS else rows)


def touched_ids(kind: str, done: Any) -> tuple[str, ...]:
    """The records of `kind` that came in or were changed, in the order of the sheet."""
    changed = (update.before.id for update in done.updates if update.before.type.name == kind)
    return tuple(dict.fromkeys([*done.ids, *changed]))


def opponents_words(count: int) -> str:
    """How many of the new people are on the other side: they are looked at for conflicts of interest."""
    told = ngettext("{n} of the new people is an opposing party", "{n} of the new people are opposing parties", count)
    return told.format(n=number(count)) if count else ""


def left_out_words(left_out: Sequence[Any]) -> str:
    """What was deliberately not taken in: never its content."""
    if not left_out:
        return ""
    headings = ", ".join(dict.fromkeys(note.heading for note in left_out))
    told = ngettext(
        "{n} cell of an anonymous caller is left out", "{n} cells of anonymous callers are left out", len(left_out)
    )
    return f"{told.format(n=number(len(left_out)))}: {headings}"


def missing_words(kind: str, without_source: Sequence[str]) -> str:
    """Required fields that no column fills."""
    if not without_source:
        return ""
    fields = record_type(kind).by_name
    labels = [_(fields[name].label) for name in without_source if name in fields]
    return _("No column fills: {fields}").format(fields=", ".join(labels))
