"""An FTS5 question answered without the index: whether it finds a record of these words.

Who is not shown all of a record must not find it by what is kept; the index cannot tell in which field a word stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

_SIGN = re.compile(r'\(|\)|AND|OR|NOT|"([^"]*)"(\*?)')


@dataclass(frozen=True)
class Asked:
    """A question as a tree: a word (`begins`: or its beginning), or `all`, `any`, `without` of other questions."""

    how: str
    word: str = ""
    begins: bool = False
    parts: tuple[Asked, ...] = ()

    @staticmethod
    def of(expression: str) -> Asked:
        """The tree of a question; of those that `folding` and the search write, nothing else."""
        return _Reader(expression).whole()


def stands_in(asked: Asked, words: Collection[str]) -> bool:
    """Whether a record of these index words is found by the question."""
    if asked.how == "word":
        if not asked.begins:
            return asked.word in words
        return any(word.startswith(asked.word) for word in words)
    if asked.how == "all":
        return all(stands_in(one, words) for one in asked.parts)
    if asked.how == "any":
        return any(stands_in(one, words) for one in asked.parts)
    first, *others = asked.parts
    return stands_in(first, words) and not any(stands_in(one, words) for one in others)


class _Reader:
    """Reads by FTS5's precedence: NOT before AND before OR."""

    def __init__(self, expression: str) -> None:
        self._signs = [(found[0], found[1], bool(found[2])) for found in _SIGN.finditer(expression)]
        self._at = 0

    def whole(self) -> Asked:
        return self._row("OR", "any", lambda: self._row("AND", "all", lambda: self._row("NOT", "without", self._one)))

    def _row(self, between: str, how: str, part: Callable[[], Asked]) -> Asked:
        parts = [part()]
        while self._at < len(self._signs) and self._signs[self._at][0] == between:
            self._at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Asked(how, parts=tuple(parts))

    def _one(self) -> Asked:
        sign, word, begins = self._signs[self._at]
        self._at += 1
        if sign != "(":
            return Asked("word", word, begins)
        inner = self.whole()
        self._at += 1  # the closing one
        return inner
