"""The import page without Qt: examples of a column, the fields to choose from, what a plan says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.records.declared import record_type
from clinic_app.use_cases.importing.mapping import fillable, is_persons
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.dates import number
from clinic_app.wording.words import N_, _, in_language, ngettext

EXAMPLES = 3
LEAVE_OUT = "-"
KINDS = ("consultation", "person", "journalist_case", "case_event")
TITLES = {
    "consultation": N_("Consultations"),
    "person": N_("People"),
    "journalist_case": N_("Cases"),
    "case_event": N_("Events of cases"),
}


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


def take_in_words(count: int) -> str:
    """The word on the button."""
    return ngettext("Take in {n} row", "Take in {n} rows", count).format(n=number(count))


def plan_words(plan: Any) -> list[tuple[str, str, str]]:
    """(number, what, tone) of a plan: in, here already, new people, wrong."""
    wrong = len({error.row for error in plan.errors})
    return [
        (number(plan.added), _("will be taken in"), "text"),
        (number(plan.skipped), _("are here already"), "text"),
        (number(plan.people), _("new people"), "text"),
        (number(wrong), ngettext("row with mistakes stays out", "rows with mistakes stay out", wrong), "bad"),
    ]


def done_words(done: Any) -> str:
    """What was done, in one line."""
    return _("Taken in: {added} · here already: {skipped} · new people: {people}").format(
        added=number(done.added), skipped=number(done.skipped), people=number(done.people)
    )


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
