"""What the search index is fed: a set of tokens per record; its rule: the index keeps no order of words.

Without positions it takes a third of the room and is read three times as fast. What a phrase would have been asked for
is a token of its own: every stretch of a number is joined (NAR1-2026-B-0017 gives 2026-B and B-0017 too).
Tokens of other sorts begin with a sign that no typed word has (`folding`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from clinic_app.names import phones, skeleton
from clinic_app.names.folding import KEY, LONGEST, MOST_PARTS, NAME, SHARED, TAG, TERM, fold, joined, national_and_last

# Begun at the beginning of a word alone: else one endless word, by mistake or by malice, is walked from each letter.
_JOINED = re.compile(r"(?<![^\W_])[^\W_]++(?:[-–.,/:][^\W_]++)+")
_INNER = re.compile("[-–/]")  # ends of a record's number are said alone (B-0017), those of a date are not
_LONG_DIGITS = re.compile(r"(?<![^\W_])[+(]{0,4}\d[\d\s()+\-.]{7,}\d(?![^\W_])")
_DIGIT = re.compile(r"\d")


def text_tokens(text: str) -> set[str]:
    """The folded words of a text, its numbers joined, telephones in it as they are asked for."""
    folded = fold(text)
    found = set(TERM.findall(folded))
    if _DIGIT.search(folded):
        for run in _JOINED.findall(folded):
            if _DIGIT.search(run):
                found |= _stretches(TERM.findall(run)[:MOST_PARTS], every=bool(_INNER.search(run)))
        for run in _LONG_DIGITS.findall(folded):
            number = phones.normal(run)
            if number is not None:
                found.update(national_and_last(number))
    return _cut(found)


@lru_cache(maxsize=2048)
def label_tokens(label: str) -> frozenset[str]:
    """`text_tokens` of a list's label, which many records repeat; never for what somebody typed."""
    return frozenset(text_tokens(label))


def name_tokens(names: Iterable[str]) -> set[str]:
    """The folded words of names and their Latin skeletons, whole and as roots; each with its sign."""
    found: set[str] = set()
    keys: set[str] = set()
    for name in names:
        found.update(NAME + word for word in TERM.findall(fold(name)))
        keys.update(map(skeleton.key, skeleton.words(name)))
        keys.update(skeleton.keys(name))
    return _cut(found | {KEY + key for key in keys if key})


def phone_tokens(phone: str) -> set[str]:
    """Nine national digits and the last six of a telephone; other numbers as digits."""
    number = phones.normal(phone)
    if number is None:
        return _cut(re.findall(r"\d+", phone or ""))
    return national_and_last(number)


def tag(field: str, code: object) -> str:
    """The token of a value that records are filtered by, here and in the question."""
    return TAG + "".join(TERM.findall(f"{field}{code}".lower()))[: LONGEST - 1]


def _stretches(parts: list[str], *, every: bool) -> set[str]:
    """A number's parts put together, two or more of them: every stretch, or only those from its beginning."""
    found: set[str] = set()
    for start in range(len(parts) - 1) if every else range(1):
        found.add(joined(parts[start:]))
        found.update(joined(parts[start:end], SHARED) for end in range(start + 2, len(parts)))
    return found


def _cut(found: Iterable[str]) -> set[str]:
    return {one[:LONGEST] for one in found}
