"""A file that is coming, perhaps over several runs of the program: what came stays until it is known to be wrong."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic_app.errors import file_error
from clinic_app.transport.place import MIB


class Coming:
    """The bytes that came so far, on disk. Nothing in it is believed before its hash was compared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered: a killed program loses nothing of what came.
            self._file = path.open("a+b", buffering=0)
            self.size = self._file.seek(0, os.SEEK_END)

    def add(self, block: bytes) -> None:
        """Append bytes that came. DiskFull, FileUnwritable: never an OSError, which a place would take for its own."""
        with _told(self.path):
            left = memoryview(block)
            while left:
                written = self._file.write(left) or 0
                self.size += written
                left = left[written:]

    def cut_to(self, size: int) -> None:
        """Forget what lies behind the first `size` bytes."""
        if size < self.size:
            with _told(self.path):
                self._file.truncate(size)
                self.size = size

    def read(self, start: int, size: int) -> bytes:
        """A stretch of what came."""
        with _told(self.path):
            self._file.seek(start)
            data = self._file.read(size) or b""
            self._file.seek(0, os.SEEK_END)
        return data

    def digest(self, start: int, size: int) -> str:
        """SHA-256 of a stretch, in hex, as the disk gives it."""
        digest = hashlib.sha256()
        end = start + size
        while start < end and (data := self.read(start, min(MIB, end - start))):
            digest.update(data)
            start += len(data)
        return digest.hexdigest()

    def becomes(self, to: Path) -> None:
        """Give the file its name, for good: written through to the disk first."""
        with _told(to):
            os.fsync(self._file.fileno())
            self._file.close()
            self.path.replace(to)
        self.size = 0

    def forget(self) -> None:
        """Remove the file."""
        self.close()
        with _told(self.path):
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; what came stays."""
        self._file.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise file_error(problem, path, writing=True) from None
