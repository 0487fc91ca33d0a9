"""Where `slots.json` lies: written whole and durably, twice, and each copy healed from the other."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from clinic_app.errors import DiskFull, FileUnwritable, NoVault, VaultDamaged, file_error
from clinic_app.keys.slot_file import MOST_BYTES, SlotFile, parse, render

FILE_NAME = "slots.json"
COPY_NAME = "slots.json.bak"


def has_slots(folder: Path) -> bool:
    """Whether `folder` holds a slots file or its copy, good or bad."""
    return any((folder / name).exists() for name in (FILE_NAME, COPY_NAME))


def read_slots(folder: Path) -> SlotFile:
    """The slots of the vault in `folder`; a bad copy is rewritten from the good one.

    Raises NoVault when there is neither file, VaultDamaged when no copy is good, VaultNewer, FileUnreadable.
    """
    first, second = (_read(folder / name) for name in (FILE_NAME, COPY_NAME))
    if first is None and second is None:
        raise NoVault(folder=str(folder))
    good, damage = None, VaultDamaged(file=FILE_NAME, part="slots")
    for read in (first, second):
        if read is None:
            continue
        try:
            good = parse(read)
            break
        except VaultDamaged as problem:
            damage = problem
    if good is None:
        raise damage
    # Also a good but older copy: after a changed passphrase it would still open with the former one.
    _heal(folder, render(good), first, second)
    return good


def write_slots(folder: Path, file: SlotFile) -> None:
    """Write both copies, fsynced before either takes its place; raises DiskFull, FileUnwritable with the old kept."""
    content = render(file)
    parse(content)
    _replace_all(folder, (FILE_NAME, COPY_NAME), content)


def _heal(folder: Path, content: bytes, first: bytes | None, second: bytes | None) -> None:
    for name, read in ((FILE_NAME, first), (COPY_NAME, second)):
        if read == content:
            continue
        try:
            _replace_all(folder, (name,), content)
        except (DiskFull, FileUnwritable):
            # A full or read-only disk is no reason to keep anyone out; the next opening tries again.
            return


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
    handle, name = tempfile.mkstemp(dir=folder, prefix=".slots-")
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
