"""The recovery sheet on A4, always one page: a second one would be left in the printer.

Imports reportlab: whoever starts fast imports this module inside a function.
"""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from clinic_app.reports.paper import (
    BOLD,
    BOTTOM,
    HEIGHT,
    INNER,
    PAPER,
    PRODUCT,
    REGULAR,
    TOP,
    Furniture,
    build,
    dated,
    fonts,
    ink,
    said,
    style,
)
from clinic_app.reports.qr_drawing import DrawnCode
from clinic_app.reports.recovery_sheet import Chapter, RecoverySheet

QR_SIDE = 46 * mm
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
_ROOM = HEIGHT - TOP - BOTTOM


def sheet_pdf(sheet: RecoverySheet) -> bytes:
    """The sheet as a PDF; its properties say what it is and not the code. Letters shrink until it is one page."""
    furniture = Furniture(
        title=sheet.title,
        language=sheet.language,
        left=PRODUCT,
        running=sheet.title,
        stamp=sheet.stamp,
        foot=sheet.foot,
        demo=sheet.demo,
    )
    for size in _SIZES:
        parts = _parts(sheet, size)
        if _height(parts) <= _ROOM or size == _SIZES[-1]:
            break
    return build(parts, furniture)


def _parts(sheet: RecoverySheet, size: float) -> list[Any]:
    parts: list[Any] = [
        said(sheet.title, style(18, bold=True)),
        Spacer(0, 1 * mm),
        said(sheet.subtitle, style(size + 0.5, colour=PAPER.text2)),
        Spacer(0, 4 * mm),
        _code(sheet),
        Spacer(0, 2 * mm),
        said(sheet.digits, style(size, colour=PAPER.text2)),
        Spacer(0, 2 * mm),
        _facts(sheet, size),
        Spacer(0, 2 * mm),
        HRFlowable(width="100%", thickness=0.6, color=ink(PAPER.line), spaceBefore=0, spaceAfter=0),
    ]
    for chapter in sheet.chapters:
        parts += [Spacer(0, 0.36 * size * mm), *_chapter(chapter, size)]
    return parts


def _height(parts: list[Any]) -> float:
    return float(sum(part.wrap(INNER, _ROOM)[1] + part.getSpaceBefore() + part.getSpaceAfter() for part in parts))


def _code(sheet: RecoverySheet) -> Any:
    made = Grid(
        [[_Groups(sheet.groups), DrawnCode(sheet.squares, QR_SIDE)]],
        colWidths=[INNER - QR_SIDE - 4 * mm, QR_SIDE + 4 * mm],
    )
    made.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.8, ink(PAPER.axis)),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return made


def _facts(sheet: RecoverySheet, size: float) -> Any:
    label, value = style(size - 1.5, colour=PAPER.text2), style(size, bold=True)
    cells = [[[said(name, label), said(told or "\N{NO-BREAK SPACE}", value)] for name, told in sheet.facts]]
    made = Grid(cells, colWidths=[INNER * 0.2, INNER * 0.28, INNER * 0.52], hAlign="LEFT")
    made.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (2, 0), (2, 0), 0.6, ink(PAPER.axis)),
            ]
        )
    )
    return made


def _chapter(chapter: Chapter, size: float) -> list[Any]:
    parts: list[Any] = [said(chapter.heading, style(size + 0.5, bold=True))]
    for number, step in enumerate(chapter.steps, chapter.first):
        if not chapter.first:
            parts.append(said(step, style(size)))
            continue
        how = style(size, leftIndent=6 * mm, spaceBefore=1)
        how.bulletFontName, how.bulletFontSize, how.bulletIndent = BOLD, size, 0
        parts.append(dated(f"{number}.", step, how))
    return parts


class _Groups(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The eight groups, two in a row, each under its number, in digits that are told apart by candlelight."""

    SIZE, SMALL, LINE = 24.0, 9.0, 13.5 * mm

    def __init__(self, groups: tuple[str, ...]) -> None:
        super().__init__()
        fonts()
        self._groups = groups

    def wrap(self, wide: float, _high: float) -> tuple[float, float]:
        self.width, self.height = wide, self.LINE * 4
        return self.width, self.height

    def draw(self) -> None:
        for at, group in enumerate(self._groups):
            left = self.width / 2 * (at % 2) + self.width * 0.08
            base = self.height - self.LINE * (at // 2) - 11 * mm
            self.canv.setFillColor(ink(PAPER.text2))
            self.canv.setFont(REGULAR, self.SMALL)
            self.canv.drawString(left, base + 7.5 * mm, f"{at + 1}")
            self.canv.setFillColor(ink(PAPER.text))
            self.canv.setFont(BOLD, self.SIZE)
            self.canv.drawString(left, base, group)
