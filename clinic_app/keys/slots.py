"""The ways into a vault: a passphrase slot per person and one recovery slot, each holding the same master key, sealed.

A passphrase slot opens with Argon2id(passphrase) and, unless the vault does without, the device secret of the OS
keyring. The recovery slot opens with the printed code alone; a copy of the device secret lies sealed under the master
key, so recovery repairs the keyring. Adding, removing and changing slots never touches the database.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from clinic_app.errors import (
    DiskFull,
    FileUnwritable,
    KeyringEntryMissing,
    KeyringMissing,
    LastWayIn,
    UnknownSlot,
    VaultExists,
    WrongPassphrase,
    WrongRecoveryCode,
)
from clinic_app.keys import device_secret, sealing
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.os_keyring import keyring_present
from clinic_app.keys.passphrase import check_strength, passphrase_bytes
from clinic_app.keys.recovery_code import new_code, read_code
from clinic_app.keys.sealing import DEFAULT, FLOOR, SealBroken, Stretching
from clinic_app.keys.slot_file import MOST_SLOTS, PASSPHRASE, RECOVERY, Slot, SlotFile, valid_vault_id
from clinic_app.keys.slot_folder import change_slots, has_slots, read_slots, write_slots
from clinic_app.keys.slot_seals import (
    device_secret_by_master,
    device_secret_in_keyring,
    empty_file,
    label_of,
    labelled,
    new_slot_id,
    passphrase_slot,
    recovery_slot,
    unsealed,
)


@dataclass(frozen=True)
class SlotFacts:
    """What a slot shows to anyone: never whose it is."""

    id: str
    kind: str
    keyring: bool
    ops: int
    mem_bytes: int


@dataclass(frozen=True)
class SlotsFacts:
    """What the slots file shows to anyone; `kdf_floor`: some slot is stretched with the least permitted only."""

    vault_id: str
    keyring: bool
    kdf_floor: bool
    slots: tuple[SlotFacts, ...]


def create_slots(
    folder: Path,
    vault_id: str,
    passphrase: str,
    *,
    use_keyring: bool,
    kdf_floor: bool = False,
    label: bytes | None = None,
    stretching: Stretching | None = None,
) -> tuple[MasterKey, str]:
    """Make a new vault's master key, its first passphrase slot and its recovery slot: (master key, recovery code).

    `vault_id`: 8 to 64 letters, digits, hyphens. `stretching` (see `choose_parameters`) overrides the default and the
    floor. Raises PassphraseTooWeak, VaultExists, KeyringMissing, DiskFull, FileUnwritable, MemoryError.
    """
    if not valid_vault_id(vault_id):
        raise ValueError("vault id")
    if has_slots(folder):
        raise VaultExists(folder=str(folder))
    check_strength(passphrase)
    how = stretching or (FLOOR if kdf_floor else DEFAULT)
    secret, code = device_secret.new_secret(), new_code()
    master = MasterKey(os.urandom(sealing.KEY_BYTES), vault_id, new_slot_id())
    own = passphrase_slot(master, master.slot_id, passphrase, secret if use_keyring else None, how)
    file = empty_file(master, secret).with_slot(labelled(vault_id, own, label, secret))
    try:
        if use_keyring:
            device_secret.store(vault_id, secret)  # first: no slot ever stands there without its other half
        write_slots(folder, file.with_slot(recovery_slot(master, code, how)))
    except (DiskFull, FileUnwritable):
        if use_keyring:
            device_secret.delete(vault_id)
        raise
    return master, code


def open_with_passphrase(folder: Path, passphrase: str, slot_id: str | None = None) -> MasterKey:
    """The master key; `slot_id` names one person's slot, without it each is tried (one Argon2id per slot).

    Raises WrongPassphrase; KeyringEntryMissing or KeyringMissing when a slot could not be tried for want of the device
    secret; UnknownSlot, NoVault, VaultDamaged, VaultNewer, FileUnreadable.
    """
    file = read_slots(folder)
    slots = [slot for slot in file.slots if slot.kind == PASSPHRASE and slot_id in (None, slot.id)]
    if not slots:
        # Only the recovery sheet opens such a vault, and that is what this error tells the person.
        raise UnknownSlot(slot=slot_id) if slot_id else KeyringEntryMissing()
    known = passphrase_bytes(passphrase)
    untried: KeyringMissing | KeyringEntryMissing | None = None
    for slot in sorted(slots, key=lambda slot: slot.keyring):
        try:
            secret = device_secret_in_keyring(file) if slot.keyring else None
            return MasterKey(unsealed(file.vault_id, slot, known, secret), file.vault_id, slot.id)
        except (KeyringMissing, KeyringEntryMissing) as problem:
            untried = problem
            break
        except SealBroken:
            continue
    raise untried or WrongPassphrase()


def open_with_code(folder: Path, code: str) -> MasterKey:
    """The master key by the code alone; raises WrongRecoveryCode (naming a mistyped group), NoVault, VaultDamaged."""
    known = read_code(code)
    file = read_slots(folder)
    for slot in file.slots:
        if slot.kind != RECOVERY:
            continue
        try:
            return MasterKey(unsealed(file.vault_id, slot, known, None), file.vault_id, slot.id)
        except SealBroken:
            continue
    raise WrongRecoveryCode(group=None)


def recover(
    folder: Path, code: str, new_passphrase: str, *, slot_id: str | None = None, without_keyring: bool = False
) -> MasterKey:
    """Open by code, restore the keyring entry, and remake a slot (the first, or `slot_id`) for `new_passphrase`.

    Other people's slots work again as they were. Where the vault used a keyring and this machine has none it raises
    KeyringMissing and changes nothing; `without_keyring` goes on with a slot that needs none. Raises like
    `open_with_code`, and PassphraseTooWeak, UnknownSlot, DiskFull, FileUnwritable.
    """
    check_strength(new_passphrase)
    master = open_with_code(folder, code)
    file = read_slots(folder)
    own = [slot for slot in file.slots if slot.kind == PASSPHRASE and slot_id in (None, slot.id)]
    if slot_id and not own:
        raise UnknownSlot(slot=slot_id)
    old = own[0] if own else None
    # After the panic key nobody can say whether the keyring was used: it is, where there is one.
    use_keyring = not without_keyring and (old.keyring if old else keyring_present())
    how = old.stretching if old else _slot(file, master.slot_id).stretching
    secret, remade_id = device_secret_by_master(file, master), old.id if old else new_slot_id()
    remade = passphrase_slot(master, remade_id, new_passphrase, secret if use_keyring else None, how)
    _put(folder, file.vault_id, replace(remade, label=old.label if old else None), secret, new=old is None)
    opened = MasterKey(master.raw(), file.vault_id, remade.id)
    master.forget()
    return opened


def change_passphrase(
    folder: Path,
    master: MasterKey,
    new_passphrase: str,
    *,
    slot_id: str | None = None,
    use_keyring: bool | None = None,
    stretching: Stretching | None = None,
) -> None:
    """Remake one slot (`slot_id`, else the one that was opened) for `new_passphrase`; the rest stays as it was.

    Raises PassphraseTooWeak, UnknownSlot (also when it is taken away meanwhile), KeyringMissing, VaultDamaged,
    DiskFull, FileUnwritable.
    """
    check_strength(new_passphrase)
    file = read_slots(folder)
    old = _slot(file, slot_id or master.slot_id)
    if old.kind != PASSPHRASE:
        raise UnknownSlot(slot=old.id)
    secret = device_secret_by_master(file, master)
    keyring = old.keyring if use_keyring is None else use_keyring
    made = passphrase_slot(master, old.id, new_passphrase, secret if keyring else None, stretching or old.stretching)
    _put(folder, file.vault_id, replace(made, label=old.label), secret)


def add_slot(
    folder: Path,
    master: MasterKey,
    passphrase: str,
    *,
    use_keyring: bool,
    label: bytes | None = None,
    stretching: Stretching = DEFAULT,
    slot_id: str | None = None,
) -> str:
    """Give one more person a way in; returns the slot's id. `slot_id`: a new one that was noted before it exists.

    Raises PassphraseTooWeak, KeyringMissing, DiskFull.
    """
    check_strength(passphrase)
    file = read_slots(folder)
    if len(file.slots) >= MOST_SLOTS:
        raise ValueError("too many slots")
    secret = device_secret_by_master(file, master)
    made = passphrase_slot(master, slot_id or new_slot_id(), passphrase, secret if use_keyring else None, stretching)
    _put(folder, file.vault_id, labelled(file.vault_id, made, label, secret), secret, new=True)
    return made.id


def remove_slot(folder: Path, master: MasterKey, slot_id: str) -> None:
    """Take a person's way in away (not from old copies of the laptop); raises LastWayIn, UnknownSlot.

    The last passphrase slot and the recovery slot are refused.
    """

    def without(file: SlotFile) -> SlotFile:
        device_secret_by_master(file, master)
        gone = _slot(file, slot_id)
        left = [slot for slot in file.slots if slot.kind == PASSPHRASE and slot.id != slot_id]
        if gone.kind == RECOVERY or not left:
            raise LastWayIn(slot=slot_id)
        return file.without(slot_id)

    change_slots(folder, without)


def slots_facts(folder: Path) -> SlotsFacts:
    """What `vault info` says of the locks, without keyring or passphrase. Raises NoVault, VaultDamaged, VaultNewer."""
    file = read_slots(folder)
    facts = (SlotFacts(s.id, s.kind, s.keyring, s.stretching.ops, s.stretching.mem_bytes) for s in file.slots)
    floor = any(slot.stretching.mem_bytes <= FLOOR.mem_bytes for slot in file.slots)
    return SlotsFacts(file.vault_id, any(slot.keyring for slot in file.slots), floor, tuple(facts))


def stretching_of(folder: Path, slot_id: str) -> Stretching:
    """How hard the slot is stretched; UnknownSlot."""
    return _slot(read_slots(folder), slot_id).stretching


def slot_labels(folder: Path, master: MasterKey | None = None) -> dict[str, bytes]:
    """Labels by slot id, read with the keyring's device secret (or the master key); without either, none."""
    file = read_slots(folder)
    try:
        secret = device_secret_by_master(file, master) if master else device_secret_in_keyring(file)
    except (KeyringMissing, KeyringEntryMissing):
        return {}
    labels = ((slot, label_of(file.vault_id, slot, secret)) for slot in file.slots)
    return {slot.id: label for slot, label in labels if label is not None}


def _slot(file: SlotFile, slot_id: str) -> Slot:
    for slot in file.slots:
        if slot.id == slot_id:
            return slot
    raise UnknownSlot(slot=slot_id)


def _put(folder: Path, vault_id: str, made: Slot, secret: bytes, *, new: bool = False) -> None:
    """Put a slot in place of the one of its id, beside the others if it is new; UnknownSlot when that one was taken
    away meanwhile. First the keyring, so that the slot never stands there without its other half.
    """
    if made.keyring:
        device_secret.store(vault_id, secret)

    def put(file: SlotFile) -> SlotFile:
        if not new:
            _slot(file, made.id)
        return file.with_slot(made)

    change_slots(folder, put)
