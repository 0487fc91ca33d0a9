"""Acknowledgements, receipts, and noticing that oneself or another was copied or restored."""

from __future__ import annotations

import secrets
from string import ascii_uppercase

from clinic_app.exchange.key_notes import MOST_NAMED
from clinic_app.exchange.manifest import Manifest
from clinic_app.exchange.package import Opened, read_package_name
from clinic_app.journal.audience import NETWORK, shared
from clinic_app.journal.stream import Stream
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.copies import note_copy
from clinic_app.use_cases.exchanging.counted_days import count_day
from clinic_app.use_cases.exchanging.key_roster import KeyRoster
from clinic_app.use_cases.exchanging.network_key import NetworkKeys
from clinic_app.use_cases.exchanging.objects import Objects
from clinic_app.use_cases.exchanging.turned_up import TurnedUp

SHUT = "shut"  # in the vault's memory: sender -> names of its packages that none of our keys opens


class Hearing:
    """What an open vault learns from others' manifests about what they have."""

    def __init__(self, desk: Desk, objects: Objects, casework: Casework) -> None:
        self._desk = desk
        self._network_keys = NetworkKeys(desk, casework)
        self._key_roster = KeyRoster(desk, casework)
        self._objects = objects
        self._turned_up = TurnedUp(desk)
        self._vault = desk.vault

    def hear(self, opened: Opened) -> None:
        """Acknowledgements: what the sender has of this audience and of the roster. They free the outbox."""
        manifest = opened.manifest
        count_day(self._desk)
        life = int(read_package_name(opened.address.file_name)[1].lstrip(ascii_uppercase) or 1)
        known_life = int(self._vault.recall(f"life_of:{manifest.sender}", 1))
        if life < known_life:
            return  # what it had before it was restored it may have lost
        if life > known_life:
            self._vault.remember(f"life_of:{manifest.sender}", life)
            self._begin_again_with(manifest)
        me = self._desk.identity.device_id
        roster = self._desk.roster()
        sender = roster.laptops.get(manifest.sender)
        if sender is not None:
            self._network_keys.hear(manifest, sender)
            self._key_roster.hear(manifest, sender)
            self._key_roster.hear_new_key(manifest, sender, roster)
        self._hear_of_packages(manifest)
        self._notice_copies(manifest)
        for head in (*manifest.heads, *manifest.roster):
            self.notice_own(head.stream, head.number, head.chain, manifest.sender)
            stream = self._vault.journal.stream(head.stream)
            here = self._vault.journal.chain_here(head.stream, head.number)
            # Another branch is no acknowledgement of ours; and of our own streams nobody can have more than we.
            if here == head.chain or not (here or (stream is not None and stream[0].device == me)):
                self._vault.exchange.hear(manifest.sender, head.stream, head.number, head.chain)
        self._objects.hear(manifest.sender, manifest.audience, manifest.number, manifest.lacks)
        self._turned_up.hear(manifest)
        self.free_outbox()

    def free_outbox(self) -> None:
        """Nothing waits any longer for those who have it."""
        self._turned_up.look_again()
        self._vault.exchange.free_outbox(_acknowledged_by(self._desk))

    def hear_network_key(self, manifest: Manifest) -> None:
        """The network's key alone, out of a package that names a laptop we do not know: it opens what tells of that
        laptop, and nothing else might ever come that does.
        """
        sender = self._desk.roster().laptops.get(manifest.sender)
        if sender is not None:
            self._network_keys.hear_identity(manifest, sender)

    def _hear_of_packages(self, manifest: Manifest) -> None:
        """Which packages the sender has sealed for this laptop and not heard of; which of ours it could not open."""
        sender, me = manifest.sender, self._desk.identity.device_id
        told = {name for reader, names in manifest.earlier if reader == me for name in names}
        awaited = self._vault.recall("awaited", {})
        kept = sorted(told - self._vault.exchange.runs.came(sender))
        if kept != awaited.get(sender, []):
            self._vault.remember("awaited", {id: some for id, some in (awaited | {sender: kept}).items() if some})
        shut = self._vault.recall(SHUT, {})
        if shut.get(sender):
            self._vault.remember(SHUT, shut | {sender: [name for name in shut[sender] if name in told]})
        if manifest.keys.age is None:  # else the roster does not show yet to which key it is to be sealed
            for name in manifest.keys.again:
                self._vault.exchange.seal_again(name, sender)

    def note_shut(self, sender: str, package: str) -> None:
        """A package that none of our keys opens; only its sender knows whether it was for us."""
        shut = self._vault.recall(SHUT, {})
        if package not in shut.get(sender, []):
            self._vault.remember(SHUT, shut | {sender: [*shut.get(sender, []), package][-MOST_NAMED:]})

    def _notice_copies(self, manifest: Manifest) -> None:
        """Streams of ours that we never wrote, or that tell two stories elsewhere: this case book was copied.

        In a later life others may well know more than came back from the backup, so an unknown stream says nothing.
        """
        me, journal = self._desk.identity, self._vault.journal
        for stream in manifest.keys.forked:
            if Stream(stream, me.device_id, manifest.audience).is_genuine:
                self._was_copied(stream, manifest.sender)
        audiences = [(head, manifest.audience) for head in manifest.heads] + [
            (head, NETWORK) for head in manifest.roster
        ]
        for head, audience in audiences if me.life_number == 1 else ():
            if journal.stream(head.stream) is None and Stream(head.stream, me.device_id, audience).is_genuine:
                self._was_copied(head.stream, manifest.sender)
                return

    def _was_copied(self, stream: str, by: str) -> None:
        note_copy(self._desk, stream, by)
        if (
            self._vault.journal.life_of(stream) in ("", self._desk.identity.life)
            and self._desk.identity.life_number == 1
        ):
            begin_new_life(self._desk)

    def notice_own(self, stream: str, number: int, chain: str, by: str) -> None:
        """Others have other places of the stream being written here: this laptop was copied, and begins a new life.

        Streams of an earlier life do not count: one restore is one new life, however often its loss is heard of.
        """
        if self._vault.journal.life_of(stream) != self._desk.identity.life:
            return
        if self._vault.journal.chain_here(stream, number) != chain:
            note_copy(self._desk, stream, by)
            begin_new_life(self._desk)

    def owe_roster_receipt(self) -> None:
        """The roster is acknowledged in whatever goes to the coordinators next; if nothing else does, by a receipt."""
        heads = [{"chain": h.chain, "number": h.number, "stream": h.stream} for h in self._vault.journal.heads(NETWORK)]
        if heads != self._vault.recall("roster_told"):
            self._vault.remember(f"owes_receipt:{shared(self._desk.identity.office_id)}", True)

    def _begin_again_with(self, manifest: Manifest) -> None:
        """What a restored laptop had it may have lost: forget what it was sent, keep what it is to be sent again."""
        exchange, journal = self._vault.exchange, self._vault.journal
        exchange.forget(manifest.sender)
        self._turned_up.forget(manifest.sender)
        self._network_keys.forget_held(manifest.sender)
        catching_up = {stream.id: read_to for stream, _, read_to, _ in journal.streams() if read_to}
        self._vault.remember(f"catching_up:{manifest.sender}", catching_up)
        told = {head.stream: head.number for head in manifest.roster}
        known = {stream.id: told.get(stream.id, 0) for stream, _, _, _ in journal.streams(NETWORK)}
        network = self._desk.identity.network_id
        exchange.send_again(network, known)  # one package for all: what others have is passed over
        here = {stream.id: read_to for stream, _, read_to, _ in journal.streams(NETWORK)}
        self._vault.remember(f"catching_up:{network}", here)  # a coordinator lost places of its own of the roster too


def begin_new_life(desk: Desk) -> None:
    """New streams and a new number letter from now on; the device's keys stay."""
    desk.renew(life=secrets.token_hex(16), life_number=desk.identity.life_number + 1)


def _acknowledged_by(desk: Desk) -> dict[str, list[str]]:
    """audience -> devices whose acknowledgement frees a package to it."""
    roster = desk.roster()
    me = desk.identity.device_id
    told = desk.vault.exchange.outbox_audiences()
    return {audience: [laptop.id for laptop in roster.readers(audience) if laptop.id != me] for audience in told}
