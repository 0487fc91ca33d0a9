"""How an object was cut: the list `<sha256>.parts`. It is unsigned, and proves nothing until every hash is right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clinic_app.journal.canonical import canonical, parse
from clinic_app.transport.pace import MOST_PART
from clinic_app.transport.place import MIB

LIST_MOST = 2 * MIB
PARTS_MOST = 20_000
PART = ".piece"
"""How a part's name ends. Nextcloud and ownCloud refuse `.part`, which they use themselves."""
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEYS = {"bytes", "parts", "sha256", "version"}


@dataclass(frozen=True)
class Cut:
    """The parts of one object in order, each (bytes, sha256 in hex)."""

    sha256: str
    bytes: int
    parts: tuple[tuple[int, str], ...]


def part_name(sha256: str) -> str:
    """Where a part lies; `sha256` is of the part itself."""
    return f"{sha256}{PART}"


def list_name(sha256: str) -> str:
    """Where the list of an object's parts lies; `sha256` is of the whole object."""
    return f"{sha256}.parts"


def write_cut(cut: Cut) -> bytes:
    """The one byte form of a list."""
    parts = [[size, sha256] for size, sha256 in cut.parts]
    return canonical({"bytes": cut.bytes, "parts": parts, "sha256": cut.sha256, "version": 1})


def read_cut(data: bytes, sha256: str, size: int) -> Cut:
    """The list of the object `sha256` of `size` bytes; ValueError for any other bytes than `write_cut` would give."""
    told = parse(data, max_bytes=LIST_MOST)
    if not isinstance(told, dict) or set(told) != _KEYS or not _is(told["version"], 1):
        raise ValueError("not a list of parts")
    if told["sha256"] != sha256 or not _is(told["bytes"], size):
        raise ValueError("the list of another object")
    parts = told["parts"]
    if not isinstance(parts, list) or not 1 <= len(parts) <= PARTS_MOST:
        raise ValueError("no parts, or too many")
    cut = Cut(sha256, size, tuple(_part(part) for part in parts))
    if sum(part for part, _ in cut.parts) != size:
        raise ValueError("the parts do not make up the object")
    return cut


def _part(told: object) -> tuple[int, str]:
    match told:
        case [int(size), str(sha256)] if type(size) is int and 1 <= size <= MOST_PART and _SHA256.fullmatch(sha256):
            return size, sha256
    raise ValueError("not a part")


def _is(told: object, number: int) -> bool:
    """Whether it is that number; in Python `True` equals 1."""
    return type(told) is int and told == number
