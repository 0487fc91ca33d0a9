"""Opening as one person by their name: no other's passphrase will do, whoever's it is."""

from __future__ import annotations

from pathlib import Path

from clinic_app.errors import NoSuchPerson, WrongPassphrase
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slots import slot_labels
from clinic_app.store.vault import Vault
from clinic_app.use_cases import opening
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.seats import accounts_of, seats_of


def unlock_as(folder: Path, passphrase: str, person: str) -> tuple[Desk, MasterKey]:
    """Open the case book as `person`, by their lock alone where the keyring tells which it is.

    Else (no keyring, a name changed since) whoever's passphrase it is, and the case book tells whose locks to try
    instead. Raises as `opening.unlock` does, WrongPassphrase for another person's, and NoSuchPerson.
    """
    wanted = _plain(person)
    labelled = [slot for slot, name in slot_labels(folder).items() if _plain(name.decode("utf-8", "replace")) == wanted]
    if len(labelled) == 1:
        return opening.unlock(folder, passphrase, labelled[0])
    desk, master = opening.unlock(folder, passphrase)
    if _plain(desk.identity.person) == wanted:
        return desk, master
    try:
        theirs = locks_named(desk.vault, folder, person)
    finally:
        desk.vault.close()
        master.forget()
    if not theirs:
        raise NoSuchPerson(person=person, several=False)
    for slot in theirs[:-1]:
        try:
            return opening.unlock(folder, passphrase, slot)
        except WrongPassphrase:
            continue
    return opening.unlock(folder, passphrase, theirs[-1])


def locks_named(vault: Vault, folder: Path, person: str) -> list[str]:
    """The locks of everybody of that name, as the open case book knows them; none when nobody bears it."""
    listed, wanted = accounts_of(vault), _plain(person)
    founder = Identity(**vault.recall("identity")).member_id
    owners = {slot: listed.get(slot, founder) for slot in opening.ways_in(folder)}
    seats = seats_of(vault, sorted(set(owners.values())))
    return [slot for slot, member in owners.items() if member in seats and _plain(seats[member].name) == wanted]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
