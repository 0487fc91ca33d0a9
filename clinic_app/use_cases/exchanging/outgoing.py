"""What goes out and how far it is: made, left and read back, answered. "Answered" is what a reader said, no guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clinic_app.store.place_tables import THERE
from clinic_app.use_cases.desk import Desk

WAITS, SENT, ANSWERED = "waits", "sent", "answered"
_LEFT_TO = "left_to"


@dataclass(frozen=True)
class Outgoing:
    """One package on its way. `state`: it waits here, was left somewhere and read back ("sent"), or every reader has
    acknowledged it ("answered"); `at` says when it was made or answered.
    """

    name: str
    audience: str
    entries: int
    bytes: int
    state: str
    at: datetime


def outgoing(desk: Desk, limit: int = 50) -> list[Outgoing]:
    """The packages that were sealed here, newest first; those that carried receipts alone are not told."""
    with desk.vault.looking():
        left_to = int(desk.vault.recall(_LEFT_TO, 0))
        rows = desk.vault.exchange.sealed_packages(limit)
        there = {one.sha256 for one in desk.vault.exchange.places.objects() if one.state == THERE}
    found = []
    for id, name, audience, entries, size, made_at, answered_at, sha256 in rows:
        state = ANSWERED if answered_at else SENT if id <= left_to or sha256 in there else WAITS
        found.append(Outgoing(name, audience, entries, size, state, datetime.fromisoformat(answered_at or made_at)))
    return found


def remember_left(desk: Desk, names: Iterable[str]) -> None:
    """These packages lie in a folder and were read back; with them everything sealed before."""
    with desk.vault.changing():
        last = desk.vault.exchange.last_of(list(names))
        if last > int(desk.vault.recall(_LEFT_TO, 0)):
            desk.vault.remember(_LEFT_TO, last)
