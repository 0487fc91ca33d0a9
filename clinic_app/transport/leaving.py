"""Leaving an object at a place, whole or in parts; nothing counts as there before it was read back and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from clinic_app.errors import AlreadyThere, EvidenceDamaged, NotThere, PlaceFailed, Trouble
from clinic_app.transport.at_hand import AtHand, at_hand
from clinic_app.transport.pace import MOST_PART, Pace, Stop, never
from clinic_app.transport.parts import LIST_MOST, PARTS_MOST, Cut, list_name, part_name, read_cut, write_cut
from clinic_app.transport.place import Place
from clinic_app.transport.trying import Tries, read_on

_Data = bytes | Path
_SPOILED_MOST = 3
"""How often bytes that read back wrongly are written anew before the place itself is called wrong."""


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


def leave(place: Place, piece: Piece, pace: Pace, tell: Tell, stop: Stop = never) -> None:
    """Leave `piece` and read it back; returns only when all of it is there.

    `tell` gets every part twice, unchecked before it is written and checked once it was read back, and at the end
    `done == piece.bytes` without a part. PlaceFailed after `pace.patience` failures in a row without progress, at once
    when waiting mends nothing; Cancelled; EvidenceDamaged when the file at hand is not what was sealed; FileUnreadable.
    """
    pace.begin()
    with at_hand(piece.name, piece.data, piece.bytes, piece.sha256) as source:
        leaving = _Leaving(place, piece, source, pace, tell, stop)
        if not (leaving.goes_whole() and leaving.whole()):
            leaving.in_parts()
    tell(PieceProgress(piece.sha256, piece.bytes, seconds_left=0))


class _Found(Enum):
    SAME = "same"
    OTHER = "other"  # other bytes lie under that name
    NOTHING = "nothing"


class _Leaving:
    """One object on its way."""

    def __init__(self, place: Place, piece: Piece, source: AtHand, pace: Pace, tell: Tell, stop: Stop) -> None:
        self._place = place
        self._piece = piece
        self._source = source
        self._pace = pace
        self._tell = tell
        self._tries = Tries(pace, stop)
        self._known = {part.start: part for part in sorted(piece.parts, key=lambda part: part.checked)}
        # A folder takes much at once, for no line can be cut there.
        self._is_line = place.whole_most <= MOST_PART

    def goes_whole(self) -> bool:
        """Whether the object is left under its own name, if it can: what fits one part and was never begun in parts."""
        fits = self._piece.bytes <= (self._pace.size if self._is_line else self._place.whole_most)
        return self._piece.whole or (fits and not self._piece.parts)

    def whole(self) -> bool:
        """Leave the object under its own name; False: in parts, for the line or the name does not take it whole."""
        name, data = self._piece.name, self._source.read(0, self._piece.bytes)
        self._source.compare(data)
        for _ in range(_SPOILED_MOST):
            found = self._put(name, data, self._piece.sha256)
            while found is _Found.NOTHING and (self._piece.whole or len(data) <= self._pace.size):
                found = self._put(name, data, self._piece.sha256)
            if found is _Found.SAME:
                self._pace.gained(len(data))
                return True
            if not self._piece.whole:
                return False
            self._take_away(name)
        raise PlaceFailed(self._place.name, Trouble.WRONG)

    def in_parts(self) -> None:
        """Leave the parts, then the list of them."""
        self._source.compare_all()
        listed = not self._known and self._follow_list()
        for _ in range(_SPOILED_MOST):
            cut = self._all_parts()
            data = write_cut(cut)
            name, sha256 = list_name(cut.sha256), hashlib.sha256(data).hexdigest()
            found = self._put(name, data, sha256, look=listed)
            while found is _Found.NOTHING:
                found = self._put(name, data, sha256)
            if found is _Found.SAME:
                return
            # Somebody cut the same object otherwise (a colleague's laptop, or we, before the notes were lost).
            listed = self._follow_list()
            if not listed:
                self._take_away(name)
        raise PlaceFailed(self._place.name, Trouble.WRONG)

    def _follow_list(self) -> bool:
        """Cut as the list says that lies there; its parts are still to be read back. False: no list of this object."""
        size, seen = self._piece.bytes, bytearray()
        try:
            read_on(self._place, list_name(self._piece.sha256), 0, LIST_MOST, seen.extend, self._tries)
            cut = read_cut(bytes(seen), self._piece.sha256, size)
        except (NotThere, ValueError):
            return False
        start = 0
        for part, sha256 in cut.parts:
            if hashlib.sha256(self._source.read(start, part)).hexdigest() != sha256:
                return False
            known = self._known.get(start)
            if known is None or (known.bytes, known.sha256) != (part, sha256):
                self._known[start] = PartLeft(start, part, sha256, checked=False)
            start += part
        return True

    def _all_parts(self) -> Cut:
        size, start, whole = self._piece.bytes, 0, hashlib.sha256()
        parts: list[tuple[int, str]] = []
        while start < size:
            # A very large object over a very bad line: no more parts than a list may name.
            least = -(-(size - start) // (PARTS_MOST - len(parts)))
            part, data = self._part_at(start, least)
            whole.update(data)
            parts.append((part.bytes, part.sha256))
            start += part.bytes
        if whole.hexdigest() != self._piece.sha256:
            raise EvidenceDamaged(name=self._piece.name)
        return Cut(self._piece.sha256, size, tuple(parts))

    def _part_at(self, start: int, least: int) -> tuple[PartLeft, bytes]:
        """The part that begins at `start`, read back; smaller ones are tried when it does not get through."""
        known, spoiled = self._known.get(start), 0
        while True:
            data = self._source.read(start, known.bytes if known else self._size_at(start, least))
            sha256 = hashlib.sha256(data).hexdigest()
            if known and (known.sha256 != sha256 or not 0 < known.bytes <= MOST_PART):
                known = None  # a note about another object, or an older cut: it is worth nothing
                continue
            if known and known.checked:
                return known, data
            part = known or self._noted(PartLeft(start, len(data), sha256, checked=False))
            found = self._put(part_name(sha256), data, sha256, look=known is not None)
            if found is _Found.SAME:
                self._tries.progress()
                self._pace.gained(len(data))
                return self._noted(replace(part, checked=True)), data
            if found is _Found.OTHER:
                spoiled += 1
                if spoiled == _SPOILED_MOST:
                    raise PlaceFailed(self._place.name, Trouble.WRONG)
                self._take_away(part_name(sha256))
            else:
                known = None

    def _noted(self, part: PartLeft) -> PartLeft:
        """Tell of a part; before it is written too, so that a program that is killed can look for it."""
        self._known[part.start] = part
        done = part.start + (part.bytes if part.checked else 0)
        left = self._pace.seconds_left(self._piece.bytes - done)
        self._tell(PieceProgress(self._piece.sha256, done, part, left))
        return part

    def _size_at(self, start: int, least: int) -> int:
        size = max(self._pace.size, least) if self._is_line else MOST_PART
        left = self._piece.bytes - start
        return left if left <= min(size + size // 4, MOST_PART) else size

    def _put(self, name: str, data: bytes, sha256: str, *, look: bool = False) -> _Found:
        """Write under `name` and read back what lies there then; `look`: read first, for it may be there already.

        NOTHING: it did not arrive, and the pace was told. A write whose answer was lost is looked for before it is
        repeated: what was sent once over such a line is dear.
        """
        if look and (found := self._found(name, len(data), sha256)) is not _Found.NOTHING:
            return found
        self._tries.check()
        began = self._pace.clock()
        try:
            self._place.write(name, data)
            self._pace.good(len(data), self._pace.clock() - began)
            lost = PlaceFailed(self._place.name, Trouble.WRONG)
        except AlreadyThere:
            lost = PlaceFailed(self._place.name, Trouble.WRONG)
        except PlaceFailed as problem:
            self._pace.failed()
            self._tries.failed(problem)
            return self._found(name, len(data), sha256)
        found = self._found(name, len(data), sha256)
        if found is _Found.NOTHING:  # written, the place says, and yet not there: no progress at all
            self._tries.failed(lost)
        return found

    def _found(self, name: str, size: int, sha256: str) -> _Found:
        """What lies under `name`, compared byte for byte by its hash."""
        digest, count = hashlib.sha256(), 0

        def take(block: bytes) -> None:
            nonlocal count
            digest.update(block)
            count += len(block)

        try:
            read_on(self._place, name, 0, size, take, self._tries)
        except NotThere:
            return _Found.NOTHING
        return _Found.SAME if count == size and digest.hexdigest() == sha256 else _Found.OTHER

    def _take_away(self, name: str) -> None:
        self._tries.until_done(lambda: self._place.remove(name))
