"""All the exchange page shows, read in one go on the vault's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clinic_app.use_cases.identity import Identity
from clinic_app.wording.alphabet import alphabet_key

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
    places: Sequence[Any] = ()
    kinds: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Any] = ()  # of the outbox: one per object and place

    @property
    def last_good(self) -> datetime | None:
        """When packages last went or came well, at a place or by hand."""
        times = [place.last_good for place in self.places if place.last_good is not None]
        return max([*times, *([self.last.at] if self.last is not None else [])], default=None)

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
        inbox=clinic.exchange.inbox() if inside and me.decides else (),
        runs=clinic.exchange.runs(RUNS_SHOWN + 1) if inside else (),
        roster=roster,
        offices=clinic.casework.titles("office", sorted({laptop.office for laptop in roster})),
        places=sorted(clinic.places.all(), key=lambda one: alphabet_key(one.name)) if inside else (),
        kinds=clinic.places.kinds(),
        rows=clinic.outbox.rows() if inside else (),
    )
