"""Coordinators write into the roster what laptops tell of their keys; nobody else can, and nothing is set back."""

from __future__ import annotations

from typing import Any

from clinic_app.exchange.manifest import Manifest
from clinic_app.journal.device_keys import age_element, past_elements, sign_element
from clinic_app.journal.roster import Laptop, Roster
from clinic_app.records.roster import Device
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.own_keys import OwnKeys

MOST_KEYS = 400  # of one laptop: thirty years of months
_TOLD = "ages_told"


class KeyRoster:
    """What a coordinator's laptop writes of keys; inside the caller's transaction."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def hear(self, manifest: Manifest, sender: Laptop) -> None:
        """A laptop tells of its age key, in a package that its present signing key has signed."""
        told = manifest.keys.age
        if told is None or not self._desk.identity.coordinator:
            return
        known = self._vault.recall(_TOLD, {})
        last = tuple(known.get(sender.id, [0, 0, ""])[:2])
        if (told.life, told.turn) > max(last, sender.age_turn):
            known[sender.id] = [told.life, told.turn, told.recipient]
            self._vault.remember(_TOLD, known)

    def hear_new_key(self, manifest: Manifest, sender: Laptop, roster: Roster) -> None:
        """A laptop gives its signing key up for another: written at once, so that what the new one signed is believed.

        Told in a package that the present key has signed, and proven by the new one. Whoever has the old key can tell
        so too: the first one holds, and where two coordinators heard differently neither is believed.
        """
        told, me = manifest.keys.new_key, self._desk.identity
        if told is None or not me.coordinator:
            return
        taken = {key for one in roster.laptops.values() for key in (one.sign_key, *one.past_keys)}
        follows = (told.old, told.turn) == (sender.sign_key, sender.sign_turn + 1)
        if sender.disputed or not follows or told.key in taken or not told.holds(roster.network, sender.id):
            return
        known = self._casework.load_many("device", [sender.id])
        if known and isinstance(known[0], Device) and len(known[0].sign_keys) < MOST_KEYS:
            written: dict[str, Any] = {f"past_keys/{one}": True for one in past_elements(told.old, told.ends)}
            written |= {f"sign_keys/{sign_element(told.turn, told.key)}": True, "sign_key": told.key}
            self._casework.write_registers(known[0], written)

    def write(self, roster: Roster) -> bool:
        """Bring the roster up to date with what was told, and with this laptop's own key; whether anything was new."""
        me = self._desk.identity
        if not me.coordinator:
            return False
        told = {id: ((life, turn), recipient) for id, (life, turn, recipient) in self._vault.recall(_TOLD, {}).items()}
        own = OwnKeys(self._desk)
        told[me.device_id] = (own.turn(), own.recipient())
        written = False
        for id, (turn, recipient) in sorted(told.items()):
            laptop = roster.laptops.get(id)
            if laptop is None or laptop.removed or laptop.age_recipient == recipient or turn <= laptop.age_turn:
                continue
            known = self._casework.load_many("device", [id])
            if known and isinstance(known[0], Device) and len(known[0].age_keys) < MOST_KEYS:
                element = age_element(turn, recipient)
                self._casework.write_registers(known[0], {f"age_keys/{element}": True, "age_recipient": recipient})
                written = True
        self._vault.remember(_TOLD, None)
        return written
