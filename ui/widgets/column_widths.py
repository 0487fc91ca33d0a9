"""Sharing out a list's width among its columns. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence

_AMPLE = 3  # times the least that a column may take of a list that scrolls sideways


def shared_out(room: int, wanted: Sequence[int], least: Sequence[int], elastic: Sequence[bool]) -> list[int]:
    """A width per column: what it wants; elastic ones (else the last) take what is left, and give first.

    Where not even the least of all fits, the list scrolls sideways, so none is squeezed: only the widest give.
    """
    if sum(least) > room:
        return [min(want, _AMPLE * low) for want, low in zip(wanted, least, strict=True)]
    widths = list(wanted)
    spare = room - sum(widths)
    springs = [i for i, stretches in enumerate(elastic) if stretches] or [len(widths) - 1]
    if not widths or spare >= 0:
        for i in springs if widths else []:
            widths[i] += spare // len(springs)
        return widths
    for givers in (springs, range(len(widths))):
        lacking = sum(widths) - room
        can_give = {i: widths[i] - least[i] for i in givers if widths[i] > least[i]}
        total = sum(can_give.values())
        if lacking <= 0 or not total:
            continue
        for i, most in can_give.items():
            widths[i] -= min(most, -(-lacking * most // total))
    return widths
