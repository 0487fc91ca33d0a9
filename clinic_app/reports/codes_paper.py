"""QR codes on A4, two in a row, three rows to a page.

Imports reportlab: whoever starts fast imports this module inside a function.
"""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer, TableStyle
from reportlab.platypus import Table as Grid

from clinic_app.reports.codes_sheet import CodesSheet
from clinic_app.reports.paper import INNER, PAPER, PRODUCT, Furniture, build, said, style
from clinic_app.reports.qr_drawing import DrawnCode

SIDE = 84 * mm  # a code of a hundred squares: 0.8 mm each
ALONE = 100 * mm


def codes_pdf(sheet: CodesSheet) -> bytes:
    """The codes as a PDF file; nothing but the codes names anybody."""
    furniture = Furniture(
        title=sheet.title,
        language=sheet.language,
        left=PRODUCT,
        running=sheet.title,
        stamp="",
        foot=sheet.title,
        demo=sheet.demo,
    )
    parts: list[Any] = [
        said(sheet.title, style(18, bold=True)),
        Spacer(0, 1 * mm),
        said(sheet.subtitle, style(10, colour=PAPER.text2)),
        Spacer(0, 3 * mm),
        said(sheet.digits_label, style(8, colour=PAPER.text2)),
        said(sheet.digits, style(14, bold=True)),
        Spacer(0, 4 * mm),
    ]
    side = ALONE if len(sheet.codes) == 1 else SIDE
    cells = [
        [DrawnCode(code, side), said(name, style(8, colour=PAPER.text2))]
        for code, name in zip(sheet.codes, sheet.names, strict=True)
    ]
    rows = [[*cells[at : at + 2], ""][:2] for at in range(0, len(cells), 2)]
    grid = Grid(rows, colWidths=[INNER / 2, INNER / 2], hAlign="LEFT")
    grid.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 6)]))
    return build([*parts, grid], furniture)
