"""Whether a backup can be opened, found out by opening it: read from where it lies, under its own locks and key."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from clinic_app.errors import BackupDamaged, BadInput, VaultDamaged
from clinic_app.keys.slot_file import parse
from clinic_app.keys.slot_folder import COPY_NAME, LOCK
from clinic_app.keys.tries import FILE_NAME as TRIES
from clinic_app.store.blobs import Blobs
from clinic_app.store.vault import FILE
from clinic_app.use_cases.backing_up.copying import counts_of, open_copy
from clinic_app.use_cases.backing_up.disk import BLOCK, Meter, forget_cache, read_plain
from clinic_app.use_cases.backing_up.tar_file import MEMBERS, SLOTS, Member, read_members

if TYPE_CHECKING:
    from hashlib import _Hash as Hash


class Unpacked:
    """Slots and vault of a backup, taken out into an empty folder while all of it was read and hashed."""

    def __init__(self, folder: Path, members: list[Member], sha256: str, size: int, wrong: set[str]) -> None:
        self.folder, self.members, self.sha256, self.size = folder, members, sha256, size
        self.wrong = wrong  # sealed files in it whose bytes are others

    @property
    def slots(self) -> bytes:
        return (self.folder / SLOTS).read_bytes()


def unpack(file: Path, to: Path, meter: Meter, *, keep_files: bool = False) -> Unpacked:
    """Read a backup from the disk to its last byte, and leave slots and vault in the empty folder `to`; with
    `keep_files` also the sealed files in it, at their places.

    BadInput when it is none, BackupDamaged when it ends early or a kept sealed file is not what it says; OSError.
    """
    with read_plain(file) as packed:
        forget_cache(packed)
        try:
            members = read_members(packed)
        except ValueError:
            raise BadInput(file=str(file), line=0, why="no_backup") from None
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        packed.seek(0)
        whole, wrong, at = hashlib.sha256(), set[str](), 0
        for member in members:
            at += _pass(packed, member.start - at, whole, meter)
            if member.name in MEMBERS:
                with _new_file(to / member.name) as out:
                    _take_out(packed, member, out, whole, meter, keep_files)
            elif keep_files:
                _keep_file(packed, member, Blobs(to), whole, meter)
            elif _hash_of(packed, member, whole, meter) != member.file:
                wrong.add(member.file)
            at += member.size
        while chunk := packed.read(BLOCK):
            whole.update(chunk)
            at += len(chunk)
    return Unpacked(to, members, whole.hexdigest(), at, wrong)


def prove(found: Unpacked, key: bytes, counts: dict[str, int] | None, meter: Meter, name: str) -> None:
    """Open what was taken out, and look through all of it. BackupDamaged, VaultNewer; Cancelled.

    `counts`: how many records there were of each type, where that is known.
    """
    parse(found.slots)
    try:
        vault = open_copy(found.folder, key, meter)
    except VaultDamaged:
        raise BackupDamaged(file=name) from None
    try:
        if vault.problems() or (counts is not None and counts_of(vault) != counts):
            raise BackupDamaged(file=name)
    finally:
        vault.close()


def let_go(folder: Path) -> None:
    """Take away the slots and the vault that `unpack` left; what refuses it stays."""
    for name in (SLOTS, COPY_NAME, LOCK, TRIES, FILE, f"{FILE}-wal", f"{FILE}-shm"):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def _pass(packed: BinaryIO, size: int, whole: Hash, meter: Meter) -> int:
    data = packed.read(size)
    whole.update(data)
    meter.add(len(data))
    return len(data)


def _new_file(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(handle, "wb")


def _take_out(packed: BinaryIO, member: Member, out: BinaryIO, whole: Hash, meter: Meter, durable: bool = True) -> str:
    """The bytes of a member into `out`: their hash. BackupDamaged when it ends early."""
    found, left = hashlib.sha256(), member.size
    while left and (chunk := packed.read(min(BLOCK, left))):
        out.write(chunk)
        found.update(chunk)
        whole.update(chunk)
        meter.add(len(chunk))
        left -= len(chunk)
    out.flush()
    if durable:
        os.fsync(out.fileno())
    if left:
        raise BackupDamaged(file=member.name)
    return found.hexdigest()


def _keep_file(packed: BinaryIO, member: Member, blobs: Blobs, whole: Hash, meter: Meter) -> None:
    """A sealed file to its place; one whose bytes are others was so in the case book already, and the check says so."""
    with blobs.coming() as part:
        with part.open("wb") as out:
            _take_out(packed, member, out, whole, meter)
        blobs.finish(part, member.file)
    blobs.settle(member.file)


def _hash_of(packed: BinaryIO, member: Member, whole: Hash, meter: Meter) -> str:
    found, left = hashlib.sha256(), member.size
    while left and (chunk := packed.read(min(BLOCK, left))):
        found.update(chunk)
        whole.update(chunk)
        meter.add(len(chunk))
        left -= len(chunk)
    return found.hexdigest()
