"""Putting a backup back: a whole file, or a snapshot of a folder with the sealed files beside it. Any thread.

Believed is only what the locks, the key and the slip's seal say; what was erased since is erased again before anybody
can open the case book. All of this happens in a room inside the folder, and the vault's file leaves it last: a program
that is ended in between leaves no case book there, and the next try begins anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic_app.errors import (
    BackupDamaged,
    BadInput,
    ClinicError,
    FileUnreadable,
    KeyringEntryMissing,
    KeyringMissing,
    NeedsRecoverySheet,
    VaultDamaged,
    VaultExists,
    VaultInSyncedFolder,
    file_error,
)
from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slot_file import Slot
from clinic_app.keys.slot_folder import has_slots, read_slots
from clinic_app.progress import Progress, Quiet
from clinic_app.records.declared import all_types
from clinic_app.store.blobs import FOLDER as BLOBS
from clinic_app.store.blobs import Blobs
from clinic_app.store.readings import HERE
from clinic_app.store.vault import FILE
from clinic_app.use_cases import opening
from clinic_app.use_cases.backing_up import layout
from clinic_app.use_cases.backing_up.copying import COPIED_AT, erased_key, slip_key
from clinic_app.use_cases.backing_up.disk import Meter, Writing, is_plain, read_plain, small_file, sync_folder
from clinic_app.use_cases.backing_up.layout import Slip
from clinic_app.use_cases.backing_up.proving import let_go, unpack
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.erasing import Erasing
from clinic_app.use_cases.exchanging.hearing import begin_new_life
from clinic_app.use_cases.recovering import recover

ROOM = "restoring"
RESTORED = "restored"  # {"at", "of"}: when this case book was put back, and from a copy of which moment


@dataclass(frozen=True)
class Restored:
    """What came back: the moment of the backup (None: an older program did not write it down), how many sealed files
    it names that were not beside it, and how many records were erased again. `name`: the file's; `lock`: what opened.
    """

    folder: Path
    of: datetime | None
    files_missing: int
    erased: int
    finished: bool  # whether a slip said that this snapshot was finished; a whole file needs none
    name: str
    lock: Slot


def restore(
    file: Path,
    to: Path,
    passphrase: str,
    *,
    code: str = "",
    progress: Progress | None = None,
    for_trial: bool = False,
) -> Restored:
    """Put a backup (or the newest snapshot of a folder) back into the empty folder `to`; it begins a new life.

    `for_trial`: only to see whether it can be, the folder is to be thrown away.
    It opens with the passphrase it had; with `code` (the recovery code), `passphrase` is a new one: the way on another
    computer. Raises VaultExists (never over a case book), VaultInSyncedFolder, BadInput (no backup), WrongPassphrase,
    WrongRecoveryCode, NeedsRecoverySheet, BackupDamaged, VaultNewer, DiskFull, FileUnreadable, FileUnwritable;
    Cancelled.
    """
    _clear_unfinished(to)
    if (to / FILE).exists() or has_slots(to) or (to.exists() and any(to.iterdir())):
        raise VaultExists(folder=str(to))
    if service := opening.synced_service(to):
        raise VaultInSyncedFolder(folder=str(to), service=service)
    snapshot, room = chosen(file), to / ROOM
    made = not to.exists()
    try:
        meter = Meter(progress or Quiet(), 2 * snapshot.stat().st_size)
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        came = _restore(snapshot, room, lambda: _unlock(room, passphrase, code, snapshot), meter, for_trial)
        if not for_trial:
            _move_in(room, to)
        return replace(came, folder=to)
    except BaseException as problem:
        _remove(to, folder_too=made)
        if isinstance(problem, OSError):
            raise file_error(problem, to, writing=True) from None
        raise


def _move_in(room: Path, to: Path) -> None:
    """What was put back gets its place; the vault's file last: without it the rest is no case book."""
    for name in sorted((one.name for one in room.iterdir()), key=lambda name: name == FILE):
        (room / name).replace(to / name)
    sync_folder(to)
    room.rmdir()


def _clear_unfinished(to: Path) -> None:
    """What a killed program left in the room, and what it had moved out of it."""
    if (to / ROOM).is_dir() and not (to / ROOM).is_symlink() and not (to / FILE).exists():
        _remove(to, folder_too=False)


def chosen(file: Path) -> Path:
    """The file itself, or the newest finished snapshot of a folder (or of the folder of backups in it). BadInput."""
    if file.is_file():
        return file
    if not file.is_dir():
        raise FileUnreadable(file=str(file), reason="not found")
    found = [one for one in snapshots_below(file) if one.slip is not None]
    if not found:
        raise BadInput(file=str(file), line=0, why="no_backup")
    return max(found, key=lambda one: one.slip.turn if one.slip else 0).path


def snapshots_below(folder: Path) -> list[layout.Found]:
    """The snapshots in a folder and in the folders of backups right in it, newest first. Their slips are claims:
    nobody has typed a passphrase yet.
    """
    found: list[layout.Found] = []
    with suppress(OSError):
        inner = sorted(folder.glob(f"{layout.FOLDER}*"))
        for one in (folder, *(inner if len(inner) <= 100 else ())):
            if layout.place_of(one) is not None:
                found += layout.snapshots_in(one, None)
    return sorted(found, key=lambda one: (one.slip.made.timestamp() if one.slip else 0, one.path.name), reverse=True)


def _restore(
    file: Path, to: Path, unlock: Callable[[], tuple[Desk, MasterKey]], meter: Meter, for_trial: bool
) -> Restored:
    found = unpack(file, to, meter, keep_files=True)
    desk, master = unlock()
    try:
        slip = _slip_of(file, master)
        if slip is not None and (slip.size, slip.sha256) != (found.size, found.sha256):
            raise BackupDamaged(file=file.name)
        if desk.vault.problems():
            raise BackupDamaged(file=file.name)
        missing = _bring_files(desk, file.parent, meter)
        moment = desk.vault.recall(COPIED_AT)
        of = datetime.fromisoformat(moment) if moment else (slip.made if slip else None)
        finished = slip is not None or layout.place_of(file.parent) is None
        lock = next(slot for slot in read_slots(to).slots if slot.id == master.slot_id)
        if for_trial:
            return Restored(to, of, missing, 0, finished, file.name, lock)
        begin_new_life(desk)
        desk.trail.note("restored")
        erased = _erase_again(desk, master, file.parent)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        desk.vault.remember(RESTORED, {"at": now, "of": of.isoformat(timespec="seconds") if of else ""})
        desk.vault.remember(COPIED_AT, None)
        return Restored(to, of, missing, erased, finished, file.name, lock)
    finally:
        desk.vault.close()
        master.forget()


def _unlock(to: Path, passphrase: str, code: str, file: Path) -> tuple[Desk, MasterKey]:
    try:
        if not code:
            return opening.unlock(to, passphrase)
        try:
            return recover(to, code, passphrase)
        except KeyringMissing:  # the passphrase alone guards it then, as the facts of the case book say
            return recover(to, code, passphrase, without_keyring=True)
    except (KeyringMissing, KeyringEntryMissing):
        raise NeedsRecoverySheet from None
    except VaultDamaged:
        raise BackupDamaged(file=file.name) from None


def _slip_of(file: Path, master: MasterKey) -> Slip | None:
    """The slip beside a snapshot; None where there is none. BackupDamaged: it is another's, or of another file."""
    path = layout.slip_path(file)
    if not layout.is_snapshot(file.name) or not is_plain(path):
        return None
    try:
        slip = layout.read_slip(small_file(path, layout.SLIP_MOST), slip_key(master))
    except (OSError, ValueError):
        raise BackupDamaged(file=file.name) from None
    if slip.name != file.name:
        raise BackupDamaged(file=file.name)
    return slip


def _bring_files(desk: Desk, beside: Path, meter: Meter) -> int:
    """Copy the sealed files that the journal names and that lie beside the snapshot: how many lay here once and are
    not there.
    """
    vault, lying = desk.vault, {}
    if layout.place_of(beside) is not None:
        lying = {path.name: path for path in layout.sealed_in(beside)}
    with vault.looking():
        named = vault.files.still_named({*lying, *vault.blobs.names()})
    here = set(vault.blobs.names())
    for name in sorted(named - here):
        if _bring(lying[name], name, vault.blobs, meter):
            here.add(name)
    return sum(1 for name in _once_here(desk) if name not in here)


def _bring(path: Path, name: str, blobs: Blobs, meter: Meter) -> bool:
    """Whether a sealed file came whole."""
    with blobs.coming() as part:
        with read_plain(path) as source, part.open("wb") as raw:
            out = Writing(raw, meter)
            out.copy(source)
            out.settle()
        if out.sha256 != name:
            return False
        blobs.finish(part, name)
    blobs.settle(name)
    return True


def _once_here(desk: Desk) -> list[str]:
    """The sealed files that lay in the case book when it was copied."""
    vault: Any = desk.vault
    found = vault.records.load("attachment", vault.records.ids("attachment", archived=None))
    names = {one.sealed_name for one in found if one.sealed_name and not one.erased}
    return sorted(name for name in names if vault.recall(f"{HERE}{name}"))


def _erase_again(desk: Desk, master: MasterKey, beside: Path) -> int:
    """What the list beside the snapshot says was erased is asked to be erased again, so that nobody sees it: without
    a network it is destroyed at once, else by the confirmation that the first exchange brings.
    """
    try:
        data = small_file(beside / layout.ERASED, layout.ERASED_MOST)
        told = layout.read_erased(data, erased_key(master), desk.identity.vault_id)
    except (OSError, ValueError):
        return 0
    # The program's own act: what is kept from whoever restores was erased for everybody all the same.
    erasing, count = Erasing(desk, Casework(desk).whole), 0
    for kind, id, _word in told:
        if kind not in all_types():
            continue
        with suppress(ClinicError):  # another office's: the exchange brings it
            with desk.vault.looking():
                stands = desk.vault.records.load(kind, [id])
            if stands and not stands[0].erased:
                erasing.erase(kind, id)
                count += 1
    return count


def _remove(folder: Path, folder_too: bool) -> None:
    """Take back what could not be restored; what refused the writing may refuse this too."""
    let_go(folder)
    for inner in (folder / BLOBS, folder / ROOM):  # the room last: it tells that the rest is not finished
        with suppress(OSError):
            if inner.is_dir() and not inner.is_symlink():
                shutil.rmtree(inner)
    with suppress(OSError):
        if folder_too and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
