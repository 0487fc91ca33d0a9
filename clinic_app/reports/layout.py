"""The words every writer puts around a report's numbers."""

from __future__ import annotations

from clinic_app.reports.report import Cell, Report, Suppressed
from clinic_app.wording.dates import number, short_date
from clinic_app.wording.words import N_, in_language


def period(report: Report) -> str:
    """01.05.2020 – 31.03.2021"""
    return f"{short_date(report.start)} – {short_date(report.end)}"


def subtitle(report: Report) -> str:
    """The line under the title: period, offices, the day it was made."""
    made = in_language(report.language, N_("made on {date}")).format(date=short_date(report.made_on))
    return " · ".join(part for part in (period(report), report.offices, made) if part)


def plain(cell: Cell, language: str) -> int | str:
    """A cell for a spreadsheet: a number stays one, a hidden one is the word."""
    return in_language(language, N_("hidden")) if isinstance(cell, Suppressed) else cell


def shown(cell: Cell, language: str) -> str:
    """A cell as text: 1 369, words, or the word for a hidden number."""
    value = plain(cell, language)
    return number(value) if isinstance(value, int) else value
