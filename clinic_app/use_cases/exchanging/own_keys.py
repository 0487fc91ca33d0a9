"""This laptop's own age key: a new one every month, both while the news spreads, then the old one is destroyed.

Clocks are not believed where it matters: a new key made too early does no harm, so the clock may call for one; an old
one is destroyed by what others have acknowledged and by counted days (`counted_days`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clinic_app.exchange.key_notes import AgeTold
from clinic_app.journal.audience import NETWORK, shared
from clinic_app.journal.device_keys import Turn
from clinic_app.journal.roster import Laptop, Roster
from clinic_app.keys.identity import AgeIdentity
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.copies import copy_noticed, note_copy
from clinic_app.use_cases.exchanging.counted_days import counted_days
from clinic_app.use_cases.exchanging.kept_receipts import KeptReceipt, keep_receipt, kept_receipts, let_go

EVERY_DAYS = 30
OVERLAP_DAYS = 3  # counted, after everybody has acknowledged
MOST_DAYS = 30  # counted, whether everybody has acknowledged or not
FEWER_DAYS, BY_CLOCK = 8, 90  # the same, where the clock agrees
MOST_PAST = 3
_WHY, _TOLD, _PAST = "age", "own_age", "past_ages"


@dataclass(frozen=True)
class OwnAge:
    """The age key in use here: its recipient, since when, whether the roster shows it, and how many old ones wait."""

    recipient: str
    since: date
    shown: bool
    past: int
    destroyed: int

    @property
    def next(self) -> date:
        """About when the next one comes by itself."""
        return self.since + timedelta(days=EVERY_DAYS)


def own_identities(desk: Desk) -> list[str]:
    """Every age key of this laptop that is still here, the present one first."""
    return [desk.keys.age_identity, *(one["identity"] for one in desk.vault.recall(_PAST, []))]


class OwnKeys:
    """The age keys of this laptop in an open vault; what changes something runs inside the caller's transaction."""

    def __init__(self, desk: Desk, today: date | None = None) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._today = today or date.today()

    def facts(self) -> OwnAge:
        """What a person is shown of it."""
        told = self._told()
        past = len(self._vault.recall(_PAST, []))
        since = date.fromisoformat(told["since"])
        return OwnAge(self.recipient(), since, bool(told["shown"]), past, int(told["destroyed"]))

    def recipient(self) -> str:
        return AgeIdentity(self._desk.keys.age_identity).recipient

    def keep_up(self, roster: Roster) -> None:
        """Make a new key when one is due, destroy old ones that nobody seals to any more."""
        laptop = roster.laptops.get(self._desk.identity.device_id)
        if laptop is None or laptop.removed:
            return
        told = self._told()
        self._compare(told, laptop)
        self._destroy(told, roster)
        self._vault.remember(_TOLD, told)
        few = len(self._vault.recall(_PAST, [])) < MOST_PAST
        if told["shown"] and few and self._is_due(told) and copy_noticed(self._desk) is None:
            self.renew()

    def renew(self) -> None:
        """A new key from now on; the old one stays until nobody seals to it."""
        told = self._told()
        new, kept = AgeIdentity.new(), self._vault.recall("device_keys")
        past = [{"identity": kept["age_identity"], "day": None, "on": ""}, *self._vault.recall(_PAST, [])]
        self._vault.remember(_PAST, past)
        self._vault.remember("device_keys", kept | {"age_identity": new.text})
        told |= {"turn": told["turn"] + 1, "since": self._today.isoformat(), "day": self._days, "shown": None}
        self._vault.remember(_TOLD, told)
        self._desk.trail.note("keys_changed", "device", self._desk.identity.device_id, kind="age")

    def turn(self) -> Turn:
        """Which key it is: this laptop's life, and the how many-th in it."""
        told = self._told()
        return int(told["life"]), int(told["turn"])

    # --- telling the coordinators -------------------------------------------------------------------------------------

    def owe(self, roster: Roster) -> None:
        """The coordinators write the key into the roster; until they have, packages to them tell of it."""
        told, recipient = self._told(), self.recipient()
        silent = bool(told["shown"]) or copy_noticed(self._desk) is not None
        let_go(self._desk, _WHY, lambda one: not silent and one.what == recipient)
        me = self._desk.identity
        if not silent and not me.coordinator and me.device_id in roster.laptops and not kept_receipts(self._desk, _WHY):
            self._vault.remember(f"owes_receipt:{shared(me.office_id)}", True)

    def told_of(self, audience: str) -> AgeTold | None:
        """What a package to this audience says of the key."""
        if audience != shared(self._desk.identity.office_id) or self._told()["shown"]:
            return None
        if self._desk.identity.coordinator or copy_noticed(self._desk) is not None:
            return None
        return AgeTold(self.recipient(), *self.turn())

    def note_sealed(self, package: str, readers: tuple[str, ...]) -> None:
        """A package was sealed that tells of the key."""
        if not kept_receipts(self._desk, _WHY):
            keep_receipt(self._desk, KeptReceipt(package, _WHY, self.recipient(), readers))

    def may_lack_keys(self) -> bool:
        """Whether something sealed for this laptop may be sealed to a key that is not here any more."""
        told = self._told()
        return bool(told["destroyed"]) or self._desk.identity.life_number > 1 or copy_noticed(self._desk) is not None

    # --- inside -------------------------------------------------------------------------------------------------------

    @property
    def _days(self) -> int:
        return counted_days(self._desk)

    def _told(self) -> dict[str, Any]:
        began = {
            "life": self._desk.identity.life_number,
            "turn": 1,
            "since": self._today.isoformat(),
            "day": self._days,
            "shown": None,
            "destroyed": 0,
        }
        return dict(began | self._vault.recall(_TOLD, {}))

    def _compare(self, told: dict[str, Any], laptop: Laptop) -> None:
        """Does the roster show the key that is in use here?"""
        me = self._desk.identity
        if me.life_number > told["life"]:
            told |= {"life": me.life_number, "turn": 1, "shown": None}
        if laptop.age_recipient == self.recipient():
            if not told["shown"]:
                heads = {head.stream: head.number for head in self._vault.journal.heads(NETWORK)}
                told["shown"] = {"mark": heads, "day": self._days}
                self._count_from_now()
            return
        told["shown"] = None
        if laptop.age_turn < (told["life"], told["turn"]):
            return
        # A key of ours that is not here: it was lost with a disk, or another copy of this case book has made it.
        if me.life_number == 1:
            note_copy(self._desk, f"age {laptop.age_recipient}")
        told |= {"life": laptop.age_turn[0], "turn": laptop.age_turn[1] + 1}

    def _count_from_now(self) -> None:
        past = self._vault.recall(_PAST, [])
        for one in past:
            if one["day"] is None:
                one |= {"day": self._days, "on": self._today.isoformat()}
        self._vault.remember(_PAST, past or None)

    def _is_due(self, told: dict[str, Any]) -> bool:
        by_clock = (self._today - date.fromisoformat(told["since"])).days >= EVERY_DAYS
        return by_clock or self._days - int(told["day"]) >= EVERY_DAYS

    def _destroy(self, told: dict[str, Any], roster: Roster) -> None:
        past = self._vault.recall(_PAST, [])
        if not past:
            return
        heeded = (
            bool(told["shown"])
            and self._days - int(told["shown"]["day"]) >= OVERLAP_DAYS
            and self._everybody_knows(told["shown"]["mark"], roster)
            and not self._is_awaited()
        )
        kept = [one for one in past if not (heeded or self._is_too_old(one))]
        if len(kept) < len(past):
            self._vault.remember(_PAST, kept or None)  # overwritten in the file: `secure_delete`
            told["destroyed"] = int(told["destroyed"]) + len(past) - len(kept)

    def _is_too_old(self, one: dict[str, Any]) -> bool:
        if one["day"] is None:
            return False
        days, by_clock = self._days - int(one["day"]), (self._today - date.fromisoformat(one["on"])).days
        return days >= MOST_DAYS or (days >= FEWER_DAYS and by_clock >= BY_CLOCK)

    def _everybody_knows(self, mark: dict[str, int], roster: Roster) -> bool:
        """Whether every laptop that seals for this one has acknowledged the roster as it was then."""
        me = self._desk.identity
        return all(
            all(told.get(stream, 0) >= number for stream, number in mark.items())
            for laptop in roster.laptops.values()
            if not laptop.removed
            and laptop.id != me.device_id
            and (me.coordinator or laptop.coordinator or laptop.office == me.office_id)
            and (told := self._vault.exchange.heard_of(laptop.id)) is not None
        )

    def _is_awaited(self) -> bool:
        """Whether packages that others sealed for this laptop have still to come."""
        return any(
            set(names) - self._vault.exchange.runs.came(sender)
            for sender, names in self._vault.recall("awaited", {}).items()
        )
