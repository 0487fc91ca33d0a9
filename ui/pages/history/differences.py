"""From one value to another in pieces: what stayed, what was struck, what was written; in full, or short for a list."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

SHORT = 280  # characters of a value in the list; the panel shows all of it
AROUND = 40  # unchanged characters kept on each side of a difference
PLAIN, REMOVED, ADDED = "", "removed", "added"

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A piece of text: as it stayed, struck (removed) or underlined (added)."""

    text: str
    how: str = PLAIN


def difference(before: str, after: str, by_words: bool) -> tuple[Piece, ...]:
    """What was struck and what was written; texts that have words in common are compared word by word."""
    if not before or not after or not by_words:
        pieces = [Piece(before, REMOVED), Piece("  " if before and after else ""), Piece(after, ADDED)]
        return tuple(piece for piece in pieces if piece.text)
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.3:  # another text altogether: word by word it would be a riddle
        return difference(before, after, False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("".join(old[i:j])))
            continue
        found += [Piece("".join(old[i:j]), REMOVED), Piece("".join(new[k:m]), ADDED)]
    return _joined([piece for piece in found if piece.text])


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Changes with nothing but a space between them are one change."""
    runs: list[list[str]] = []  # [plain] or [removed, added]
    for at, piece in enumerate(pieces):
        between = piece.how == PLAIN and not piece.text.strip() and 0 < at < len(pieces) - 1
        if piece.how == PLAIN and not between:
            runs.append([piece.text])
            continue
        if not runs or len(runs[-1]) == 1:
            runs.append(["", ""])
        if piece.how != ADDED:
            runs[-1][0] += piece.text
        if piece.how != REMOVED:
            runs[-1][1] += piece.text
    found: list[Piece] = []
    for run in runs:
        found += [Piece(run[0])] if len(run) == 1 else [Piece(run[0], REMOVED), Piece(run[1], ADDED)]
    return tuple(piece for piece in found if piece.text)


def shortened(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces cut to what a line of the list can show: differences stay, what is unchanged gives way."""
    found: list[Piece] = []
    left = SHORT
    for at, piece in enumerate(pieces):
        text = piece.text.replace("\n", " ")
        if piece.how == PLAIN and len(text) > 2 * AROUND:
            head = text[:AROUND] if at else ""
            tail = text[-AROUND:] if at < len(pieces) - 1 else ""
            text = f"{head}…{tail}"
        if len(text) > left:
            text = text[: max(left, 20)].rstrip() + "…"
        found.append(Piece(text, piece.how))
        left -= len(text)
        if left <= 0:
            break
    return tuple(found)
