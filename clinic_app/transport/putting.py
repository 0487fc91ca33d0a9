"""Writing one file at a place and reading it back, however often the line is cut."""

from __future__ import annotations

import hashlib
from enum import Enum

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport.pace import Pace, Stop
from clinic_app.transport.place import Place
from clinic_app.transport.trying import WORTH_IT, Tries, read_on

SPOILED_MOST = 3
"""How often bytes that read back wrongly are written anew before the place itself is called wrong."""


class Found(Enum):
    """What lies under a name."""

    SAME = "same"
    OTHER = "other"
    NOTHING = "nothing"


class ReadBack:
    """What has come so far of one file that is being read back; a cut takes nothing of it away."""

    def __init__(self, name: str, size: int, sha256: str) -> None:
        self.name, self.size, self.count = name, size, 0
        self._sha256, self._digest = sha256, hashlib.sha256()

    def take(self, block: bytes) -> None:
        """The next block."""
        block = block[: self.size - self.count]
        self._digest.update(block)
        self.count += len(block)

    @property
    def found(self) -> Found:
        """What it is, now that all has come that comes."""
        return Found.SAME if self.count == self.size and self._digest.hexdigest() == self._sha256 else Found.OTHER


class Putting:
    """One place, one line, one patience."""

    def __init__(self, place: Place, pace: Pace, stop: Stop) -> None:
        self.place = place
        self.pace = pace
        self.tries = Tries(pace, stop)

    def put(self, name: str, data: bytes, sha256: str, *, look: bool = False) -> Found:
        """Write under `name` and read back what lies there then; `look`: read first, for it may be there already.

        NOTHING: it did not arrive, and the pace was told. A write whose answer was lost is looked for before it is
        repeated: what was sent once over such a line is dear.
        """
        if look and (found := self.found(name, len(data), sha256)) is not Found.NOTHING:
            return found
        sent = self.write(name, data)
        found = self.found(name, len(data), sha256)
        if found is Found.NOTHING and sent:  # written, the place says, and yet not there: no progress at all
            self.tries.failed(self.wrong())
        return found

    def write(self, name: str, data: bytes) -> bool:
        """Write once. False: it failed, it may be there or not, and a while has passed. PlaceFailed, Cancelled."""
        self.tries.check()
        began, doomed = self.pace.clock(), not self.pace.room()
        try:
            self.place.write(name, data)
        except AlreadyThere:
            return True
        except PlaceFailed as problem:
            if not doomed:  # a cut that was foreseen says nothing about the size
                self.pace.failed()
            self.tries.failed(problem)
            return False
        self.pace.good(len(data), self.pace.clock() - began)
        return True

    def found(self, name: str, size: int, sha256: str) -> Found:
        """What lies under `name`, compared byte for byte by its hash."""
        back = ReadBack(name, size, sha256)
        while (found := self.read_on(back)) is None:
            pass
        return found

    def read_on(self, back: ReadBack) -> Found | None:
        """Go on reading back, until it is known what lies there or the line is cut (None; a while has passed)."""
        self.tries.check()
        before = back.count
        self.pace.reads()

        def take(block: bytes) -> None:
            self.tries.check()
            self.pace.came(len(block))
            back.take(block)
            if back.count - before >= WORTH_IT or back.count >= back.size:
                self.tries.progress()

        try:
            if back.count < back.size:
                self.place.read(back.name, back.count, back.size - back.count, take)
        except NotThere:
            self.pace.answered()
            return Found.NOTHING
        except PlaceFailed as problem:
            self.tries.failed(problem)
            return None
        return back.found

    def read(self, name: str, most: int) -> bytes:
        """A small file, at most `most` bytes of it. NotThere."""
        data = bytearray()
        read_on(self.place, name, 0, most, data.extend, self.tries)
        return bytes(data)

    def take_away(self, name: str) -> None:
        self.tries.until_done(lambda: self.place.remove(name))

    def wrong(self) -> PlaceFailed:
        """The place does not give back what it took."""
        return PlaceFailed(self.place.name, Trouble.WRONG)
