"""CSV as any program writes it: encoding and delimiter found, quoted cells of several lines, Excel's `sep=` hint."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from clinic_app.errors import BadInput
from clinic_app.reports.sheet_encodings import decoded, is_text
from clinic_app.reports.sheet_parts import Row, Understood, Unreadable, Wish

LONGEST_CELL = 1_000_000
DELIMITERS = (";", ",", "\t", "|")
_END = "\ue0ff end of the file \ue0ff"  # stands for itself unless an open quote swallows it
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)  # Excel's own hint in the first line


def csv_rows(content: bytes, name: str, wish: Wish) -> tuple[Iterator[Row], Understood]:
    """The rows of a CSV and how it was read; BadInput(file, line, why)."""
    found = decoded(content, wish.encoding)
    if found is None:
        raise BadInput(file=name, line=1, why=Unreadable.ENCODING)
    text = found.text.rstrip("\x1a")  # the end mark of DOS programs
    if not is_text(text):
        raise BadInput(file=name, line=1, why=Unreadable.ENCODING if wish.encoding else Unreadable.NOT_A_SPREADSHEET)
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    first, _, rest = text.partition("\n")
    told = _SEP.fullmatch(first)
    delimiter = wish.delimiter or (told[1] if told else _delimiter(text))
    reader = _reader(rest if told else text, delimiter)
    rows = _numbered(reader, 1 if told else 0, name)
    return rows, Understood(encoding=found.encoding, sure=found.sure, delimiter=delimiter)


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


def _delimiter(text: str) -> str:
    """The delimiter under which most of the first rows are equally wide; titles above do not count, quotes do."""

    def fit(delimiter: str) -> tuple[bool, float]:
        try:
            rows = [row for row in islice(_reader(text, delimiter), 200) if row and row != [_END]]
        except csv.Error:
            return False, 0.0
        if not rows:
            return False, 0.0
        width, times = Counter(map(len, rows)).most_common(1)[0]
        if width < 2:  # a short sheet under a long title
            width, times = max(map(len, rows)), 1
        share = times / len(rows)
        return width > 1 and share > 0.5, width * share if width > 1 else 0.0

    return max(DELIMITERS, key=fit)
