"""The recovery sheet of an open case book: made, confirmed, tried, renewed. It is the one way in nobody may lose.

A new sheet opens from the moment it exists, and the former one as long as nobody has typed back two groups of the new:
a crash in between, or a printer without paper, leaves both.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clinic_app.errors import FormerSheet, NoSuchPerson, NotManager, WrongRecoveryCode
from clinic_app.keys import recovery_slots, slots
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.recovery_slots import WhoseSlot
from clinic_app.keys.slot_file import PASSPHRASE
from clinic_app.keys.tries import one_try
from clinic_app.pictures.qr import squares
from clinic_app.use_cases import opening
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.named_opening import locks_named
from clinic_app.use_cases.seats import ACCOUNTS, accounts_of, is_shut_out, seats_of, would_manage
from clinic_app.wording.alphabet import alphabet_key

if TYPE_CHECKING:
    from clinic_app.reports.recovery_sheet import RecoverySheet

MEMORY = "recovery"  # {slot, confirmed_at, tried_at, snoozed_until}: nothing of a code
A_YEAR = timedelta(days=365)
A_WEEK = timedelta(days=7)
_FIRST_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SheetFacts:
    """What is known of the sheet. `book` is the number printed on it; `both_open`: a new one waits to be confirmed.

    `remind` is "" or why somebody should look after it: "unconfirmed", or "a_year" since anybody had it in hands.
    """

    book: str
    confirmed_on: date | None
    tried_on: date | None
    both_open: bool
    remind: str
    may_renew: bool


@dataclass(frozen=True)
class NewSheet:
    """A new code and its slot; until `confirm` the former sheet opens as well."""

    code: str = field(repr=False)
    slot: str


class Recovery:
    """Looks after the recovery sheet of an open vault."""

    def __init__(self, desk: Desk, master: MasterKey) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._master = master

    def facts(self, today: date | None = None) -> SheetFacts:
        """When it was confirmed and tried, and whether it is time to look after it."""
        today = today or date.today()
        kept = self._kept()
        confirmed, tried = _day(kept.get("confirmed_at")), _day(kept.get("tried_at"))
        return SheetFacts(
            book=short_id(self._desk.identity.vault_id),
            confirmed_on=confirmed,
            tried_on=tried,
            both_open=len(recovery_slots.recovery_slot_ids(self._vault.folder)) > 1,
            remind=self._reminder(kept, today),
            may_renew=self._desk.identity.manages,
        )

    def reminder(self, today: date | None = None) -> str:
        """Why somebody should look after the sheet, as in `SheetFacts.remind`; "" also where they could not."""
        return self._reminder(self._kept(), today or date.today())

    def _reminder(self, kept: dict[str, str], today: date) -> str:
        me = self._desk.identity
        snoozed = _day(kept.get("snoozed_until"))
        if me.demo or not me.manages or (snoozed and snoozed > today):
            return ""
        made = _made_on(me.vault_id)
        if not kept.get("confirmed_at") and not kept.get("tried_at"):
            return "unconfirmed" if made and made + _FIRST_DAY <= today else ""
        last = max(day for day in (_day(kept.get("confirmed_at")), _day(kept.get("tried_at"))) if day)
        return "a_year" if last + A_YEAR <= today else ""

    def snooze(self, today: date | None = None) -> None:
        """Remind again in a week."""
        self._keep(snoozed_until=((today or date.today()) + A_WEEK).isoformat())

    # --- the sheet ----------------------------------------------------------------------------------------------

    def sheet(self, code: str, today: date | None = None) -> RecoverySheet:
        """The page for `code` in the language in use, in memory; `writing.recovery_bytes` lays it out."""
        me = self._desk.identity
        return sheet_of(code, me.vault_id, today or date.today(), demo=me.demo)

    def renew(self, present: str) -> NewSheet:
        """A new sheet beside the present one. NotManager, WrongPassphrase (of whoever works here), TriesSlowedDown,
        DiskFull."""
        if not self._desk.identity.manages:
            raise NotManager
        # Nobody who finds the window open may make a key of their own.
        opening.prove_passphrase(self._vault.folder, present, self._master.slot_id)
        in_force = str(self._kept().get("slot", ""))
        return NewSheet(*recovery_slots.add_recovery_code(self._vault.folder, self._master, in_force))

    def confirm(self, slot: str = "") -> None:
        """It is on paper: from now on only the sheet of `slot` opens ("" is the first sheet, of the founding)."""
        if slot:
            recovery_slots.keep_recovery_slot(self._vault.folder, self._master, slot)
        # In this order: killed between the two, the slots are right and the memory says less than it could.
        self._keep(slot=slot, confirmed_at=_now(), tried_at="", snoozed_until="")
        if slot:
            self._desk.trail.note("recovery_renewed")

    def confirm_by(self, code: str) -> None:
        """From now on only the sheet of `code` opens: whoever types it has it. WrongRecoveryCode, TriesSlowedDown.

        FormerSheet for the sheet in force while a new one waits: whoever is told "confirmed" destroys the other paper.
        """
        folder = self._vault.folder
        with one_try(folder):
            slot = recovery_slots.slot_of_code(folder, code)
            if slot is None:
                raise WrongRecoveryCode(group=None)
        in_force = recovery_slots.slot_in_force(folder, str(self._kept().get("slot", "")))
        if slot == in_force and len(recovery_slots.recovery_slot_ids(folder)) > 1:
            raise FormerSheet
        self.confirm(slot)

    def give_up(self, slot: str) -> None:
        """The new sheet was not wanted after all; the former one goes on."""
        recovery_slots.drop_recovery_slot(self._vault.folder, self._master, slot)

    def try_it(self, code: str) -> None:
        """Prove that `code` opens the case book, and change nothing but the day of the trial. WrongRecoveryCode."""
        with one_try(self._vault.folder):
            if recovery_slots.slot_of_code(self._vault.folder, code) is None:
                raise WrongRecoveryCode(group=None)
        self._keep(tried_at=_now(), snoozed_until="")
        self._desk.trail.note("recovery_tried")

    # --- inside -------------------------------------------------------------------------------------------------

    def _kept(self) -> dict[str, str]:
        return dict(self._vault.recall(MEMORY, {}))

    def _keep(self, **changed: str) -> None:
        with self._vault.changing():
            self._vault.remember(MEMORY, self._kept() | changed)


def people_behind(folder: Path, code: str) -> tuple[WhoseSlot, ...]:
    """Whose passphrases the case book has, for whoever holds its sheet; WrongRecoveryCode, NoVault, VaultDamaged."""
    with one_try(folder):
        master = slots.open_with_code(folder, code)
    try:
        return recovery_slots.people_behind(folder, master)
    finally:
        master.forget()


def slot_behind(folder: Path, code: str, person: str) -> str | None:
    """Whose lock it is that bears this name, for whoever holds the sheet; None after the panic key: there is no lock.

    WrongRecoveryCode, TriesSlowedDown, NoSuchPerson, NoVault, VaultDamaged.
    """
    with one_try(folder):
        master = slots.open_with_code(folder, code)
    try:
        if not opening.ways_in(folder):
            return None
        with closing(opening.open_vault(folder, master)) as vault:
            found = locks_named(vault, folder, person)
    finally:
        master.forget()
    if len(found) != 1:
        raise NoSuchPerson(person=person, several=len(found) > 1)
    return found[0]


def recover(
    folder: Path, code: str, new_passphrase: str, *, slot: str | None = None, without_keyring: bool = False
) -> tuple[Desk, MasterKey]:
    """Open by the sheet with a new passphrase for `slot` (else the first person's who may still come in), and repair
    the keyring entry.

    After the panic key there is no slot: one is made. Raises as `slots.recover` does, KeyringMissing among them, and
    AccountClosed.
    """
    people = [one.id for one in slots.slots_facts(folder).slots if one.kind == PASSPHRASE]
    way = slot or (_first_let_in(folder, code, people) if people else None)
    with one_try(folder):
        remade = slots.recover(folder, code, new_passphrase, slot_id=way, without_keyring=without_keyring)
    remade.forget()
    desk, master = opening.unlock(folder, new_passphrase, remade.slot_id)
    with desk.vault.changing():
        if not people:
            _seat_who_manages(desk)
        kept = dict(desk.vault.recall(MEMORY, {}))
        desk.vault.remember(MEMORY, kept | {"tried_at": _now(), "snoozed_until": ""})
        desk.trail.note("recovery_used")
    return desk, master


def _first_let_in(folder: Path, code: str, people: Sequence[str]) -> str:
    """The first slot of `people` whose account is not closed: a passphrase made for another would open nothing."""
    if len(people) == 1:
        return people[0]
    with one_try(folder):
        master = slots.open_with_code(folder, code)
    try:
        with closing(opening.open_vault(folder, master)) as vault:
            return next((one for one in people if not is_shut_out(vault, one, people)), people[0])
    finally:
        master.forget()


def _seat_who_manages(desk: Desk) -> None:
    """After the panic key the new way in is the founder's. One who no longer manages the laptop could let nobody in
    again: then it is that of somebody who does.
    """
    if desk.identity.manages:
        return
    listed = accounts_of(desk.vault)
    seats = seats_of(desk.vault, sorted(set(listed.values()))).values()
    fit = [one for one in seats if one.active and would_manage(desk.identity, one)]
    if fit:
        chosen = min(fit, key=lambda one: alphabet_key(one.name))
        desk.vault.remember(ACCOUNTS, listed | {desk.slot: chosen.member_id})
        desk.look_again()


def sheet_of(code: str, vault_id: str, made_on: date, *, demo: bool = False) -> RecoverySheet:
    """The page for `code` in the language in use; for the first start, where nothing is kept yet."""
    from clinic_app.reports.recovery_sheet import recovery_sheet

    return recovery_sheet(code, squares(code, torn=True), short_id(vault_id), made_on, demo=demo)


def short_id(vault_id: str) -> str:
    """A number by which people tell case books apart, of the random end of the id: 3F7A-91C2."""
    tail = vault_id.replace("-", "").upper()[-8:]
    return f"{tail[:4]}-{tail[4:]}"


def _made_on(vault_id: str) -> date | None:
    """The day a case book was founded, which its id tells (UUIDv7); None for another id."""
    try:
        told = uuid.UUID(vault_id)
    except ValueError:
        return None
    if told.version != 7:
        return None
    return datetime.fromtimestamp((told.int >> 80) / 1000, UTC).date()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _day(kept: Any) -> date | None:
    return date.fromisoformat(str(kept)[:10]) if kept else None
