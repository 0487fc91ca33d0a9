"""What a proceeding may say of itself: a stage of its own procedure, and never that it follows itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clinic_app.records.proceeding import Proceeding
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.reference import lists
from clinic_app.reference.lists import Item


def stages_of(procedure: str | None) -> list[Item]:
    """The stages of a procedure, in their order; none where no procedure is chosen."""
    return lists.children("proceedings_stages", procedure) if procedure else []


def faults_of(record: Record, before: Any = None) -> dict[str, Fault]:
    """What is wrong with a proceeding; what stood in `before` already, and came so by a merge, keeps nobody from
    saving the rest.
    """
    if not isinstance(record, Proceeding):
        return {}
    found: dict[str, Fault] = {}
    stage = lists.items("proceedings_stages").get(record.stage or "")
    if stage is not None and stage.parent != record.procedure:  # a code of a newer list is left alone
        found["stage"] = Fault.ALIEN_STAGE
    if record.follows_id and record.follows_id == record.id:
        found["follows_id"] = Fault.FOLLOWS_ITSELF
    if before is not None and (before.stage, before.procedure) == (record.stage, record.procedure):
        found.pop("stage", None)
    return found


def in_order(proceedings: Sequence[Proceeding]) -> list[list[Proceeding]]:
    """The chains of a case: each instance behind the one it follows, the chain that began first before the others.

    Two laptops may have written a chain that runs in a circle, or one whose beginning is not here: all are shown.
    """
    known = {one.id: one for one in proceedings}
    following: dict[str, list[Proceeding]] = {}
    for one in sorted(proceedings, key=_begun):
        following.setdefault(one.follows_id if one.follows_id in known else "", []).append(one)
    placed: set[str] = set()
    chains: list[list[Proceeding]] = []
    for first in [*following.get("", []), *sorted(proceedings, key=_begun)]:
        if first.id in placed:
            continue
        chain, left = [], [first]
        while left:
            one = left.pop(0)
            if one.id not in placed:
                placed.add(one.id)
                chain.append(one)
                left = [*following.get(one.id, []), *left]
        chains.append(chain)
    return chains


def _begun(one: Proceeding) -> tuple[str, str]:
    return (one.began_on.isoformat() if one.began_on else "9999", one.id)
