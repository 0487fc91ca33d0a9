"""How a slot is sealed and opened, and what the device secret in the keyring and under the master key is for."""

from __future__ import annotations

import os
from dataclasses import replace

from clinic_app.errors import KeyringEntryMissing, VaultDamaged
from clinic_app.keys import device_secret, sealing
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.passphrase import passphrase_bytes
from clinic_app.keys.recovery_code import read_code
from clinic_app.keys.sealing import SealBroken, Stretching
from clinic_app.keys.slot_file import CHECK_BYTES, PASSPHRASE, RECOVERY, Slot, SlotFile, bound_to, slot_bound_to

_LABEL_BLOCK = 128


def new_slot_id() -> str:
    """16 hexadecimal digits; it stays with the person when the passphrase changes."""
    return os.urandom(8).hex()


def passphrase_slot(master: MasterKey, slot_id: str, passphrase: str, secret: bytes | None, how: Stretching) -> Slot:
    """A person's slot; with `secret` it opens only where the keyring holds it."""
    bare = Slot(slot_id, PASSPHRASE, secret is not None, how, os.urandom(sealing.SALT_BYTES), b"")
    return _sealed(master, bare, passphrase_bytes(passphrase), secret)


def recovery_slot(master: MasterKey, code: str, how: Stretching) -> Slot:
    """The slot of the printed code; never with the keyring, which it is there to replace."""
    bare = Slot(new_slot_id(), RECOVERY, False, how, os.urandom(sealing.SALT_BYTES), b"")
    return _sealed(master, bare, read_code(code), None)


def _sealed(master: MasterKey, slot: Slot, known: bytes, secret: bytes | None) -> Slot:
    key = _wrapping_key(slot, known, secret)
    return replace(slot, sealed=sealing.seal(master.raw(), key, slot_bound_to(master.vault_id, slot)))


def unsealed(vault_id: str, slot: Slot, known: bytes, secret: bytes | None) -> bytes:
    """The master key in `slot`; raises SealBroken when `known` (or `secret`) is not what it was made with."""
    return sealing.unseal(slot.sealed, _wrapping_key(slot, known, secret), slot_bound_to(vault_id, slot))


def _wrapping_key(slot: Slot, known: bytes, secret: bytes | None) -> bytes:
    """HKDF over Argon2id of what the person knows, and the device secret where the slot wants it."""
    stretched = sealing.stretch(known, slot.salt, slot.stretching)
    purpose = f"clinic-casebook v1 slot {slot.kind}{' with keyring' if slot.keyring else ''}"
    return sealing.derive(stretched + (secret or b""), purpose)


def device_check(secret: bytes) -> bytes:
    """8 bytes that tell the right device secret from another; of 32 random bytes they betray nothing."""
    return sealing.derive(secret, "clinic-casebook v1 device check", CHECK_BYTES)


def empty_file(master: MasterKey, secret: bytes) -> SlotFile:
    """A vault's slots file before its first slot: only the device secret, sealed under the master key."""
    check = device_check(secret)
    bound = _device_bound_to(master.vault_id, check)
    return SlotFile(master.vault_id, check, sealing.seal(secret, master.derived("device secret"), bound), ())


def _device_bound_to(vault_id: str, check: bytes) -> bytes:
    return bound_to("device", vault_id, {"check": check.hex()})


def device_secret_by_master(file: SlotFile, master: MasterKey) -> bytes:
    """The device secret by the master key; VaultDamaged when this is not this vault's key or file."""
    try:
        key, bound = master.derived("device secret"), _device_bound_to(file.vault_id, file.device_check)
        return sealing.unseal(file.device_sealed, key, bound)
    except SealBroken:
        raise VaultDamaged(file="slots.json", part="slots") from None


def device_secret_in_keyring(file: SlotFile) -> bytes:
    """The device secret from the keyring; another than this vault's counts as missing, never as a wrong passphrase."""
    secret = device_secret.read(file.vault_id)
    if device_check(secret) != file.device_check:
        raise KeyringEntryMissing
    return secret


def labelled(vault_id: str, slot: Slot, label: bytes | None, secret: bytes) -> Slot:
    """`slot` with its label sealed, padded so that its length tells little about a name."""
    if label is None:
        return slot
    from nacl.bindings import sodium_pad

    key, bound = sealing.derive(secret, "clinic-casebook v1 slot label"), bound_to("label", vault_id, {"id": slot.id})
    return replace(slot, label=sealing.seal(sodium_pad(label, _LABEL_BLOCK), key, bound))


def label_of(vault_id: str, slot: Slot, secret: bytes) -> bytes | None:
    """The label `labelled` put there, or none."""
    if slot.label is None:
        return None
    from nacl.bindings import sodium_unpad

    key, bound = sealing.derive(secret, "clinic-casebook v1 slot label"), bound_to("label", vault_id, {"id": slot.id})
    try:
        return sodium_unpad(sealing.unseal(slot.label, key, bound), _LABEL_BLOCK)
    except SealBroken:
        return None
