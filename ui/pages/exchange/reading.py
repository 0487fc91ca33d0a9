"""All the exchange page shows, read in one go on the vault's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.use_cases.identity import Identity

RUNS_SHOWN = 5
OUTGOING_SHOWN = 6


@dataclass(frozen=True)
class State:
    """What stands here now; `inbox` is a coordinator's alone."""

    me: Identity
    waiting: Any
    last: Any
    outgoing: Sequence[Any]
    inbox: Sequence[Any]
    runs: Sequence[Any]
    roster: Sequence[Any]
    offices: Mapping[str, str]

    @property
    def inside(self) -> bool:
        """Whether this laptop is in a network."""
        return bool(self.me.network_id)

    def office(self, code: str, name: str = "") -> str:
        """What an office is called: its own record first, then the roster, then its code."""
        return self.offices.get(code) or name or code


def read(clinic: Any) -> State:
    """Read everything."""
    me = clinic.identity
    inside = bool(me.network_id)
    roster = clinic.network.roster() if inside else []
    return State(
        me=me,
        waiting=clinic.exchange.waiting(),
        last=clinic.exchange.last_exchange(),
        outgoing=clinic.exchange.outgoing(OUTGOING_SHOWN) if inside else (),
        inbox=clinic.exchange.inbox() if inside and me.coordinator else (),
        runs=clinic.exchange.runs(RUNS_SHOWN + 1) if inside else (),
        roster=roster,
        offices=clinic.casework.titles("office", sorted({laptop.office for laptop in roster})),
    )
