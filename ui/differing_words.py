"""The words in which texts differ. Two claims are equal: both wear the same marker. No Qt."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

Spans = tuple[tuple[int, int], ...]
MOST_COMPARED = 6000  # letters; comparing takes longer than twice as long for twice as many
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `differs` marks what the other text says otherwise."""

    text: str
    differs: bool


def marked(own: str, other: str) -> list[Piece]:
    """`own` in pieces, by words; two claims are equal, so whatever differs from `other` is marked the same way. Of very
    long ones all is marked.
    """
    if len(own) + len(other) > MOST_COMPARED:
        return [Piece(own, True)]
    mine, theirs = _TOKENS.findall(own), _TOKENS.findall(other)
    pieces: list[Piece] = []
    blocks = difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    for tag, start, end, _a, _b in blocks:
        if start < end:
            pieces.append(Piece("".join(mine[start:end]), tag != "equal"))
    return _joined(pieces)


def differing(own: str, other: str) -> Spans:
    """The same as (first letter, length) of each marked piece."""
    found, at = [], 0
    for piece in marked(own, other):
        if piece.differs and piece.text.strip():
            found.append((at, len(piece.text)))
        at += len(piece.text)
    return tuple(found)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """A space between two marked pieces belongs to them; a mark begins and ends with a word."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        between = not piece.text.strip() and 0 < at < len(pieces) - 1
        differs = piece.differs or (between and pieces[at - 1].differs and pieces[at + 1].differs)
        if found and found[-1].differs == differs:
            found[-1] = Piece(found[-1].text + piece.text, differs)
        else:
            found.append(Piece(piece.text, differs))
    trimmed: list[Piece] = []
    for piece in found:
        core = piece.text.strip()
        if not piece.differs or not core or core == piece.text:
            trimmed.append(piece)
            continue
        left = piece.text[: len(piece.text) - len(piece.text.lstrip())]
        right = piece.text[len(piece.text.rstrip()) :]
        trimmed += [Piece(text, bold) for text, bold in ((left, False), (core, True), (right, False)) if text]
    return trimmed
