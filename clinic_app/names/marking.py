"""Where in a text stands what a person searched for; its rule: what is marked is a reason why the record was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clinic_app.names import folding, skeleton

_WORD = re.compile(r"[^\W_]+")
_RUNNING = 4  # digits of a record's running number

Mark = tuple[int, int]  # [start, end) in the NFC of the text


@dataclass(frozen=True)
class Sought:
    """What was typed, ready to be marked: a pattern over folded text, and skeletons for names."""

    pattern: re.Pattern[str] | None
    keys: tuple[tuple[str, bool], ...]


def sought(words: str) -> Sought:
    """What to mark for the words of a search."""
    patterns: dict[str, None] = {}
    keys: dict[tuple[str, bool], None] = {}
    for word in words.split():
        for part in folding.search_terms(word):
            if part.isdigit() and len(part) < _RUNNING:
                patterns[f"0*{part}" + ("" if len(part) > 2 else r"(?![^\W_])")] = None
            elif len(part) > 1:
                stem = folding.stem_of(word, part) if part.isalpha() else part
                patterns |= dict.fromkeys((re.escape(part), re.escape(stem)))
        if not any(sign.isdigit() for sign in word):
            for part in skeleton.words(word):
                if not skeleton.is_child_word(part):
                    keys |= dict.fromkeys(skeleton.search_keys(part))
    some = "|".join(patterns)
    pattern = re.compile(rf"(?<![^\W_])(?:{some})[^\W_]*") if some else None
    return Sought(pattern, tuple(keys))


def marks(text: str, asked: Sought, *, is_name: bool = False) -> tuple[Mark, ...]:
    """The words of `text` that answer, in order; in names also those that only sound so."""
    text = folding.composed(text)
    folded = folding.fold(text)
    found = {match.span() for match in asked.pattern.finditer(folded)} if asked.pattern else set()
    if is_name:
        found |= {match.span() for match in _WORD.finditer(text) if _sounds_like(match[0], asked.keys)}
    return tuple(sorted(found))


def _sounds_like(word: str, keys: Sequence[tuple[str, bool]]) -> bool:
    signs = skeleton.key(word)
    roots = {signs, skeleton.root(signs)}
    return any(one == key or (more and one.startswith(key)) for one in roots if one for key, more in keys)
