"""The network's age key: replaced with each removal, handed out to those who are still there.

Each key says which removed laptops it was kept from. Whoever hands it out must know all of them, and a key that does
not cover all of them is replaced: so after any order of removals the one in use was never given to a removed laptop.
"""

from __future__ import annotations

from collections.abc import Collection

from clinic_app.exchange.manifest import Manifest
from clinic_app.journal.audience import shared
from clinic_app.journal.device_keys import NetworkKey, network_element, network_key
from clinic_app.journal.roster import Laptop, Roster
from clinic_app.keys.identity import AgeIdentity
from clinic_app.records.roster import Network
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.counted_days import counted_days
from clinic_app.use_cases.exchanging.kept_receipts import KeptReceipt, keep_receipt, kept_receipts, let_go

MOST_KEPT = 12  # secret keys; older ones open nothing that is still under way
_PATIENCE = 2  # counted days that whoever did not make the key leaves its handing out to who did
_WHY = "network"
_MADE, _HELD, _HEARD = "network_key_made", "network_key_held", "network_key_heard"


class NetworkKeys:
    """The network's keys in an open vault; what changes something runs inside the caller's transaction."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def in_use(self) -> NetworkKey:
        """The key that packages for everybody are sealed to, as the roster says."""
        known = self._record()
        began = str(self._vault.recall("network", {}).get("age_recipient", ""))
        return network_key(known.keys, known.age_recipient or began) if known else network_key((), began)

    def identity(self) -> str:
        """The secret half of the key in use; nothing when it has not come yet."""
        return self._secrets().get(self.in_use().recipient, "")

    def keep_up(self, roster: Roster) -> None:
        """A coordinator's laptop replaces a key that some removed laptop may hold."""
        if self._desk.identity.coordinator and self.in_use().mark != roster.removed_mark:
            self._replace(roster)

    def owe(self, roster: Roster) -> None:
        """Whoever lacks the key in use gets it, if need be by a package that carries nothing else; that stays until
        they say that they hold it. Who did not make the key leaves this to who did, for a while.
        """
        key = self._may_hand_out(roster)
        lacking = {laptop.id: laptop for laptop in self._lacking(roster, key)} if key else {}
        recipient = key.recipient if key else ""
        let_go(self._desk, _WHY, lambda one: one.what == recipient and bool(lacking.keys() & set(one.readers)))
        if key is None:
            return
        days, heard = counted_days(self._desk), self._vault.recall(_HEARD, {})
        if heard.get("key") != recipient:
            heard = {"key": recipient, "since": days}
            self._vault.remember(_HEARD, heard)
        if self._vault.recall(_MADE) != recipient and days - int(heard["since"]) < _PATIENCE:
            return
        under_way = {device for one in kept_receipts(self._desk, _WHY) for device in one.readers}
        for office in {laptop.office for id, laptop in lacking.items() if id not in under_way}:
            self._vault.remember(f"owes_receipt:{shared(office)}", True)

    def note_sealed(self, package: str, readers: Collection[str]) -> None:
        """A package was sealed that hands the key in use to these readers."""
        keep_receipt(self._desk, KeptReceipt(package, _WHY, self.in_use().recipient, tuple(sorted(readers))))

    def told_to(self, roster: Roster, audience: str, readers: Collection[str]) -> str:
        """The secret key that goes into a package to these readers (ids); nothing when they hold it."""
        key = self._may_hand_out(roster)
        if key is None or not audience.startswith("shared:"):
            return ""
        lacking = {laptop.id for laptop in self._lacking(roster, key)}
        return self.identity() if lacking & set(readers) else ""

    def told_of(self, audience: str) -> str:
        """What a package says of the key held here: nothing while the network has its first one."""
        key = self.in_use()
        return key.recipient if key.turn and audience.startswith("shared:") and self.identity() else ""

    def hear(self, manifest: Manifest, sender: Laptop) -> None:
        """What another laptop says: coordinators hand out, everybody says what they hold."""
        told = manifest.keys
        if told.network_key:
            self._vault.remember(f"{_HELD}:{sender.id}", told.network_key)
        self.hear_identity(manifest, sender)

    def hear_identity(self, manifest: Manifest, sender: Laptop) -> None:
        """The key alone, if a coordinator hands it out."""
        told = manifest.keys
        if not (told.network_identity and sender.coordinator and manifest.audience.startswith("shared:")):
            return
        identities = self._desk.network_identities
        if told.network_identity not in identities:
            self._keep([told.network_identity, *identities])
            self._vault.remember(f"owes_receipt:{manifest.audience}", True)

    def forget_held(self, device: str) -> None:
        """A restored laptop may have lost it."""
        self._vault.remember(f"{_HELD}:{device}", None)

    def note_held(self, device: str, recipient: str) -> None:
        """A laptop got this key with its invitation."""
        self._vault.remember(f"{_HELD}:{device}", recipient)

    def _replace(self, roster: Roster) -> None:
        record, new = self._record(), AgeIdentity.new()
        if record is None:
            return
        element = network_element(self.in_use().turn + 1, new.recipient, roster.removed_mark)
        # Behind the removal in one stream: whoever reads of the key has read of the removal.
        self._casework.write_registers(record, {f"keys/{element}": True, "age_recipient": new.recipient})
        self._keep([new.text, *self._desk.network_identities])
        self._vault.remember(_MADE, new.recipient)

    def _may_hand_out(self, roster: Roster) -> NetworkKey | None:
        """The key in use, if this laptop holds it, hands out at all, and knows of every removal behind it.

        What is in use the roster says, so whoever got a key before the removal's news still goes by the former one; the
        mark is asked for all the same.
        """
        key = self.in_use()
        may = self._desk.identity.coordinator and key.turn > 0 and key.mark == roster.removed_mark
        return key if may and self.identity() else None

    def _lacking(self, roster: Roster, key: NetworkKey) -> list[Laptop]:
        me = self._desk.identity.device_id
        return [
            laptop
            for laptop in roster.laptops.values()
            if not laptop.removed and laptop.id != me and self._vault.recall(f"{_HELD}:{laptop.id}") != key.recipient
        ]

    def _secrets(self) -> dict[str, str]:
        """recipient -> identity of every key that is held here."""
        return {AgeIdentity(text).recipient: text for text in reversed(self._desk.network_identities)}

    def _keep(self, identities: list[str]) -> None:
        """Keep the newest; the one in use is always among them."""
        in_use = self.in_use().recipient
        first = [text for text in identities if AgeIdentity(text).recipient == in_use]
        kept = list(dict.fromkeys([*first, *identities]))
        self._vault.remember("network_identities", kept[:MOST_KEPT])

    def _record(self) -> Network | None:
        known = self._casework.load_many("network", [self._desk.identity.network_id])
        return known[0] if known and isinstance(known[0], Network) else None
