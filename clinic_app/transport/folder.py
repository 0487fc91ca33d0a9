"""A folder or USB stick where packages are left."""

from __future__ import annotations

import errno
import heapq
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport.place import (
    KIB,
    LIST_MOST,
    MIB,
    OWN_MARK,
    Into,
    Listed,
    Listing,
    checked_data,
    checked_folder,
    checked_name,
    is_name,
)
from clinic_app.transport.settings_fields import FolderSettings

BLOCK = 256 * KIB
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO}
_REFUSED = {errno.EACCES, errno.EPERM}
_PULLED_OUT = {errno.EIO, errno.ENODEV, errno.ESTALE}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL, errno.EACCES}


class FolderPlace:
    """A folder. Nothing in it is ever overwritten; links, pipes and devices in it are not looked at."""

    whole_most = 32 * MIB

    def __init__(self, settings: FolderSettings | str, name: str = "") -> None:
        self.path = Path(settings.path if isinstance(settings, FolderSettings) else settings)
        self.name = name or str(self.path)

    def list(self, under: str = "", most: int = LIST_MOST) -> Listing:
        """The files right in the folder. A million others cost their names only: the smallest names are told."""
        folder = self.path / checked_folder(under)
        with self._told(writing=False):
            try:
                with os.scandir(folder) as entries:
                    kept = heapq.nsmallest(most + 1, (e.name for e in entries if is_name(e.name) and _is_file(e)))
            except FileNotFoundError:
                self._must_be_here()
                return Listing(())
            return Listing(tuple(_sized(folder, kept[:most])), more=len(kept) > most)

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        """Bytes of a file from `start`. NotThere."""
        blocks: list[bytes] = []
        give = into or blocks.append
        for block in self._blocks(checked_name(name), start, most):
            give(block)  # outside of _told: what fails here is not the place's trouble
        return b"".join(blocks)

    def _blocks(self, name: str, start: int, most: int | None) -> Iterator[bytes]:
        with ExitStack() as open_files:
            with self._told(writing=False, name=name):
                file = open_files.enter_context(_opened(self.path / name))
                there = max(0, os.fstat(file.fileno()).st_size - start)
                file.seek(start)
            wanted = there if most is None else min(most, there)
            while wanted:
                with self._told(writing=False, name=name):
                    block = file.read(min(BLOCK, wanted))
                if not block:
                    raise PlaceFailed(self.name, Trouble.WRONG)
                wanted -= len(block)
                yield block

    def write(self, name: str, data: bytes) -> None:
        """Write a file under a name of its own, sync it, then give it its name. AlreadyThere."""
        path = self.path / checked_name(name)
        checked_data(data, self.whole_most)
        self._must_be_here()
        with self._told(writing=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(path):
                raise AlreadyThere(name)
            unnamed = path.with_name(f"{OWN_MARK}{secrets.token_hex(8)}.part")
            try:
                with unnamed.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                _name_it(unnamed, path)
            except FileExistsError:
                raise AlreadyThere(name) from None
            finally:
                with suppress(OSError):
                    unnamed.unlink(missing_ok=True)
            _sync_folder(path.parent)

    def remove(self, name: str) -> None:
        """Take a file away; what is not there, or is no file, is left alone."""
        path = self.path / checked_name(name)
        self._must_be_here()
        with self._told(writing=True):
            try:
                if stat.S_ISREG(path.lstat().st_mode):
                    path.unlink()
            except (FileNotFoundError, NotADirectoryError):
                return

    def close(self) -> None:
        """Nothing is kept open between calls."""

    def _must_be_here(self) -> None:
        """A stick that was pulled out is not an empty place. PlaceFailed NO_FOLDER."""
        if not self.path.is_dir():
            raise PlaceFailed(self.name, Trouble.NO_FOLDER)

    @contextmanager
    def _told(self, *, writing: bool, name: str = "") -> Iterator[None]:
        """The place's trouble instead of the operating system's."""
        try:
            yield
        except OSError as problem:
            if name and problem.errno in _ABSENT:
                self._must_be_here()
                raise NotThere(name) from None
            raise PlaceFailed(self.name, _trouble(problem, writing), problem.strerror or "") from None


def _trouble(problem: OSError, writing: bool) -> Trouble:
    code = problem.errno
    if code in _NO_ROOM:
        return Trouble.FULL
    if code == errno.EROFS or (writing and code in _REFUSED):
        return Trouble.READ_ONLY
    if code in _REFUSED:
        return Trouble.FORBIDDEN
    if code in _PULLED_OUT:
        return Trouble.CUT
    return Trouble.NO_FOLDER if code in _ABSENT or code == errno.EEXIST else Trouble.SERVER


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A plain file; a pipe laid into the folder would hang whoever opens it."""
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _sized(folder: Path, names: list[str]) -> Iterator[Listed]:
    for name in names:
        with suppress(FileNotFoundError):  # taken away since it was listed
            yield Listed(name, (folder / name).lstat().st_size)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A plain file for reading; links are not followed, and a pipe does not hang. FileNotFoundError otherwise."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise FileNotFoundError(errno.ENOENT, "not a file")
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        yield file


def _name_it(unnamed: Path, path: Path) -> None:
    """Give a finished file its name, refusing one that is taken. FileExistsError."""
    if os.name == "nt":
        unnamed.rename(path)  # Windows refuses a taken name by itself
        return
    try:
        os.link(unnamed, path)
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
        # A stick (FAT, exFAT) knows no links. Between the look and the renaming another program could take the name;
        # names are of one laptop or of the bytes themselves, so it would have to be this program beside itself.
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "taken") from None
        unnamed.rename(path)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system lets us."""
    with suppress(OSError):
        if os.name != "nt":
            at = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(at)
            finally:
                os.close(at)
