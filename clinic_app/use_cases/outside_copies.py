"""A copy in the clear for another program: in memory where the system has such a folder, without a telling name, and
removed. What lies there is remembered in the vault before its first byte, so that even a crash leaves none for long.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clinic_app.changes import Changes
from clinic_app.errors import NotForOtherPrograms
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.evidence import Evidence
from clinic_app.use_cases.sealed_files import SealedPiece

_LEFT = "outside_copies"
_FOLDER = "clinic-outside"
# What another program shows and does not run: evidence comes from whoever sent it.
_PAPERS = ("pdf", "txt", "csv", "md", "rtf", "doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "eml")
_PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff")
_SOUNDS = ("mp3", "m4a", "ogg", "opus", "wav", "amr", "flac", "aac")
_FILMS = ("mp4", "mov", "avi", "mkv", "3gp", "webm", "mpg")
SHOWN = frozenset((*_PAPERS, *_PICTURES, *_SOUNDS, *_FILMS))


@dataclass(frozen=True)
class OutsideCopy:
    """What is to be opened, and where the copy is to lie; `in_memory`: that folder is on no disk."""

    piece: SealedPiece
    path: Path
    in_memory: bool


class OutsideCopies:
    """The copies of an open vault that other programs may still hold."""

    def __init__(self, desk: Desk, evidence: Evidence) -> None:
        self._desk, self._vault, self._evidence = desk, desk.vault, evidence

    def announce(self, id: str) -> OutsideCopy:
        """Remember that a copy will lie there; nothing lies there yet. NotForOtherPrograms, NoSuchRecord."""
        piece = self._evidence.piece(id)
        suffix = Path(piece.name).suffix.lower().removeprefix(".")
        if suffix not in SHOWN:
            raise NotForOtherPrograms(suffix=suffix)
        room, in_memory = _room(self._vault.folder, piece.size)
        copy = OutsideCopy(piece, room / secrets.token_hex(8) / f"evidence.{suffix}", in_memory)
        with self._vault.changing():
            self._vault.remember(_LEFT, [*self._vault.recall(_LEFT, []), str(copy.path)])
        return copy

    def opened(self, id: str, copy: OutsideCopy) -> Changes:
        """Enter in the custody log and the paper trail that another program has it."""
        self._desk.trail.note("opened_outside", "attachment", id, suffix=copy.path.suffix.removeprefix("."))
        return self._evidence.viewed(id)

    def forget(self, paths: Sequence[Path]) -> None:
        """These are gone."""
        gone = set(map(str, paths))
        with self._vault.changing():
            self._vault.remember(_LEFT, [one for one in self._vault.recall(_LEFT, []) if one not in gone])

    def left(self) -> list[Path]:
        """Copies that were announced and never said to be gone."""
        return [Path(one) for one in self._vault.recall(_LEFT, [])]


def write(copy: OutsideCopy) -> OutsideCopy:
    """Put the copy there, to be read by its owner only; any thread. Raises as `sealed_files.open_to` does."""
    copy.path.parent.mkdir(mode=0o700, parents=True)
    try:
        sealed_files.open_to(copy.piece, copy.path)
        copy.path.chmod(0o400)
    except BaseException:
        remove(copy.path)
        raise
    return copy


def remove(path: Path) -> bool:
    """Overwrite and remove a copy, and what the other program left beside it; any thread. False: something holds it.

    A disk may keep what was overwritten (flash, copying file systems): hence the folder in memory, where there is one.
    """
    folder = path.parent
    for inner in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        with suppress(OSError):
            if inner.is_file() and not inner.is_symlink():
                inner.chmod(0o600)
                _overwrite(inner)
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()
    return not folder.exists()


def _overwrite(file: Path) -> None:
    with file.open("r+b") as out:
        left = file.stat().st_size
        while left > 0:
            left -= out.write(bytes(min(left, 1 << 20)))
        out.flush()
        os.fsync(out.fileno())


def _room(vault: Path, size: int) -> tuple[Path, bool]:
    """Where a copy may lie, and whether that is in memory: a folder of the user's alone."""
    for name in _memory_folders():
        folder = Path(name)
        with suppress(OSError):
            if folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 2 * size + (1 << 20):
                return folder / f"{_FOLDER}-{os.getuid()}", True
    return vault / _FOLDER, False


def _memory_folders() -> list[str]:
    """Folders of this system that are in memory; Windows and macOS have none."""
    if not sys.platform.startswith("linux"):
        return []
    in_memory = set()
    with suppress(OSError):
        for line in Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
            words = line.split(" ")
            if len(words) > 2 and words[2] in ("tmpfs", "ramfs"):
                in_memory.add(words[1])
    return [one for one in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm") if one in in_memory]
