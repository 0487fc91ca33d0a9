"""A report as frozen values, words and numbers in its language; the writers (PDF, XLSX, CSV) only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Suppressed:
    """A hidden number; `least` is the smallest count shown in its place. Whether it is under that, nobody is told."""

    least: int


Cell = int | str | Suppressed


@dataclass(frozen=True)
class Line:
    """A line of a table: the first cell names it. `level` 1 is a sub-line of the 0 above it; `total` closes a table."""

    cells: tuple[Cell, ...]
    level: int = 0
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table: the first column is text, the others numbers; `widths` are shares of the page, one per column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Line, ...]
    widths: tuple[float, ...]
    note: str = ""


@dataclass(frozen=True)
class Series:
    """One row of bars; a hidden value is None."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Chart:
    """Bars side by side over `labels` (a line break in a label begins its second line)."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Report:
    """A finished report: `rows` records were counted, `suppressed` numbers on the page are hidden."""

    name: str
    title: str
    language: str
    start: date
    end: date
    profile: str
    stamp: str  # the profile in words, on every page
    issuer: str  # the network or office that reports
    offices: str  # which offices are in it, in words; may be empty
    made_on: date
    headline: tuple[tuple[str, Cell], ...]  # (label, value)
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]
    notes: tuple[str, ...]
    rows: int
    suppressed: int
    demo: bool
