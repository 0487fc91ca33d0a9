"""What every backup begins with: a copy of the vault at one moment, on any thread, and what is in it."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from clinic_app.errors import VaultDamaged
from clinic_app.journal.rules import ASKED, CONFIRMED, ERASED
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slot_file import MOST_BYTES as MOST_SLOT_BYTES
from clinic_app.keys.slot_file import parse
from clinic_app.keys.slot_folder import COPIES
from clinic_app.records.declared import all_types
from clinic_app.records.evidence import Attachment
from clinic_app.store.blobs import Blobs
from clinic_app.store.vault import FILE, Vault
from clinic_app.store.vault_copy import copy_vault
from clinic_app.use_cases.backing_up.disk import Meter, small_file
from clinic_app.use_cases.backing_up.tar_file import SLOTS
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.index_words import index_words

WORK = COPIES
COPIED_AT = "copied_at"  # in the copy: of which moment it is; the one thing a restored case book knows of its age


@dataclass(frozen=True)
class Source:
    """The case book a backup is made of, as values: no vault, so any thread may have it. It holds keys."""

    folder: Path
    vault_id: str
    laptop: str
    life: str
    at: datetime
    trail: tuple[int, str] | None  # how far the paper trail had come: number, chain
    database_key: bytes = field(repr=False)
    slip_key: bytes = field(repr=False)
    erased_key: bytes = field(repr=False)


@dataclass(frozen=True)
class Copied:
    """A copy of the vault in a folder of its own, closed; what stands in it, to be compared with what comes back."""

    folder: Path
    slots: bytes
    counts: dict[str, int]
    files: tuple[str, ...]
    absent: int
    erased: tuple[tuple[str, str, str], ...]

    @property
    def vault(self) -> Path:
        return self.folder / FILE


def source_of(desk: Desk, master: MasterKey, at: datetime) -> Source:
    """The frozen values of an open case book, its paper trail sealed."""
    me, head = desk.identity, desk.trail.seal()
    return Source(
        folder=desk.vault.folder,
        vault_id=me.vault_id,
        laptop=me.laptop,
        life=me.life,
        at=at,
        trail=(head.number, head.chain.hex()) if head is not None else None,
        database_key=master.database_key(),
        slip_key=slip_key(master),
        erased_key=erased_key(master),
    )


def slip_key(master: MasterKey) -> bytes:
    """Under which slips are sealed."""
    return master.derived("backup slip")


def erased_key(master: MasterKey) -> bytes:
    """Under which the list of what was erased is sealed."""
    return master.derived("backup erasures")


@contextmanager
def workroom(vault_folder: Path) -> Iterator[Path]:
    """An empty folder for encrypted copies, inside the case book's; what a killed program left there goes first.

    Only under the lock of backups: a second program would clear it under our hands.
    """
    room = vault_folder / WORK
    clear_room(room)
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        clear_room(room)


def clear_room(room: Path) -> None:
    """Take a workroom away; a link in its place goes, and not what it points to."""
    with suppress(OSError):
        if room.is_symlink():
            room.unlink()
        elif room.is_dir():
            shutil.rmtree(room)


def copy_out(source: Source, room: Path, there: Collection[str], meter: Meter) -> Copied:
    """The vault as it is at this moment, in `room`. `there`: sealed files that lie where the backup goes already.

    DiskFull, FileUnwritable, VaultDamaged, NoVault; Cancelled from the meter.
    """
    folder = room / "copy"
    folder.mkdir(mode=0o700)
    slots = _slots_of(source.folder)
    copy_vault(source.folder, source.database_key, folder / FILE, meter.look)
    copy = open_copy(folder, source.database_key, meter)
    try:
        copy.remember(COPIED_AT, source.at.isoformat(timespec="seconds"))
        with copy.looking():
            files = copy.files.still_named({*Blobs(source.folder).names(), *there})
            return Copied(
                folder=folder,
                slots=slots,
                counts=counts_of(copy),
                files=tuple(sorted(files)),
                absent=len(_named(copy) - files),
                erased=tuple(erased_in(copy)),
            )
    finally:
        copy.close()


def open_copy(folder: Path, key: bytes, meter: Meter) -> Vault:
    """A copy of the vault, open on this thread; what it is asked can be stopped by the meter."""
    vault = Vault(folder, key, all_types(), index_words)
    vault.sql.look_up_while_working(meter.look)
    return vault


def counts_of(vault: Vault) -> dict[str, int]:
    """How many records of each type there are, whether archived or not."""
    return {kind: vault.records.count(kind, archived=None) for kind in all_types()}


def erased_in(vault: Vault) -> list[tuple[str, str, str]]:
    """(type, id, word) of what is asked to be erased or is."""
    return [
        (kind, id, word)
        for kind in all_types()
        for word in (ASKED, CONFIRMED)
        for id in vault.records.ids(kind, where={ERASED: word}, archived=None)
    ]


def _named(vault: Vault) -> set[str]:
    found = vault.records.load("attachment", vault.records.ids("attachment", archived=None))
    return {one.sealed_name for one in found if isinstance(one, Attachment) and one.sealed_name and not one.erased}


def _slots_of(folder: Path) -> bytes:
    """The locks as they are now; VaultDamaged when this file of them is no good."""
    try:
        slots = small_file(folder / SLOTS, MOST_SLOT_BYTES)
    except (OSError, ValueError):
        raise VaultDamaged(file=SLOTS, part="slots") from None
    parse(slots)
    return slots
