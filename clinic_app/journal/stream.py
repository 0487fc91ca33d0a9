"""Streams, places and seals: the order in which one life of one device wrote to one audience.

The chain runs over places (number, record, name), never over content, so an erased content leaves it whole. A seal is
the device's signature on network, stream, number and chain hash; every stretch that travels ends in one, so any
member may carry it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clinic_app.journal.canonical import canonical
from clinic_app.journal.content import Content, Erased, read_line

NONCE_HEX = 16  # 8 random bytes, then 8 of the hash


@dataclass(frozen=True)
class Stream:
    """One life of one device writing to one audience."""

    id: str
    device: str
    audience: str

    @property
    def beginning(self) -> str:
        """The chain hash before place 1; it binds device and audience to the stream's random id."""
        told = canonical({"audience": self.audience, "device": self.device, "stream": self.id})
        return hashlib.sha256(b"clinic stream 1\n" + told).hexdigest()

    @property
    def is_genuine(self) -> bool:
        """Whether the id was made for this device and audience; else it is somebody else's, or nobody's."""
        return self.id == _id_for(self.id[:NONCE_HEX], self.device, self.audience)


@dataclass(frozen=True)
class Place:
    """One place of a stream: its number (from 1), what stands there, and the chain hashes after it and before it."""

    number: int
    record: str
    name: str
    chain: str
    entry: Content | Erased | None = None
    before: str = ""


class BrokenChain(ValueError):
    """A stretch does not lead from its first to its last chain hash, or its seal is not the device's."""


def new_stream(device: str, audience: str) -> Stream:
    """A stream with an id of its own: half of it random, half a hash of that, the device and the audience.

    So nobody can claim a colleague's stream before the colleague's own packages have come.
    """
    return Stream(_id_for(secrets.token_hex(NONCE_HEX // 2), device, audience), device, audience)


def _id_for(nonce: str, device: str, audience: str) -> str:
    told = canonical({"audience": audience, "device": device, "nonce": nonce})
    return nonce + hashlib.sha256(b"clinic stream id 1\n" + told).hexdigest()[:NONCE_HEX]


def link(before: str, number: int, record: str, name: str) -> str:
    """The chain hash after place `number`."""
    told = canonical([number, record, name])
    return hashlib.sha256(b"clinic place 1\n" + bytes.fromhex(before) + told).hexdigest()


def seal_text(network: str, stream: str, number: int, chain: str) -> bytes:
    """What a device signs to seal a stream up to `number`."""
    return b"clinic seal 1\n" + canonical({"chain": chain, "network": network, "number": number, "stream": stream})


def seal(network: str, stream: str, number: int, chain: str, seed: bytes) -> str:
    """The seal (hex of 64 bytes) by the Ed25519 key grown from `seed` (32 bytes)."""
    from nacl.signing import SigningKey

    return SigningKey(seed).sign(seal_text(network, stream, number, chain)).signature.hex()


def seal_holds(network: str, stream: str, number: int, chain: str, signature: str, public_key: bytes) -> bool:
    """Whether `signature` (hex) is the seal of the device with `public_key` (32 bytes)."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    if not re.fullmatch(r"[0-9a-f]{128}", signature):
        return False
    try:
        VerifyKey(public_key).verify(seal_text(network, stream, number, chain), bytes.fromhex(signature))
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def places_of(first: int, before: str, chain: str, lines: Sequence[bytes]) -> list[Place]:
    """The places of a stretch from its lines; BrokenChain unless they lead from `before` to `chain`, ValueError for a
    bad line.
    """
    found: list[Place] = []
    here = before
    for number, line in enumerate(lines, start=first):
        entry = read_line(line)
        behind, here = here, link(here, number, entry.id, entry.name)
        found.append(Place(number, entry.id, entry.name, here, entry, behind))
    if here != chain:
        raise BrokenChain("the chain does not lead to its end")
    return found


def follow(stream: Stream, places: Iterable[tuple[int, str, str]], before: str = "", first: int = 1) -> list[Place]:
    """Places from (number, record, name), chained from `before` (or the stream's beginning)."""
    here = before or stream.beginning
    found: list[Place] = []
    for number, (_, record, name) in enumerate(places, start=first):
        here = link(here, number, record, name)
        found.append(Place(number, record, name, here))
    return found
