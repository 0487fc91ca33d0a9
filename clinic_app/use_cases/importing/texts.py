"""How words of cells and headings are compared: letters folded, punctuation aside; a slip of the finger may pass."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clinic_app.names.folding import fold

_SHORTEST_WITH_SLIP = 6  # shorter words are too easily another word
_LONG = 12


def plain(text: str) -> str:
    """`text` folded, with single spaces for everything that is neither letter nor digit (the sign № stays)."""
    return " ".join(re.findall(r"[^\W_]+|№", fold(text)))


def slips_allowed(text: str) -> int:
    """How many letters of a folded text may be wrong and it is still surely the same."""
    if len(text) < _SHORTEST_WITH_SLIP or any(c.isdigit() for c in text):
        return 0
    return 2 if len(text) >= _LONG else 1


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The one known text that differs by a slip only; None when there is none, or more than one as near."""
    from rapidfuzz.distance import OSA

    most = slips_allowed(text)
    if not most:
        return None
    distances = ((OSA.distance(text, other, score_cutoff=most), other) for other in known if slips_allowed(other))
    near = sorted({pair for pair in distances if pair[0] <= most})
    if not near or (len(near) > 1 and near[1][0] - near[0][0] < 1):
        return None
    return near[0][1]
