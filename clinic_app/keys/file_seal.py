"""A file of any size sealed to a key of its own, and opened again: one standard age file, in little memory.

Both sides are hashed on the way: nobody believes what comes out before the hashes are what they should be.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

from clinic_app.keys.identity import AgeIdentity

BLOCK = 1 << 20  # bytes handed on at a time
_AHEAD = 8  # blocks that may wait for a hash, or for the disk


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

    with _Hash() as plain, _Hash() as sealed, _Line(out.write) as written:
        reader, writer = _Reader(source, plain, step), _Writer(written, sealed)
        with _own_errors(reader, writer):
            pyrage.encrypt_io(reader, writer, [pyrage.x25519.Recipient.from_str(identity.recipient)])
        writer.end()
        plain.end()
    return Streamed(plain.hex, plain.size, sealed.hex, sealed.size)


def open_stream(source: Reads, out: Writes, identity: AgeIdentity, step: Step = _nobody_looks) -> Streamed:
    """Open what `seal_stream` made; NotOpened. What `out` got is worth nothing until the hashes were compared."""
    import pyrage

    with _Hash() as plain, _Hash() as sealed, _Line(out.write) as written:
        reader, writer = _Reader(source, sealed, step), _Writer(written, plain)
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
        sealed.end()
    return Streamed(plain.hex, plain.size, sealed.hex, sealed.size)


class _Line:
    """One kind of work on every block, in order, on a thread of its own; few blocks wait for it.

    After an error it takes no more and the error is told to whoever hands on the next block, or waits for the end.
    """

    def __init__(self, work: Callable[[bytes], object]) -> None:
        self._work = work
        self.failed: BaseException | None = None
        self._blocks: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._thread = threading.Thread(target=self._run, name="blocks", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._finish()

    def take(self, block: bytes) -> None:
        self._tell()
        self._blocks.put(block)

    def end(self) -> None:
        """Wait until all is done; whatever went wrong is raised here at the latest."""
        self._finish()
        self._tell()

    def _finish(self) -> None:
        if self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()

    def _tell(self) -> None:
        if self.failed is not None:
            raise self.failed

    def _run(self) -> None:
        while (block := self._blocks.get()) is not None:
            if self.failed is not None:
                continue  # nobody must wait for a full line that nobody empties
            try:
                self._work(block)
            except BaseException as problem:
                self.failed = problem


class _Hash(_Line):
    """SHA-256 on a thread of its own: hashing takes longer than sealing on many laptops."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()
        self.size = 0
        super().__init__(self._sum.update)

    def take(self, block: bytes) -> None:
        self.size += len(block)
        super().take(block)

    @property
    def hex(self) -> str:
        return self._sum.hexdigest()


class _Reader:
    """Reads large blocks, hands out what the library asks for, and keeps the error it would turn into another."""

    def __init__(self, source: Reads, hashed: _Hash, step: Step) -> None:
        self._source, self._hash, self._step = source, hashed, step
        self._block, self._at = b"", 0
        self.failed: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        at = self._at
        part = self._block[at:] if size < 0 else self._block[at : at + size]
        if not part:
            try:
                self._next()
            except BaseException as problem:
                self.failed = problem
                raise
            part = self._block if size < 0 else self._block[:size]
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
    """Gathers the library's small pieces into large blocks and hands them on, to be written and to be hashed."""

    def __init__(self, written: _Line, hashed: _Hash) -> None:
        self._written, self._hash = written, hashed
        self._waiting: list[bytes] = []
        self._bytes = 0
        self.failed: BaseException | None = None

    def write(self, data: bytes) -> int:
        self._waiting.append(data)
        self._bytes += len(data)
        if self._bytes >= BLOCK:
            try:
                self._hand_on()
            except BaseException as problem:
                self.failed = problem
                raise
        return len(data)

    def flush(self) -> None:
        """Nothing: what waits is written when there is a block of it, and at the end."""

    def end(self) -> None:
        """Hand on what waits, and wait until everything is written and hashed."""
        self._hand_on()
        self._written.end()
        self._hash.end()

    def _hand_on(self) -> None:
        block, self._waiting, self._bytes = b"".join(self._waiting), [], 0
        if block:
            self._written.take(block)
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
