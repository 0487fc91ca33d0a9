"""Making a backup: one whole file, or a snapshot in a folder of them. Any thread; the vault's own goes on working.

What was there before is untouched until the new one lies there, was read back from there and was opened.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clinic_app.errors import (
    BackupDamaged,
    BackupPlaceMissing,
    BackupPlaceUnfit,
    FileUnwritable,
    VaultDamaged,
    VaultExists,
    file_error,
)
from clinic_app.journal.rules import CONFIRMED
from clinic_app.progress import Progress, Quiet
from clinic_app.store.blobs import FOLDER as BLOBS
from clinic_app.store.blobs import Blobs
from clinic_app.store.vault import FILE
from clinic_app.use_cases.backing_up import layout
from clinic_app.use_cases.backing_up.clearing import clear_leftovers, clear_old
from clinic_app.use_cases.backing_up.copying import Copied, Source, copy_out, workroom
from clinic_app.use_cases.backing_up.disk import (
    Meter,
    Writing,
    is_plain,
    nothing,
    passing,
    put,
    read_back,
    read_plain,
    small_file,
    sync_folder,
)
from clinic_app.use_cases.backing_up.layout import Slip
from clinic_app.use_cases.backing_up.one_at_a_time import hold_backups
from clinic_app.use_cases.backing_up.proving import Unpacked, let_go, prove, unpack
from clinic_app.use_cases.backing_up.rotation import KEEP, Keep
from clinic_app.use_cases.backing_up.tar_file import SLOTS, ending, header_of, padding, size_of


@dataclass(frozen=True)
class Errand:
    """One snapshot to be made: of which case book, into which folder, and what stays of the earlier ones."""

    source: Source
    folder: Path
    place: str
    turn: int  # the largest this case book remembers
    lives: frozenset[str]  # its own, former ones too: of others nothing is removed
    keep: Keep = KEEP


@dataclass(frozen=True)
class Done:
    """A backup that was made and opened: what the vault is to remember of it."""

    slip: Slip
    place: str
    trail: tuple[int, str] | None
    copied: int  # bytes of evidence that were new there
    removed: tuple[str, ...]  # older snapshots that were taken away
    unsure: bool  # a slip there cannot be believed, so no sealed file was taken away


def make_snapshot(errand: Errand, progress: Progress | None = None) -> Done:
    """Make one snapshot, prove it, and let older ones go.

    BackupBusy, BackupPlaceMissing, BackupPlaceUnfit, DiskFull, FileUnwritable, FileUnreadable, VaultDamaged,
    BackupDamaged (what came back is not what was written), Cancelled.
    """
    source, folder = errand.source, errand.folder
    check_place(folder, errand.place, source.vault_id)
    meter = Meter(progress or Quiet())
    with hold_backups(source.folder), _told(folder, errand.place, source.vault_id), workroom(source.folder) as room:
        clear_leftovers(folder, source.life, source.slip_key)
        copied = copy_out(source, room, [path.name for path in layout.sealed_in(folder)], meter)
        missing = _missing(source, folder, copied.files)
        here = [name for name in copied.files if name not in missing or missing[name] is not None]
        meter.whole = meter.done + _work(copied) + 2 * sum(size for size in missing.values() if size)
        new, spoiled = _copy_files(source, folder, {n: s for n, s in missing.items() if s is not None}, meter)
        files = tuple(name for name in here if name not in spoiled)
        slip = _write(errand, copied, files, copied.absent + len(copied.files) - len(files), room, meter)
        removed: tuple[str, ...] = ()
        unsure = True
        with suppress(OSError):  # the new one stands; a stick pulled out now only keeps more than it must
            removed, unsure = clear_old(folder, source, errand.lives, errand.keep)
    return Done(slip, errand.place, source.trail, new, removed, unsure)


def make_whole(source: Source, to: Path, progress: Progress | None = None) -> int:
    """A backup as one whole file, proved before it gets its name: bytes. As `make_snapshot`, and VaultExists."""
    if to.exists() or to.is_symlink():
        raise VaultExists(folder=str(to))
    meter = Meter(progress or Quiet())
    try:
        with hold_backups(source.folder), workroom(source.folder) as room:
            copied = copy_out(source, room, (), meter)
            files = [(name, path) for name in copied.files if (path := Blobs(source.folder).path(name)) is not None]
            meter.whole = meter.done + _work(copied) + 2 * sum(path.stat().st_size for _, path in files)
            with passing(to.parent, source.life[:16], meter) as (part, out):
                _pack(out, copied, files)
                out.close()
                back = _read_back(part, copied, room, out, source.database_key, meter)
                for name in back.wrong:
                    _must_be_damaged_here(source, name, to)
                if to.exists():
                    raise VaultExists(folder=str(to))
                part.replace(to)
            sync_folder(to.parent)
            return out.size
    except OSError as problem:
        raise file_error(problem, to, writing=True) from None


def check_place(folder: Path, place: str, vault_id: str) -> None:
    """Whether this is the folder that was chosen. BackupPlaceMissing, BackupPlaceUnfit."""
    found = layout.place_of(folder)
    if found is None or found[:2] != (place, layout.mark_of(vault_id)):
        raise BackupPlaceMissing(folder=str(folder))
    if found[2] != layout.VERSION:
        raise BackupPlaceUnfit(folder=str(folder), why="newer")


# --- evidence -----------------------------------------------------------------------------------------------------


def _missing(source: Source, folder: Path, names: Iterable[str]) -> dict[str, int | None]:
    """The sealed files that are to be copied -> bytes; None for one that is neither here nor there."""
    blobs = Blobs(source.folder)
    found: dict[str, int | None] = {}
    for name in names:
        path = blobs.path(name)
        size = _size(path) if path is not None else None
        there = layout.file_path(folder, name)
        if not is_plain(there, size):  # of what is here, the size must agree: else it was cut short there
            found[name] = size
    return found


def _copy_files(source: Source, folder: Path, wanted: dict[str, int], meter: Meter) -> tuple[int, set[str]]:
    """Copy sealed files: (bytes, those that are damaged or gone here). Each is read back before it gets its name."""
    new, spoiled = 0, set[str]()
    for name, size in wanted.items():
        path = Blobs(source.folder).path(name)
        if path is None or not _copy_file(path, name, layout.file_path(folder, name), source.life, meter):
            spoiled.add(name)  # erased at this moment, or damaged: a backup of the rest is worth having
        else:
            new += size
    return new, spoiled


def _copy_file(path: Path, name: str, there: Path, life: str, meter: Meter) -> bool:
    there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        opened = read_plain(path)
    except OSError:
        return False
    with opened as bytes_here, passing(there.parent, life[:16], meter) as (part, out):
        out.copy(bytes_here)
        out.close()
        if out.sha256 != name:
            return False
        if read_back(part, nothing, meter) != name:
            raise OSError(errno.EIO, "read back differently")
        part.replace(there)
    sync_folder(there.parent)
    return True


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


# --- the file -----------------------------------------------------------------------------------------------------


def _write(errand: Errand, copied: Copied, files: tuple[str, ...], absent: int, room: Path, meter: Meter) -> Slip:
    """Write, prove and name a snapshot; its slip comes first, so that one without a slip was never finished here."""
    source, folder = errand.source, errand.folder
    stem = _free_stem(folder, layout.stem_of(source.at, source.laptop))
    with passing(folder, source.life[:16], meter) as (part, out):
        _pack(out, copied, ())
        out.close()
        _read_back(part, copied, room, out, source.database_key, meter)
        slip = Slip(
            vault=layout.mark_of(source.vault_id),
            life=source.life,
            name=f"{stem}{layout.SUFFIX}",
            turn=1 + max([errand.turn, *_turns(folder, source.slip_key)]),
            made=source.at,
            size=out.size,
            sha256=out.sha256,
            files=files,
            absent=absent,
        )
        mark = source.life[:16]
        erased = layout.write_erased(_known_erased(source, folder, copied), source.erased_key, source.vault_id)
        put(folder, layout.ERASED, erased, mark, meter)
        put(folder, f"{stem}{layout.SLIP}", layout.write_slip(slip, source.slip_key), mark, meter)
        part.replace(folder / slip.name)
    sync_folder(folder)
    return slip


def _pack(out: Writing, copied: Copied, files: Iterable[tuple[str, Path]]) -> None:
    """The tar file of slots, vault and sealed files."""
    out.write(header_of(SLOTS, len(copied.slots)) + copied.slots + padding(len(copied.slots)))
    for name, path in ((FILE, copied.vault), *((f"{BLOBS}/{name}", path) for name, path in files)):
        try:
            with read_plain(path) as source:
                size = path.stat().st_size
                out.write(header_of(name, size))
                before = out.size
                out.copy(source, size)
        except FileNotFoundError:
            continue  # erased at this moment
        except ValueError:
            raise FileUnwritable(file=name, reason="too large") from None
        if out.size - before != size:
            raise VaultDamaged(file=FILE, part="file")
        out.write(padding(size))
    out.write(ending(out.size))


def _read_back(part: Path, copied: Copied, room: Path, out: Writing, key: bytes, meter: Meter) -> Unpacked:
    """The file as it lies there now, opened. BackupDamaged when it is not what was written, or does not open."""
    copied.vault.unlink()  # two copies of a large vault are enough on a small disk
    trial = room / "trial"
    found = unpack(part, trial, meter)
    if found.sha256 != out.sha256 or found.slots != copied.slots:
        raise BackupDamaged(file=part.name)
    prove(found, key, copied.counts, meter, part.name)
    let_go(trial)
    return found


def _must_be_damaged_here(source: Source, name: str, to: Path) -> None:
    """Only a sealed file that is damaged in the case book may be so in the copy."""
    path = Blobs(source.folder).path(name)
    if path is None:
        return
    found = hashlib.sha256()
    with path.open("rb") as sealed:
        while chunk := sealed.read(1 << 20):
            found.update(chunk)
    if found.hexdigest() == name:
        raise BackupDamaged(file=to.name)


def _work(copied: Copied) -> int:
    """Bytes that are written and read for the vault itself."""
    return 2 * size_of([(FILE, copied.vault)])


def _free_stem(folder: Path, stem: str) -> str:
    turn, free = 2, stem
    while (folder / f"{free}{layout.SUFFIX}").exists() or (folder / f"{free}{layout.SLIP}").exists():
        free, turn = f"{stem}-{turn}", turn + 1
    return free


def _turns(folder: Path, key: bytes) -> list[int]:
    return [one.slip.turn for one in layout.snapshots_in(folder, key) if one.slip is not None]


def _known_erased(source: Source, folder: Path, copied: Copied) -> list[layout.Erased]:
    """What is erased here, and what the list there says already: a case book that was put back may not know it yet.
    Of what was only asked for nothing is carried on: it may have been taken back.
    """
    there: list[layout.Erased] = []
    with suppress(OSError, ValueError):
        data = small_file(folder / layout.ERASED, layout.ERASED_MOST)
        there = layout.read_erased(data, source.erased_key, source.vault_id)
    return sorted({*copied.erased, *(one for one in there if one[2] == CONFIRMED)})


class _told:  # noqa: N801 - read as a clause: `with _told(folder, …)`
    """Inside, an error of the operating system is about the folder of backups; one that was pulled out is missing."""

    def __init__(self, folder: Path, place: str, vault_id: str) -> None:
        self._check: Callable[[], None] = lambda: check_place(folder, place, vault_id)
        self._folder = folder

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        if isinstance(problem, OSError):
            self._check()
            raise file_error(problem, self._folder, writing=True) from None
