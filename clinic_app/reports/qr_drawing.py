"""A QR code drawn as vectors into a PDF.

Imports reportlab: whoever starts fast imports this module inside a function.
"""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable

from clinic_app.reports.paper import ink

Squares = tuple[tuple[bool, ...], ...]
QUIET = 4  # squares of white round the code


class DrawnCode(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A QR code `side` points wide, with the white around it that readers need."""

    def __init__(self, squares: Squares, side: float) -> None:
        super().__init__()
        self._squares, self._side = squares, side

    def wrap(self, _wide: float, _high: float) -> tuple[float, float]:
        self.width = self.height = self._side
        return self._side, self._side

    def draw(self) -> None:
        draw_code(self.canv, self._squares, self._side)


def draw_code(canvas: Any, squares: Squares, side: float) -> None:
    """Draw the code `side` points wide at the origin of `canvas`; squares beside each other are one rectangle, so that
    no hairline of white stands between them.
    """
    one = side / (len(squares) + 2 * QUIET)
    path = canvas.beginPath()
    for down, row in enumerate(squares):
        at = 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at]:
                run += 1
            if row[at]:
                path.rect((QUIET + at) * one, side - (QUIET + down + 1) * one, run * one, one)
            at += run
    canvas.saveState()
    canvas.setFillColor(ink("#000000"))
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
