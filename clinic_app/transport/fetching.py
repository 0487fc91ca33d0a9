"""Fetching an object from a place, whole or in parts; it gets its name here only when its hash is right."""

from __future__ import annotations

from pathlib import Path

from clinic_app.errors import NotThere, Spoiled
from clinic_app.transport.coming import Coming
from clinic_app.transport.pace import Pace, Stop, never
from clinic_app.transport.parts import LIST_MOST, PART, Cut, list_name, part_name, read_cut
from clinic_app.transport.pieces import PieceProgress, Tell
from clinic_app.transport.place import KIB, MIB, Place
from clinic_app.transport.trying import Tries, read_on

WHOLE_MOST = 32 * MIB
"""Nothing larger is ever left whole, not even in a folder."""
_TELL_EACH = 64 * KIB


def fetch(
    place: Place, name: str, sha256: str, size: int, to: Path, pace: Pace, tell: Tell, stop: Stop = never
) -> None:
    """Fetch the object `sha256` of `size` bytes that was left under `name` into the file `to`.

    What came so far lies beside it (`to` + ".part", ".parts"), so the next call goes on where this one stopped.
    NotThere (with the name of what is missing), Spoiled (with the name of what is wrong), PlaceFailed as in `leave`,
    Cancelled, DiskFull, FileUnwritable.
    """
    pace.begin()
    fetching = _Fetching(place, sha256, size, to, pace, tell, stop)
    try:
        fetching.fetch(name)
    finally:
        fetching.close()


def read_small(place: Place, name: str, most: int, pace: Pace | None = None, stop: Stop = never) -> bytes:
    """The bytes of a small file, read on after a cut. NotThere; Spoiled if it is longer than `most` bytes."""
    data = bytearray()
    read_on(place, name, 0, most + 1, data.extend, Tries(pace or Pace(), stop))
    if len(data) > most:
        raise Spoiled(name)
    return bytes(data)


class _Fetching:
    """One object on its way here."""

    def __init__(self, place: Place, sha256: str, size: int, to: Path, pace: Pace, tell: Tell, stop: Stop) -> None:
        self._place = place
        self._sha256 = sha256
        self._size = size
        self._to = to
        self._pace = pace
        self._tell = tell
        self._tries = Tries(pace, stop)
        self._told = 0
        self._bytes = Coming(to.with_name(f"{to.name}.part"))
        self._bytes.cut_to(size)
        self._list = Coming(to.with_name(f"{to.name}.parts"))

    def fetch(self, name: str) -> None:
        """Whole if it lies there whole, else by its list; begun by a list, the other way round."""
        ways = [self._whole, self._in_parts] if self._size <= WHOLE_MOST else [self._in_parts]
        problem: NotThere | Spoiled = NotThere(name)
        for way in reversed(ways) if self._list.size else ways:
            try:
                way(name)
            except (NotThere, Spoiled) as found:
                if found.name.endswith(PART):
                    raise
                # Told is what says most: that there is neither object nor list says least.
                if not (isinstance(found, NotThere) and found.name in (name, list_name(self._sha256))):
                    problem = found
            else:
                self._bytes.becomes(self._to)
                self._list.cut_to(0)
                self._tell(PieceProgress(self._sha256, self._size, seconds_left=0))
                return
        raise problem

    def close(self) -> None:
        """What came stays, for the next time; an empty file would only be clutter."""
        for coming in (self._bytes, self._list):
            coming.close() if coming.size else coming.forget()

    def _whole(self, name: str) -> None:
        # Fetched again only if what lay here already may be to blame.
        self._stretch(name, 0, self._size, self._sha256, times=2 if self._bytes.size else 1)

    def _in_parts(self, name: str) -> None:
        del name
        kept = self._list.size > 0
        try:
            self._by(self._cut())
        except (NotThere, Spoiled):
            if not kept:
                raise
            self._list.cut_to(0)  # since the last time it may have been left anew, cut otherwise
            self._by(self._cut())

    def _by(self, cut: Cut) -> None:
        start = 0
        for size, sha256 in cut.parts:
            self._stretch(part_name(sha256), start, size, sha256)
            start += size
        # Each part is what the list says; only now it shows whether the list is right.
        if self._bytes.digest(0, self._size) != self._sha256:
            self._bytes.cut_to(0)
            self._list.cut_to(0)
            raise Spoiled(list_name(self._sha256))

    def _cut(self) -> Cut:
        """The list of parts, kept here as it comes, for it may be long. NotThere, Spoiled."""
        name, listed = list_name(self._sha256), self._list
        for fresh in (False, True):
            if fresh or not listed.size:
                listed.cut_to(0)
            elif cut := self._read_cut():
                return cut
            read_on(self._place, name, listed.size, LIST_MOST - listed.size, listed.add, self._tries)
            if cut := self._read_cut():
                return cut
        listed.cut_to(0)
        raise Spoiled(name)

    def _read_cut(self) -> Cut | None:
        try:
            return read_cut(self._list.read(0, LIST_MOST), self._sha256, self._size)
        except ValueError:
            return None

    def _stretch(self, name: str, start: int, size: int, sha256: str, times: int = 2) -> None:
        """The file `name` at the place is the stretch from `start`: read it, or the rest of it. NotThere, Spoiled."""
        coming, end = self._bytes, start + size
        for _ in range(times):
            if coming.size < end:
                read_on(self._place, name, coming.size - start, end - coming.size, self._take, self._tries)
            if coming.size >= end and coming.digest(start, size) == sha256:
                return
            coming.cut_to(start)
        raise Spoiled(name)

    def _take(self, block: bytes) -> None:
        self._bytes.add(block)
        self._pace.gained(len(block))
        came = self._bytes.size
        if came - self._told >= _TELL_EACH or came < self._told:
            self._told = came
            self._tell(PieceProgress(self._sha256, came, seconds_left=self._pace.seconds_left(self._size - came)))
