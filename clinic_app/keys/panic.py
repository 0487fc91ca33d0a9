"""The second step of the panic key: every way in but the printed recovery code is taken away, without any key at hand.

Both copies of the slots file are replaced before the bytes of the old ones are overwritten, so that a laptop that dies
in between is never left without a way in. What a killed program left lying of them goes too. Overwriting reaches what
the file system lets it reach: a flash disk, a journal or a snapshot may keep the old bytes. What then still protects
them is the passphrase and Argon2id, and the device secret, which has gone from the keyring. An old backup still opens
with the passphrase it was made under.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from clinic_app.errors import KeyringMissing, LastWayIn, file_error
from clinic_app.keys import device_secret
from clinic_app.keys.slot_file import RECOVERY
from clinic_app.keys.slot_folder import COPIES, COPY_NAME, FILE_NAME, PASSING, read_slots, slots_held, write_slots
from clinic_app.keys.tries import note_panic

_OLD = f"{PASSING}old-"


@dataclass(frozen=True)
class LeftOnly:
    """What the second step did: how many passphrases open nothing now; whether the keyring's entry is gone."""

    removed: int
    keyring_cleared: bool


def leave_recovery_only(folder: Path) -> LeftOnly:
    """Take away all passphrase slots and the keyring's entry; the recovery code opens as before.

    Durable when it returns; doing it again is harmless. Raises LastWayIn where there is no recovery slot, NoVault,
    VaultDamaged, VaultNewer, FileUnreadable, DiskFull, FileUnwritable; then nothing is changed.
    """
    with slots_held(folder):  # a program that changes a slot just now would put the others back
        file = read_slots(folder)
        kept = tuple(slot for slot in file.slots if slot.kind == RECOVERY)
        if not kept:
            raise LastWayIn(slot="")
        removed = len(file.slots) - len(kept)
        used = any(slot.keyring for slot in file.slots)
        if removed:
            old = _held_back(folder)
            write_slots(folder, replace(file, slots=kept))
            for path in old:
                _overwrite(path)
        for path in (*folder.glob(f"{PASSING}*"), *_copies_in(folder / COPIES)):
            if not any((folder / name).exists() and path.samefile(folder / name) for name in (FILE_NAME, COPY_NAME)):
                _overwrite(path)
    cleared = True
    try:
        device_secret.delete(file.vault_id)
    except KeyringMissing:
        cleared = bool(removed) and not used  # then there was nothing of ours in it
    note_panic(folder)
    return LeftOnly(removed, cleared)


def _held_back(folder: Path) -> list[Path]:
    """Second names for the bytes of the old files, which replacing would only let go of."""
    held: list[Path] = []
    for name in (FILE_NAME, COPY_NAME):
        path, second = folder / name, folder / f"{_OLD}{name}"
        if not path.exists():
            continue
        try:
            second.unlink(missing_ok=True)
            with suppress(OSError):  # a stick in FAT has no second names: there the old bytes are only let go of
                os.link(path, second)
                held.append(second)
        except OSError as problem:
            raise file_error(problem, path, writing=True) from None
    return held


def _copies_in(room: Path) -> list[Path]:
    """The locks that a backup has copied for itself, and a killed one has left."""
    if room.is_symlink():
        return []
    return [path for path in room.rglob("*slots*") if path.is_file() and not path.is_symlink()]


def _overwrite(path: Path) -> None:
    """Random bytes over a file, then it is gone; what cannot be done is left undone: nobody is kept waiting for it."""
    with suppress(OSError), path.open("rb+") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    with suppress(OSError):
        path.unlink(missing_ok=True)
