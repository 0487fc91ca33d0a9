"""A report as XLSX: a sheet for the head and one for each table; numbers are numbers, text is never a formula.

openpyxl would write every sheet to a temporary file first; here nothing leaves memory before the person's own file.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from clinic_app.reports.csv_out import dangerous
from clinic_app.reports.layout import plain, subtitle
from clinic_app.reports.report import Cell, Report, Table

if TYPE_CHECKING:
    from openpyxl import Workbook

ACCENT, LINE, QUIET = "FF17608B", "FFDAE1E4", "FF47555E"
CHARACTERS = 96  # the width of a page in characters of a column


def report_xlsx(report: Report) -> bytes:
    """The report as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    made = datetime.combine(report.made_on, time(), tzinfo=UTC).replace(tzinfo=None)
    book.properties.creator, book.properties.title = "Clinic Casebook", report.title
    book.properties.created = book.properties.modified = made
    head: Any = book.active
    head.title = sheet_name(report.title, set())
    _write_head(head, report)
    names = {head.title}
    for table in report.tables:
        page = book.create_sheet(sheet_name(table.title, names))
        names.add(page.title)
        _write_table(page, table, report.language)
    for page in book.worksheets:
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.oddHeader.right.text = f"DEMO · {report.stamp}" if report.demo else report.stamp
    return saved_book(book)


def _write_head(page: Any, report: Report) -> None:
    from openpyxl.styles import Font

    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 44, 18
    put_cell(page, 1, 1, report.title, report.language).font = Font(bold=True, size=16)
    lines = (report.issuer, subtitle(report), f"DEMO · {report.stamp}" if report.demo else report.stamp)
    for place, line in enumerate(lines, 2):
        put_cell(page, place, 1, line, report.language).font = Font(color=QUIET)
    page.cell(4, 1).font = Font(bold=True, color=ACCENT)
    row = 6
    for label, value in report.headline:
        put_cell(page, row, 1, label, report.language)
        put_cell(page, row, 2, value, report.language).font = Font(bold=True)
        row += 1
    for note in report.notes:
        row += 1
        put_cell(page, row, 1, note, report.language).font = Font(color=QUIET)


def _write_table(page: Any, table: Table, language: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    hair = Border(bottom=Side(style="thin", color=LINE))
    for place, (name, share) in enumerate(zip(table.columns, table.widths, strict=True), 1):
        page.column_dimensions[get_column_letter(place)].width = round(CHARACTERS * share)
        cell = put_cell(page, 1, place, name, language)
        cell.font, cell.border = Font(bold=True, color=QUIET), Border(bottom=Side(style="medium", color=LINE))
        cell.alignment = Alignment(horizontal="right" if place > 1 else "left")
    for row, line in enumerate(table.rows, 2):
        for place, value in enumerate(line.cells, 1):
            cell = put_cell(page, row, place, value, language)
            cell.border = hair
            if line.total:
                cell.font = Font(bold=True)
            quiet = place > 1 and not isinstance(value, int)
            if quiet:
                cell.font = Font(color=QUIET)
            cell.alignment = Alignment(
                horizontal="right" if place > 1 else "left", indent=2 * line.level if place == 1 else 0, wrap_text=True
            )
    if table.note:
        put_cell(page, len(table.rows) + 3, 1, table.note, language).font = Font(color=QUIET)
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"


def put_cell(page: Any, row: int, column: int, value: Cell, language: str) -> Any:
    """Write one cell. Text is typed as text and, where a program could take it for a formula, marked as quoted."""
    cell, value = page.cell(row, column), plain(value, language)
    if isinstance(value, int):
        cell.value, cell.number_format = value, "#,##0"
        return cell
    cell.value = "".join(c for c in value if c >= " " or c in "\t\n\r")[:32_767]
    cell.data_type = "s"  # openpyxl makes a formula of what begins with =
    if dangerous(value):
        cell.quotePrefix = True
    return cell


def sheet_name(title: str, taken: set[str]) -> str:
    """A name Excel accepts: at most 31 characters, none of []:*?/\\, not used yet."""
    name = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:31] or "1"
    number = 2
    while name.lower() in {other.lower() for other in taken}:
        name = f"{name[:27]} {number}"
        number += 1
    return name


def saved_book(book: Workbook) -> bytes:
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = [], []
            out = BytesIO()
            writer = WorksheetWriter(ws, out)
            writer.write()
            ws._rels = writer._rels
            self._archive.writestr(ws.path[1:], out.getvalue())
            self.manifest.append(ws)

    whole = BytesIO()
    InMemory(book, ZipFile(whole, "w", ZIP_DEFLATED, allowZip64=True)).save()
    return whole.getvalue()
