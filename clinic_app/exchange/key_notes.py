"""What a manifest says of keys under its `more`: the sender's own, the network's, what it could not open.

An older program passes over all of it. Each note is exact or the package is refused; a later shape takes another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clinic_app.exchange import exact
from clinic_app.journal.device_keys import proof_text
from clinic_app.journal.minisign import read_public_key

MOST_NAMED = 50
MOST_ENDS = 4000
_KEYS = exact.keys("age life turn")
_NEW_KEY = exact.keys("ends key old proof turn")
_END = exact.keys("number stream")


@dataclass(frozen=True)
class AgeTold:
    """The sender's age recipient and its turn; it stands there until the roster shows it."""

    recipient: str
    life: int
    turn: int

    def as_json(self) -> dict[str, Any]:
        return {"age": self.recipient, "life": self.life, "turn": self.turn}


@dataclass(frozen=True)
class NewKey:
    """The sender's next signing key and the last places (stream -> number) that the `old` one has sealed.

    The package around it is signed by the old key; `proof` (hex of 64 bytes) is the new key's.
    """

    key: str
    old: str
    turn: int
    ends: Mapping[str, int]
    proof: str

    def as_json(self) -> dict[str, Any]:
        ends = [{"number": number, "stream": stream} for stream, number in sorted(self.ends.items())]
        return {"ends": ends, "key": self.key, "old": self.old, "proof": self.proof, "turn": self.turn}

    def holds(self, network: str, device: str) -> bool:
        """Whether the new key itself says so, for this laptop of this network."""
        from nacl.exceptions import CryptoError
        from nacl.signing import VerifyKey

        told = proof_text(network, device, self.old, self.key, self.turn, self.ends.items())
        try:
            VerifyKey(read_public_key(self.key).raw).verify(told, bytes.fromhex(self.proof))
        except (CryptoError, ValueError, TypeError):
            return False
        return True


@dataclass(frozen=True)
class KeyNotes:
    """All notes of one manifest; empty where nothing is said.

    `network_identity`: the network's secret age key, from a coordinator to an office's readers. `network_key`: the
    recipient of the one the sender holds. `again`: packages (names) that were for the sender and that it cannot open.
    `forked`: streams that tell two stories at the sender.
    """

    age: AgeTold | None = None
    new_key: NewKey | None = None
    network_identity: str = field(default="", repr=False)
    network_key: str = ""
    again: tuple[str, ...] = ()
    forked: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What of it stands under `more`."""
        more: dict[str, Any] = {}
        if self.age is not None:
            more["keys"] = self.age.as_json()
        if self.new_key is not None:
            more["new_key"] = self.new_key.as_json()
        if self.network_identity:
            more["network_identity"] = self.network_identity
        if self.network_key:
            more["network_key"] = self.network_key
        if self.again:
            more["again"] = list(self.again)
        if self.forked:
            more["forked"] = list(self.forked)
        return more


NO_NOTES = KeyNotes()


def read_notes(more: Mapping[str, Any]) -> KeyNotes:
    """The notes under a manifest's `more`; ValueError for any that is not exact."""
    return KeyNotes(
        age=_age(more["keys"]) if "keys" in more else None,
        new_key=_new_key(more["new_key"]) if "new_key" in more else None,
        network_identity=identity(more["network_identity"]) if "network_identity" in more else "",
        network_key=recipient(more["network_key"]) if "network_key" in more else "",
        again=_named(more.get("again", []), exact.FILE_NAME),
        forked=_named(more.get("forked", []), exact.IDENTIFIER),
    )


def _age(value: object) -> AgeTold:
    told = exact.table(value, _KEYS)
    return AgeTold(recipient(told["age"]), _turn(told["life"]), _turn(told["turn"]))


def _new_key(value: object) -> NewKey:
    told = exact.table(value, _NEW_KEY)
    ends = exact.ascending(told["ends"], _end, key=lambda end: end[0])
    if len(ends) > MOST_ENDS:
        raise ValueError("too many streams")
    return NewKey(
        key=sign_key(told["key"]),
        old=sign_key(told["old"]),
        turn=_turn(told["turn"], least=2),
        ends=dict(ends),
        proof=exact.word(told["proof"], exact.SEAL),
    )


def _end(value: object) -> tuple[str, int]:
    told = exact.table(value, _END)
    return exact.word(told["stream"], exact.IDENTIFIER), exact.whole(told["number"], least=1)


def _turn(value: object, least: int = 1) -> int:
    number = exact.whole(value, least=least)
    if number > 999_999_999:
        raise ValueError("not a turn")
    return number


def _named(value: object, shape: Any) -> tuple[str, ...]:
    names = exact.ascending(value, lambda name: exact.word(name, shape))
    if len(names) > MOST_NAMED:
        raise ValueError("too many")
    return names


def sign_key(value: object) -> str:
    """A minisign public key in its one line; ValueError for anything else."""
    if not isinstance(value, str) or read_public_key(value).text != value:
        raise ValueError("not a key")
    return value


def recipient(value: object) -> str:
    """An age X25519 recipient; ValueError for anything else."""
    import pyrage

    text = exact.word(value, exact.RECIPIENT)
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise ValueError("not an age recipient") from None
    return text


def identity(value: object) -> str:
    """An age identity; ValueError for anything else."""
    import pyrage

    text = exact.word(value, exact.AGE_IDENTITY)
    try:
        pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise ValueError("not an age identity") from None
    return text
