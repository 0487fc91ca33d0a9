"""The bytes of an object at hand, in memory or in a file, compared with what was sealed before they go anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from clinic_app.errors import EvidenceDamaged, file_error
from clinic_app.transport.place import MIB


class AtHand:
    """The bytes at hand, in memory or in a file; whoever asks for a stretch gets all of it or EvidenceDamaged."""

    def __init__(self, name: str, data: bytes | BinaryIO, size: int, sha256: str) -> None:
        self._name = name
        self._data = data
        self._size = size
        self._sha256 = sha256

    def read(self, start: int, size: int) -> bytes:
        data = self._read(start, min(size, self._size - start))
        if len(data) < min(size, self._size - start):
            raise EvidenceDamaged(name=self._name)
        return data

    def compare(self, data: bytes) -> None:
        """EvidenceDamaged unless `data` is the whole object."""
        if self._read(self._size, 1) or hashlib.sha256(data).hexdigest() != self._sha256:
            raise EvidenceDamaged(name=self._name)

    def compare_all(self) -> None:
        """EvidenceDamaged unless the whole object is right; found before anything of it costs anybody's line."""
        digest, start = hashlib.sha256(), 0
        while start < self._size:
            data = self.read(start, MIB)
            digest.update(data)
            start += len(data)
        if self._read(start, 1) or digest.hexdigest() != self._sha256:
            raise EvidenceDamaged(name=self._name)

    def _read(self, start: int, size: int) -> bytes:
        if isinstance(self._data, bytes):
            return self._data[start : start + size]
        try:
            self._data.seek(start)
            return self._data.read(size)
        except OSError as problem:
            raise file_error(problem, self._name, writing=False) from None


@contextmanager
def at_hand(name: str, data: bytes | Path, size: int, sha256: str) -> Iterator[AtHand]:
    """The bytes of the object `name`, open. FileUnreadable."""
    if isinstance(data, bytes):
        yield AtHand(name, data, size, sha256)
        return
    try:
        file = data.open("rb")
    except OSError as problem:
        raise file_error(problem, data, writing=False) from None
    with file:
        yield AtHand(name, file, size, sha256)
