"""Chosen rows of a list as a spreadsheet: a heading, a row for each record; text is never a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from clinic_app.errors import BadInput
from clinic_app.reports.csv_out import guarded
from clinic_app.reports.report import Cell
from clinic_app.reports.xlsx import LINE, QUIET, put_cell, saved_book, sheet_name
from clinic_app.wording.dates import short_date

SUFFIXES = (".xlsx", ".csv")
_NARROW, _WIDE = 10, 48  # characters of a column


@dataclass(frozen=True)
class Listed:
    """A finished table in one language; `stamp` says for whom it is, on every page. As many cells as columns."""

    title: str
    stamp: str
    issuer: str
    made_on: date
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    language: str
    demo: bool = False


def listed_bytes(listed: Listed, suffix: str, name: str = "") -> bytes:
    """The table as the content of a file with `suffix`; BadInput (naming `name`) when it is none of SUFFIXES."""
    if suffix == ".xlsx":
        return _xlsx(listed)
    if suffix == ".csv":
        return _csv(listed)
    raise BadInput(file=name or suffix, line=0, why="suffix")


def _head(listed: Listed) -> tuple[str, ...]:
    stamp = f"DEMO · {listed.stamp}" if listed.demo else listed.stamp
    return (listed.title, f"{listed.issuer} · {short_date(listed.made_on)}", stamp)


def _csv(listed: Listed) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in (*((one,) for one in _head(listed)), (), listed.columns, *listed.rows):
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _xlsx(listed: Listed) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    made = datetime.combine(listed.made_on, time(), tzinfo=UTC).replace(tzinfo=None)
    book.properties.creator, book.properties.title = "Clinic Casebook", listed.title
    book.properties.created = book.properties.modified = made
    page: Any = book.active
    page.title = sheet_name(listed.title, set())
    head = _head(listed)
    for row, line in enumerate(head, 1):
        put_cell(page, row, 1, line, listed.language).font = Font(bold=row != 2, color=None if row == 1 else QUIET)
    first = len(head) + 2
    for place, name in enumerate(listed.columns, 1):
        cell = put_cell(page, first, place, name, listed.language)
        cell.font, cell.border = Font(bold=True, color=QUIET), Border(bottom=Side(style="medium", color=LINE))
        longest = max((len(str(one[place - 1])) for one in listed.rows), default=0)
        width = min(max(_NARROW, len(name), longest) + 2, _WIDE)
        page.column_dimensions[get_column_letter(place)].width = width
    whole = Alignment(vertical="top", wrap_text=True)
    for row, told in enumerate(listed.rows, first + 1):
        for place, value in enumerate(told, 1):
            put_cell(page, row, place, value, listed.language).alignment = whole
    page.freeze_panes = page.cell(first + 1, 1)
    page.print_title_rows = f"{first}:{first}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddHeader.right.text = head[-1]
    return saved_book(book)
