"""What a list of two-line rows shows, as plain values. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ListLine:
    """One row, or with `heading` a line between rows. The pill's word says what its tone only helps to see."""

    id: str
    title: str
    second: str = ""
    top: str = ""  # the day
    low: str = ""  # the weekday, or the time
    icon: str = ""
    icon_tone: str = "text2"
    pill: str = ""
    pill_icon: str = ""
    tone: str = "neutral"
    note: str = ""  # small, right of the title; of a heading the count
    note_tone: str = "text2"
    late: bool = False
    heading: bool = False
    data: Any = None


def said(line: ListLine) -> str:
    """What a screen reader says of a line."""
    parts = (line.title, f"{line.top} {line.low}".strip(), line.second, line.pill, line.note)
    return ", ".join(part for part in parts if part)
