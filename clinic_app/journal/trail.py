"""The chain of the paper trail: each row hashes the one before it, so none can be changed or taken out unnoticed.

A seal is the laptop's signature on vault, laptop, number and chain: what was sealed cannot be told differently later
without the laptop's key. The chain begins with random bytes of the vault, so a printed head betrays nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from clinic_app.journal.canonical import canonical

MOST_ROW_BYTES = 2048
_BEGINNING, _ROW, _SEAL = (
    b"clinic-casebook trail 1\0",
    b"clinic-casebook trail row 1\0",
    b"clinic-casebook trail seal 1\0",
)


@dataclass(frozen=True)
class TrailRow:
    """Who did what to which record, and when: ids, codes and counts, never a word of anything. `at`: UTC, ISO."""

    number: int
    at: str
    member: str
    device: str
    life: str
    act: str
    type: str = ""
    record: str = ""
    about: dict[str, str | int] = field(default_factory=dict)

    @property
    def told(self) -> bytes:
        """The canonical bytes over which the chain runs; ValueError where they are too many."""
        told = canonical(
            {
                "about": self.about,
                "act": self.act,
                "at": self.at,
                "device": self.device,
                "life": self.life,
                "member": self.member,
                "number": self.number,
                "record": self.record,
                "type": self.type,
            }
        )
        if len(told) > MOST_ROW_BYTES:
            raise ValueError("a row of the paper trail is too long")
        return told


def new_start() -> bytes:
    """32 random bytes with which one vault's chain begins."""
    return secrets.token_bytes(32)


def beginning(start: bytes) -> bytes:
    """The chain before the first row."""
    return hashlib.sha256(_BEGINNING + start).digest()


def link(before: bytes, row: TrailRow) -> bytes:
    """The chain after `row`."""
    return hashlib.sha256(_ROW + before + row.told).digest()


def seal_text(vault: str, device: str, number: int, chain: bytes) -> bytes:
    """What a laptop signs to seal the trail up to `number`."""
    return _SEAL + canonical({"chain": chain.hex(), "device": device, "number": number, "vault": vault})


def seal_is_good(text: bytes, signature: bytes, key: bytes) -> bool:
    """Whether `signature` (64 bytes) is that key's (32 bytes) on a seal's text."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(key).verify(text, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True
