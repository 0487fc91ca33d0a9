"""Which hearings have been moved to a hearing of their own: those are shown once, on the new day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from clinic_app.records.record import Record


class Looks(Protocol):
    """What is needed of Casework."""

    def ids(self, kind: str, *, where: Any = None) -> list[str]: ...

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Record]: ...


def followed_ids(casework: Looks, events: Sequence[str]) -> dict[str, str]:
    """Postponed hearing -> the hearing that stands on the new day; what was only marked as postponed is not in it."""
    ids = casework.ids("case_event", where={"kind": "hearing", "about_id": set(events)}) if events else []
    return {str(getattr(new, "about_id", "")): new.id for new in casework.load_many("case_event", ids)}
