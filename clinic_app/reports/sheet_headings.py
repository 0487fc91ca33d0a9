"""Where the headings of a sheet are: under titles, in two lines, above a line of column numbers, repeated on pages.

Only the shape of the rows tells (no word of any field); the person may name another line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from statistics import median

from clinic_app.errors import BadInput
from clinic_app.reports.sheet_parts import Row, Unreadable

_LOOKED_AT = 60
_HIGHEST = 25  # below so many filled rows nobody writes headings
_FIGURE = re.compile(r"[\d\s.,:/+()\-–%]+")


def table_of(rows: Sequence[Row], name: str, wanted: int = 0) -> tuple[int, tuple[str, ...], tuple[Row, ...]]:
    """(line of the headings, headings, rows below) of filled rows; `wanted` names the line. BadInput."""
    if not rows:
        raise BadInput(file=name, line=1, why=Unreadable.EMPTY)
    at = _guessed(rows) if not wanted else next((n for n, (line, _) in enumerate(rows) if line == wanted), -1)
    if at < 0:
        raise BadInput(file=name, line=wanted, why=Unreadable.NO_SUCH_LINE)
    line, headings = rows[at]
    first = at + 1
    if at and not wanted and rows[at - 1][0] == line - 1 and _filled(rows[at - 1][1]) > 1:
        headings = _two_lines(rows[at - 1][1], headings)
    elif first < len(rows) and _is_second_line(headings, rows[first], rows[first + 1 :]):
        headings = _two_lines(headings, rows[first][1])
        first += 1
    found = [" ".join(heading.split()) for heading in headings]
    if first < len(rows) and _numbers_columns(rows[first][1], sum(map(bool, found))):
        first += 1
    while found and not found[-1]:
        found.pop()
    width = len(found)
    again = tuple(found)
    below = tuple((line, _fitted(cells, width)) for line, cells in rows[first:])
    return line, again, tuple(row for row in below if not _is_again(row[1], again))


def _guessed(rows: Sequence[Row]) -> int:
    """The first row about as wide as the rows below, of different words rather than figures."""
    usual = median(_filled(cells) for _, cells in rows[:_LOOKED_AT])
    if usual < 2:
        return 0
    for at, (_, cells) in enumerate(rows[:_HIGHEST]):
        written = [cell.strip() for cell in cells if cell.strip()]
        words = [cell for cell in written if not _FIGURE.fullmatch(cell)]
        if len(written) >= max(2, ceil(usual * 0.6)) and len(words) * 5 >= len(written) * 4:
            return at
    return 0


def _is_second_line(upper: tuple[str, ...], lower: Row, below: Sequence[Row]) -> bool:
    """Whether a row only names the columns under headings that span several, as merged cells do."""
    _line, cells = lower
    places = [place for place, cell in enumerate(cells) if cell.strip()]
    width = max((place for place, cell in enumerate(upper, 1) if cell.strip()), default=0)
    gaps = [place for place in range(1, max(width, *places, 1)) if place >= len(upper) or not upper[place].strip()]
    if not gaps or len(places) < 2 or any(_FIGURE.fullmatch(cells[place].strip()) for place in places):
        return False
    spanned = {*gaps, *(place - 1 for place in gaps)}
    usual = median(_filled(row) for _, row in below[:_LOOKED_AT]) if below else 0
    return set(places) <= spanned and len(places) < usual


def _two_lines(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    padded = [cells + ("",) * (width - len(cells)) for cells in (upper, lower)]
    return tuple(below.strip() or above.strip() for above, below in zip(*padded, strict=True))


def _numbers_columns(cells: tuple[str, ...], columns: int) -> bool:
    """Official forms number their columns below the headings: 1 2 3 4 5."""
    written = [cell.strip() for cell in cells if cell.strip()]
    return len(written) == columns > 4 and written == [str(n) for n in range(1, len(written) + 1)]


def _is_again(cells: tuple[str, ...], headings: tuple[str, ...]) -> bool:
    """The headings once more, as on every printed page."""
    return len(headings) > 1 and tuple(" ".join(cell.split()) for cell in cells) == headings


def _filled(cells: tuple[str, ...]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Padded to `width`; what stands to the right of the headings stays only where something is written there."""
    if len(cells) < width:
        return cells + ("",) * (width - len(cells))
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[: max(width, last)]
