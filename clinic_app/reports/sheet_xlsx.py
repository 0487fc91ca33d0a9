"""A workbook as a person sees it: the sheet asked for, dates and numbers as they are shown, the results of formulas."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic_app.errors import BadInput, ClinicError
from clinic_app.progress import Progress, Quiet
from clinic_app.reports.sheet_parts import LARGEST, Row, Understood, Unreadable, Wish

_STEP = 500
_NO_RESULT = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")


def xlsx_rows(content: bytes, name: str, wish: Wish, progress: Progress | None = None) -> tuple[list[Row], Understood]:
    """The rows of one sheet of a workbook and how it was read; BadInput(file, line, why), Cancelled."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST:
                raise BadInput(file=name, line=1, why=Unreadable.TOO_LARGE)
        with warnings.catch_warnings():  # openpyxl warns of styles and validations, which an import does not need
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            page = _chosen(book.worksheets, name, wish.sheet)
            rows = _rows(page, progress or Quiet())
            missing = _without_result(content, page)
            sheets = tuple(sheet.title for sheet in book.worksheets)
            book.close()
    except (ClinicError, MemoryError):
        raise
    except Exception:  # openpyxl raises whatever a broken file makes it stumble over, with cell content in the text
        raise BadInput(file=name, line=1, why=Unreadable.NOT_A_SPREADSHEET) from None
    return rows, Understood(sheet=page.title, sheets=sheets, without_result=missing)


def _chosen(pages: Sequence[Any], name: str, wanted: str) -> Any:
    """The sheet of that name; else the first a person sees that holds a table; else the first."""
    for page in pages:
        page.reset_dimensions()  # some programs write a wrong size; the rows themselves are right
    if wanted:
        named = [page for page in pages if page.title.strip().casefold() == wanted.strip().casefold()]
        if not named:
            raise BadInput(file=name, line=1, why=Unreadable.NO_SUCH_SHEET)
        return named[0]
    shown = [page for page in pages if page.sheet_state == "visible"] or list(pages)
    if not shown:
        raise BadInput(file=name, line=1, why=Unreadable.EMPTY)
    return next((page for page in shown if len(shown) == 1 or _holds_a_table(page)), shown[0])


def _holds_a_table(page: Any) -> bool:
    """Whether two of its first rows have two cells: a cover sheet has not."""
    wide = 0
    for row in page.iter_rows(max_row=50, values_only=True):
        wide += sum(value is not None and str(value).strip() != "" for value in row) > 1
    return wide > 1


def _rows(page: Any, progress: Progress) -> list[Row]:
    found: list[Row] = []
    for line, row in enumerate(page.iter_rows(), 1):
        if line % _STEP == 0:
            progress.step(line, 0)
        found.append((line, tuple(map(_text, row))))
    return found


def _without_result(content: bytes, page: Any) -> int:
    """Formulas without a result: a program that does not calculate wrote them, and their cells would read as empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        path = str(getattr(page, "_worksheet_path", "")).lstrip("/")
        return len(_NO_RESULT.findall(packed.read(path))) if path in packed.namelist() else 0


def _text(cell: Any) -> str:
    return "" if cell.value is None else _shown(cell.value, cell.number_format or "")


def _shown(value: Any, how: str) -> str:
    """A cell as a person sees it; `how` is its number format."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return _shown_moment(value, how)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, (int, float)):
        return _shown_number(value, how)
    return str(value).replace("\r\n", "\n").replace("_x000D_\n", "\n")


def _shown_moment(value: datetime, how: str) -> str:
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", how.lower())
    if "h" in plain and "d" not in plain and "y" not in plain:
        return f"{value:%H:%M}"
    if (value.hour, value.minute, value.second) == (0, 0, 0) or ("y" in plain and "h" not in plain):
        return f"{value:%d.%m.%Y}"
    return f"{value:%d.%m.%Y %H:%M:%S}" if value.second else f"{value:%d.%m.%Y %H:%M}"


def _shown_number(value: int | float, how: str) -> str:
    if how.endswith("%"):
        return f"{value * 100:.10g}%"
    if float(value).is_integer() and abs(value) < 1e18:
        digits = str(int(value))
        # a telephone kept as a number with leading zeros ("0000000000") shows them
        return digits.zfill(len(how)) if re.fullmatch("0+", how) else digits
    return f"{value:.15g}"
