"""Looking at backups that lie somewhere: which there are, whether one is still what was written, where the stick is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clinic_app.errors import BackupDamaged, BackupPlaceMissing, BackupPlaceUnfit, file_error
from clinic_app.progress import Progress, Quiet
from clinic_app.store.blobs import Blobs
from clinic_app.use_cases.backing_up import layout
from clinic_app.use_cases.backing_up.copying import Source, workroom
from clinic_app.use_cases.backing_up.disk import Meter, is_plain, nothing, put, read_back, small_file
from clinic_app.use_cases.backing_up.making import check_place
from clinic_app.use_cases.backing_up.one_at_a_time import hold_backups
from clinic_app.use_cases.backing_up.proving import prove, unpack

_POSIX_ROOTS = ("/media", "/run/media", "/mnt", "/Volumes")
MOST_FOLDERS = 200  # looked into on one stick
VERIFIED, CHANGED, GONE, UNFINISHED, UNKNOWN = "verified", "changed", "gone", "unfinished", "unknown"


@dataclass(frozen=True)
class Remembered:
    """A backup this case book made. `file`: one whole file, which lies wherever somebody put it."""

    at: datetime
    name: str = ""
    turn: int = 0
    sha256: str = ""
    size: int = 0
    files: int = 0
    verified: datetime | None = None
    place: str = ""

    @property
    def whole(self) -> bool:
        return not self.name


@dataclass(frozen=True)
class Backup:
    """A row of the list: when, how large, how many sealed files, when it was last opened or read whole, and its state:
    verified, changed (not what was written), gone, unfinished (without a slip), unknown (of another lock).
    """

    name: str
    path: Path
    made: datetime | None
    size: int
    files: int
    absent: int
    verified: datetime | None
    state: str


@dataclass(frozen=True)
class Wanted:
    """Which folder is meant: where it was last, its id, and whose backups it holds."""

    folder: Path
    place: str
    vault_id: str


@dataclass(frozen=True)
class NewPlace:
    """A folder that was made ready, or found to be one of ours already."""

    folder: Path
    place: str
    same_disk: bool  # a stolen laptop takes both
    service: str  # the cloud service that syncs it, or nothing


# --- where --------------------------------------------------------------------------------------------------------


def find_place(wanted: Wanted, roots: Iterable[Path] | None = None) -> Path:
    """Where the folder is now: where it was, else on whatever is plugged in, by its id. BackupPlaceMissing. It may
    hang on a dead stick: no thread that anybody waits for.
    """
    mark = layout.mark_of(wanted.vault_id)
    for folder in (wanted.folder, *_candidates(mark, removable_roots() if roots is None else roots)):
        if is_there(wanted, folder):
            return folder
    raise BackupPlaceMissing(folder=str(wanted.folder))


def is_there(wanted: Wanted, folder: Path) -> bool:
    """Whether `folder` is the one that is meant. It may hang, as `find_place` may."""
    found = layout.place_of(folder)
    return found is not None and found[:2] == (wanted.place, layout.mark_of(wanted.vault_id))


def removable_roots() -> list[Path]:
    """The top folders of what may be plugged in."""
    if sys.platform == "win32":
        return [Path(f"{letter}:\\") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ"]
    found: list[Path] = []
    for root in map(Path, _POSIX_ROOTS):
        with suppress(OSError):
            for one in sorted(root.iterdir()):
                found.append(one)
                if root.name == "media" and one.is_dir():  # /media/<person>/<stick>
                    with suppress(OSError):
                        found += sorted(one.iterdir())
    return found[:MOST_FOLDERS]


def prepare_place(folder: Path, vault_folder: Path, vault_id: str) -> NewPlace:
    """Make `folder` (or what is in it already) a place for backups. BackupPlaceUnfit, FileUnwritable, DiskFull."""
    from clinic_app.use_cases.opening import synced_service

    try:
        if not folder.is_dir():
            raise BackupPlaceUnfit(folder=str(folder), why="no_folder")
        inside, vault = folder.resolve(), vault_folder.resolve()
        if inside == vault or vault in inside.parents:
            raise BackupPlaceUnfit(folder=str(folder), why="inside")
        inner = _own_folder(inside, vault_id)
        found = layout.place_of(inner)
        if found is not None and found[2] > layout.VERSION:
            raise BackupPlaceUnfit(folder=str(folder), why="newer")
        if inner.is_symlink():
            raise BackupPlaceUnfit(folder=str(folder), why="link")
        if found is None:
            inner.mkdir(mode=0o700, exist_ok=True)
            place, told = layout.new_place(vault_id)
            put(inner, layout.PLACE, told, "new", Meter(Quiet()))
        else:
            place = found[0]
        same = inner.stat().st_dev == vault.stat().st_dev
    except OSError as problem:
        raise file_error(problem, folder, writing=True) from None
    return NewPlace(inner, place, same, synced_service(inner))


def _own_folder(folder: Path, vault_id: str) -> Path:
    """The folder of backups that is meant by `folder`: itself, or one in it."""
    name = layout.folder_name(vault_id)
    return folder if folder.name == name else folder / name


def _candidates(mark: str, roots: Iterable[Path]) -> Iterable[Path]:
    name = f"{layout.FOLDER}{mark}"
    for root in roots:
        yield root / name
        with suppress(OSError), os.scandir(root) as inside:
            folders = [one.path for _, one in zip(range(MOST_FOLDERS), inside, strict=False) if _is_folder(one)]
            yield from (Path(path) / name for path in sorted(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


# --- which --------------------------------------------------------------------------------------------------------


def look_at(source: Source, wanted: Wanted, remembered: Sequence[Remembered]) -> list[Backup]:
    """The backups of a place, newest first, and those that were made there and are gone. BackupPlaceMissing,
    FileUnreadable.
    """
    folder = find_place(wanted)
    try:
        found = layout.snapshots_in(folder, source.slip_key)
    except OSError as problem:
        raise file_error(problem, folder, writing=False) from None
    known = {one.name: one for one in remembered if one.place == wanted.place and not one.whole}
    rows = [_row(one, known.get(one.path.name)) for one in found]
    lying = {row.name for row in rows}
    gone = [
        Backup(one.name, folder / one.name, one.at, one.size, one.files, 0, one.verified, GONE)
        for one in sorted(known.values(), key=lambda one: one.turn, reverse=True)
        if one.name not in lying
    ]
    return sorted([*rows, *gone], key=lambda row: row.made.timestamp() if row.made else 0, reverse=True)


def _row(found: layout.Found, known: Remembered | None) -> Backup:
    name, slip = found.path.name, found.slip
    if slip is None:
        state = CHANGED if known is not None else UNKNOWN if found.has_slip else UNFINISHED
        made = known.at if known is not None else None
        return Backup(name, found.path, made, _size(found.path), 0, 0, None, state)
    right = is_plain(found.path, slip.size) and (known is None or known.sha256 == slip.sha256)
    verified = known.verified if known is not None else slip.made  # a slip is written after the copy was opened
    state = VERIFIED if right else CHANGED
    return Backup(name, found.path, slip.made, slip.size, len(slip.files), slip.absent, verified, state)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


# --- whether ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verified:
    """A backup that was read to its last byte and opened; `lost`: sealed files it names that are not there or other."""

    name: str
    at: datetime
    lost: tuple[str, ...] = ()


def verify(
    source: Source, file: Path, at: datetime, progress: Progress | None = None, *, files: bool = True
) -> Verified:
    """Open a backup of this case book from where it lies; with `files` its sealed files are read too.

    BackupDamaged, BadInput (no backup), FileUnreadable, BackupBusy, Cancelled.
    """
    meter = Meter(progress or Quiet())
    try:
        slip = _believed(source, file)
        with hold_backups(source.folder), workroom(source.folder) as room:
            sealed = list(slip.files) if slip is not None and files else []
            paths = [(name, layout.file_path(file.parent, name)) for name in sealed]
            meter.whole = 2 * file.stat().st_size + sum(_size(path) for _, path in paths)
            found = unpack(file, room / "trial", meter)
            if slip is not None and (slip.size, slip.sha256) != (found.size, found.sha256):
                raise BackupDamaged(file=file.name)
            prove(found, source.database_key, None, meter, file.name)
            lost = [name for name, path in paths if not _is_whole(path, name, meter)]
            _let_worse_go(source, file.parent, lost)
            return Verified(file.name, at, tuple(sorted({*lost, *found.wrong})))
    except OSError as problem:
        raise file_error(problem, file, writing=False) from None


def _believed(source: Source, file: Path) -> layout.Slip | None:
    """The slip of a snapshot; None for a whole file. BackupDamaged: it is no slip of ours, or of another file."""
    if layout.place_of(file.parent) is None or not layout.is_snapshot(file.name):
        return None
    try:
        slip = layout.read_slip(small_file(layout.slip_path(file), layout.SLIP_MOST), source.slip_key)
    except (OSError, ValueError):
        raise BackupDamaged(file=file.name) from None
    if slip.name != file.name:
        raise BackupDamaged(file=file.name)
    return slip


def _is_whole(path: Path, name: str, meter: Meter) -> bool:
    try:
        return read_back(path, nothing, meter) == name
    except OSError:
        return False


def _let_worse_go(source: Source, folder: Path, lost: Iterable[str]) -> None:
    """A spoiled copy of a sealed file that is here goes, so that the next backup copies it anew."""
    for name in lost:
        there = layout.file_path(folder, name)
        if Blobs(source.folder).path(name) is not None and is_plain(there):
            with suppress(OSError):
                there.unlink()


def remove_unfinished(wanted: Wanted, name: str) -> None:
    """A person takes away a snapshot that was never finished. FileUnwritable."""
    folder = find_place(wanted)
    check_place(folder, wanted.place, wanted.vault_id)
    if layout.is_snapshot(name) and is_plain(folder / name) and not layout.slip_path(folder / name).exists():
        try:
            (folder / name).unlink()
        except OSError as problem:
            raise file_error(problem, folder / name, writing=True) from None
