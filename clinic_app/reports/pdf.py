"""A report on A4: headline numbers, the chart, tables between hairlines, page numbers and the stamp on every page.

Imports reportlab: whoever starts fast imports this module inside a function.
"""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, HRFlowable, KeepTogether, LongTable, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from clinic_app.reports.charts import chart_drawing
from clinic_app.reports.layout import period, shown, subtitle
from clinic_app.reports.paper import INNER, PAPER, PRODUCT, Furniture, build, ink, said, style
from clinic_app.reports.report import Line, Report, Suppressed, Table
from clinic_app.wording.dates import short_date

SIZE = 9.0
SHORT_TABLE = 14  # lines that are kept on one page


def report_pdf(report: Report) -> bytes:
    """The report as a PDF file."""
    furniture = Furniture(
        title=f"{report.title}, {period(report)}",
        language=report.language,
        left=report.issuer,
        running=f"{report.title} · {period(report)}",
        stamp=report.stamp,
        foot=f"{PRODUCT} · {short_date(report.made_on)}",
        demo=report.demo,
    )
    return build([*_opening(report), *_body(report)], furniture)


def _opening(report: Report) -> list[Any]:
    figures = [
        [
            said(shown(value, report.language), style(20, bold=True, leading=26)),
            said(label, style(SIZE, colour=PAPER.text2)),
        ]
        for label, value in report.headline
    ]
    row = Grid([figures], colWidths=[INNER / len(figures)] * len(figures))
    row.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return [
        said(report.title, style(18, bold=True)),
        Spacer(0, 1.5 * mm),
        said(subtitle(report), style(SIZE, colour=PAPER.text2)),
        Spacer(0, 6 * mm),
        row,
        Spacer(0, 3 * mm),
        HRFlowable(width="100%", thickness=0.6, color=ink(PAPER.line), spaceBefore=0, spaceAfter=0),
        Spacer(0, 5 * mm),
    ]


def _body(report: Report) -> list[Any]:
    parts: list[Any] = []
    for chart in report.charts:
        parts += [chart_drawing(chart), Spacer(0, 5 * mm)]
    drawn = {chart.title for chart in report.charts}
    for place, table in enumerate(report.tables, 1):
        whole = [grid(table, report.language)]
        if table.title not in drawn:  # a chart above bears the same title
            whole = [said(table.title, style(10.5, bold=True)), Spacer(0, 1.2 * mm), *whole]
        if table.note:
            whole += [Spacer(0, 1.2 * mm), said(table.note, style(8, colour=PAPER.text2))]
        whole.append(Spacer(0, 7 * mm))
        if place == len(report.tables):  # the notes never stand alone on a page
            whole += [said(note, style(8, colour=PAPER.text2, spaceAfter=2)) for note in report.notes]
        parts += [KeepTogether(whole)] if len(table.rows) <= SHORT_TABLE else [CondPageBreak(45 * mm), *whole]
    return parts


def grid(table: Table, language: str) -> Any:
    """A table between hairlines: text in the first column, numbers in the others."""
    heads = [said(table.columns[0], style(SIZE, colour=PAPER.text2))]
    heads += [said(name, style(SIZE, colour=PAPER.text2, right=True)) for name in table.columns[1:]]
    made = LongTable(
        [heads, *(_cells(line, language) for line in table.rows)],
        colWidths=[INNER * share for share in table.widths],
        repeatRows=1,
        hAlign="LEFT",
    )
    commands: list[tuple[Any, ...]] = [
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 2.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.4),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, ink(PAPER.line)),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ink(PAPER.axis)),
    ]
    for place, line in enumerate(table.rows, 1):
        if line.total:
            commands.append(("LINEABOVE", (0, place), (-1, place), 0.8, ink(PAPER.axis)))
        # a total never opens a page alone, a sub-line never without its topic
        if place > 1 and (line.total or (line.level and not table.rows[place - 2].level)):
            commands.append(("NOSPLIT", (0, place - 1), (-1, place)))
    made.setStyle(TableStyle(commands))
    return made


def _cells(line: Line, language: str) -> list[Any]:
    first = style(SIZE - line.level * 0.5, bold=line.total, colour=PAPER.text2 if line.level else PAPER.text)
    first.leftIndent = 12 * line.level
    cells: list[Any] = [said(shown(line.cells[0], language), first)]
    for cell in line.cells[1:]:
        quiet = isinstance(cell, Suppressed)
        colour = PAPER.text2 if quiet or line.level else PAPER.text
        how = style(SIZE - line.level * 0.5, bold=line.total and not quiet, colour=colour, right=True)
        cells.append(said(shown(cell, language), how))
    return cells
