"""What a leave errand carries and what it tells: rungs of objects under a signed index, and steps. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field

from clinic_app.errors import ClinicError
from clinic_app.store.place_tables import IndexRow
from clinic_app.transport.pieces import PartLeft, Piece

PART, THERE, INDEX, REMOVED, FAILED = "part", "there", "index", "removed", "failed"


@dataclass(frozen=True)
class Step:
    """One thing that happened at a place, to be noted in the vault. `done` bytes of the object are there for good.

    `what`: PART (a part was begun or read back), THERE (the whole object was), INDEX (so was `index`), REMOVED, FAILED
    (`why`; `ours`: the file here is not what was sealed).
    """

    place: str
    what: str
    sha256: str = ""
    done: int = 0
    part: PartLeft | None = None
    seconds_left: int | None = None
    name: str = ""
    index: IndexRow | None = None
    why: str = ""
    detail: str = ""
    retry_after: float = 0
    ours: bool = False


@dataclass(frozen=True)
class Signed:
    """An index signed beforehand, under its whole name, and the row that is kept once it is there."""

    name: str
    data: bytes = field(repr=False)
    row: IndexRow
    before: str = ""


@dataclass(frozen=True)
class Rung:
    """Objects, and the indexes that name them and everything below."""

    pieces: tuple[Piece, ...]
    indexes: tuple[Signed, ...]


@dataclass(frozen=True)
class Going:
    """An object that is to be removed: its name in a folder of the place, and the hashes of its parts, if any."""

    sha256: str
    name: str
    folder: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    """What an errand did; every step is safe to be noted twice. `problem`: why it ended early."""

    place: str
    steps: tuple[Step, ...] = ()
    stopped: bool = False
    pace: int = 0
    problem: ClinicError | None = None
    more: bool = False
