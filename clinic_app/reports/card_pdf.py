"""A record's card on A4: short values in columns, long texts over the whole width and as many pages as they take.

Imports reportlab: whoever starts fast imports this module inside a function.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, HRFlowable, LongTable, Spacer, TableStyle

from clinic_app.reports.paper import INNER, PAPER, REGULAR, Furniture, build, dated, ink, said, style
from clinic_app.reports.pdf import grid
from clinic_app.reports.sheet import Entry, Grid, Section, Sheet

GAP = 6 * mm
FEW = 6
BESIDE = 38 * mm  # the text of a chronology begins here, right of the dates
LONGEST_CELL = 2000  # characters of a table's cell
PIECE = 4000  # characters: a paragraph of a whole book would be measured anew on each page


def sheet_pdf(sheet: Sheet) -> bytes:
    """The card as a PDF file; its properties name the kind of record and nothing else."""
    furniture = Furniture(
        title=sheet.title,
        language=sheet.language,
        left=sheet.footer.partition(" · ")[0],
        running=" · ".join(part for part in (sheet.title, sheet.number) if part),
        stamp=sheet.stamp,
        foot=sheet.footer,
        demo=sheet.demo,
    )
    parts = [said(sheet.title, style(18, bold=True)), Spacer(0, 1 * mm)]
    if sheet.number:
        parts.append(said(sheet.number, style(12, bold=True, colour=PAPER.accent)))
    if sheet.subtitle:
        parts += [Spacer(0, 0.8 * mm), said(sheet.subtitle, style(10, colour=PAPER.text2))]
    parts += [Spacer(0, 4 * mm), HRFlowable(width="100%", thickness=0.6, color=ink(PAPER.line), spaceAfter=0)]
    for table in sheet.tables:
        parts += [Spacer(0, 3 * mm), grid(table, sheet.language)]
    for section in sheet.sections:
        parts += [CondPageBreak(28 * mm), Spacer(0, 4.5 * mm)]
        if section.heading:
            parts += [said(section.heading, style(10.5, bold=True)), Spacer(0, 1 * mm)]
        if section.rows:
            parts += _long(section) if any(not label for label, _ in section.rows) else [_grid(section)]
        for entry in section.entries:
            parts += _dated(entry)
        if section.grid:
            parts.append(_words(section.grid))
    return build(parts, furniture)


def _grid(section: Section) -> Any:
    """Label over value, three beside each other (two where they are few), read line by line."""
    label, value = style(8, colour=PAPER.text2), style(9.5)
    cells = [[said(name, label), said(text, value)] for name, text in section.rows]
    across = 3 if len(cells) > FEW else 2
    rows = []
    for first in range(0, len(cells), across):
        row: list[Any] = [""] * (2 * across - 1)
        row[0 : 2 * across : 2] = [*cells[first : first + across], *[""] * (first + across - len(cells))]
        rows.append(row)
    wide = (INNER - GAP * (across - 1)) / across
    grid = LongTable(rows, colWidths=[wide, GAP] * (across - 1) + [wide], hAlign="LEFT")
    commands: list[tuple[Any, ...]] = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    for place in range(len(cells)):
        at = (2 * (place % across), place // across)
        commands.append(("LINEBELOW", at, at, 0.5, ink(PAPER.line)))
    grid.setStyle(TableStyle(commands))
    return grid


def _dated(entry: Entry) -> list[Any]:
    """When at the left, what beside it; long texts go on over as many pages as they take."""
    colour = PAPER.text2 if entry.quiet else PAPER.text
    # A paragraph in which the date stands as the mark of a list: a cell of a table could not leave its page.
    head = style(9.5, bold=True, colour=colour, leftIndent=BESIDE, spaceBefore=5)
    head.bulletFontName, head.bulletFontSize, head.bulletIndent = REGULAR, 8.5, 0
    head.bulletColor = ink(PAPER.text2)
    below = style(9.5, colour=PAPER.text2, leftIndent=BESIDE, allowWidows=0, allowOrphans=0)
    parts = [CondPageBreak(14 * mm), dated(entry.when, entry.what, head)]  # nothing begins on a page's last line
    for line in entry.text.strip().split("\n"):
        parts += [said(piece, below) for piece in _pieces(line)] if line.strip() else []
    return parts


def _words(told: Grid) -> Any:
    """A table of words: heads on every page, a cell that is longer than a page goes on over the next."""
    head, cell = style(8, colour=PAPER.text2), style(8.5)
    lines = [[said(name, head) for name in told.columns]]
    lines += [[said(text[:LONGEST_CELL], cell) for text in line] for line in told.lines]
    grid = LongTable(lines, colWidths=[INNER * share for share in told.widths], repeatRows=1, splitInRow=1)
    grid.hAlign = "LEFT"
    grid.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 2.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.4),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, ink(PAPER.line)),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, ink(PAPER.axis)),
            ]
        )
    )
    return grid


def _long(section: Section) -> list[Any]:
    how = style(9.5, leading=14, allowWidows=0, allowOrphans=0)
    parts: list[Any] = []
    for label, text in section.rows:
        if label:
            parts.append(said(label, style(8, colour=PAPER.text2)))
        for line in text.strip().split("\n"):
            parts += [said(piece, how) for piece in _pieces(line)] if line.strip() else [Spacer(0, 2.5 * mm)]
    return parts


def _pieces(line: str) -> Iterator[str]:
    """A very long line in pieces, cut after a sentence, else at a space, else anywhere."""
    while len(line) > PIECE:
        cut = max(line.rfind(". ", PIECE // 2, PIECE), 0) or max(line.rfind(" ", PIECE // 2, PIECE), 0) or PIECE - 1
        yield line[: cut + 1]
        line = line[cut + 1 :]
    yield line
