"""A record's card as frozen values: words in one language, ready to be laid out."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.reports.report import Table


@dataclass(frozen=True)
class Entry:
    """One line of a chronology: when, what, and what more there is to say; `quiet`: it has not happened yet."""

    when: str
    what: str
    text: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of words: the columns, the lines, and the share of the page that each column takes."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Section:
    """A heading and its (label, text) rows; a row without a label takes the whole width and may be long.

    Below the rows stand the entries of a chronology, and a table.
    """

    heading: str
    rows: tuple[tuple[str, str], ...] = ()
    entries: tuple[Entry, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True)
class Sheet:
    """A card, ready to be laid out. `title` and `number` name the kind of record and its number, never a person."""

    title: str
    number: str
    subtitle: str
    stamp: str
    sections: tuple[Section, ...]
    footer: str
    language: str
    demo: bool = False
    tables: tuple[Table, ...] = ()  # of numbers, above the sections
