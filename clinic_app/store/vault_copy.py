"""A consistent copy of the vault's file, taken while others work in it, on a connection of its own: any thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clinic_app.store.database import EncryptedDatabase, plain_errors
from clinic_app.store.vault_file import FILE
from clinic_app.store.whereabouts import TABLE as WHEREABOUTS


def copy_vault(folder: Path, key: bytes, target: Path, look_up: Callable[[], object] = lambda: None) -> None:
    """Copy the vault of `folder` as it is at one moment to `target`, under the same key; without what stays on this
    laptop alone. `look_up` is called often and may stop it by raising. DiskFull, FileUnwritable, VaultDamaged.
    """
    source = EncryptedDatabase(folder / FILE, key)
    try:
        with plain_errors(target):
            source.connect()
            source.look_up_while_working(look_up)
            source.run("vacuum into ?", str(target))
            source.clear_copy(target, WHEREABOUTS)
    finally:
        source.close()
        source.forget_key()
