"""Reads a spreadsheet for the import: CSV as any program writes it, or XLSX, into text cells with line numbers.

What the file is, its first bytes say, not its name. Nothing of a cell ever enters an error.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clinic_app.errors import BadInput, file_error
from clinic_app.progress import Progress
from clinic_app.reports.sheet_csv import csv_rows
from clinic_app.reports.sheet_headings import table_of
from clinic_app.reports.sheet_parts import LARGEST, Row, Sheet, Understood, Unreadable, Wish
from clinic_app.reports.sheet_xlsx import xlsx_rows

__all__ = ["Row", "Sheet", "Understood", "Unreadable", "Wish", "read_sheet"]


def read_sheet(path: Path, wish: Wish | None = None, progress: Progress | None = None) -> Sheet:
    """The spreadsheet at `path` (.csv or .xlsx); raises BadInput (file, line, why: Unreadable) or FileUnreadable.

    `wish` settles what would be guessed. A row's line is where it begins: quoted cells of several lines count as the
    lines they take.
    """
    wish = wish or Wish()
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(file=path.name, line=1, why=Unreadable.TOO_LARGE)
        content = path.read_bytes()
    except OSError as problem:
        raise file_error(problem, path, writing=False) from None
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(file=path.name, line=1, why=Unreadable.LOCKED_OR_OLD)
    if content.startswith(b"PK\x03\x04"):
        found, understood = xlsx_rows(content, path.name, wish, progress)
        rows = iter(found)
    else:
        rows, understood = csv_rows(content, path.name, wish)
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    line, headings, below = table_of(filled, path.name, wish.header)
    return Sheet(headings, below, replace(understood, header=line))
