"""Leaving the parts of one object: written at the size that gets through, read back, noted before and after."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import replace

from clinic_app.errors import EvidenceDamaged
from clinic_app.transport.at_hand import AtHand
from clinic_app.transport.pace import LEAST_PART, MOST_PART
from clinic_app.transport.parts import PARTS_MOST, Cut, part_name
from clinic_app.transport.pieces import PartLeft, Piece, PieceProgress, Tell
from clinic_app.transport.putting import SPOILED_MOST, Found, Putting, ReadBack

_WAITING_MOST = 8
"""Parts that were written and not yet read back, at most; after a failure these are all that is not known for sure."""


class PartsLeaving:
    """The stretches of one object that are still to be written, the parts to be read back, and those that are there.

    A cut costs what was being written, but nothing of what was being read: reading goes on where it stopped. So when
    the line has been cut at regular intervals, parts are written while there is time and read back when there is none.
    """

    def __init__(self, putting: Putting, piece: Piece, source: AtHand, tell: Tell) -> None:
        self._putting = putting
        self._piece = piece
        self._source = source
        self._tell = tell
        # A folder takes much at once, for no line can be cut there.
        self._is_line = putting.place.whole_most <= MOST_PART
        # A very large object over a very bad line: no more parts than a list may name.
        self._least = -(-piece.bytes // (PARTS_MOST // 2))
        self._todo: list[tuple[int, int]] = []
        self._waiting: deque[tuple[PartLeft, bool]] = deque()
        self._back: tuple[PartLeft, ReadBack] | None = None  # how far the first of these has been read back
        self._there: dict[int, PartLeft] = {}
        self._wrong: Counter[int] = Counter()

    def leave(self, known: Iterable[PartLeft]) -> Cut:
        """Leave every part that is not `known` to be there already. PlaceFailed, Cancelled, EvidenceDamaged."""
        self._begin(known)
        while self._todo or self._waiting:
            size = self._room()
            if size and self._todo:
                self._write(size)
            else:
                self._read_back()
        return self._cut()

    def _begin(self, known: Iterable[PartLeft]) -> None:
        """Sort out what was told: parts of these very bytes, without overlap; all the rest is still to be written."""
        self._todo, self._waiting, self._there = [], deque(), {}
        at = 0
        for part in sorted(known, key=lambda part: (part.start, not part.checked)):
            if part.start < at or not self._is_ours(part):
                continue
            self._to_write(at, part.start)
            if part.checked:
                self._there[part.start] = part
            else:
                self._waiting.append((part, False))
            at = part.start + part.bytes
        self._to_write(at, self._piece.bytes)

    def _is_ours(self, part: PartLeft) -> bool:
        inside = 0 < part.bytes <= MOST_PART and part.start + part.bytes <= self._piece.bytes
        return inside and self._digest(part.start, part.bytes) == part.sha256

    def _to_write(self, start: int, end: int) -> None:
        if start < end:
            follows = [stretch for stretch in self._todo if stretch[0] == end]
            for stretch in follows:
                self._todo.remove(stretch)
            self._todo = sorted([*self._todo, (start, follows[0][1] if follows else end)])

    def _room(self) -> int:
        """How large a part may be written now; 0: read back first."""
        pace = self._putting.pace
        if not self._waiting:
            return pace.room() or LEAST_PART
        if len(self._waiting) >= _WAITING_MOST or not pace.is_regular():
            return 0
        if pace.is_new:  # a whole stretch between two cuts lies ahead: reading takes any, writing needs a large one
            return pace.room()
        is_sure = self._waiting[0][1]
        return pace.room(pace.size // 4) if is_sure else 0  # a small one is not worth its round trips

    def _write(self, size: int) -> None:
        start, end = self._todo.pop(0)
        size = max(size, self._least) if self._is_line else MOST_PART
        if end - start > min(size + size // 4, MOST_PART):
            self._to_write(start + size, end)
            end = start + size
        data = self._source.read(start, end - start)
        part = PartLeft(start, len(data), hashlib.sha256(data).hexdigest(), checked=False)
        self._note(part)  # before it is written, so that a program that is killed can look for it
        if self._putting.write(part_name(part.sha256), data):
            self._putting.tries.progress()
            self._waiting.append((part, True))
        else:
            self._waiting.appendleft((part, False))

    def _read_back(self) -> None:
        part, is_sure = self._waiting[0]
        name = part_name(part.sha256)
        if self._back is None or self._back[0] != part:
            self._back = part, ReadBack(name, part.bytes, part.sha256)
        found = self._putting.read_on(self._back[1])
        if found is None:
            return
        self._waiting.popleft()
        self._back = None
        if found is Found.SAME:
            checked = replace(part, checked=True)
            self._there[part.start] = checked
            self._putting.tries.progress()
            self._putting.pace.gained(part.bytes)
            self._note(checked)
            return
        if found is Found.OTHER or is_sure:
            self._wrong[part.start] += 1
            if self._wrong[part.start] == SPOILED_MOST:
                raise self._putting.wrong()
        if found is Found.OTHER:
            self._putting.take_away(name)
        self._to_write(part.start, part.start + part.bytes)

    def _note(self, part: PartLeft) -> None:
        done = sum(there.bytes for there in self._there.values())
        left = self._putting.pace.seconds_left(self._piece.bytes - done)
        self._tell(PieceProgress(self._piece.sha256, done, part, left))

    def _cut(self) -> Cut:
        """The list of what is there, compared once more with the bytes at hand: nothing else is ever put together."""
        whole = hashlib.sha256()
        parts = [self._there[start] for start in sorted(self._there)]
        for part in parts:
            data = self._source.read(part.start, part.bytes)
            whole.update(data)
            if hashlib.sha256(data).hexdigest() != part.sha256:
                raise EvidenceDamaged(name=self._piece.name)
        if whole.hexdigest() != self._piece.sha256:
            raise EvidenceDamaged(name=self._piece.name)
        return Cut(self._piece.sha256, self._piece.bytes, tuple((part.bytes, part.sha256) for part in parts))

    def _digest(self, start: int, size: int) -> str:
        return hashlib.sha256(self._source.read(start, size)).hexdigest()
