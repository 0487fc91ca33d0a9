"""A finished report or card as the content of a file; whoever asked writes it where the person chose."""

from __future__ import annotations

from clinic_app.errors import BadInput
from clinic_app.reports.codes_sheet import CodesSheet
from clinic_app.reports.recovery_sheet import RecoverySheet
from clinic_app.reports.report import Report
from clinic_app.reports.sheet import Sheet

SUFFIXES = (".pdf", ".xlsx", ".csv")


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


def card_bytes(sheet: Sheet) -> bytes:
    """A record's card as PDF."""
    from clinic_app.reports.card_pdf import sheet_pdf

    return sheet_pdf(sheet)


def recovery_bytes(sheet: RecoverySheet) -> bytes:
    """The recovery sheet as PDF, one page; the bytes are as secret as the code."""
    from clinic_app.reports.recovery_paper import sheet_pdf

    return sheet_pdf(sheet)


def codes_bytes(sheet: CodesSheet) -> bytes:
    """QR codes of a request or an invitation as PDF."""
    from clinic_app.reports.codes_paper import codes_pdf

    return codes_pdf(sheet)
