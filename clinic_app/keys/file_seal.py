"""A file of any size sealed to a key of its own, and opened again: one standard age file, in little memory.

Both sides are hashed on the way: nobody believes what comes out before the hashes are what they should be.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from clinic_app.keys.identity import AgeIdentity

BLOCK = 1 << 20  # bytes handed on at a time
_AHEAD = 8  # blocks that may wait for a hash


class NotOpened(Exception):
    """The key is another's, or the file was changed or cut short. It carries nothing."""


class Writes(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> int: ...


class Reads(Protocol):
    """What gives bytes, b"" at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Streamed:
    """What went through: SHA-256 (64 hex) and bytes of the plain and of the sealed side."""

    sha256: str
    size: int
    sealed_sha256: str
    sealed_size: int


Step = Callable[[int], object]  # told how many bytes were read so far; stops the work by raising


def _nobody_looks(_read: int) -> None:
    """Progress nobody watches."""


def seal_stream(source: Reads, out: Writes, identity: AgeIdentity, step: Step = _nobody_looks) -> Streamed:
    """Seal all of `source` to `identity` into `out`. OSError from either; whatever `step` raises."""
    import pyrage

    with _Hash() as plain, _Hash() as sealed:
        reader, writer = _Reader(source, plain, step), _Writer(out, sealed)
        with _own_errors(reader, writer):
            pyrage.encrypt_io(reader, writer, [pyrage.x25519.Recipient.from_str(identity.recipient)])
        writer.end()
    return Streamed(plain.hex, plain.size, sealed.hex, sealed.size)


def open_stream(source: Reads, out: Writes, identity: AgeIdentity, step: Step = _nobody_looks) -> Streamed:
    """Open what `seal_stream` made; NotOpened. What `out` got is worth nothing until the hashes were compared."""
    import pyrage

    with _Hash() as plain, _Hash() as sealed:
        reader, writer = _Reader(source, sealed, step), _Writer(out, plain)
        key = pyrage.x25519.Identity.from_str(identity.text)
        with _own_errors(reader, writer):
            try:
                pyrage.decrypt_io(reader, writer, [key])
            except (pyrage.DecryptError, OSError):
                if reader.failed or writer.failed:
                    raise
                raise NotOpened from None
        writer.end()
        reader.rest()
    return Streamed(plain.hex, plain.size, sealed.hex, sealed.size)


class _Hash:
    """SHA-256 on a thread of its own: hashing takes longer than sealing on many laptops."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()
        self.size = 0
        self._blocks: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._thread = threading.Thread(target=self._work, name="hash", daemon=True)

    def __enter__(self) -> _Hash:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._blocks.put(None)
        self._thread.join()

    def take(self, block: bytes) -> None:
        self.size += len(block)
        self._blocks.put(block)

    @property
    def hex(self) -> str:
        return self._sum.hexdigest()

    def _work(self) -> None:
        while (block := self._blocks.get()) is not None:
            self._sum.update(block)


class _Reader:
    """Reads large blocks, hands out what the library asks for, and keeps the error it would turn into another."""

    def __init__(self, source: Reads, hashed: _Hash, step: Step) -> None:
        self._source, self._hash, self._step = source, hashed, step
        self._block, self._at = b"", 0
        self.failed: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            if self._at >= len(self._block):
                self._next()
        except BaseException as problem:
            self.failed = problem
            raise
        end = len(self._block) if size < 0 else self._at + size
        part = self._block[self._at : end]
        self._at += len(part)
        return part

    def rest(self) -> None:
        """What the library had no need of is hashed as well: bytes behind the end are a change."""
        while self._block:
            self._next()

    def _next(self) -> None:
        self._block, self._at = self._source.read(BLOCK), 0
        if self._block:
            self._hash.take(self._block)
        self._step(self._hash.size)


class _Writer:
    """Gathers the library's small pieces into large blocks."""

    def __init__(self, out: Writes, hashed: _Hash) -> None:
        self._out, self._hash = out, hashed
        self._waiting = bytearray()
        self.failed: BaseException | None = None

    def write(self, data: bytes) -> int:
        self._waiting += data
        if len(self._waiting) >= BLOCK:
            self.end()
        return len(data)

    def flush(self) -> None:
        """Nothing: what waits is written when there is a block of it, and at the end."""

    def end(self) -> None:
        block, self._waiting = bytes(self._waiting), bytearray()
        if not block:
            return
        try:
            self._out.write(block)
        except BaseException as problem:
            self.failed = problem
            raise
        self._hash.take(block)


class _own_errors:  # noqa: N801 - read as a clause: `with _own_errors(...)`
    """Inside, an error of our own reading, writing or progress comes out as it was, not as the library tells it."""

    def __init__(self, reader: _Reader, writer: _Writer) -> None:
        self._reader, self._writer = reader, writer

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        own = self._reader.failed or self._writer.failed
        if problem is not None and own is not None and problem is not own:
            raise own from None
