"""Puts a finished report or card into the file a person chose: whole, or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from clinic_app.errors import BadInput, file_error
from clinic_app.reports.report import Report
from clinic_app.reports.sheet import Sheet

SUFFIXES = (".pdf", ".xlsx", ".csv")


def write_report(report: Report, out: Path) -> Path:
    """Write the report as PDF, XLSX or CSV, by the suffix of `out`; BadInput (why: suffix) for another suffix."""
    return write_whole(report_bytes(report, out.suffix.lower(), out.name), out)


def report_bytes(report: Report, suffix: str, name: str = "") -> bytes:
    """The report as the content of a file with `suffix`; `name` is told when the suffix is none of SUFFIXES."""
    if suffix == ".pdf":
        from clinic_app.reports.pdf import report_pdf

        return report_pdf(report)
    if suffix == ".xlsx":
        from clinic_app.reports.xlsx import report_xlsx

        return report_xlsx(report)
    if suffix == ".csv":
        from clinic_app.reports.csv_out import report_csv

        return report_csv(report)
    raise BadInput(file=name or suffix, line=0, why="suffix")


def write_card(sheet: Sheet, out: Path) -> Path:
    """Write a record's card as PDF."""
    from clinic_app.reports.card_pdf import sheet_pdf

    return write_whole(sheet_pdf(sheet), out)


def write_whole(content: bytes, out: Path) -> Path:
    """Write beside `out`, make it durable, then take its name; raises DiskFull or FileUnwritable and leaves nothing."""
    beside = out.with_name(f".{out.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        try:
            with beside.open("xb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as problem:
        raise file_error(problem, out, writing=True) from None
    return out
