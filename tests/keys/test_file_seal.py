"""Sealing in a line of threads: whatever goes wrong in one of them stops all, at once, as itself.

Planted: `_Line` forgot its error, so a full disk was told as a sealed file: five of these tests failed.
"""

from __future__ import annotations

import hashlib
import io
import threading

import pytest

from clinic_app.keys.file_seal import BLOCK, NotOpened, open_stream, seal_stream
from clinic_app.keys.identity import AgeIdentity

MUCH = bytes(range(256)) * (40 * BLOCK // 256) + b"the end"  # many more blocks than may wait


class _Full:
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, data: bytes) -> int:
        self.room -= len(data)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return len(data)


class _Torn(io.BytesIO):
    """A stick that is pulled out half-way."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 20 * BLOCK:
            raise OSError(5, "Input/output error")
        return super().read(size)


class _Stopped(Exception):
    """A person pressed Cancel."""


def _stop_at(most: int):
    def step(read: int) -> None:
        if read > most:
            raise _Stopped

    return step


def _threads() -> set[str]:
    return {one.name for one in threading.enumerate() if one.name == "blocks"}


def test_both_sides_are_what_their_hashes_say():
    key, sealed, plain = AgeIdentity.new(), io.BytesIO(), io.BytesIO()
    done = seal_stream(io.BytesIO(MUCH), sealed, key)
    assert done.sha256 == hashlib.sha256(MUCH).hexdigest() and done.size == len(MUCH)
    assert done.sealed_sha256 == hashlib.sha256(sealed.getvalue()).hexdigest()
    assert done.sealed_size == len(sealed.getvalue())
    assert open_stream(io.BytesIO(sealed.getvalue()), plain, key) == done
    assert plain.getvalue() == MUCH


@pytest.mark.parametrize("room", (0, BLOCK, 20 * BLOCK, len(MUCH)))
def test_a_full_disk_is_told_wherever_it_comes(room: int):
    with pytest.raises(OSError, match="No space left") as told:
        seal_stream(io.BytesIO(MUCH), _Full(room), AgeIdentity.new())  # the sealed side is longer than the plain one
    assert told.value.errno == 28
    assert not _threads()


def test_a_stick_pulled_out_and_a_person_who_stops_are_told_as_such():
    with pytest.raises(OSError, match="Input/output error"):
        seal_stream(_Torn(MUCH), io.BytesIO(), AgeIdentity.new())
    with pytest.raises(_Stopped):
        seal_stream(io.BytesIO(MUCH), io.BytesIO(), AgeIdentity.new(), _stop_at(9 * BLOCK))
    assert not _threads()


def test_a_full_disk_while_opening_is_no_damage_and_damage_is_no_full_disk():
    key, sealed = AgeIdentity.new(), io.BytesIO()
    seal_stream(io.BytesIO(MUCH), sealed, key)
    with pytest.raises(OSError, match="No space left"):
        open_stream(io.BytesIO(sealed.getvalue()), _Full(9 * BLOCK), key)
    changed = bytearray(sealed.getvalue())
    changed[30 * BLOCK] ^= 1
    with pytest.raises(NotOpened):
        open_stream(io.BytesIO(bytes(changed)), io.BytesIO(), key)
    assert not _threads()
