"""Keeping the case book: backup and restore, health, the locks. A backup is one file: a tar of the slots, the encrypted
vault, and the sealed files of evidence.
"""

from __future__ import annotations

import hashlib
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
from clinic_app.keys.machine import stretching_after
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.passphrase import check_strength
from clinic_app.keys.slot_folder import has_slots
from clinic_app.keys.tries import FILE_NAME as TRIES
from clinic_app.keys.tries import one_try
from clinic_app.progress import Progress
from clinic_app.records.declared import PUBLIC
from clinic_app.store.blobs import FOLDER, Blobs, is_name
from clinic_app.store.trail_table import Head
from clinic_app.store.vault import FILE
from clinic_app.use_cases import opening
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.hearing import begin_new_life
from clinic_app.use_cases.file_health import file_problems
from clinic_app.use_cases.sealed_files import is_whole
from clinic_app.use_cases.seats import own_passphrase
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

    def problems(self, *, deep: bool = False, progress: Progress | None = None) -> list[str]:
        """What is wrong with file, streams, index and sealed files; empty when all is well. `deep`: every byte of the
        sealed files is looked at, else a share of them.
        """
        forks = [f"fork {stream}" for stream in self._vault.journal.forked_streams()]
        trail = self._desk.trail.problems()
        return [*self._vault.problems(), *forks, *trail, *file_problems(self._vault, deep=deep, progress=progress)]

    def unchecked(self) -> list[str]:
        """Records, as "type id", whose check for conflicts of interest failed; it is tried again by itself."""
        with self._vault.looking():
            return [f"{type} {id}" for type, id in self._vault.to_look.those_put_back()]

    def change_passphrase(self, new: str) -> None:
        """A new passphrase for this person; the recovery code stays. PassphraseTooWeak."""
        me = self._desk.identity
        check_strength(new, (me.person, me.office_name, me.office_id))
        former = slots.stretching_of(self._vault.folder, self._master.slot_id)
        slots.change_passphrase(self._vault.folder, self._master, new, stretching=stretching_after(former))
        with self._vault.changing():
            own_passphrase(self._vault, self._desk.slot)
            self._desk.trail.note("passphrase_changed", "member", self._desk.identity.member_id)

    def age_identity(self) -> str:
        """This laptop's secret age key, for opening its packages with standard tools."""
        self._desk.trail.note("identity_shown")
        return self._desk.keys.age_identity

    def backup(self, to: Path) -> None:
        """A consistent encrypted copy, taken while in use, and opened again before it gets its name."""
        if to.exists():
            raise VaultExists(folder=str(to))
        copy = self._vault.folder / f".backup-{secrets.token_hex(4)}.db"
        passing = to.with_name(f".{to.name}.{secrets.token_hex(4)}.part")
        try:
            head = self._desk.trail.seal()
            self._vault.copy_to(copy)
            passing.touch(mode=0o600, exist_ok=False)
            with tarfile.open(passing, "w", format=tarfile.USTAR_FORMAT) as out:
                out.add(self._vault.folder / SLOTS, SLOTS, filter=_anonymous)
                out.add(copy, FILE, filter=_anonymous)
                self._add_files(out)
            with passing.open("rb+") as written:
                os.fsync(written.fileno())
            self._prove(passing)
            passing.replace(to)
            self._note_backup(head)
        except OSError as problem:
            raise file_error(problem, to, writing=True) from None
        finally:
            for left in (copy, passing):
                with suppress(OSError):  # a disk that may only be read refuses even to remove what is not there
                    left.unlink(missing_ok=True)

    def _add_files(self, out: tarfile.TarFile) -> None:
        """The sealed files that something names; one that is erased at this moment stays out."""
        for name in sorted(self._vault.files.still_named(self._vault.blobs.names())):
            path = self._vault.blobs.path(name)
            if path is not None:
                with suppress(FileNotFoundError):
                    out.add(path, f"{FOLDER}/{name}", filter=_anonymous)

    def _note_backup(self, head: Head | None) -> None:
        """A receipt of an erasure lists the copies made before it; their names and places are nobody's business. How
        far the paper trail had come is noted with it: a trail that ends earlier was cut.
        """
        made: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        if head is not None:
            made |= {"trail": head.number, "chain": head.chain.hex()}
        self._vault.remember("backups", [*self._vault.recall("backups", []), made][-MOST_BACKUPS:])

    def _prove(self, file: Path) -> None:
        """Take the copy out again, open it with the same key and look whether it is whole; a sealed file that is
        damaged here is copied as it is, the rest is worth having.
        """
        trial = self._vault.folder / f".trial-{secrets.token_hex(4)}"
        try:
            _unpack(file, trial, files=False)
            self._prove_files(file)
            vault = opening.open_vault(trial, self._master)
            try:
                if vault.problems():
                    raise VaultDamaged(file=file.name, part="file")
            finally:
                vault.close()
        finally:
            _remove(trial)

    def _prove_files(self, file: Path) -> None:
        """Read the sealed files of the copy back; only one that is damaged in the case book may be so in the copy."""
        with tarfile.open(file, "r:") as packed:
            for member in packed.getmembers()[len(MEMBERS) :]:
                source, found = packed.extractfile(member), hashlib.sha256()
                while source is not None and (chunk := source.read(1 << 20)):
                    found.update(chunk)
                name = member.name.removeprefix(f"{FOLDER}/")
                path = self._vault.blobs.path(name)
                if found.hexdigest() != name and path is not None and is_whole(path, name):
                    raise VaultDamaged(file=file.name, part="file")


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
    with one_try(folder):
        slots.recover(folder, code, new_passphrase).forget()


def _unpack(file: Path, to: Path, *, files: bool = True) -> None:
    """The members of a backup, nothing else, into `to`: slots, vault, and sealed files by their names (if any: those
    of an older program have none). `files`: the sealed files too.
    """
    if not file.is_file():
        raise FileUnreadable(file=str(file), reason="not found")
    try:
        with tarfile.open(file, "r:") as packed:
            members = packed.getmembers()
            named = [m.name.removeprefix(f"{FOLDER}/") for m in members[len(MEMBERS) :]]
            wanted = [*MEMBERS, *(f"{FOLDER}/{name}" for name in named)]
            if [m.name for m in members] != wanted or not all(m.isreg() for m in members):
                raise BadInput(file=str(file), line=0, why="no_backup")
            if named != sorted(set(named)) or not all(map(is_name, named)):
                raise BadInput(file=str(file), line=0, why="no_backup")
            to.mkdir(mode=0o700, parents=True, exist_ok=True)
            for member in members[: len(MEMBERS)]:
                _take_out(packed, member, to / member.name, file)
            for member, name in zip(members[len(MEMBERS) :], named, strict=True) if files else ():
                with Blobs(to).coming() as part:
                    _take_out(packed, member, part, file)
                    Blobs(to).finish(part, name)
                Blobs(to).settle(name)
    except (tarfile.TarError, EOFError):
        raise BadInput(file=str(file), line=0, why="no_backup") from None


def _take_out(packed: tarfile.TarFile, member: tarfile.TarInfo, to: Path, file: Path) -> None:
    source = packed.extractfile(member)
    assert source is not None
    with to.open("wb") as out:
        while chunk := source.read(1 << 20):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if to.stat().st_size != member.size:
        raise BadInput(file=str(file), line=0, why="no_backup")


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No user name and no clock of this machine in a backup."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _remove(folder: Path, folder_too: bool = True) -> None:
    for name in (SLOTS, f"{SLOTS}.bak", TRIES, FILE, f"{FILE}-wal", f"{FILE}-shm"):
        with suppress(OSError):  # what refused the writing may refuse this too; the first error is what people are told
            (folder / name).unlink(missing_ok=True)
    for name in Blobs(folder).names():
        with suppress(OSError):
            Blobs(folder).remove(name)
    with suppress(OSError):
        for inner in sorted((folder / FOLDER).rglob("*"), reverse=True):
            inner.rmdir()
        (folder / FOLDER).rmdir()
    with suppress(OSError):
        if folder_too and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
