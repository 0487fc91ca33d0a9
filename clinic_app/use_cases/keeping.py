"""Keeping the case book: backup and restore, health, the locks. A backup is one file: a tar of the slots and the
encrypted vault.
"""

from __future__ import annotations

import os
import secrets
import tarfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic_app.errors import BadInput, FileUnreadable, VaultDamaged, VaultExists, VaultInSyncedFolder, file_error
from clinic_app.keys import slots
from clinic_app.keys.identity import AgeIdentity, SigningKey
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slot_folder import has_slots
from clinic_app.records.declared import PUBLIC
from clinic_app.store.vault import FILE
from clinic_app.use_cases import opening
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.hearing import begin_new_life
from clinic_app.version import VERSION

SLOTS = "slots.json"
MEMBERS = (SLOTS, FILE)
MOST_BACKUPS = 500  # remembered; older ones will have been written over


@dataclass(frozen=True)
class Facts:
    """What `vault info` says: nothing of any record's content."""

    folder: str
    vault_id: str
    device_id: str
    office: str
    letter: str
    person: str
    role: str
    network_id: str
    keyring: bool
    kdf_floor: bool
    version: str
    counts: dict[str, int]
    devices: list[dict[str, Any]]
    public_keys: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Keeping:
    """Looks after an open vault."""

    def __init__(self, desk: Desk, casework: Casework, master: MasterKey) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._master = master

    def facts(self) -> Facts:
        """What this case book is."""
        me = self._desk.identity
        locks = slots.slots_facts(self._vault.folder)
        laptops = self._desk.roster().laptops.values()
        signing = SigningKey(self._desk.keys.sign_seed)
        return Facts(
            folder=str(self._vault.folder),
            vault_id=me.vault_id,
            device_id=me.device_id,
            office=me.office_id,
            letter=me.laptop,
            person=me.person,
            role=me.role,
            network_id=me.network_id,
            keyring=locks.keyring,
            kdf_floor=locks.kdf_floor,
            version=VERSION,
            counts={kind: self._casework.count(kind) for kind in PUBLIC},
            devices=[
                {"device_id": one.id, "office": one.office, "letter": one.letter, "removed": one.removed}
                for one in sorted(laptops, key=lambda one: (one.office, one.letter))
            ]
            or [{"device_id": me.device_id, "office": me.office_id, "letter": me.letter, "removed": False}],
            public_keys={
                "minisign": signing.public,
                "age": AgeIdentity(self._desk.keys.age_identity).recipient,
            },
        )

    def problems(self) -> list[str]:
        """What is wrong with file, streams and index; empty when all is well."""
        return [*self._vault.problems(), *(f"fork {stream}" for stream in self._vault.journal.forked_streams())]

    def unchecked(self) -> list[str]:
        """Records, as "type id", whose check for conflicts of interest failed; it is tried again by itself."""
        with self._vault.looking():
            return [f"{type} {id}" for type, id in self._vault.to_look.those_put_back()]

    def change_passphrase(self, new: str) -> None:
        """A new passphrase for this person; the recovery code stays. PassphraseTooWeak."""
        slots.change_passphrase(self._vault.folder, self._master, new)

    def age_identity(self) -> str:
        """This laptop's secret age key, for opening its packages with standard tools."""
        return self._desk.keys.age_identity

    def backup(self, to: Path) -> None:
        """A consistent encrypted copy, taken while in use, and opened again before it gets its name."""
        if to.exists():
            raise VaultExists(folder=str(to))
        copy = self._vault.folder / f".backup-{secrets.token_hex(4)}.db"
        passing = to.with_name(f".{to.name}.{secrets.token_hex(4)}.part")
        try:
            self._vault.copy_to(copy)
            passing.touch(mode=0o600, exist_ok=False)
            with tarfile.open(passing, "w", format=tarfile.USTAR_FORMAT) as out:
                out.add(self._vault.folder / SLOTS, SLOTS, filter=_anonymous)
                out.add(copy, FILE, filter=_anonymous)
            with passing.open("rb+") as written:
                os.fsync(written.fileno())
            self._prove(passing)
            passing.replace(to)
            self._note_backup()
        except OSError as problem:
            raise file_error(problem, to, writing=True) from None
        finally:
            for left in (copy, passing):
                with suppress(OSError):  # a disk that may only be read refuses even to remove what is not there
                    left.unlink(missing_ok=True)

    def _note_backup(self) -> None:
        """A receipt of an erasure lists the copies made before it; their names and places are nobody's business."""
        made = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        self._vault.remember("backups", [*self._vault.recall("backups", []), made][-MOST_BACKUPS:])

    def _prove(self, file: Path) -> None:
        """Take the copy out again, open it with the same key and look whether it is whole."""
        trial = self._vault.folder / f".trial-{secrets.token_hex(4)}"
        try:
            _unpack(file, trial)
            vault = opening.open_vault(trial, self._master)
            try:
                if vault.problems():
                    raise VaultDamaged(file=file.name, part="file")
            finally:
                vault.close()
        finally:
            _remove(trial)


def restore(file: Path, to: Path, passphrase: str) -> None:
    """Put a backup back into the empty folder `to`; it opens with the same passphrase and begins a new life.

    Raises VaultExists (never over a case book), BadInput (no backup), WrongPassphrase, VaultDamaged.
    """
    if (to / FILE).exists() or has_slots(to) or (to.exists() and any(to.iterdir())):
        raise VaultExists(folder=str(to))
    if service := opening.synced_service(to):
        raise VaultInSyncedFolder(folder=str(to), service=service)
    made = not to.exists()
    try:
        _unpack(file, to)
        desk, master = opening.unlock(to, passphrase)
        try:
            if desk.vault.problems():
                raise VaultDamaged(file=file.name, part="file")
            begin_new_life(desk)
        finally:
            desk.vault.close()
            master.forget()
    except BaseException as problem:
        _remove(to, folder_too=made)
        if isinstance(problem, OSError):
            raise file_error(problem, to, writing=True) from None
        raise


def recover(folder: Path, code: str, new_passphrase: str) -> None:
    """A new passphrase by the recovery code; restores the keyring entry. WrongRecoveryCode, NoVault, VaultDamaged."""
    slots.recover(folder, code, new_passphrase).forget()


def _unpack(file: Path, to: Path) -> None:
    """The two members of a backup, nothing else, into `to`."""
    if not file.is_file():
        raise FileUnreadable(file=str(file), reason="not found")
    try:
        with tarfile.open(file, "r:") as packed:
            members = packed.getmembers()
            if [m.name for m in members] != list(MEMBERS) or not all(m.isreg() for m in members):
                raise BadInput(file=str(file), line=0, why="no_backup")
            to.mkdir(mode=0o700, parents=True, exist_ok=True)
            for member in members:
                source = packed.extractfile(member)
                assert source is not None
                with (to / member.name).open("wb") as out:
                    while chunk := source.read(1 << 20):
                        out.write(chunk)
                    out.flush()
                    os.fsync(out.fileno())
                if (to / member.name).stat().st_size != member.size:
                    raise BadInput(file=str(file), line=0, why="no_backup")
    except (tarfile.TarError, EOFError):
        raise BadInput(file=str(file), line=0, why="no_backup") from None


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No user name and no clock of this machine in a backup."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _remove(folder: Path, folder_too: bool = True) -> None:
    for name in (SLOTS, f"{SLOTS}.bak", FILE, f"{FILE}-wal", f"{FILE}-shm"):
        with suppress(OSError):  # what refused the writing may refuse this too; the first error is what people are told
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        if folder_too and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
