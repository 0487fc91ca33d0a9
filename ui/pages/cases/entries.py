"""What a tab of the case page lists, as frozen words: an entry with its badges, grouped under headings. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.reference import lists
from clinic_app.wording.dates import short_date


@dataclass(frozen=True)
class Badge:
    """A state: icon, word, and the tone info, ok, warn, bad or neutral."""

    icon: str
    word: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Entry:
    """One row. `kind` is the record type its `id` belongs to; a heading has none. `acts` name what can be done."""

    title: str
    kind: str = ""
    id: str = ""
    icon: str = "file-text"
    tone: str = "neutral"
    badges: Sequence[Badge] = ()
    facts: str = ""
    text: str = ""
    right: str = ""
    depth: int = 0
    acts: Sequence[str] = ()
    torn: bool = False

    def spoken(self) -> str:
        """All of it, as one sentence for ears."""
        badges = (badge.word for badge in self.badges)
        return ", ".join(part for part in (self.title, *badges, self.facts, self.text, self.right) if part)


def heading(title: str) -> Entry:
    """A bold line above the entries that follow."""
    return Entry(title)


def told(*parts: str) -> str:
    """Facts of one line, those that are there."""
    return " · ".join(part for part in parts if part)


def label(name: str, code: str | None) -> str:
    """The label of a code, "" for none."""
    return lists.label(name, code) if code else ""


def labels(name: str, codes: frozenset[str]) -> list[str]:
    """The labels of several codes, in the list's own order."""
    known = {code: place for place, code in enumerate(lists.items(name))}
    return [lists.label(name, code) for code in sorted(codes, key=lambda code: known.get(code, len(known)))]


def day(value: date | None) -> str:
    """A day as people write it, "" for none."""
    return short_date(value) if value else ""


def soms(value: int | None) -> str:
    """50 000, "" for none."""
    return f"{value:,}".replace(",", "\u00a0") if value is not None else ""


def newest(records: Sequence[Any], field: str) -> list[Any]:
    """Records by a field's date, the newest first; those without one stand last."""
    return sorted(records, key=lambda one: (str(getattr(one, field) or "").lstrip("~"), one.id), reverse=True)
