"""The tar file of a backup: `slots.json`, `vault.db`, then sealed files by their names, and nothing else.

`tarfile` would follow pax headers and unfold sparse members, which fill a disk out of one kilobyte; here only plain
members with the names and in the order of a backup pass. Every backup that any version of this program wrote is such.
"""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from clinic_app.keys.slot_file import MOST_BYTES as MOST_SLOT_BYTES
from clinic_app.store.blobs import FOLDER, is_name
from clinic_app.store.vault import FILE

SLOTS = "slots.json"
MEMBERS = (SLOTS, FILE)
BLOCK = 512
RECORD = 10_240  # tar fills its last record with zeros
MOST_FILES = 200_000
MEMBER_MOST = 8**11 - 1  # bytes: the largest number the header has room for
_NUMBER = re.compile(rb"[0-7]{6,11}[\0 ]{1,2}")
_PLAIN = (b"0", b"\0")


@dataclass(frozen=True)
class Member:
    """One file of a backup: what it is called, where its bytes begin, how many there are."""

    name: str
    start: int
    size: int

    @property
    def file(self) -> str:
        """The name of the sealed file, without its folder; empty for slots and vault."""
        return self.name.removeprefix(f"{FOLDER}/") if self.name not in MEMBERS else ""


def read_members(packed: BinaryIO) -> list[Member]:
    """What is in a backup. Raises ValueError for anything but one; no byte of a member's content is looked at."""
    whole = os.fstat(packed.fileno()).st_size
    found: list[Member] = []
    at = 0
    while True:
        packed.seek(at)
        header = packed.read(BLOCK)
        if len(header) != BLOCK:
            raise ValueError("cut short")
        if not any(header):
            break
        member = _member(header, at + BLOCK)
        _expect(member, found)
        found.append(member)
        at = member.start + member.size + -member.size % BLOCK
        if at > whole:
            raise ValueError("cut short")
    packed.seek(at)
    rest = packed.read(2 * RECORD)
    if len(found) < len(MEMBERS) or rest != ending(at):
        raise ValueError("no end")
    return found


def header_of(name: str, size: int) -> bytes:
    """The header of a member; no user name and no clock of this machine stands in it. ValueError: too large."""
    if size > MEMBER_MOST:
        raise ValueError("too large")
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, 0o600
    return told.tobuf(tarfile.USTAR_FORMAT)


def ending(written: int) -> bytes:
    """The zeros after `written` bytes of members."""
    least = written + 2 * BLOCK
    return bytes(2 * BLOCK + -least % RECORD)


def padding(size: int) -> bytes:
    """The zeros after a member."""
    return bytes(-size % BLOCK)


def size_of(members: Iterable[tuple[str, Path]]) -> int:
    """Bytes the tar file of these files will have, about."""
    return sum(BLOCK + path.stat().st_size + BLOCK for _, path in members) + RECORD


def _member(header: bytes, start: int) -> Member:
    name = header[:100].rstrip(b"\0").decode("ascii")  # UnicodeDecodeError is a ValueError
    digits, checksum = header[124:136], header[148:156]
    if header[257:263] != b"ustar\0" or header[156:157] not in _PLAIN or any(header[157:257]) or any(header[345:500]):
        raise ValueError("no plain member")
    if not _NUMBER.fullmatch(digits) or not _NUMBER.fullmatch(checksum):
        raise ValueError("no number")
    plain = header[:148] + b" " * 8 + header[156:]
    if int(checksum.rstrip(b"\0 "), 8) != sum(plain):
        raise ValueError("checksum")
    return Member(name, start, int(digits.rstrip(b"\0 "), 8))


def _expect(member: Member, before: list[Member]) -> None:
    """The names and the order of a backup. ValueError."""
    place = len(before)
    if place < len(MEMBERS):
        if member.name != MEMBERS[place] or (place == 0 and member.size > MOST_SLOT_BYTES):
            raise ValueError("another member")
        return
    if place >= MOST_FILES or member.name != f"{FOLDER}/{member.file}" or not is_name(member.file):
        raise ValueError("another member")
    if place > len(MEMBERS) and member.file <= before[-1].file:
        raise ValueError("order")
