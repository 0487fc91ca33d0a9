"""Leaving at a place, as a frozen value that runs on any thread, also after the window was locked.

It climbs a ladder: the objects of a rung, each read back, then the index that was signed beforehand and names
everything up to there; only then the next rung, and at the end what is owed to be removed. So whatever interrupts it,
no index names what is not there, and what an index names was read back.

Planted once each: no read back, and "sent" was said of what a place had thrown away (tests/stories/test_places.py);
the index before its objects, and readers said that somebody took them (tests/stories/test_places_leaving.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clinic_app.errors import (
    Cancelled,
    ClinicError,
    DiskFull,
    EvidenceDamaged,
    FileUnreadable,
    FileUnwritable,
    NotThere,
    PlaceFailed,
    Trouble,
)
from clinic_app.transport.leaving import leave
from clinic_app.transport.pace import Pace, Stop, never
from clinic_app.transport.parts import list_name, part_name
from clinic_app.transport.pieces import Piece, PieceProgress
from clinic_app.transport.place import Place
from clinic_app.transport.trying import tried
from clinic_app.use_cases.exchanging.addresses import index_folder, objects_folder
from clinic_app.use_cases.exchanging.door import Door
from clinic_app.use_cases.exchanging.objects import leave_file
from clinic_app.use_cases.exchanging.rungs import FAILED, INDEX, PART, REMOVED, THERE, Going, Left, Rung, Signed, Step
from clinic_app.use_cases.exchanging.within import Within

Tell = Callable[[Any], object]


@dataclass(frozen=True)
class LeaveErrand:
    """One way to a place with sealed bytes, signed indexes and the place's credential. `more`: not all went into it."""

    door: Door
    network: str
    life: str
    rungs: tuple[Rung, ...] = ()
    going: tuple[Going, ...] = ()
    more: bool = False
    patience: int = 6
    pace: int = 0

    @property
    def place(self) -> str:
        """The name of the place."""
        return self.door.name

    @property
    def pieces(self) -> int:
        """How many objects are to be left."""
        return sum(len(rung.pieces) for rung in self.rungs)

    @property
    def packages(self) -> frozenset[str]:
        """The packages among them, by their hashes; sealed files lie on the disk, packages are carried along."""
        return frozenset(piece.sha256 for rung in self.rungs for piece in rung.pieces if isinstance(piece.data, bytes))

    @property
    def bytes(self) -> int:
        """How many bytes they have together."""
        return sum(piece.bytes for rung in self.rungs for piece in rung.pieces)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do there; then running it makes no call."""
        return not self.rungs and not self.going

    def run(self, tell: Tell = lambda _step: None, stop: Stop = never) -> Left:
        """Go there and leave what can be left; whatever stops it stands in the answer, with what was done by then."""
        return _Leaving(self, tell, stop).run()


class _Leaving:
    """One errand under way."""

    def __init__(self, errand: LeaveErrand, tell: Tell, stop: Stop) -> None:
        self._errand = errand
        self._tell = tell
        self._stop = stop
        self._pace = Pace(errand.pace, patience=errand.patience) if errand.pace else Pace(patience=errand.patience)
        self._steps: list[Step] = []

    def run(self) -> Left:
        problem: ClinicError | None = None
        stopped = False
        if not self._errand.is_empty:
            place = self._errand.door.open()
            try:
                self._climb(place)
            except Cancelled:
                stopped = True
            except ClinicError as failed:
                problem = failed
            finally:
                place.close()
        errand = self._errand
        return Left(errand.place, tuple(self._steps), stopped, self._pace.size, problem, errand.more)

    def _climb(self, place: Place) -> None:
        for rung in self._errand.rungs:
            for piece in rung.pieces:
                self._leave(place, piece)
            for signed in rung.indexes:
                self._leave_index(place, signed)
        for going in self._errand.going:
            there = Within(place, going.folder) if going.folder else place
            lists = [list_name(going.sha256)] if going.parts else []
            for name in [going.name, *lists, *map(part_name, going.parts)]:
                self._remove(there, name)
            self._note(Step(self._errand.place, REMOVED, going.sha256))

    def _leave(self, place: Place, piece: Piece) -> None:
        """Leave one object and read it back; a failure is told of the object, and ends the climb."""
        try:
            name = self._leave_flat(place, piece) if self._errand.door.folder else self._leave_named(place, piece)
        except (EvidenceDamaged, FileUnreadable) as damaged:
            self._note(self._failed(piece, Trouble.WRONG, type(damaged).__name__, ours=True))
            raise
        except PlaceFailed as problem:
            self._note(self._failed(piece, problem.why, problem.detail, problem.retry_after))
            raise
        self._note(Step(self._errand.place, THERE, piece.sha256, piece.bytes, name=name))

    def _failed(self, piece: Piece, why: Trouble, detail: str, retry_after: float = 0, *, ours: bool = False) -> Step:
        told = {"why": str(why), "detail": detail, "retry_after": retry_after, "ours": ours}
        return Step(self._errand.place, FAILED, piece.sha256, **told)  # type: ignore[arg-type]  # each is of its kind

    def _leave_named(self, place: Place, piece: Piece) -> str:
        there = Within(place, objects_folder(self._errand.network, self._errand.life))
        leave(there, piece, self._pace, lambda told: self._tell_part(piece, told), self._stop)
        return ""

    def _leave_flat(self, place: Place, piece: Piece) -> str:
        """In a folder an object lies whole, under the name people know; where other bytes have it, under one beside."""
        if isinstance(piece.data, Path):
            self._leave_file(place, piece, piece.data)
            return piece.name
        if lies_there(place, piece.name, piece.sha256, piece.bytes) is False:
            stem, dot, suffix = piece.name.rpartition(".")
            piece = replace(piece, name=f"{stem}-{piece.sha256[:8]}{dot}{suffix}")
        leave(place, replace(piece, whole=True), self._pace, lambda told: self._tell_part(piece, told), self._stop)
        return piece.name

    def _leave_file(self, place: Place, piece: Piece, file: Path) -> None:
        """A sealed file of any size, in one stream."""
        folder = self._errand.door.folder
        assert folder is not None
        try:
            if not leave_file(file, folder / piece.name, piece.sha256):
                raise EvidenceDamaged(name=piece.sha256)
        except DiskFull:
            raise PlaceFailed(place.name, Trouble.FULL) from None
        except FileUnwritable as problem:
            why = Trouble.READ_ONLY if folder.is_dir() else Trouble.NO_FOLDER
            raise PlaceFailed(place.name, why, str(problem.data.get("reason", ""))) from None

    def _leave_index(self, place: Place, signed: Signed) -> None:
        """Leave an index and read it back; only then the one before it goes."""
        told = hashlib.sha256(signed.data).hexdigest()
        piece = Piece(signed.name, told, len(signed.data), signed.data, whole=True)
        leave(place, piece, self._pace, lambda _told: None, self._stop)
        self._note(Step(self._errand.place, INDEX, index=signed.row))
        if signed.before and signed.before != signed.row.name:
            self._remove(place, f"{index_folder(self._errand.network, signed.row.under)}/{signed.before}")

    def _remove(self, place: Place, name: str) -> None:
        tried(lambda: place.remove(name), self._pace, self._stop)

    def _tell_part(self, piece: Piece, told: PieceProgress) -> None:
        self._tell(Step(self._errand.place, PART, piece.sha256, told.done, told.part, told.seconds_left))

    def _note(self, step: Step) -> None:
        self._steps.append(step)
        self._tell(step)


def lies_there(place: Place, name: str, sha256: str, size: int) -> bool | None:
    """Whether just these bytes lie under a name; None when nothing does."""
    try:
        data = place.read(name, 0, size + 1)
    except NotThere:
        return None
    return hashlib.sha256(data).hexdigest() == sha256
