"""A QR code as squares, for whoever draws it: on paper as vectors, on the screen as rectangles."""

from __future__ import annotations

Squares = tuple[tuple[bool, ...], ...]  # rows from above, True is dark; the quiet edge of four squares is not in it
QUIET = 4  # squares of white around it, without which it is not found


def squares(text: str, *, torn: bool = False) -> Squares:
    """The code of `text`. `torn`: a third of it may be spoiled (paper that is folded and carried); else a seventh."""
    import segno

    made = segno.make(text, error="h" if torn else "m", micro=False, boost_error=False)
    return tuple(tuple(bool(one) for one in row) for row in made.matrix)
