"""Files on a folder or stick that may be full, pulled out or strange: written whole or not at all, and read back."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from clinic_app.progress import Progress

BLOCK = 1 << 20
LOOSE = 16 << 20  # bytes written that may not be on the disk yet: a slow stick must not have to swallow all at the end
PART = ".part"


class Meter:
    """How far long work is, in bytes; it passes Cancelled on."""

    def __init__(self, progress: Progress, whole: int = 0) -> None:
        self._progress, self.whole, self.done = progress, whole, 0

    def add(self, size: int) -> None:
        """So many bytes more are done."""
        self.done += size
        self.look()

    def look(self) -> None:
        """Nothing more is done; whoever wants to stop may."""
        self._progress.step(min(self.done, self.whole), max(self.whole, 1))


def read_plain(path: Path) -> BinaryIO:
    """A plain file, open for reading: links are not followed, and a pipe does not hang. FileNotFoundError otherwise."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise FileNotFoundError(errno.ENOENT, "not a file")
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.fdopen(os.open(path, flags), "rb")


def small_file(path: Path, most: int) -> bytes:
    """A plain file of at most `most` bytes. OSError; ValueError when it is larger."""
    with read_plain(path) as source:
        data = source.read(most + 1)
    if len(data) > most:
        raise ValueError("too large")
    return data


def is_plain(path: Path, size: int | None = None) -> bool:
    """Whether a plain file lies there, of that size if one is given."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and size in (None, found.st_size)


class Writing:
    """A file under a passing name, hashed while it is written; `settle` brings all of it to the disk."""

    def __init__(self, out: BinaryIO, meter: Meter) -> None:
        self._out, self._meter, self._loose = out, meter, 0
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self.size += len(data)
        self._loose += len(data)
        if self._loose >= LOOSE:
            self.settle()
        self._meter.add(len(data))

    def copy(self, source: BinaryIO, most: int | None = None) -> None:
        """All of `source`, or its first `most` bytes."""
        left = most
        while chunk := source.read(BLOCK if left is None else min(BLOCK, left)):
            self.write(chunk)
            left = None if left is None else left - len(chunk)

    def settle(self) -> None:
        """All that was written is on the disk."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._loose = 0

    def close(self) -> None:
        """All of it is on the disk, and nobody has it open: on Windows only such a file can be given its name."""
        self.settle()
        self._out.close()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def passing(folder: Path, mark: str, meter: Meter) -> Iterator[tuple[Path, Writing]]:
    """An empty file with a passing name in `folder`, to be written; whatever did not get its name goes away."""
    part = folder / f".{mark}-{secrets.token_hex(4)}{PART}"
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            yield part, Writing(out, meter)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def read_back(path: Path, take: Callable[[bytes], object], meter: Meter) -> str:
    """The SHA-256 of what lies on the disk, not of what the system remembers of it where it lets us."""
    found = hashlib.sha256()
    with read_plain(path) as source:
        forget_cache(source)
        while chunk := source.read(BLOCK):
            found.update(chunk)
            take(chunk)
            meter.add(len(chunk))
    return found.hexdigest()


def forget_cache(source: BinaryIO) -> None:
    """Ask the system to forget what it holds of this file in memory; what is not on the disk yet stays there."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def nothing(_data: bytes) -> None:
    """Take bytes and keep none."""


def sync_folder(folder: Path) -> None:
    """What happened to names in a folder survives a power cut, where the system has such a call."""
    if os.name != "posix":
        return
    with suppress(OSError):  # some network folders refuse it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def put(folder: Path, name: str, data: bytes, mark: str, meter: Meter) -> None:
    """A small file, in place of a former one: synced, read back, then named."""
    with passing(folder, mark, meter) as (part, out):
        out.write(data)
        out.close()
        if read_back(part, nothing, meter) != out.sha256:
            raise OSError(errno.EIO, "read back differently")
        part.replace(folder / name)
    sync_folder(folder)
