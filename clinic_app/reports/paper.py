"""What all paper shares: A4, the embedded font, the calm colours, page furniture. Built in memory: no temporary file.

Imports reportlab: whoever starts fast imports this module inside a function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from clinic_app.paths import RESOURCES
from clinic_app.wording.words import N_, in_language

REGULAR, BOLD = "NotoSans", "NotoSans-Bold"
WIDTH, HEIGHT = A4
SIDE = 20 * mm
TOP, BOTTOM = 26 * mm, 20 * mm
INNER = WIDTH - 2 * SIDE
PRODUCT = "Clinic Casebook"


@dataclass(frozen=True)
class Colours:
    """The colours a page or chart is drawn in, as #RRGGBB."""

    accent: str = "#17608B"
    tint: str = "#DCEBF4"
    text: str = "#16222A"
    text2: str = "#47555E"
    line: str = "#DAE1E4"
    axis: str = "#78858D"
    mark: str = "#EEF2F3"  # the word DEMO behind everything


PAPER = Colours()


def ink(colour: str) -> Color:
    return HexColor(colour)


@cache
def fonts() -> None:
    """Register Noto Sans, once: the fonts of PDF readers have no Ң Ө Ү."""
    for name, file in ((REGULAR, "NotoSans-Regular.ttf"), (BOLD, "NotoSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(RESOURCES / "fonts" / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def style(size: float, *, bold: bool = False, colour: str = PAPER.text, right: bool = False, **more: Any) -> Any:
    """A paragraph style; lines are 1.36 of the size apart. Long words break rather than leave the page."""
    fonts()
    return ParagraphStyle(
        f"{size}{bold}{colour}{right}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=more.pop("leading", size * 1.36),
        textColor=ink(colour),
        alignment=TA_RIGHT if right else 0,
        splitLongWords=1,
        **more,
    )


def said(text: str, how: Any) -> Any:
    """A paragraph of plain text: markup in it is text, its line breaks stay, letters no font has become a box."""
    return Paragraph(_plain(text), how)


def dated(when: str, text: str, how: Any) -> Any:
    """A paragraph of plain text with `when` at its left."""
    return Paragraph(_plain(text) or "&nbsp;", how, bulletText=_shown(when) or None)


def _plain(text: str) -> str:
    return escape(_shown(text)).replace("\n", "<br/>")


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\u00a0" else " " for c in text.replace("\t", "    "))


@dataclass(frozen=True)
class Furniture:
    """What stands around the text of every page. `title` goes into the file's properties: it never names a person."""

    title: str
    language: str
    left: str  # who issues it
    running: str  # on later pages instead of `left`
    stamp: str
    foot: str
    demo: bool


def build(flowables: Sequence[Any], furniture: Furniture) -> bytes:
    """The PDF of `flowables` within `furniture`; the same input gives the same bytes."""
    fonts()
    out = BytesIO()
    page = BaseDocTemplate(
        out,
        pagesize=A4,
        title=furniture.title,
        author=PRODUCT,
        creator=PRODUCT,
        producer=PRODUCT,
        lang=furniture.language,
        invariant=1,
        allowSplitting=1,
    )
    frame = Frame(
        SIDE, BOTTOM, INNER, HEIGHT - TOP - BOTTOM, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )
    behind = lambda canvas, _page: _watermark(canvas, furniture)  # noqa: E731  # reportlab wants a callable
    page.addPageTemplates([PageTemplate("page", [frame], onPage=behind)])
    page.build(list(flowables), canvasmaker=_numbered(furniture))
    return out.getvalue()


def _numbered(furniture: Furniture) -> Any:
    """A canvas that knows the number of pages: it draws the furniture when all of them are there."""

    class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _furnish(self, furniture, number, len(self._pages))
                super().showPage()
            super().save()

    return Numbered


def _watermark(canvas: Any, furniture: Furniture) -> None:
    if not furniture.demo:
        return
    canvas.saveState()
    canvas.setFillColor(ink(PAPER.mark))
    canvas.setFont(BOLD, 150)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(50)
    canvas.drawCentredString(0, -52, "DEMO")
    canvas.restoreState()


def _furnish(canvas: Any, furniture: Furniture, number: int, of: int) -> None:
    canvas.saveState()
    top = HEIGHT - 16 * mm
    stamp = _stamp(canvas, furniture, top)
    canvas.setFont(REGULAR, 9)
    canvas.setFillColor(ink(PAPER.text2))
    room = INNER - stamp - 6 * mm
    canvas.drawString(SIDE, top, fitted(furniture.left if number == 1 else furniture.running, REGULAR, 9, room))
    base = 12 * mm
    canvas.setStrokeColor(ink(PAPER.line))
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, base + 4 * mm, WIDTH - SIDE, base + 4 * mm)
    page = in_language(furniture.language, N_("Page {n} of {all}")).format(n=number, all=of)
    canvas.setFont(REGULAR, 8)
    canvas.drawRightString(WIDTH - SIDE, base, page)
    room = INNER - pdfmetrics.stringWidth(page, REGULAR, 8) - 6 * mm
    canvas.drawString(SIDE, base, fitted(furniture.foot, REGULAR, 8, room))
    canvas.restoreState()


def _stamp(canvas: Any, furniture: Furniture, top: float) -> float:
    """The stamp in its frame at the right; its width, points."""
    words = f"DEMO · {furniture.stamp}" if furniture.demo else furniture.stamp
    if not words:
        return 0.0
    words = fitted(words, BOLD, 9, INNER / 2)
    wide = pdfmetrics.stringWidth(words, BOLD, 9)
    canvas.setStrokeColor(ink(PAPER.accent))
    canvas.setLineWidth(0.8)
    canvas.roundRect(WIDTH - SIDE - wide - 14, top - 5.5, wide + 14, 18, 4)
    canvas.setFont(BOLD, 9)
    canvas.setFillColor(ink(PAPER.accent))
    canvas.drawRightString(WIDTH - SIDE - 7, top, words)
    return float(wide) + 14


def fitted(text: str, font: str, size: float, room: float) -> str:
    """`text` on one line of `room` points, cut with an ellipsis where it is longer."""
    fonts()
    text = " ".join(text.split())
    if pdfmetrics.stringWidth(text, font, size) <= room:
        return text
    while text and pdfmetrics.stringWidth(f"{text}…", font, size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
