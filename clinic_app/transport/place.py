"""What every place where packages are left can do: list, read, write, remove. Nothing there is ever overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

KIB = 1024
MIB = 1024 * KIB
WRITE_MOST = 4 * MIB
"""What one write carries over a line, in bytes; a folder carries more (`Place.whole_most`)."""
LIST_MOST = 5000
ANSWER_MOST = 2 * MIB
"""Bytes of a listing that are read before the rest is left unread."""
CONNECT_SECONDS = 15.0
SILENCE_SECONDS = 20.0
SLOWEST = 64 * KIB
"""Bytes a second of an upload that still wait in this computer's buffers when the answer is first waited for."""
LEAST_PACE = 100
"""Bytes a second that an answer must bring on the whole: a server that drips a byte now and then is silent."""
OWN_MARK = ".clinic-"
"""Names that begin so are being written; no listing tells them, and no name may begin with a dot."""

Into = Callable[[bytes], object]

_STEP = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,198}", re.ASCII)
_NAME_MOST = 400


@dataclass(frozen=True)
class Listed:
    """A file as a listing tells it: its name within the listed folder, its size in bytes."""

    name: str
    bytes: int


@dataclass(frozen=True)
class Listing:
    """The files of one folder, sorted by name; `more`: reading stopped before the end."""

    files: tuple[Listed, ...]
    more: bool = False


class Place(Protocol):
    """A place. Every call either does what it says or raises PlaceFailed, in bounded time; none is ever half done."""

    name: str
    whole_most: int

    def list(self, under: str = "", most: int = LIST_MOST) -> Listing:
        """The files right in the folder `under` ("": the place's own); none if there is no such folder."""

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        """The bytes from `start`, at most `most`. With `into`, blocks are given as they come and b"" is returned, so
        that what came before a cut is not lost. NotThere."""

    def write(self, name: str, data: bytes) -> None:
        """Write at most `whole_most` bytes, whole or not at all; makes folders. AlreadyThere: nothing was changed."""

    def remove(self, name: str) -> None:
        """Take a file away; one that is not there is fine."""

    def close(self) -> None:
        """Drop connections; the next call opens again."""


def is_name(name: str) -> bool:
    """Whether `name` may be a name at a place: steps of plain letters, digits and "._-", with "/" between."""
    return 0 < len(name) <= _NAME_MOST and all(
        _STEP.fullmatch(step) and not step.endswith(".") for step in name.split("/")
    )


def checked_name(name: str) -> str:
    """`name` itself, if it is one; ValueError otherwise, for nothing else ever becomes a path or an address."""
    if not is_name(name):
        raise ValueError("not a name at a place")
    return name


def checked_folder(under: str) -> str:
    """The name of a folder to list; "" is the place's own. ValueError."""
    return checked_name(under) if under else ""


def checked_data(data: bytes, most: int) -> bytes:
    """`data` itself, if one write may carry it; ValueError otherwise."""
    if len(data) > most:
        raise ValueError("more than one write may carry")
    return data


def folder_of(name: str) -> str:
    """The folder a name stands in; "" for the place's own."""
    return name.rpartition("/")[0]
