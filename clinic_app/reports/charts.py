"""Bars side by side, drawn once for paper and window: the first series is full, the second hollow, so that it prints.

Imports reportlab: whoever starts fast imports this module inside a function.
"""

from __future__ import annotations

from typing import Any

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from clinic_app.reports.paper import BOLD, INNER, PAPER, REGULAR, Colours, fonts, ink
from clinic_app.reports.report import Chart
from clinic_app.wording.dates import number

HEIGHT = 150.0
SMALL = 8.0
HEAD = 26.0  # title and legend
FOOT = 24.0  # two lines of labels
MOST_BAR = 11.0


def chart_drawing(chart: Chart, width: float = INNER, height: float = HEIGHT, colours: Colours = PAPER) -> Any:
    """The chart as a reportlab drawing of `width` x `height` points."""
    fonts()
    drawing = Drawing(width, height)
    _head(drawing, chart, colours)
    top, ticks = _scale(max((value or 0 for one in chart.series for value in one.values), default=0))
    left = max(stringWidth(number(tick), REGULAR, SMALL) for tick in ticks) + 8
    tall = height - HEAD - FOOT
    for tick in ticks:
        y = FOOT + tall * tick / top
        drawing.add(
            Line(left, y, width, y, strokeColor=ink(colours.axis if tick == 0 else colours.line), strokeWidth=0.6)
        )
        drawing.add(_words(number(tick), left - 6, y - SMALL * 0.34, colours.text2, anchor="end"))
    _bars(drawing, chart, (left, width), (tall, top), colours)
    return drawing


def chart_svg(chart: Chart, width: float = 560.0, height: float = HEIGHT, colours: Colours = PAPER) -> str:
    """The chart as SVG for the window; without useClip Qt paints it black."""
    svg = str(renderSVG.drawToString(chart_drawing(chart, width, height, colours), useClip=True))
    return svg.replace(BOLD, "Noto Sans; font-weight: bold").replace(REGULAR, "Noto Sans")


def _head(drawing: Any, chart: Chart, colours: Colours) -> None:
    y = drawing.height - 10
    drawing.add(_words(chart.title, 0, y, colours.text, font=BOLD, size=10))
    x = drawing.width
    for place, one in reversed(list(enumerate(chart.series))):
        x -= stringWidth(one.name, REGULAR, SMALL + 1)
        drawing.add(_words(one.name, x, y, colours.text2, size=SMALL + 1))
        x -= 14
        drawing.add(_bar(x, y - 1, 8.5, 8.5, place, colours))
        x -= 14


def _bars(drawing: Any, chart: Chart, across: tuple[float, float], up: tuple[float, int], colours: Colours) -> None:
    (left, right), (tall, top) = across, up
    groups = len(chart.labels)
    if not groups:
        return
    step = (right - left) / groups
    wide = min(MOST_BAR, step * 0.8 / len(chart.series) - 1)
    every = _label_step(chart, step)
    for group, label in enumerate(chart.labels):
        middle = left + step * (group + 0.5)
        start = middle - (wide * len(chart.series) + 2.5 * (len(chart.series) - 1)) / 2
        for place, one in enumerate(chart.series):
            x, value = start + place * (wide + 2.5), one.values[group]
            if value is None:  # hidden: a dash on the axis, of no height
                drawing.add(_words("–", x + wide / 2, FOOT + 3, colours.text2, anchor="middle"))
            elif value:
                drawing.add(_bar(x, FOOT, wide, tall * value / top, place, colours))
        for line, part in enumerate(label.split("\n")):
            if group % every == 0 or line:
                y = FOOT - 11 - line * 10
                drawing.add(_words(part, middle, y, colours.text2, anchor="middle"))


def _label_step(chart: Chart, step: float) -> int:
    """1, or more where the labels would touch each other."""
    widest = max(stringWidth(label.split("\n")[0], REGULAR, SMALL) for label in chart.labels)
    return max(1, -int(-(widest + 4) // step))


def _bar(x: float, y: float, wide: float, tall: float, place: int, colours: Colours) -> Any:
    if place == 0:
        return Rect(x, y, wide, tall, fillColor=ink(colours.accent), strokeColor=None, strokeWidth=0)
    inset = 0.5
    return Rect(
        x + inset,
        y + inset,
        max(wide - 2 * inset, 0.1),
        max(tall - 2 * inset, 0.1),
        fillColor=ink(colours.tint),
        strokeColor=ink(colours.accent),
        strokeWidth=1,
    )


def _words(
    text: str, x: float, y: float, colour: str, *, font: str = REGULAR, size: float = SMALL, anchor: str = "start"
) -> Any:
    return String(x, y, text, fontName=font, fontSize=size, fillColor=ink(colour), textAnchor=anchor)


def _scale(most: int) -> tuple[int, list[int]]:
    """The top of the axis and its ticks: three to five steps of 1, 2, 2.5 or 5 times a power of ten."""
    if most <= 0:
        return 1, [0, 1]
    step = 1
    for power in range(9):
        for base in (1, 2, 5):
            step = base * 10**power
            if most <= 4 * step:
                top = -(-most // step) * step
                return top, list(range(0, top + 1, step))
    return most, [0, most]
