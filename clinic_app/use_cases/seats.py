"""Who sits before an open case book: the member whose slot opened it. A slot that is not listed is the founder's.

The vault remembers under "accounts" which slot is whose; a member's name and role come from their record, so that what
the office's colleagues or a coordinator change there holds here too. Locks are never asked for a right: see `Identity`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clinic_app.store.vault import Vault
from clinic_app.use_cases.identity import COORDINATOR, Identity

ACCOUNTS = "accounts"
NOTES = "account_notes"  # slot -> since, and who chose its passphrase when it was not its owner


@dataclass(frozen=True)
class Seat:
    """What a member's record says of who may sit here; an unknown `active` is not a reason to shut anybody out."""

    member_id: str
    name: str
    role: str
    active: bool = True


def accounts_of(vault: Vault) -> dict[str, str]:
    """Slot -> member, of those who were added; the founder's own slot need not stand there."""
    return dict(vault.recall(ACCOUNTS, {}))


def notes_of(vault: Vault) -> dict[str, dict[str, str]]:
    """Slot -> what is noted of it: `since` (a day), `chosen_by` (a member; "" once its owner has chosen)."""
    return dict(vault.recall(NOTES, {}))


def own_passphrase(vault: Vault, slot: str) -> None:
    """Whoever opens with `slot` has chosen their passphrase themselves."""
    notes = notes_of(vault)
    if notes.get(slot, {}).get("chosen_by"):
        vault.remember(NOTES, notes | {slot: notes[slot] | {"chosen_by": ""}})


def would_manage(here: Identity, seat: Seat) -> bool:
    """Whether that person may add and remove people where `here` works."""
    return replace(here, member_id=seat.member_id, person=seat.name, role=seat.role).manages


def seats_of(vault: Vault, members: list[str]) -> dict[str, Seat]:
    """Member -> what their record says; without those that are not here or were erased."""
    with vault.looking():
        names = vault.records.column("member", "name", members)
        roles = vault.records.column("member", "role", members)
        active = vault.records.column("member", "active", members)
        gone = vault.records.column("member", "erased", members)
    return {
        id: Seat(id, str(name), str(roles.get(id) or ""), active.get(id) != 0)
        for id, name in names.items()
        if name and not gone.get(id)
    }


def is_shut_out(vault: Vault, slot: str, ways_in: Sequence[str]) -> bool:
    """Whether whoever opened `slot` was made inactive meanwhile, in this vault or elsewhere.

    Never where nobody else who manages could come in by one of `ways_in` (slots): what arrives from another laptop must
    not be able to lock a case book for ever.
    """
    kept = Identity(**vault.recall("identity"))
    accounts = accounts_of(vault)
    owners = {one: accounts.get(one, kept.member_id) for one in (*ways_in, slot)}
    seats = seats_of(vault, sorted(set(owners.values())))
    me = seats.get(owners[slot])
    if me is None or me.active:
        return False
    others = [seats[id] for one, id in owners.items() if one != slot and one in ways_in and id in seats]
    here = seated(vault, kept, slot)
    return any(other.active and other.member_id != me.member_id and would_manage(here, other) for other in others)


def seated(vault: Vault, kept: Identity, slot: str) -> Identity:
    """`kept` (what the vault remembers of its founder and the device) with the person of `slot` in the founder's place.

    What is the laptop's stays. A case book from before roles of laptops has its founder's.
    """
    laptop = replace(kept, laptop_role=kept.laptop_role or (COORDINATOR if kept.role == COORDINATOR else "lawyer"))
    member = accounts_of(vault).get(slot, kept.member_id)
    seat = seats_of(vault, [member]).get(member)
    if seat is None:  # a founder's record that has gone; of anybody else no right is known
        return laptop if member == kept.member_id else replace(laptop, member_id=member, person="", role="student")
    return replace(laptop, member_id=member, person=seat.name, role=seat.role or "student")
