"""What every use case works with: the open vault, who works here, and the device's keys. It has no rules of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clinic_app.journal.roster import Roster, roster_of
from clinic_app.journal.rules import StreamRules
from clinic_app.store.vault import Vault
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.seats import seated
from clinic_app.use_cases.trail import Trail


@dataclass(frozen=True)
class DeviceKeys:
    """The device's secrets, kept in the vault: its signing seed and its age identity."""

    sign_seed: bytes
    age_identity: str

    def __repr__(self) -> str:
        return "DeviceKeys(…)"


class Desk:
    """The open vault with who sits before it: the person whose `slot` opened it, without one its founder."""

    def __init__(self, vault: Vault, slot: str = "") -> None:
        self.vault = vault
        self.slot = slot
        self.identity = self._read()
        self.trail = Trail(vault, lambda: self.identity, lambda: self.keys.sign_seed)

    def renew(self, **changed: Any) -> None:
        """Change what the vault says of the laptop (letter, network, life); who sits there is never written over its
        founder.
        """
        with self.vault.changing():
            kept = self.vault.recall("identity")
            self.vault.remember("identity", kept | changed)
        self.identity = replace(self.identity, **changed)

    def look_again(self) -> None:
        """Read anew who works here: another program may have joined a network, or the person's role was changed."""
        self.identity = self._read()

    @property
    def founder_id(self) -> str:
        """The member who founded this case book: whose the way in is that nobody has listed."""
        return str(self.vault.recall("identity")["member_id"])

    def _read(self) -> Identity:
        return seated(self.vault, Identity(**self.vault.recall("identity")), self.slot)

    @property
    def keys(self) -> DeviceKeys:
        kept = self.vault.recall("device_keys")
        return DeviceKeys(bytes.fromhex(kept["sign_seed"]), kept["age_identity"])

    @property
    def network_identities(self) -> list[str]:
        """The network's age keys, newest first; none outside a network."""
        return list(self.vault.recall("network_identities", []))

    def roster(self) -> Roster:
        """The roster as this vault knows it; empty outside a network."""
        with self.vault.looking():
            ids = self.vault.records.ids("device", archived=None)
            devices = self.vault.records.load("device", ids)
        return roster_of(self.identity.network_id, devices)  # type: ignore[arg-type]  # the type's own class

    def stream_rules(self) -> StreamRules:
        """How far each stream is read, by what the roster and the coordinators' notes say."""
        roster = self.roster()
        ends: dict[str, int] = {}
        for stream, _, _, _ in self.vault.journal.streams():
            last = roster.last_place(stream.device, stream.id, stream.audience)
            if last is not None:
                ends[stream.id] = last
        return self.vault.rules(ends)
