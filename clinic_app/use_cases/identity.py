"""Who works here: the person, the office and the laptop of an open vault."""

from __future__ import annotations

import os
import time
import uuid
from dataclasses import dataclass
from datetime import datetime

COORDINATOR = "coordinator"
MANAGING = ("lawyer", COORDINATOR)


@dataclass(frozen=True)
class Identity:
    """Who works and where; frozen, a new one is read after joining a network or unlocking as somebody else.

    `role` is the person's; `laptop_role` the laptop's in its network ("": a case book of one person, whose role it is).
    """

    vault_id: str
    device_id: str
    member_id: str
    person: str
    role: str
    office_id: str
    office_name: str
    letter: str
    life: str  # random per life; a restored vault begins a new one
    life_number: int = 1
    demo: bool = False
    network_id: str = ""
    network_name: str = ""
    laptop_role: str = ""

    @property
    def coordinator(self) -> bool:
        """Whether this laptop is a coordinator's: it reads what offices share, whoever sits there."""
        return (self.laptop_role or self.role) == COORDINATOR

    @property
    def decides(self) -> bool:
        """Whether the person before it may do what only a coordinator does."""
        return self.coordinator and self.role == COORDINATOR

    @property
    def manages(self) -> bool:
        """Whether the person before it may add and remove people here: a coordinator, at an office a lawyer too."""
        return self.decides if self.coordinator else self.role in MANAGING

    @property
    def laptop(self) -> str:
        """The letter in record numbers: B, and B2 in the second life."""
        return self.letter if self.life_number == 1 else f"{self.letter}{self.life_number}"


def new_id() -> str:
    """A UUIDv7: milliseconds, then 74 random bits (RFC 9562)."""
    stamp = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    value = (stamp & (2**48 - 1)) << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64 | 0b10 << 62 | tail & (2**62 - 1)
    return str(uuid.UUID(int=value))


def clock_text() -> str:
    """The laptop's clock with its offset, for people only."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
