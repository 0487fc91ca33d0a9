"""Words of a sheet that are in no list, each once, with what they may mean. A proposal is never taken by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clinic_app.records.record import Field
from clinic_app.reference import lists
from clinic_app.use_cases.importing.faults import RowError, Trouble
from clinic_app.use_cases.importing.texts import plain
from clinic_app.use_cases.importing.words_of_lists import words

MOST = 3
_LEAST_LIKE = 62
_OF_LISTS = (Trouble.UNKNOWN_WORD, Trouble.UNKNOWN_PLACE, Trouble.SEVERAL_PLACES)


@dataclass(frozen=True)
class UnknownWord:
    """A word of the column `heading`, in how many rows it stands, and the codes it may mean, likeliest first."""

    field: str
    heading: str
    word: str
    rows: int
    list: str
    proposals: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "field": self.field,
            "heading": self.heading,
            "value": self.word,
            "rows": self.rows,
            "proposals": list(self.proposals),
        }


def unknown_words(errors: Iterable[RowError], fields: Mapping[str, Field]) -> tuple[UnknownWord, ...]:
    """The words behind the errors of list fields, the commonest first."""
    found: dict[tuple[str, str], list[RowError]] = {}
    for error in errors:
        if error.why in _OF_LISTS and error.column in fields:
            found.setdefault((error.column, plain(error.word or error.value)), []).append(error)
    told = []
    for (field, _word), some in found.items():
        name = str(getattr(fields[field].kind, "list", "") or "")
        written = some[0].word or some[0].value
        if name:
            told.append(UnknownWord(field, some[0].heading, written, len(some), name, proposals(name, written)))
    return tuple(sorted(told, key=lambda one: (-one.rows, one.heading, one.word)))


def proposals(name: str, written: str) -> tuple[str, ...]:
    """At most MOST codes of a list whose words are like `written`, likeliest first."""
    from rapidfuzz import fuzz, process

    known = words(name)
    if name == "divisions":
        known = {plain(label): code for code, item in lists.items(name).items() for label in item.labels.values()}
    asked = plain(written)
    if len(asked) < 2:
        return ()
    hits = process.extract(asked, list(known), scorer=fuzz.ratio, limit=12, score_cutoff=_LEAST_LIKE)
    hits += process.extract(asked, list(known), scorer=fuzz.token_set_ratio, limit=6, score_cutoff=85)
    return tuple(dict.fromkeys(known[hit[0]] for hit in hits))[:MOST]
