"""Founding, opening and recovering a case book."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from clinic_app.errors import (
    AccountClosed,
    BadInput,
    NoVault,
    VaultDamaged,
    VaultExists,
    VaultInSyncedFolder,
    file_error,
)
from clinic_app.keys import slots
from clinic_app.keys.identity import AgeIdentity, SigningKey
from clinic_app.keys.machine import fitting_stretching
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.passphrase import check_strength
from clinic_app.keys.slot_file import PASSPHRASE
from clinic_app.keys.slot_folder import COPY_NAME, LOCK, has_slots
from clinic_app.keys.slot_folder import FILE_NAME as SLOTS
from clinic_app.keys.tries import one_try
from clinic_app.records.declared import all_types
from clinic_app.records.staff import Member, Office
from clinic_app.store.vault import FILE, Vault
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.identity import new_id
from clinic_app.use_cases.index_words import index_words
from clinic_app.use_cases.locks import take_news
from clinic_app.use_cases.seats import is_shut_out

# A live SQLite file in a synced folder gets torn; the names are those the services give their folders.
_SYNCED = {
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "yandex.disk": "Yandex.Disk",
    "yandexdisk": "Yandex.Disk",
    "яндекс.диск": "Yandex.Disk",
    "dropbox": "Dropbox",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "icloud drive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "облако mail.ru": "Cloud Mail.ru",
}


def synced_service(folder: Path) -> str:
    """The name of the cloud service that syncs `folder`, or nothing."""
    for part in folder.absolute().parts:
        plain = part.lower().strip()
        for name, service in _SYNCED.items():
            if plain == name or plain.startswith((f"{name} -", f"{name} (")):
                return service
    return ""


def found(
    folder: Path,
    *,
    office_code: str,
    office_name: str,
    person: str,
    role: str,
    passphrase: str,
    use_keyring: bool,
    kdf_floor: bool,
    demo: bool = False,
) -> tuple[Desk, MasterKey, str]:
    """A new case book in `folder`; returns it open, its master key and the recovery code, which is shown once."""
    _check_office(office_code, office_name, person)
    if service := synced_service(folder):
        raise VaultInSyncedFolder(folder=str(folder), service=service)
    if (folder / FILE).exists() or has_slots(folder):
        raise VaultExists(folder=str(folder))
    check_strength(passphrase, (person, office_name, office_code))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise file_error(problem, folder, writing=True) from None
    vault_id = new_id()
    try:
        master, code = slots.create_slots(
            folder,
            vault_id,
            passphrase,
            use_keyring=use_keyring,
            kdf_floor=kdf_floor,
            label=person.encode(),
            stretching=None if kdf_floor else fitting_stretching(),
        )
        desk = _furnish(folder, master, vault_id, office_code, office_name, person, role, demo)
    except OSError as problem:
        _clear(folder)
        raise file_error(problem, folder, writing=True) from None
    except BaseException:
        _clear(folder)
        raise
    return desk, master, code


def unlock(folder: Path, passphrase: str, slot: str | None = None) -> tuple[Desk, MasterKey]:
    """Open the case book of `folder` as whoever's passphrase it is; `slot` tries one person's alone.

    NoVault, WrongPassphrase, TriesSlowedDown, UnknownSlot, KeyringEntryMissing, AccountClosed, VaultDamaged,
    VaultNewer.
    """
    if not (folder / FILE).exists() and not has_slots(folder):
        raise NoVault(folder=str(folder))
    with one_try(folder):
        master = slots.open_with_passphrase(folder, passphrase, slot)
    try:
        desk = Desk(open_vault(folder, master), master.slot_id)
    except BaseException:
        master.forget()
        raise
    if is_shut_out(desk.vault, desk.slot, ways_in(folder)):
        desk.vault.close()
        master.forget()
        raise AccountClosed
    take_news(desk)
    return desk, master


def ways_in(folder: Path) -> list[str]:
    """The slots that a passphrase opens; NoVault, VaultDamaged."""
    return [slot.id for slot in slots.slots_facts(folder).slots if slot.kind == PASSPHRASE]


def prove_passphrase(folder: Path, passphrase: str, slot: str) -> None:
    """Whether somebody who finds the window open knows the passphrase of `slot`, before a lock is changed.

    A wrong one counts as at the lock. WrongPassphrase, TriesSlowedDown, UnknownSlot, KeyringEntryMissing.
    """
    with one_try(folder):
        slots.open_with_passphrase(folder, passphrase, slot).forget()


def open_vault(folder: Path, master: MasterKey) -> Vault:
    """The vault file under its master key. An emptied file is damage: SQLite would begin a new, empty book in it."""
    file = folder / FILE
    if file.exists() and file.stat().st_size == 0:
        raise VaultDamaged(file=FILE, part="file")
    return Vault(folder, master.database_key(), all_types(), index_words)


def _furnish(
    folder: Path, master: MasterKey, vault_id: str, code: str, office_name: str, person: str, role: str, demo: bool
) -> Desk:
    vault = Vault(folder, master.database_key(), all_types(), index_words, new=True)
    member = new_id()
    sign, age = SigningKey.new(), AgeIdentity.new()
    with vault.changing():
        vault.remember(
            "identity",
            {
                "vault_id": vault_id,
                "device_id": new_id(),
                "member_id": member,
                "person": person,
                "role": role,
                "office_id": code,
                "office_name": office_name,
                "letter": "A",
                "life": secrets.token_hex(16),
                "life_number": 1,
                "demo": demo,
                "laptop_role": "coordinator" if role == "coordinator" else "lawyer",
                "network_id": "",
                "network_name": "",
            },
        )
        vault.remember("device_keys", {"sign_seed": sign.seed.hex(), "age_identity": age.text})
        desk = Desk(vault)
        Casework(desk).save_many(
            [
                Office(id=code, code=code, name=office_name),
                Member(id=member, name=person, role=role, office_id=code, active=True),
            ]
        )
    return desk


def _check_office(code: str, name: str, person: str) -> None:
    if not code or not code.isascii() or not code.replace("-", "").replace("_", "").isalnum() or len(code) > 16:
        raise BadInput(file="", line=0, why="office_code")
    if not name.strip() or not person.strip():
        raise BadInput(file="", line=0, why="name_missing")


def _clear(folder: Path) -> None:
    """Take back a case book that could not be founded whole; nothing of a person's is in it yet."""
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", SLOTS, COPY_NAME, LOCK):
        with suppress(OSError):  # what refused the writing may refuse this too; the first error is what people are told
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
