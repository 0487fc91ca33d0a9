"""A report as CSV: UTF-8 with BOM and semicolons, as Excel opens it here; text that would be a formula stays text."""

from __future__ import annotations

import csv
import io

from clinic_app.reports.layout import plain, subtitle
from clinic_app.reports.report import Cell, Report

# A cell that begins so is a formula to some spreadsheet; full-width signs too, after the input methods of Asia.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")


def dangerous(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula (spaces in front do not save it)."""
    return text.startswith(_BEGINNINGS) or text.lstrip().startswith(_BEGINNINGS)


def guarded(text: str) -> str:
    """`text` with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{text}" if dangerous(text) else text


def report_csv(report: Report) -> bytes:
    """The report as CSV: its head, then table after table, an empty line between."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")

    def write(*cells: Cell) -> None:
        values = (plain(cell, report.language) for cell in cells)
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in values])

    write(report.title, "DEMO") if report.demo else write(report.title)
    write(report.issuer)
    write(subtitle(report))
    write(report.stamp)
    writer.writerow([])
    for label, value in report.headline:
        write(label, value)
    for table in report.tables:
        writer.writerow([])
        write(table.title)
        write(*table.columns)
        above = ""
        for line in table.rows:
            name = str(line.cells[0])
            above = above if line.level else name
            write(f"{above} › {name}" if line.level else name, *line.cells[1:])
        if table.note:
            write(table.note)
    writer.writerow([])
    for note in report.notes:
        write(note)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
