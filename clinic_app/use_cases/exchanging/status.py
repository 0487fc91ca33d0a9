"""How the exchange stands in few numbers: what waits, and when packages last went or came. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class WaitingNow:
    """What has not been acknowledged by all its readers: packages in the outbox, their bytes, and entries not yet
    sealed.
    """

    packages: int
    entries: int
    bytes: int
    unsealed: int


@dataclass(frozen=True)
class LastExchange:
    """The last time packages were left or taken in, by this laptop's clock."""

    at: datetime
    kind: str  # "export" or "merge"
    packages: int
