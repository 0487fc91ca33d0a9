"""Listings of servers, read as they come: bounded, without entities, without a tree of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Set
from xml.parsers import expat

from clinic_app.transport.place import ANSWER_MOST


class NotAListing(Exception):
    """What came is no XML, not whole, or tries tricks."""


class ListingReader:
    """Reads rows (`row`: an element) of named texts and marks; local names only, for stores differ in namespaces."""

    def __init__(self, row: str, texts: Set[str], marks: Set[str] = frozenset(), heads: Set[str] = frozenset()) -> None:
        self._row, self._texts, self._marks, self._heads = row, texts, marks, heads
        self.head: dict[str, str] = {}
        self._rows: list[dict[str, str]] = []
        self._now: dict[str, str] | None = None
        self._words: list[str] | None = None
        self._depth = 0

    def read(self, blocks: Iterable[bytes], most: int) -> tuple[list[dict[str, str]], bool]:
        """At most `most` rows; True: there is more, and it was left unread. NotAListing."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        got = 0
        try:
            for block in blocks:
                got += len(block)
                if got > ANSWER_MOST:
                    return self._rows[:most], True
                parser.Parse(block, False)
                if len(self._rows) > most:
                    return self._rows[:most], True
            parser.Parse(b"", True)
        except expat.ExpatError:
            raise NotAListing from None
        return self._rows[:most], len(self._rows) > most

    def _begin(self, full_name: str, _attributes: dict[str, str]) -> None:
        name = full_name.rpartition(" ")[2]
        self._depth += 1
        if self._depth > 30:
            raise NotAListing
        if name == self._row:
            self._now = {}
        elif self._now is not None and name in self._marks:
            self._now[name] = ""
        elif (self._now is not None and name in self._texts) or (self._now is None and name in self._heads):
            self._words = []

    def _end(self, full_name: str) -> None:
        name = full_name.rpartition(" ")[2]
        self._depth -= 1
        if name == self._row and self._now is not None:
            self._rows.append(self._now)
            self._now = None
        elif self._words is not None and name in (self._texts | self._heads):
            said = "".join(self._words)
            self._words = None
            if self._now is None:
                self.head[name] = said
            elif said:
                self._now[name] = said

    def _text(self, said: str) -> None:
        if self._words is not None:
            self._words.append(said)


def _refuse(*_told: object) -> None:
    """A document type may hold entities that grow without end, or that read files."""
    raise NotAListing
