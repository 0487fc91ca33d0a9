"""The filters of the consultation list: month, topic, outcome, lawyer. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clinic_app.reference import lists
from clinic_app.wording.dates import month_name
from clinic_app.wording.words import _


def months_back(today: date, count: int) -> list[tuple[int, int]]:
    """(year, month) of this month and the months before it."""
    first = today.year * 12 + today.month - 1
    return [((first - n) // 12, (first - n) % 12 + 1) for n in range(count)]


def month_words(year: int, month: int) -> str:
    """Ноябрь 2026"""
    return f"{month_name(month).capitalize()} {year}"


def in_month(year: int, month: int) -> Mapping[str, Any]:
    """What a month asks of the records."""
    return {"received_at": (f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-31T99")}


def in_year(year: int) -> Mapping[str, Any]:
    """What a year asks of the records."""
    return {"received_at": (f"{year:04}-01-01", f"{year:04}-12-31T99")}


def topic_groups() -> list[tuple[str, str, frozenset[str]]]:
    """(code, label, all codes under it) of the topics without a parent."""
    found = []
    for item in lists.items("legal_topics").values():
        if not item.parent:
            under = {code for code in lists.items("legal_topics") if lists.ancestor("legal_topics", code) == item.id}
            found.append((item.id, item.label(), frozenset(under | {item.id})))
    return found


def outcomes() -> list[tuple[str, str]]:
    """(code, label) of the outcomes."""
    return [(item.id, item.label()) for item in lists.items("outcome").values()]


def mine() -> str:
    """The word for one's own records."""
    return _("mine")
