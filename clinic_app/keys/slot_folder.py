"""Where `slots.json` lies: written whole and durably, twice, and each copy healed from the other.

Making a slot takes a second of stretching, and another program may take one away meanwhile. So whoever changes the
slots reads them anew for it, and nobody else writes then: else a way in that was taken away would come back.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clinic_app.errors import DiskFull, FileUnwritable, NoVault, VaultDamaged, file_error
from clinic_app.keys.slot_file import MOST_BYTES, SlotFile, parse, render

FILE_NAME = "slots.json"
COPY_NAME = "slots.json.bak"
LOCK = "slots.lock"
PASSING = ".slots-"  # how files begin that wait for their name
COPIES = "backup-work"  # where a backup that is being made keeps a copy of all this
PATIENCE_SECONDS = 10.0  # nobody holds the lock longer than a few writes take


def has_slots(folder: Path) -> bool:
    """Whether `folder` holds a slots file or its copy, good or bad."""
    return any((folder / name).exists() for name in (FILE_NAME, COPY_NAME))


def read_slots(folder: Path) -> SlotFile:
    """The slots of the vault in `folder`; a bad copy is rewritten from the good one.

    Raises NoVault when there is neither file, VaultDamaged when no copy is good, VaultNewer, FileUnreadable.
    """
    good, agree = _read_both(folder)
    if not agree:
        # Also a good but older copy: after a changed passphrase it would still open with the former one.
        with slots_held(folder, patience=0) as held, suppress(DiskFull, FileUnwritable):
            # A full or read-only disk is no reason to keep anyone out; whoever writes just now writes both.
            if held:
                good, _agree = _read_both(folder)
                _heal(folder, render(good))
    return good


def change_slots(folder: Path, change: Callable[[SlotFile], SlotFile]) -> None:
    """Write what `change` makes of the slots as they are at this moment; what it raises leaves them as they were.

    Raises as `read_slots` and `write_slots` do.
    """
    with slots_held(folder) as held:
        write_slots(folder, change(_read_both(folder)[0]))
        if held:
            for left in folder.glob(f"{PASSING}*"):  # of a program that was ended: it may hold a way in that has gone
                with suppress(OSError):
                    left.unlink()


def write_slots(folder: Path, file: SlotFile) -> None:
    """Write both copies, fsynced before either takes its place; raises DiskFull, FileUnwritable with the old kept."""
    content = render(file)
    parse(content)
    _replace_all(folder, (FILE_NAME, COPY_NAME), content)


@contextmanager
def slots_held(folder: Path, patience: float = PATIENCE_SECONDS) -> Iterator[bool]:
    """The right to write the slots, which every program heeds; False when another had it all the time. Where a folder
    can hold no lock it is as if nobody else were there.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=patience, mode=0o600, thread_local=False)
    held = True
    try:
        lock.acquire()
    except Timeout:
        held = False
    except (OSError, NotImplementedError):
        pass
    try:
        yield held
    finally:
        lock.release(force=True)


def _read_both(folder: Path) -> tuple[SlotFile, bool]:
    """The slots by the first good copy, and whether both files say just that."""
    copies = [_read(folder / name) for name in (FILE_NAME, COPY_NAME)]
    if not any(read is not None for read in copies):
        raise NoVault(folder=str(folder))
    damage = VaultDamaged(file=FILE_NAME, part="slots")
    for read in copies:
        if read is None:
            continue
        try:
            good = parse(read)
        except VaultDamaged as problem:
            damage = problem
        else:
            content = render(good)
            return good, all(one == content for one in copies)
    raise damage


def _heal(folder: Path, content: bytes) -> None:
    for name in (FILE_NAME, COPY_NAME):
        if _read(folder / name) != content:
            _replace_all(folder, (name,), content)


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise file_error(problem, path, writing=False) from None


def _replace_all(folder: Path, names: tuple[str, ...], content: bytes) -> None:
    """Prepare every file beside its place, then rename: a disk that is full is noticed before anything changed."""
    prepared: list[Path] = []
    try:
        for _ in names:
            prepared.append(_temporary(folder, content))
        for temporary, name in zip(prepared, names, strict=True):
            temporary.replace(folder / name)
        _fsync_folder(folder)
    except OSError as problem:
        raise file_error(problem, folder / FILE_NAME, writing=True) from None
    finally:
        for temporary in prepared:
            temporary.unlink(missing_ok=True)


def _temporary(folder: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=PASSING)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _fsync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
