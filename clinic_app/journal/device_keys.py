"""Keys that change: how the roster writes them, which one is in use, and what a new signing key must prove.

Every key a laptop told of is an element of a set, with its turn; sets only grow, so a replay sets nothing back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clinic_app.journal.canonical import canonical
from clinic_app.journal.minisign import PublicKey, read_public_key

_AGE = re.compile(r"([0-9]{1,9})\.([0-9]{1,9}):(age1[02-9ac-hj-np-z]{58})")
_SIGN = re.compile(r"([0-9]{1,9}):([0-9a-f]{80})")
_PAST = re.compile(r"([0-9a-f]{80})(?::([A-Za-z0-9_-]{1,64}):([0-9]{1,16}))?")
_NETWORK = re.compile(r"([0-9]{1,9}):(age1[02-9ac-hj-np-z]{58}):([0-9a-f]{16})")

Turn = tuple[int, int]  # (life, turn in it): a restored laptop's keys come after those of its former life


@dataclass(frozen=True)
class SigningKeys:
    """The signing keys of one laptop: the one in use, its turn, and those given up with the last places that count.

    `disputed`: two keys claim to be the next one, so neither is believed.
    """

    present: str  # minisign public key, one base64 line
    turn: int = 1
    past: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    disputed: bool = False


@dataclass(frozen=True)
class NetworkKey:
    """The network's age key in use: its turn, and the mark of the removed laptops it was kept from."""

    recipient: str
    turn: int = 0
    mark: str = ""


def age_element(turn: Turn, recipient: str) -> str:
    return f"{turn[0]}.{turn[1]}:{recipient}"


def age_in_use(elements: Iterable[str], otherwise: str) -> tuple[str, Turn]:
    """(recipient, turn) of the greatest turn; of two with one turn the smaller text. `otherwise`: turn (1, 1)."""
    found = [((int(told[1]), int(told[2])), told[3]) for one in elements if (told := _AGE.fullmatch(one)) is not None]
    if not found:
        return otherwise, (1, 1)
    last = max(turn for turn, _ in found)
    return min(recipient for turn, recipient in found if turn == last), last


def key_hex(key: str) -> str:
    """A minisign public key (one base64 line) as 80 hex digits: its id and the key; ValueError for anything else."""
    read = read_public_key(key)
    return (read.key_id + read.raw).hex()


def key_text(told: str) -> str:
    """The minisign public key behind 80 hex digits."""
    raw = bytes.fromhex(told)
    return PublicKey(raw[:8], raw[8:]).text


def sign_element(turn: int, key: str) -> str:
    return f"{turn}:{key_hex(key)}"


def past_elements(key: str, ends: Mapping[str, int]) -> set[str]:
    """What is written of a signing key that is given up: itself, and the last place of each stream it sealed."""
    told = key_hex(key)
    return {told, *(f"{told}:{stream}:{number}" for stream, number in ends.items())}


def signing_keys(elements: Iterable[str], past: Iterable[str], first: str) -> SigningKeys:
    """The signing keys behind a device record; `first`: the key it came in with. The smallest end of a stream holds."""
    given_up: dict[str, dict[str, int]] = {}
    for one in past:
        told = _PAST.fullmatch(one)
        if told is None:
            continue
        ends = given_up.setdefault(key_text(told[1]), {})
        if told[2]:
            ends[told[2]] = min(int(told[3]), ends.get(told[2], int(told[3])))
    turns = [(int(told[1]), key_text(told[2])) for one in elements if (told := _SIGN.fullmatch(one)) is not None]
    last = max((turn for turn, _ in turns), default=1)
    newest = sorted({key for turn, key in turns if turn == last}) or [first]
    return SigningKeys(newest[0], last, given_up, disputed=len(newest) > 1)


def network_element(turn: int, recipient: str, mark: str) -> str:
    return f"{turn}:{recipient}:{mark}"


def network_key(elements: Iterable[str], otherwise: str) -> NetworkKey:
    """The network's key of the greatest turn; of several the smallest text. `otherwise`: the one it began with."""
    found = [
        NetworkKey(told[2], int(told[1]), told[3]) for one in elements if (told := _NETWORK.fullmatch(one)) is not None
    ]
    last = max((one.turn for one in found), default=0)
    newest = [one for one in found if one.turn == last]
    return min(newest, key=lambda one: one.recipient) if newest else NetworkKey(otherwise, 0, removed_mark(()))


def removed_mark(removed: Iterable[str]) -> str:
    """Which laptops (ids) a key of the network was kept from, in 16 hex digits."""
    return hashlib.sha256(b"clinic removed 1\n" + canonical(sorted(removed))).hexdigest()[:16]


def proof_text(network: str, device: str, old: str, new: str, turn: int, ends: Iterable[tuple[str, int]]) -> bytes:
    """What the NEW signing key signs, so that nobody can claim a key that is not theirs; the old one signs the rest."""
    told = {
        "device": device,
        "ends": [{"number": number, "stream": stream} for stream, number in sorted(ends)],
        "key": new,
        "network": network,
        "old": old,
        "turn": turn,
    }
    return b"clinic new key 1\n" + canonical(told)
