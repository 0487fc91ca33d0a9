"""The roster: which laptops the network has, read from the device records of the network audience.

Pinned to the first coordinator's key: the network's id is that key's hash, and only streams of coordinators known so
far count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clinic_app.journal import audience as audiences
from clinic_app.journal.device_keys import Turn, age_in_use, removed_mark, signing_keys
from clinic_app.journal.minisign import read_public_key
from clinic_app.records.roster import Device


@dataclass(frozen=True)
class Laptop:
    """One device of the network. `ends` is set once it was removed: per stream the last place that counts.

    `past_keys`: signing keys (public, one base64 line) that it gave up, each with the last places it may have sealed.
    `disputed`: two keys claim to be its next one; nothing new of it is believed.
    """

    id: str
    office: str
    office_name: str
    letter: str
    person: str
    role: str
    sign_key: str  # minisign public key, one base64 line
    age_recipient: str
    member: str = ""
    removed: bool = False
    ends: Mapping[str, int] = field(default_factory=dict)
    age_turn: Turn = (1, 1)
    sign_turn: int = 1
    past_keys: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    disputed: bool = False

    @property
    def coordinator(self) -> bool:
        return self.role == "coordinator"

    @property
    def key_id(self) -> bytes:
        """The 8 bytes by which a signature names its key."""
        return read_public_key(self.sign_key).key_id

    @property
    def verify_key(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return read_public_key(self.sign_key).raw

    def past_key(self, key_id: bytes) -> str:
        """The key with that id, if it is one that this laptop gave up; else nothing."""
        return next((key for key in self.past_keys if read_public_key(key).key_id == key_id), "")


@dataclass(frozen=True)
class Roster:
    """All laptops by id, removed ones too."""

    network: str
    laptops: Mapping[str, Laptop]

    def readers(self, audience: str) -> list[Laptop]:
        """The present laptops that read `audience`, by id."""
        return [
            self.laptops[id]
            for id in sorted(self.laptops)
            if not self.laptops[id].removed
            and audiences.reads(audience, self.laptops[id].office, self.laptops[id].coordinator)
        ]

    def may_write(self, device: str, audience: str) -> bool:
        """Whether that laptop's streams may be of `audience` (a removed one's old streams still may)."""
        laptop = self.laptops.get(device)
        return laptop is not None and audiences.writes(audience, laptop.office, laptop.coordinator)

    @property
    def removed_mark(self) -> str:
        """Which laptops were removed, in short: a key of the network is good only for whoever knows all of them."""
        return removed_mark(id for id, laptop in self.laptops.items() if laptop.removed)

    def last_place(self, device: str, stream: str, audience: str) -> int | None:
        """The last place of `stream` that counts, when its device was removed; else None.

        Whoever removed it did not read what its office keeps to itself and could name no end there: what colleagues
        have of that still counts. Nothing new of it is taken, for its packages are refused.
        """
        laptop = self.laptops.get(device)
        if laptop is None or not laptop.removed:
            return None
        unread = audience == audiences.office_alone(laptop.office)
        return laptop.ends.get(stream, None if unread else 0)


def roster_of(network: str, devices: Iterable[Device]) -> Roster:
    """The roster behind device records."""
    return Roster(network, {device.id: _laptop(device) for device in devices if _has_keys(device)})


def network_id(root_key: bytes) -> str:
    """The network's id: the hash of the first coordinator's Ed25519 public key (32 bytes), cut to 20, in hex."""
    return hashlib.sha256(b"clinic network 1\n" + root_key).hexdigest()[:40]


def _has_keys(device: Device) -> bool:
    """Whether its signing key can be read: a laptop without one signs nothing, and must stop nobody's packages."""
    try:
        read_public_key(device.sign_key)
    except ValueError:
        return False
    return True


def _laptop(device: Device) -> Laptop:
    ends: dict[str, int] = {}
    for told in device.removed:
        stream, _, number = told.partition(":")
        if number.isascii() and number.isdecimal():
            ends[stream] = min(int(number), ends.get(stream, int(number)))
    recipient, age_turn = age_in_use(device.age_keys, device.age_recipient)
    keys = signing_keys(device.sign_keys, device.past_keys, device.sign_key)
    return Laptop(
        id=device.id,
        office=device.office_id or "",
        office_name=device.office_name,
        letter=device.letter,
        person=device.person,
        role=device.role or "lawyer",
        sign_key=keys.present,
        age_recipient=recipient,
        member=device.member_id or "",
        removed=bool(device.removed or device.removed_at),
        ends=ends,
        age_turn=age_turn,
        sign_turn=keys.turn,
        past_keys=keys.past,
        disputed=keys.disputed,
    )
