"""What every kind of spreadsheet is read into, how one may be told to read it, and why it may be refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

LARGEST = 200 * 2**20  # bytes of the file, and of an XLSX unpacked: a register of a hundred thousand rows has 30 MB

Row = tuple[int, tuple[str, ...]]  # line of the file, cells


class Unreadable(StrEnum):
    """Why a spreadsheet cannot be read: the `why` of BadInput."""

    EMPTY = "empty"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    LOCKED_OR_OLD = "locked_or_old"  # password-protected, or .xls of 1997
    ENCODING = "encoding"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    TOO_LARGE = "too_large"
    NO_SUCH_SHEET = "no_such_sheet"
    NO_SUCH_LINE = "no_such_line"


@dataclass(frozen=True)
class Wish:
    """How the person wants the file read. What is empty is guessed; `header` is the line of the headings."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 0


@dataclass(frozen=True)
class Understood:
    """How a file was read. `sure` is false where the encoding is a guess that only a person can confirm."""

    encoding: str = ""  # of a CSV
    sure: bool = True
    delimiter: str = ""  # of a CSV
    sheet: str = ""  # of a workbook, and all its sheets
    sheets: tuple[str, ...] = ()
    header: int = 1
    without_result: int = 0  # formulas whose result the workbook does not hold: their cells read as empty


@dataclass(frozen=True)
class Sheet:
    """A read spreadsheet. Every row has at least as many cells as there are headings; empty rows are left out."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    understood: Understood = field(default_factory=Understood, compare=False)
