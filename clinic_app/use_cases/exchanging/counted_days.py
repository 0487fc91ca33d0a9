"""Days on which something came from another laptop: what keys grow old by, because a clock may be wrong.

A clock turned forward by a year counts as one day; a clock that stands still counts none.
"""

from __future__ import annotations

from datetime import date

from clinic_app.use_cases.desk import Desk

_KEPT = "counted_days"


def counted_days(desk: Desk) -> int:
    """How many such days this case book has had."""
    return int(desk.vault.recall(_KEPT, {}).get("days", 0))


def count_day(desk: Desk, today: date | None = None) -> None:
    """Something of another laptop was opened today."""
    kept = desk.vault.recall(_KEPT, {})
    on = (today or date.today()).isoformat()
    if kept.get("on") != on:
        desk.vault.remember(_KEPT, {"days": int(kept.get("days", 0)) + 1, "on": on})
