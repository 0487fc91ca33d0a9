"""The page of keys and laptops without Qt: what stands in a row, what is wrong, what a button does."""

from __future__ import annotations

from typing import Any

from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _


def state_of(row: Any) -> tuple[str, str, str]:
    """(icon, word, tone) of a laptop."""
    if row.removed:
        return "x", _("removed"), "neutral"
    if row.disputed:
        return "alert-triangle", _("two keys"), "bad"
    if row.copied:
        return "copy", _("copied"), "warn"
    if row.own:
        return "device-laptop", _("this laptop"), "info"
    return "check", _("coordinator") if row.role == "coordinator" else _("office"), "neutral"


def heard_of(row: Any) -> str:
    """When anything of it last came."""
    return short_date(row.last_heard.astimezone()) if row.last_heard else "—"


def removal_warning(row: Any) -> str:
    """What removing means, beside what the laptop already has."""
    if row.own:
        return _("It is this laptop: nothing it writes would be taken in any more.")
    return _("From then on nothing more is sealed for it, and nothing new of it is taken in. This cannot be undone.")
