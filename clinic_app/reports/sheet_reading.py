"""Reads a spreadsheet for the import: CSV as any program writes it, or XLSX, into text cells with line numbers.

What the file is, its first bytes say, not its name. Nothing of a cell ever enters an error.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Any

from clinic_app.errors import BadInput, file_error

LARGEST = 200 * 2**20  # bytes of the file, and of an XLSX unpacked: a register of a hundred thousand rows has 30 MB
LONGEST_CELL = 1_000_000
DELIMITERS = (";", ",", "\t", "|")
_END = "\ue0ff end of the file \ue0ff"  # stands for itself unless an open quote swallows it
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)  # Excel's own hint in the first line

Row = tuple[int, tuple[str, ...]]  # line of the file (the heading is usually line 1), cells


class Unreadable(StrEnum):
    """Why a spreadsheet cannot be read: the `why` of BadInput."""

    EMPTY = "empty"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    LOCKED_OR_OLD = "locked_or_old"  # password-protected, or .xls of 1997
    ENCODING = "encoding"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    TOO_LARGE = "too_large"


@dataclass(frozen=True)
class Sheet:
    """A read spreadsheet. Every row has at least as many cells as there are headings; empty rows are left out."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(path: Path) -> Sheet:
    """The spreadsheet at `path` (.csv or .xlsx); raises BadInput (file, line, why: Unreadable) or FileUnreadable.

    A row's line is where it begins: quoted cells of several lines count as the lines they take.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(file=path.name, line=1, why=Unreadable.TOO_LARGE)
        content = path.read_bytes()
    except OSError as problem:
        raise file_error(problem, path, writing=False) from None
    if content.startswith(b"PK\x03\x04"):
        rows = _xlsx_rows(content, path.name)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(file=path.name, line=1, why=Unreadable.LOCKED_OR_OLD)
    else:
        rows = _csv_rows(content, path.name)
    return _sheet(rows, path.name)


def _sheet(rows: Iterator[Row], name: str) -> Sheet:
    filled = ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    first = next(filled, None)
    if first is None:
        raise BadInput(file=name, line=1, why=Unreadable.EMPTY)
    headings = [heading.strip() for heading in first[1]]
    while headings[-1] == "":
        headings.pop()
    width = len(headings)
    return Sheet(tuple(headings), tuple((line, _fitted(cells, width)) for line, cells in filled))


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Padded to `width`; what stands to the right of the headings stays only where something is written there."""
    if len(cells) < width:
        return cells + ("",) * (width - len(cells))
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[: max(width, last)]


# --- CSV ----------------------------------------------------------------------------------------------------------


def _csv_rows(content: bytes, name: str) -> Iterator[Row]:
    text = _decoded(content, name)
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    first, _, rest = text.partition("\n")
    told = _SEP.fullmatch(first)
    delimiter = told[1] if told else _delimiter(text)
    reader = _reader(rest if told else text, delimiter)
    skipped = 1 if told else 0
    return _numbered(reader, skipped, name)


def _reader(text: str, delimiter: str) -> Any:
    # newline="" keeps \r\n inside quoted cells and still counts lines as an editor does
    return csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)


def _numbered(reader: Any, skipped: int, name: str) -> Iterator[Row]:
    line = skipped + 1
    try:
        for cells in reader:
            if any(_END in cell for cell in cells):
                if cells != [_END]:
                    raise BadInput(file=name, line=line, why=Unreadable.QUOTE_NOT_CLOSED)
                return
            yield line, tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells)
            line = skipped + reader.line_num + 1
    except csv.Error:  # a cell longer than LONGEST_CELL: nearly always a quote that was never closed
        raise BadInput(file=name, line=line, why=Unreadable.QUOTE_NOT_CLOSED) from None


def _decoded(content: bytes, name: str) -> str:
    """The text behind the bytes: UTF-8, UTF-16, else the Windows code page that Excel writes in this country."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:4096]:
        encodings = ["utf-16-le" if content[1:4096:2].count(0) > content[0:4096:2].count(0) else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.rstrip("\x1a")  # the end mark of DOS programs
        if re.search(r"[\x00-\x08\x0e-\x1f]", text):
            raise BadInput(file=name, line=1, why=Unreadable.NOT_A_SPREADSHEET)
        return text
    raise BadInput(file=name, line=1, why=Unreadable.ENCODING)


def _delimiter(text: str) -> str:
    """The delimiter under which most of the first rows are as wide as the first; quotes are respected."""

    def fit(delimiter: str) -> tuple[bool, int, float]:
        try:
            rows = [row for row in islice(_reader(text, delimiter), 200) if row and row != [_END]]
        except csv.Error:
            return False, 0, 0.0
        if not rows or len(rows[0]) < 2:
            return False, 0, 0.0
        share = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        return share > 0.8, len(rows[0]), share

    return max(DELIMITERS, key=fit)


# --- XLSX ---------------------------------------------------------------------------------------------------------


def _xlsx_rows(content: bytes, name: str) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST:
                raise BadInput(file=name, line=1, why=Unreadable.TOO_LARGE)
        with warnings.catch_warnings():  # openpyxl warns of styles and validations, which an import does not need
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
            if not shown:
                raise BadInput(file=name, line=1, why=Unreadable.EMPTY)
            shown[0].reset_dimensions()  # some programs write a wrong size; the rows themselves are right
            rows = [(line, tuple(map(_text, row))) for line, row in enumerate(shown[0].iter_rows(), 1)]
            book.close()
    except (BadInput, MemoryError):
        raise
    except Exception:  # openpyxl raises whatever a broken file makes it stumble over, with cell content in the text
        raise BadInput(file=name, line=1, why=Unreadable.NOT_A_SPREADSHEET) from None
    return iter(rows)


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
