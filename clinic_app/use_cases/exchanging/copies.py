"""That this case book is written in twice: noticed by what comes from others, told until a person has settled it.

Two copies are one laptop to everybody else: what is sealed for it reaches both, and neither gets the other's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from clinic_app.use_cases.desk import Desk

_NOTICED, _SETTLED = "copy_noticed", "copies_settled"
_MOST = 200


@dataclass(frozen=True)
class CopyNoticed:
    """When it was first noticed, and from which laptop's package (its id; nothing when a place told)."""

    at: datetime
    by: str


def note_copy(desk: Desk, stream: str, by: str = "") -> None:
    """Places of one's own `stream` that were never written here have come. Said once for each stream."""
    if stream in desk.vault.recall(_SETTLED, []):
        return
    noticed = desk.vault.recall(_NOTICED) or {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": by,
        "streams": [],
    }
    if stream not in noticed["streams"]:
        noticed["streams"] = [*noticed["streams"], stream][-_MOST:]
        desk.vault.remember(_NOTICED, noticed)


def copy_noticed(desk: Desk) -> CopyNoticed | None:
    """What was noticed and nobody has settled yet."""
    noticed = desk.vault.recall(_NOTICED)
    return CopyNoticed(datetime.fromisoformat(noticed["at"]), noticed["by"]) if noticed else None


def settle_copy(desk: Desk) -> None:
    """A person says that no second copy is in use any more; another one is noticed anew."""
    with desk.vault.changing():
        noticed = desk.vault.recall(_NOTICED) or {"streams": []}
        settled = [*desk.vault.recall(_SETTLED, []), *noticed["streams"]]
        desk.vault.remember(_SETTLED, settled[-_MOST:])
        desk.vault.remember(_NOTICED, None)
