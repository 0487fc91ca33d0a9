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
    KeyringEntryMissing,
    KeyringMissing,
    LastWayIn,
    UnknownSlot,
    VaultDamaged,
    VaultExists,
    WrongPassphrase,
    WrongRecoveryCode,
)
from clinic_app.keys import device_secret, sealing
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.passphrase import check_strength, passphrase_bytes
from clinic_app.keys.recovery_code import new_code, read_code
from clinic_app.keys.sealing import DEFAULT, FLOOR, SealBroken, Stretching
from clinic_app.keys.slot_file import (
    CHECK_BYTES,
    MOST_SLOTS,
    PASSPHRASE,
    RECOVERY,
    Slot,
    SlotFile,
    bound_to,
    slot_bound_to,
    valid_vault_id,
)
from clinic_app.keys.slot_folder import FILE_NAME, has_slots, read_slots, write_slots

_LABEL_BLOCK = 128


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
    slot_id, secret, code = _new_id(), device_secret.new_secret(), new_code()
    master = MasterKey(os.urandom(sealing.KEY_BYTES), vault_id, slot_id)
    check, sealed = _device_check(secret), b""
    sealed = sealing.seal(secret, master.derived("device secret"), _device_bound_to(vault_id, check))
    empty = SlotFile(vault_id, check, sealed, ())
    first = _passphrase_slot(master, slot_id, passphrase, secret if use_keyring else None, how)
    file = empty.with_slot(_labelled(vault_id, first, label, secret)).with_slot(_recovery_slot(master, code, how))
    if use_keyring:
        device_secret.store(vault_id, secret)
    write_slots(folder, file)
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
            secret = _secret_in_keyring(file) if slot.keyring else None
            return MasterKey(_unsealed(file.vault_id, slot, known, secret), file.vault_id, slot.id)
        except (KeyringMissing, KeyringEntryMissing) as problem:
            untried = problem
            break
        except SealBroken:
            continue
    raise untried or WrongPassphrase()


def open_with_code(folder: Path, code: str) -> MasterKey:
    """The master key by the recovery code alone; raises WrongRecoveryCode (naming a mistyped group), NoVault, VaultDamaged."""
    known = read_code(code)
    file = read_slots(folder)
    for slot in file.slots:
        if slot.kind != RECOVERY:
            continue
        try:
            return MasterKey(_unsealed(file.vault_id, slot, known, None), file.vault_id, slot.id)
        except SealBroken:
            continue
    raise WrongRecoveryCode(group=None)


def recover(
    folder: Path, code: str, new_passphrase: str, *, slot_id: str | None = None, without_keyring: bool = False
) -> MasterKey:
    """Open by code, restore the keyring entry, and remake a passphrase slot (the first, or `slot_id`) for `new_passphrase`.

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
    use_keyring = not without_keyring and (old.keyring if old else True)
    how = old.stretching if old else _slot(file, master.slot_id).stretching
    secret = _device_secret(file, master)
    remade = _passphrase_slot(master, old.id if old else _new_id(), new_passphrase, secret if use_keyring else None, how)
    if use_keyring:
        device_secret.store(file.vault_id, secret)
    write_slots(folder, file.with_slot(replace(remade, label=old.label if old else None)))
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
    """Remake one slot (`slot_id`, else the one that was opened) for `new_passphrase`; what is not given stays as it was.

    Raises PassphraseTooWeak, UnknownSlot, KeyringMissing, VaultDamaged, DiskFull, FileUnwritable.
    """
    check_strength(new_passphrase)
    file = read_slots(folder)
    old = _slot(file, slot_id or master.slot_id)
    if old.kind != PASSPHRASE:
        raise UnknownSlot(slot=old.id)
    secret = _device_secret(file, master)
    keyring = old.keyring if use_keyring is None else use_keyring
    made = _passphrase_slot(master, old.id, new_passphrase, secret if keyring else None, stretching or old.stretching)
    if keyring:
        device_secret.store(file.vault_id, secret)
    write_slots(folder, file.with_slot(replace(made, label=old.label)))


def add_slot(
    folder: Path,
    master: MasterKey,
    passphrase: str,
    *,
    use_keyring: bool,
    label: bytes | None = None,
    stretching: Stretching = DEFAULT,
) -> str:
    """Give one more person a way in; returns the slot's id. Raises PassphraseTooWeak, KeyringMissing, DiskFull and others."""
    check_strength(passphrase)
    file = read_slots(folder)
    if len(file.slots) >= MOST_SLOTS:
        raise ValueError("too many slots")
    secret = _device_secret(file, master)
    made = _passphrase_slot(master, _new_id(), passphrase, secret if use_keyring else None, stretching)
    if use_keyring:
        device_secret.store(file.vault_id, secret)
    write_slots(folder, file.with_slot(_labelled(file.vault_id, made, label, secret)))
    return made.id


def remove_slot(folder: Path, master: MasterKey, slot_id: str) -> None:
    """Take a person's way in away (not from old copies of the laptop); raises LastWayIn, UnknownSlot.

    The last passphrase slot and the recovery slot are refused.
    """
    file = read_slots(folder)
    _device_secret(file, master)
    gone = _slot(file, slot_id)
    left = [slot for slot in file.slots if slot.kind == PASSPHRASE and slot.id != slot_id]
    if gone.kind == RECOVERY or not left:
        raise LastWayIn(slot=slot_id)
    write_slots(folder, file.without(slot_id))


def renew_recovery_code(folder: Path, master: MasterKey) -> str:
    """A new recovery code in place of the former, which opens nothing any more."""
    file = read_slots(folder)
    _device_secret(file, master)
    code = new_code()
    former = [slot for slot in file.slots if slot.kind == RECOVERY]
    how = former[0].stretching if former else DEFAULT
    rest = replace(file, slots=tuple(slot for slot in file.slots if slot.kind != RECOVERY))
    write_slots(folder, rest.with_slot(_recovery_slot(master, code, how)))
    return code


def slots_facts(folder: Path) -> SlotsFacts:
    """What `vault info` says of the locks; asks neither keyring nor passphrase. Raises NoVault, VaultDamaged, VaultNewer."""
    file = read_slots(folder)
    facts = (SlotFacts(s.id, s.kind, s.keyring, s.stretching.ops, s.stretching.mem_bytes) for s in file.slots)
    floor = any(slot.stretching.mem_bytes <= FLOOR.mem_bytes for slot in file.slots)
    return SlotsFacts(file.vault_id, any(slot.keyring for slot in file.slots), floor, tuple(facts))


def slot_labels(folder: Path, master: MasterKey | None = None) -> dict[str, bytes]:
    """Labels by slot id, read with the keyring's device secret (or the master key); without either, none."""
    file = read_slots(folder)
    try:
        secret = _device_secret(file, master) if master else _secret_in_keyring(file)
    except (KeyringMissing, KeyringEntryMissing):
        return {}
    labels = ((slot, _label(file.vault_id, slot, secret)) for slot in file.slots)
    return {slot.id: label for slot, label in labels if label is not None}


# --- how a slot is made and opened --------------------------------------------------------------------------------


def _new_id() -> str:
    return os.urandom(8).hex()


def _slot(file: SlotFile, slot_id: str) -> Slot:
    for slot in file.slots:
        if slot.id == slot_id:
            return slot
    raise UnknownSlot(slot=slot_id)


def _passphrase_slot(master: MasterKey, slot_id: str, passphrase: str, secret: bytes | None, how: Stretching) -> Slot:
    bare = Slot(slot_id, PASSPHRASE, secret is not None, how, os.urandom(sealing.SALT_BYTES), b"")
    return _sealed(master, bare, passphrase_bytes(passphrase), secret)


def _recovery_slot(master: MasterKey, code: str, how: Stretching) -> Slot:
    bare = Slot(_new_id(), RECOVERY, False, how, os.urandom(sealing.SALT_BYTES), b"")
    return _sealed(master, bare, read_code(code), None)


def _sealed(master: MasterKey, slot: Slot, known: bytes, secret: bytes | None) -> Slot:
    key = _wrapping_key(slot, known, secret)
    return replace(slot, sealed=sealing.seal(master.raw(), key, slot_bound_to(master.vault_id, slot)))


def _unsealed(vault_id: str, slot: Slot, known: bytes, secret: bytes | None) -> bytes:
    return sealing.unseal(slot.sealed, _wrapping_key(slot, known, secret), slot_bound_to(vault_id, slot))


def _wrapping_key(slot: Slot, known: bytes, secret: bytes | None) -> bytes:
    """HKDF over Argon2id of what the person knows, and the device secret where the slot wants it."""
    stretched = sealing.stretch(known, slot.salt, slot.stretching)
    purpose = f"clinic-casebook v1 slot {slot.kind}{' with keyring' if slot.keyring else ''}"
    return sealing.derive(stretched + (secret or b""), purpose)


# --- the device secret and the labels -----------------------------------------------------------------------------


def _device_check(secret: bytes) -> bytes:
    return sealing.derive(secret, "clinic-casebook v1 device check", CHECK_BYTES)


def _device_bound_to(vault_id: str, check: bytes) -> bytes:
    return bound_to("device", vault_id, {"check": check.hex()})


def _device_secret(file: SlotFile, master: MasterKey) -> bytes:
    """The device secret by the master key; VaultDamaged when this is not this vault's key or file."""
    try:
        key, bound = master.derived("device secret"), _device_bound_to(file.vault_id, file.device_check)
        return sealing.unseal(file.device_sealed, key, bound)
    except SealBroken:
        raise VaultDamaged(file=FILE_NAME, part="slots") from None


def _secret_in_keyring(file: SlotFile) -> bytes:
    """The device secret from the keyring; another one than this vault's counts as missing, not as a wrong passphrase."""
    secret = device_secret.read(file.vault_id)
    if _device_check(secret) != file.device_check:
        raise KeyringEntryMissing
    return secret


def _labelled(vault_id: str, slot: Slot, label: bytes | None, secret: bytes) -> Slot:
    """`slot` with its label sealed, padded so that its length tells little about a name."""
    if label is None:
        return slot
    from nacl.bindings import sodium_pad

    key, bound = sealing.derive(secret, "clinic-casebook v1 slot label"), bound_to("label", vault_id, {"id": slot.id})
    return replace(slot, label=sealing.seal(sodium_pad(label, _LABEL_BLOCK), key, bound))


def _label(vault_id: str, slot: Slot, secret: bytes) -> bytes | None:
    if slot.label is None:
        return None
    from nacl.bindings import sodium_unpad

    key, bound = sealing.derive(secret, "clinic-casebook v1 slot label"), bound_to("label", vault_id, {"id": slot.id})
    try:
        return sodium_unpad(sealing.unseal(slot.label, key, bound), _LABEL_BLOCK)
    except SealBroken:
        return None
