"""The sealed files of evidence on disk: `blobs/<two letters>/<SHA-256 of the sealed file>`, nothing else of them.

A file comes into `blobs/new` and is moved to its place once the journal names it. So whatever a killed program left
lies in `blobs/new`, and clearing up need not look through thousands of files.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = "blobs"
_NEW = "new"
_PART = ".part"
_NAME = re.compile(r"[0-9a-f]{64}")
ABANDONED_S = 15 * 60  # whatever nobody names for so long belongs to a program that was killed


def is_name(name: str) -> bool:
    """Whether this is the name of a sealed file: nothing else ever becomes a path."""
    return bool(_NAME.fullmatch(name))


class Blobs:
    """The sealed files of one vault. It knows nothing of keys and records; any thread may use it."""

    def __init__(self, vault_folder: Path) -> None:
        self.folder = vault_folder / FOLDER
        self._new = self.folder / _NEW

    # --- coming -------------------------------------------------------------------------------------------------

    @contextmanager
    def coming(self) -> Iterator[Path]:
        """An empty file for its owner alone, to be written; what was not `finished` goes away. OSError."""
        self._new.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._new / f"{secrets.token_hex(16)}{_PART}"
        try:
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            yield part
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def finish(self, part: Path, name: str) -> None:
        """A written and fsynced file gets its name, durably; the journal may name it from now on."""
        part.replace(self._new / _checked(name))
        _sync(self._new)

    def settle(self, name: str) -> None:
        """Move a file that the journal names to its place. Nothing happens to one that is there already."""
        fresh, place = self._new / _checked(name), self._place(name)
        if not fresh.exists():
            return
        place.parent.mkdir(mode=0o700, exist_ok=True)
        fresh.replace(place)
        _sync(place.parent)
        _sync(self._new)

    # --- what is here -------------------------------------------------------------------------------------------

    def path(self, name: str) -> Path | None:
        """Where the file lies; nothing when it is not here."""
        if not is_name(name):
            return None
        return next((path for path in (self._place(name), self._new / name) if path.is_file()), None)

    def is_here(self, name: str, size: int | None) -> bool:
        """Whether a file of that name and size is here; its content is not looked at."""
        path = self.path(name)
        try:
            return path is not None and path.stat().st_size == size
        except OSError:
            return False

    def names(self) -> list[str]:
        """All files that are here, sorted; those still in writing are not among them."""
        found = self.folder.glob("??/*") if self.folder.is_dir() else ()
        return sorted({path.name for path in found if is_name(path.name)} | set(self._fresh()))

    # --- going --------------------------------------------------------------------------------------------------

    def remove(self, name: str) -> None:
        """Take a file away; one that somebody has open on Windows stays, and OSError says so."""
        if is_name(name):
            self._place(name).unlink(missing_ok=True)
            (self._new / name).unlink(missing_ok=True)

    def has_left(self, older_than: float = ABANDONED_S) -> bool:
        """Whether anything lies about that `clear_up` would look at; usually a look into an empty folder."""
        with suppress(OSError):
            return self._new.is_dir() and any(
                is_name(path.name) or _age(path) > older_than for path in self._new.iterdir()
            )
        return False

    def clear_up(self, named: Callable[[Collection[str]], Collection[str]], older_than: float = ABANDONED_S) -> None:
        """Settle what came and is named; take away what nobody names and nobody has touched for so long.

        Another program may be sealing at this moment: what is young is left alone.
        """
        if not self._new.is_dir():
            return
        fresh = self._fresh()
        wanted = named(fresh) if fresh else ()
        for name in fresh:
            if name in wanted:
                with suppress(OSError):
                    self.settle(name)
        for path in list(self._new.iterdir()):
            with suppress(OSError):
                if path.name not in wanted and _age(path) > older_than:
                    path.unlink()

    def _fresh(self) -> list[str]:
        return [path.name for path in self._new.iterdir() if is_name(path.name)] if self._new.is_dir() else []

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / name


def _age(path: Path) -> float:
    """Seconds since anybody wrote to it."""
    return time.time() - path.stat().st_mtime


def _checked(name: str) -> str:
    if not is_name(name):
        raise ValueError("not the name of a sealed file")
    return name


def _sync(folder: Path) -> None:
    """What happened to names in a folder survives a power cut; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
