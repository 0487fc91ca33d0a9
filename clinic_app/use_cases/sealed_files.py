"""Sealing a file into the case book's folder, and opening it again.

Frozen values in and out, never the vault: this is slow work, done on any thread.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path
from typing import IO

from clinic_app.errors import BadInput, EvidenceDamaged, FileNotHere, FileUnreadable, FileUnwritable, file_error
from clinic_app.exchange.age_file import check_header
from clinic_app.exchange.limits import LIMITS
from clinic_app.keys.file_seal import BLOCK, NotOpened, Step, Streamed, Writes, open_stream, seal_stream
from clinic_app.keys.identity import AgeIdentity
from clinic_app.progress import Progress, Quiet
from clinic_app.store.blobs import Blobs
from clinic_app.store.vault import FILE
from clinic_app.use_cases.file_kinds import media_type, tidy_name
from clinic_app.use_cases.files import leave_whole
from clinic_app.use_cases.hidden_data import NotCleaned, Tells, found_in, without

MOST_IN_MEMORY = 256 << 20  # bytes of a file that is shown inside the program
_LOOSE = 32 << 20  # bytes written that may not be on the disk yet


@dataclass(frozen=True)
class SealedFile:
    """A file sealed into the folder of a case book that does not name it yet (`Evidence.keep` does, or `discard`)."""

    folder: Path
    name: str
    size: int
    sha256: str
    media_type: str
    sealed_name: str
    sealed_size: int
    sealed_key: str = field(repr=False)


@dataclass(frozen=True)
class SealedPiece:
    """What is needed to open a sealed file: where it lies, its key, and what both sides must be."""

    path: Path | None
    name: str
    size: int
    sha256: str
    sealed_name: str
    sealed_size: int
    sealed_key: str = field(repr=False)


def seal_file(folder: Path, file: Path, progress: Progress | None = None) -> SealedFile:
    """Seal `file` into the case book in `folder`, streaming; durable when this returns.

    FileUnreadable, BadInput (an empty file), DiskFull, FileUnwritable; Cancelled from `progress`, told bytes.
    """
    try:
        with file.open("rb") as source:
            return _seal(folder, file.name, source, os.fstat(source.fileno()).st_size, progress, file)
    except OSError as problem:
        raise file_error(problem, file, writing=False) from None


def seal_bytes(folder: Path, name: str, data: bytes, progress: Progress | None = None) -> SealedFile:
    """Seal what was pasted and lies in no file. As `seal_file`."""
    return _seal(folder, name, io.BytesIO(data), len(data), progress, Path(name))


def discard(sealed: SealedFile) -> None:
    """Take away a sealed file that nothing is to name after all."""
    with suppress(OSError):
        Blobs(sealed.folder).remove(sealed.sealed_name)


def _seal(folder: Path, name: str, source: IO[bytes], size: int, progress: Progress | None, file: Path) -> SealedFile:
    if not (folder / FILE).is_file():
        raise FileUnwritable(file=str(folder), reason="no case book")
    beginning = source.read(32)
    if not beginning:
        raise BadInput(file=file.name, line=0, why="empty")
    source.seek(0)
    blobs, key = Blobs(folder), AgeIdentity.new()
    with _writing(folder), blobs.coming() as part:
        with part.open("wb") as out:
            durable = _Durable(out)
            done = seal_stream(_reading(source, file), durable, key, _steps(progress, size))
            durable.settle()
        blobs.finish(part, done.sealed_sha256)
    media = media_type(name, beginning)
    return SealedFile(
        folder, tidy_name(name), done.size, done.sha256, media, done.sealed_sha256, done.sealed_size, key.text
    )


def open_bytes(piece: SealedPiece, progress: Progress | None = None) -> bytes:
    """The file in memory, believed only after both hashes; FileNotHere, EvidenceDamaged, BadInput (too large)."""
    if piece.size > MOST_IN_MEMORY:
        raise BadInput(file=piece.name, line=0, why="too_large")
    out = io.BytesIO()
    open_into(piece, _AtMost(out, piece.size), progress)
    return out.getvalue()


def tells_of(piece: SealedPiece, media_type: str) -> tuple[Tells, ...]:
    """What a photo or document tells beside what it shows. FileNotHere, EvidenceDamaged, BadInput (too large)."""
    return found_in(open_bytes(piece), media_type)


def bare_bytes(piece: SealedPiece, media_type: str) -> bytes:
    """A copy that tells nothing of it, in memory; the original stays. BadInput when none can be made of this kind."""
    try:
        return without(open_bytes(piece), media_type)
    except NotCleaned:
        raise BadInput(file=piece.name, line=0, why="no_clean_copy") from None


def bare_to(piece: SealedPiece, media_type: str, out: Path) -> str:
    """Write such a copy where a person wants it: its SHA-256. As `bare_bytes`, and FileUnwritable."""
    clean = bare_bytes(piece, media_type)
    leave_whole(out, clean, private=True)
    return hashlib.sha256(clean).hexdigest()


def open_to(piece: SealedPiece, out: Path, progress: Progress | None = None) -> None:
    """The file in the clear, where a person wants it: it gets its name only after both hashes were right.

    FileNotHere, EvidenceDamaged, DiskFull, FileUnwritable; Cancelled from `progress`, told bytes.
    """
    passing = out.with_name(f".{secrets.token_hex(8)}.part")
    if not out.parent.is_dir():
        raise FileUnwritable(file=str(out), reason="no such folder")
    with _writing(out):
        try:
            passing.touch(mode=0o600, exist_ok=False)
            with passing.open("wb") as plain:
                open_into(piece, _AtMost(plain, piece.size), progress)
                plain.flush()
                os.fsync(plain.fileno())
            passing.replace(out)
        finally:
            passing.unlink(missing_ok=True)


def open_into(piece: SealedPiece, out: Writes, progress: Progress | None = None) -> None:
    """Open a sealed file into anything with `write`; worth nothing unless this returns."""
    if piece.path is None:
        raise FileNotHere(name=piece.name)
    try:
        with piece.path.open("rb") as sealed:
            _require(piece, os.fstat(sealed.fileno()).st_size == piece.sealed_size)
            # A stranger's header may ask for minutes of work: it is read by us before the library sees it.
            try:
                check_header(sealed.read(LIMITS.header_bytes + 64))
            except ValueError:
                raise EvidenceDamaged(name=piece.name) from None
            sealed.seek(0)
            key = AgeIdentity(piece.sealed_key)
            found = open_stream(_reading(sealed, piece.path), out, key, _steps(progress, piece.sealed_size))
    except FileNotFoundError:
        raise FileNotHere(name=piece.name) from None
    except (NotOpened, ValueError):
        raise EvidenceDamaged(name=piece.name) from None
    except OSError as problem:
        raise file_error(problem, piece.name, writing=True) from None
    _require(piece, found == Streamed(piece.sha256, piece.size, piece.sealed_name, piece.sealed_size))


def is_intact(piece: SealedPiece, progress: Progress | None = None) -> bool:
    """Whether the sealed file opens and both its hashes are what they were; FileNotHere."""
    try:
        open_into(piece, _Nowhere(piece.size), progress)
    except EvidenceDamaged:
        return False
    return True


def intact(pieces: Iterable[SealedPiece], progress: Progress | None = None) -> frozenset[str]:
    """The names of those sealed files that open and are what is said of them; one that has gone is none."""
    found = set()
    for piece in pieces:
        with suppress(FileNotHere):
            if is_intact(piece, progress):
                found.add(piece.sealed_name)
    return frozenset(found)


def is_whole(path: Path, name: str) -> bool:
    """Whether a sealed file is what its name says: SHA-256 of its bytes. OSError."""
    return sha256_of(path) == name


def sha256_of(path: Path, step: Callable[[int], object] | None = None) -> str:
    """SHA-256 of a file, 64 hex; `step` is told bytes and may stop it by raising. OSError."""
    found, read = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
            read += len(block)
            if step:
                step(read)
    return found.hexdigest()


def _require(piece: SealedPiece, holds: bool) -> None:
    if not holds:
        raise EvidenceDamaged(name=piece.name)


def _steps(progress: Progress | None, size: int) -> Step:
    watch = progress or Quiet()
    return lambda read: watch.step(min(read, size), size)


class _reading:  # noqa: N801 - a file whose errors say that reading failed
    """A file of which an error while reading is FileUnreadable, not an error of what is being written."""

    def __init__(self, source: IO[bytes], file: Path) -> None:
        self._source, self._file = source, file

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except OSError as problem:
            raise FileUnreadable(file=str(self._file), reason=problem.strerror or type(problem).__name__) from None


class _writing:  # noqa: N801 - read as a clause: `with _writing(folder)`
    """Inside, an OSError is about writing `where`."""

    def __init__(self, where: Path) -> None:
        self._where = where

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        if isinstance(problem, OSError):
            raise file_error(problem, self._where, writing=True) from None


class _Durable:
    """A file that is brought to the disk while it is written, so that little of it is left to wait for at the end."""

    def __init__(self, out: BufferedWriter) -> None:
        self._out, self._loose = out, 0

    def write(self, data: bytes) -> int:
        self._loose += len(data)
        done = self._out.write(data)
        if self._loose >= _LOOSE:
            self.settle()
        return done

    def settle(self) -> None:
        """All that was written is on the disk."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._loose = 0


class _AtMost:
    """Takes no more bytes than the piece has: a file that grows while it is opened is not what it says."""

    def __init__(self, out: IO[bytes], most: int) -> None:
        self._out, self._left = out, most

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise NotOpened
        return self._out.write(data)


class _Nowhere(_AtMost):
    """Takes the bytes and keeps none."""

    def __init__(self, most: int) -> None:
        super().__init__(io.BytesIO(), most)

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise NotOpened
        return len(data)
