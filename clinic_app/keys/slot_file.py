"""`slots.json`, format 1: the ways into a vault. The format outlives code; a test opens a sample of it for ever.

    {"format": "clinic-vault-slots", "version": 1, "vault_id", "cipher": "chacha20",
     "device": {"check", "sealed"},
     "slots": [{"id", "kind": "passphrase"|"recovery", "keyring": bool,
                "kdf": {"name": "argon2id", "ops", "mem_bytes", "salt"}, "sealed", "label": sealed or null}],
     "checksum"}

Bytes are base64. The file is the one spelling `render` gives (keys sorted, one space of indent, a last line end), so
any changed byte is damage. The checksum (SHA-256 of the same spelling without it, in every version) is against
accidents; against people each seal is bound to what stands around it. Nothing here names a person or an office.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from clinic_app.errors import VaultDamaged, VaultNewer
from clinic_app.keys.sealing import KEY_BYTES, NONCE_BYTES, SALT_BYTES, TAG_BYTES, Stretching

FORMAT = "clinic-vault-slots"
VERSION = 1
CIPHER = "chacha20"
PASSPHRASE, RECOVERY = "passphrase", "recovery"
MOST_BYTES = 1 << 18
MOST_SLOTS = 64
CHECK_BYTES = 8

_ID = re.compile(r"[0-9a-f]{16}")
_VAULT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_SEALED_KEY_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES
_LEAST_LABEL_BYTES, _MOST_LABEL_BYTES = NONCE_BYTES + TAG_BYTES, 2048


@dataclass(frozen=True)
class Slot:
    """One way in: the master key sealed under what this slot's owner knows (and, with `keyring`, the device holds)."""

    id: str
    kind: str
    keyring: bool
    stretching: Stretching
    salt: bytes
    sealed: bytes
    label: bytes | None = None


@dataclass(frozen=True)
class SlotFile:
    """All ways into one vault; `device_check` tells whether a keyring entry is the right one, and betrays nothing."""

    vault_id: str
    device_check: bytes
    device_sealed: bytes
    slots: tuple[Slot, ...]

    def with_slot(self, slot: Slot) -> SlotFile:
        """This file with `slot` in place of the one of the same id, or added."""
        kept = [slot if old.id == slot.id else old for old in self.slots]
        return replace(self, slots=tuple(kept if slot in kept else [*kept, slot]))

    def without(self, slot_id: str) -> SlotFile:
        return replace(self, slots=tuple(slot for slot in self.slots if slot.id != slot_id))


def valid_vault_id(vault_id: str) -> bool:
    """Whether `vault_id` is 8 to 64 ASCII letters, digits and hyphens."""
    return _VAULT_ID.fullmatch(vault_id) is not None


def slot_bound_to(vault_id: str, slot: Slot) -> bytes:
    """What a slot's sealed key is bound to: everything about the slot but the sealed bytes and its label."""
    kdf = {"name": "argon2id", "ops": slot.stretching.ops, "mem_bytes": slot.stretching.mem_bytes}
    about = {"id": slot.id, "kind": slot.kind, "keyring": slot.keyring, "kdf": kdf | {"salt": _text(slot.salt)}}
    return bound_to("slot", vault_id, about)


def bound_to(purpose: str, vault_id: str, about: dict[str, Any] | None = None) -> bytes:
    """Associated data for a seal of this file: format, version, cipher, vault, purpose and what it is about."""
    frame = {"format": FORMAT, "version": VERSION, "cipher": CIPHER, "vault_id": vault_id, "purpose": purpose}
    return json.dumps(frame | {"about": about or {}}, sort_keys=True, separators=(",", ":")).encode("ascii")


def render(file: SlotFile) -> bytes:
    """The bytes of the file, in the one permitted spelling."""
    slots = [
        {
            "id": slot.id,
            "kind": slot.kind,
            "keyring": slot.keyring,
            "kdf": {
                "name": "argon2id",
                "ops": slot.stretching.ops,
                "mem_bytes": slot.stretching.mem_bytes,
                "salt": _text(slot.salt),
            },
            "sealed": _text(slot.sealed),
            "label": None if slot.label is None else _text(slot.label),
        }
        for slot in file.slots
    ]
    device = {"check": _text(file.device_check), "sealed": _text(file.device_sealed)}
    head = {"format": FORMAT, "version": VERSION, "vault_id": file.vault_id, "cipher": CIPHER, "device": device}
    return with_checksum(head | {"slots": slots})


def with_checksum(document: dict[str, Any]) -> bytes:
    """The bytes of a document of any version, its checksum put in anew."""
    plain = {name: value for name, value in document.items() if name != "checksum"}
    return _spelled(plain | {"checksum": hashlib.sha256(_spelled(plain)).hexdigest()})


def parse(read: bytes) -> SlotFile:
    """The file in `read`; raises VaultDamaged for anything `render` would not have written, VaultNewer."""
    try:
        document = _undamaged(read)
        version = document["version"]
        if type(version) is int and version > VERSION:
            raise VaultNewer(found=version, known=VERSION)
        return _file(document)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise VaultDamaged(file="slots.json", part="slots") from None


def _undamaged(read: bytes) -> dict[str, Any]:
    if len(read) > MOST_BYTES:
        raise ValueError
    document = json.loads(read.decode("ascii"))
    if type(document) is not dict or document["format"] != FORMAT or with_checksum(document) != read:
        raise ValueError
    return document


def _file(document: dict[str, Any]) -> SlotFile:
    head = _exactly(document, "format", "version", "vault_id", "cipher", "device", "slots", "checksum")
    device = _exactly(head["device"], "check", "sealed")
    if head["version"] != VERSION or type(head["version"]) is not int or head["cipher"] != CIPHER:
        raise ValueError
    if type(head["slots"]) is not list or not 1 <= len(head["slots"]) <= MOST_SLOTS:
        raise ValueError
    slots = tuple(_slot(one) for one in head["slots"])
    if len({slot.id for slot in slots}) != len(slots) or not _VAULT_ID.fullmatch(head["vault_id"]):
        raise ValueError
    check, sealed = _raw(device["check"], CHECK_BYTES), _raw(device["sealed"], _SEALED_KEY_BYTES)
    return SlotFile(head["vault_id"], check, sealed, slots)


def _slot(one: Any) -> Slot:
    slot = _exactly(one, "id", "kind", "keyring", "kdf", "sealed", "label")
    kdf = _exactly(slot["kdf"], "name", "ops", "mem_bytes", "salt")
    stretching = Stretching(ops=kdf["ops"], mem_bytes=kdf["mem_bytes"])
    if kdf["name"] != "argon2id" or type(kdf["ops"]) is not int or type(kdf["mem_bytes"]) is not int:
        raise ValueError
    if not stretching.permitted or not _ID.fullmatch(slot["id"]) or slot["kind"] not in (PASSPHRASE, RECOVERY):
        raise ValueError
    # The way back must never depend on the keyring: it is there for the day the keyring is gone.
    if type(slot["keyring"]) is not bool or (slot["kind"] == RECOVERY and slot["keyring"]):
        raise ValueError
    label = None if slot["label"] is None else _raw(slot["label"], None)
    salt, sealed = _raw(kdf["salt"], SALT_BYTES), _raw(slot["sealed"], _SEALED_KEY_BYTES)
    return Slot(slot["id"], slot["kind"], slot["keyring"], stretching, salt, sealed, label)


def _exactly(value: Any, *names: str) -> dict[str, Any]:
    if type(value) is not dict or set(value) != set(names):
        raise ValueError
    return value


def _raw(text: Any, length: int | None) -> bytes:
    """Canonical base64 of `length` bytes (None: a label, at most 2 KiB)."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None
    fits = _LEAST_LABEL_BYTES <= len(raw) <= _MOST_LABEL_BYTES if length is None else len(raw) == length
    if not fits or _text(raw) != text:
        raise ValueError
    return raw


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _spelled(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False) + "\n").encode("ascii")
