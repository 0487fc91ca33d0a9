"""Carrying: giving entries that stand in one audience a place in another, with their content and name unchanged.

Coordinators' programs carry by themselves what arrives for a record that was handed over. Only a device that reads both
audiences may carry; history says by whom.
"""

from __future__ import annotations

from collections.abc import Iterable

from clinic_app.journal import audience as audiences
from clinic_app.use_cases.desk import Desk


def carry(desk: Desk, record: str, audience: str) -> bool:
    """Give the read entries of `record` that lack it a place in one's own stream to `audience`; whether any did."""
    lacking = desk.vault.journal.names_lacking(record, audience)
    if lacking:
        carriable = desk.vault.carriable(record)
        lacking = [name for name in lacking if name in carriable]
    if not lacking:
        return False
    me = desk.identity
    desk.vault.journal.place([(record, name) for name in lacking], audience, me.device_id, me.life)
    return True


def place_branches(desk: Desk, record: str) -> None:
    """Give what stands on the branches of settled forks a place, so that those get it who have only one of them.

    Whoever writes to that audience does so: of two branches a coordinator may have seen neither, or only one.
    """
    me = desk.identity
    carriable: set[str] = set()
    for name, audience in desk.vault.journal.of_branches(record):
        if audiences.writes(audience, me.office_id, me.coordinator):
            carriable = carriable or desk.vault.carriable(record)
            if name in carriable:
                desk.vault.journal.place([(record, name)], audience, me.device_id, me.life)


def carry_on(desk: Desk, records: Iterable[tuple[str, str]]) -> list[str]:
    """Bring news of handed-over records to their new home, and news of it back to where they came from.

    `records` as (type, id); returns the ids carried. Only a coordinator reads both sides.
    """
    records = list(records)
    if desk.vault.journal.has_settled():
        for _, record in records:
            place_branches(desk, record)
    if not desk.identity.coordinator:
        return []
    carried = []
    told = list(records)
    wide = desk.vault.journal.standing_widely([record for _, record in told])
    for kind, record in told:
        offices = {audiences.office_of(one) for one in wide.get(record, ())} - {""}
        if len(offices) < 2:
            continue
        home = desk.vault.home_of(kind, record)
        if home and carry(desk, record, audiences.shared(home)):
            carried.append(record)
    return carried
