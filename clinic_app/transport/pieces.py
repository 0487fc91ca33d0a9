"""What is left at a place, what is known of its parts, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_Data = bytes | Path


@dataclass(frozen=True)
class PartLeft:
    """A part from byte `start` of an object on; `checked`: it was read back. Unchecked: it may lie there or not."""

    start: int
    bytes: int
    sha256: str
    checked: bool


@dataclass(frozen=True)
class Piece:
    """An object to leave under `name`: its bytes or the file that holds them, and what is known of parts left before.

    `whole`: never in parts (what is found by listing, like an index).
    """

    name: str
    sha256: str
    bytes: int
    data: _Data
    parts: tuple[PartLeft, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class PieceProgress:
    """`done` bytes of an object are there for good. `part` is to be kept and given back next time, at its `start`."""

    sha256: str
    done: int
    part: PartLeft | None = None
    seconds_left: int | None = None


Tell = Callable[[PieceProgress], object]
