"""This laptop's signing keys: what each stream and each package is signed with, and the change to a new key.

A key signs the streams that were begun under it, for ever: so whoever has heard of nothing yet, because a stick came
late or a backup was put back, can still follow. To everybody who has heard, an old key is good up to its ends alone.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from clinic_app.errors import KeyChangeUnderWay, NoNetwork, RestoredKeepsKey
from clinic_app.exchange.envelope import Signer
from clinic_app.exchange.key_notes import NewKey
from clinic_app.journal.audience import NETWORK, shared
from clinic_app.journal.device_keys import past_elements, proof_text, sign_element
from clinic_app.journal.roster import Laptop, Roster
from clinic_app.journal.stream import Stream
from clinic_app.keys.identity import SigningKey
from clinic_app.records.roster import Device
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.copies import copy_noticed
from clinic_app.use_cases.exchanging.counted_days import counted_days
from clinic_app.use_cases.exchanging.kept_receipts import KeptReceipt, keep_receipt, kept_receipts, let_go

INDEX_DAYS = 30  # counted: so long an index at a place is signed by the old key for whoever has not heard
_PAST, _TOLD, _WHY = "past_seeds", "own_signing", "signing"


def signer_of(desk: Desk) -> Signer:
    """This device as a signer, with its present key."""
    return _signer(desk, desk.keys.sign_seed)


def signer_of_stream(desk: Desk, stream: str) -> Signer:
    """With the key that a stream was begun under."""
    for one in desk.vault.recall(_PAST, []):
        if stream in one["ends"]:
            return _signer(desk, bytes.fromhex(one["seed"]))
    return signer_of(desk)


def own_sign_keys(desk: Desk) -> tuple[str, ...]:
    """The public halves of all keys this laptop ever signed with, the present one first."""
    return (signer_of(desk).public_key, *(one["public"] for one in desk.vault.recall(_PAST, [])))


def index_signer(desk: Desk) -> Signer:
    """Who signs what lies at places. Whoever has not heard of the new key could not find the news of it otherwise."""
    past, told = desk.vault.recall(_PAST, []), desk.vault.recall(_TOLD, {})
    if not past or not told:
        return signer_of(desk)
    roster, me = desk.roster(), desk.identity
    others = [one for one in roster.laptops.values() if not one.removed and one.id != me.device_id]
    heeded = _have_heard(desk, told, others) or counted_days(desk) - int(told["day"]) >= INDEX_DAYS
    return signer_of(desk) if heeded else _signer(desk, bytes.fromhex(past[0]["seed"]))


def _signer(desk: Desk, seed: bytes) -> Signer:
    key = SigningKey(seed)
    return Signer(desk.identity.device_id, key.seed, key.key_id)


def _have_heard(desk: Desk, told: dict[str, Any], laptops: list[Laptop]) -> bool:
    """Whether these have acknowledged the roster that showed the new key."""
    mark = told.get("mark")
    if not mark:
        return False
    heard = {one.id: desk.vault.exchange.heard_of(one.id) for one in laptops}
    return all(of.get(stream, 0) >= number for of in heard.values() for stream, number in mark.items())


class SigningKeys:
    """The change of the signing key of an open vault; what changes something runs inside the caller's transaction."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def since(self) -> str:
        """When the present key came into use (a date), nothing while it is the first."""
        return str(self._vault.recall(_TOLD, {}).get("since", ""))

    def is_lost(self, roster: Roster) -> bool:
        """Whether the roster shows a key that is not here: a backup of before the change was put back.

        Nothing that this laptop writes is believed any more; it must be removed and join anew.
        """
        laptop = roster.laptops.get(self._desk.identity.device_id)
        own = signer_of(self._desk).public_key
        return laptop is not None and own in laptop.past_keys and own != laptop.sign_key

    def may_change(self, roster: Roster) -> bool:
        """Not while the last change is under way, nor in a case book that was copied or put back from a backup."""
        laptop = roster.laptops.get(self._desk.identity.device_id)
        present = laptop is not None and not laptop.removed and laptop.sign_key == signer_of(self._desk).public_key
        whole = self._desk.identity.life_number == 1
        return present and whole and not self.is_pending(roster) and copy_noticed(self._desk) is None

    def is_pending(self, roster: Roster) -> bool:
        """Whether some coordinator has not acknowledged the last change."""
        told = self._vault.recall(_TOLD)
        others = [
            one
            for one in roster.laptops.values()
            if one.coordinator and not one.removed and one.id != self._desk.identity.device_id
        ]
        return bool(told) and not _have_heard(self._desk, told, others)

    def change(self) -> None:
        """A new key from now on, for new streams. Everything was sealed before, and everything is sealed after.

        NoNetwork, KeyChangeUnderWay, RestoredKeepsKey.
        """
        me, roster = self._desk.identity, self._desk.roster()
        if not me.network_id:
            raise NoNetwork
        if me.life_number > 1:  # what it lost may lie elsewhere beyond the ends that it could name
            raise RestoredKeepsKey
        if not self.may_change(roster):
            raise KeyChangeUnderWay
        old, new = signer_of(self._desk), SigningKey.new()
        turn = roster.laptops[me.device_id].sign_turn + 1
        told: dict[str, Any] = {"turn": turn, "since": date.today().isoformat(), "day": counted_days(self._desk)}
        if me.coordinator:
            ends = self._write_own(old.public_key, new.public, turn)
            told["mark"] = self._roster_now()
        else:
            ends = self._ends()
            text = proof_text(me.network_id, me.device_id, old.public_key, new.public, turn, ends.items())
            told["news"] = NewKey(new.public, old.public_key, turn, ends, new.sign(text).hex()).as_json()
        with self._desk.trail.changing_keys():
            kept = self._vault.recall("device_keys")
            past = [{"seed": old.seed.hex(), "public": old.public_key, "ends": ends}, *self._vault.recall(_PAST, [])]
            self._vault.remember(_PAST, past)
            self._vault.remember("device_keys", kept | {"sign_seed": new.seed.hex()})
            self._vault.remember(_TOLD, told)
        self._begin_new_streams(roster)
        self._desk.trail.note("keys_changed", "device", me.device_id, kind="signing")

    # --- telling the coordinators -------------------------------------------------------------------------------------

    def keep_up(self, roster: Roster) -> None:
        """Note when the roster shows the new key; until every coordinator has heard, the announcement goes out."""
        told = self._vault.recall(_TOLD)
        if not told:
            return
        laptop = roster.laptops.get(self._desk.identity.device_id)
        if laptop is not None and not told.get("mark") and laptop.sign_key == signer_of(self._desk).public_key:
            self._vault.remember(_TOLD, told | {"mark": self._roster_now()})
        let_go(self._desk, _WHY, lambda _one: self.is_pending(roster))

    def announcement(self, roster: Roster) -> tuple[NewKey, Signer] | None:
        """What is to be told, in a package signed by the OLD key; None when all have heard or it is on its way."""
        told, past = self._vault.recall(_TOLD), self._vault.recall(_PAST, [])
        if not told or "news" not in told or not past:
            return None
        if not self.is_pending(roster) or kept_receipts(self._desk, _WHY):
            return None
        news = told["news"]
        ends = {one["stream"]: one["number"] for one in news["ends"]}
        new = NewKey(news["key"], news["old"], news["turn"], ends, news["proof"])
        return new, _signer(self._desk, bytes.fromhex(past[0]["seed"]))

    def note_sealed(self, package: str, readers: tuple[str, ...]) -> None:
        """A package was sealed that tells of the new key."""
        keep_receipt(self._desk, KeptReceipt(package, _WHY, signer_of(self._desk).public_key, readers))

    # --- inside -------------------------------------------------------------------------------------------------------

    def _ends(self) -> dict[str, int]:
        """stream -> last place of every own stream that no earlier key was given up for."""
        given_up = {stream for one in self._vault.recall(_PAST, []) for stream in one["ends"]}
        me = self._desk.identity.device_id
        return {
            stream.id: head
            for stream, head, _, _ in self._vault.journal.streams()
            if stream.device == me and head and stream.id not in given_up
        }

    def _write_own(self, old: str, new: str, turn: int) -> dict[str, int]:
        """A coordinator writes its own change as the last word of its network stream under the old key."""
        me = self._desk.identity
        record = self._casework.load("device", me.device_id)
        assert isinstance(record, Device)
        # The stream must exist before its end can be named: the old key alone changes nothing yet.
        self._casework.write_registers(record, {f"past_keys/{one}": True for one in past_elements(old, {})})
        ends = self._ends()
        ends[self._own_network_stream().id] += 1
        told: dict[str, Any] = {f"past_keys/{one}": True for one in past_elements(old, ends)}
        told |= {f"sign_keys/{sign_element(turn, new)}": True, "sign_key": new}
        self._casework.write_registers(record, told)
        assert ends == self._ends()
        return ends

    def _own_network_stream(self) -> Stream:
        me = self._desk.identity
        return next(
            stream
            for stream, _, _, _ in self._vault.journal.streams(NETWORK)
            if stream.device == me.device_id and self._vault.journal.life_of(stream.id) == me.life
        )

    def _roster_now(self) -> dict[str, int]:
        return {head.stream: head.number for head in self._vault.journal.heads(NETWORK)}

    def _begin_new_streams(self, roster: Roster) -> None:
        """New streams under the same letter; the half of the life that places know stays, and so do their folders."""
        me = self._desk.identity
        offices = {shared(one.office) for one in roster.laptops.values()}
        for audience in {*self._vault.journal.audiences(), *offices}:
            base = int(self._vault.recall(f"package_base:{audience}", 0))
            given = self._vault.next_number(f"package:{me.life}:{audience}") - 1
            self._vault.remember(f"package_base:{audience}", base + given)
        self._desk.renew(life=me.life[:16] + secrets.token_hex(8))
