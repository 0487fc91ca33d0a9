"""A record's card as frozen values: words in one language, ready to be laid out."""

from __future__ import annotations

from dataclasses import dataclass

from clinic_app.reports.report import Table


@dataclass(frozen=True)
class Section:
    """A heading and its (label, text) rows; a row without a label takes the whole width and may be long."""

    heading: str
    rows: tuple[tuple[str, str], ...]


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
