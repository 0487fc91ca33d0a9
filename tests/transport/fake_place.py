"""A place in memory whose calls go wrong on command: before, in the middle, after; kills; bytes spoiled on the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport.pace import Backoff, Pace
from clinic_app.transport.parts import part_name
from clinic_app.transport.place import Into, Listed, Listing, checked_data, checked_folder, checked_name, folder_of

BLOCK = 8 * 1024


class Killed(BaseException):
    """The program is gone, at this very moment."""


@dataclass(frozen=True)
class Fault:
    """What happens to one call: `when` before, during or after it; `why` a Trouble, or None: the program is killed.

    `share` (0..1) of a read comes through before a fault in the middle; `half`: a write leaves its beginning under the
    name, as some servers do. `spoils`: no failure, but what is written or read is not what it should be.
    """

    when: str = "before"
    why: Trouble | None = Trouble.CUT
    share: float = 0.5
    half: bool = False
    spoils: bool = False
    retry_after: float = 0.0

    def strike(self) -> None:
        if self.why is None:
            raise Killed
        raise PlaceFailed("fake", self.why, retry_after=self.retry_after)


class Clock:
    """Time that passes only when somebody sleeps or sends."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


class FakePlace:
    """A place in memory. `calls` tells what was asked of it, `sent` and `came` how many bytes went over the line."""

    name = "fake"

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        speed: float = 1_000_000.0,
        round_trip: float = 0.0,
        cut_every: float = 0.0,
        opening: float = 0.0,
        write_trips: float = 1.0,
        whole_most: int = 4 * 1024 * 1024,
    ) -> None:
        """`opening`: what a new connection takes, at first and after each cut; a write asks `write_trips` times."""
        self.files: dict[str, bytes] = {}
        self.clock = clock or Clock()
        self.whole_most = whole_most
        self.speed = speed
        self._round_trip = round_trip
        self._cut_every = cut_every
        self._cut_at = cut_every
        self._opening, self._write_trips = opening, write_trips
        self._is_open = False
        self.sent = self.came = self.cuts = 0
        self.calls: list[tuple[str, str]] = []
        self.full_reads: set[tuple[str, bytes]] = set()
        self._read: dict[str, bytearray] = {}
        self._faults: Iterator[Fault | None] = iter(())

    def go_wrong(self, faults: Iterable[Fault | None]) -> None:
        """The next calls meet these, one each (None: well); the ones after them go well."""
        self._faults = iter(faults)

    def list(self, under: str = "", most: int = 5000) -> Listing:
        fault = self._begin("list", checked_folder(under))
        found = sorted(name for name in self.files if folder_of(name) == under)
        self._end(fault)
        files = tuple(Listed(name.rpartition("/")[2], len(self.files[name])) for name in found[:most])
        return Listing(files, more=len(found) > most)

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        fault = self._begin("read", checked_name(name))
        if name not in self.files:
            self._end(fault)
            raise NotThere(name)
        data = self.files[name][start:] if most is None else self.files[name][start : start + most]
        if fault and fault.spoils:
            data = bytes(byte ^ 0x5A for byte in data)
        came = data[: int(len(data) * fault.share)] if fault and fault.when == "during" else data
        for at in range(0, len(came), BLOCK):
            block = came[at : at + BLOCK]
            self._pass(len(block))
            self.came += len(block)
            self._remember(name, start + at, block)
            if into:
                into(block)
        if fault and fault.when == "during":
            fault.strike()
        self._end(fault)
        return b"" if into else data

    def write(self, name: str, data: bytes) -> None:
        fault = self._begin("write", checked_name(name))
        checked_data(data, self.whole_most)
        for at in range(0, len(data), BLOCK):
            self.sent += len(data[at : at + BLOCK])
            self._pass(len(data[at : at + BLOCK]))
        if fault and fault.when == "during":
            if fault.half:
                self.files.setdefault(name, data[: int(len(data) * fault.share)])
            fault.strike()
        if name in self.files:
            self._end(fault)
            raise AlreadyThere(name)
        self.files[name] = data[:-1] + bytes([255 - data[-1]]) if fault and fault.spoils else data
        self._end(fault)

    def remove(self, name: str) -> None:
        fault = self._begin("remove", checked_name(name))
        self.files.pop(name, None)
        self._end(fault)

    def close(self) -> None:
        self._read.clear()

    def restart(self) -> None:
        """Another program speaks to the place from now on: what the one before it had read is nothing to this one."""
        self.close()
        self.full_reads.clear()

    def holds(self, name: str, sha256: str) -> bytes | None:
        """The object, as somebody puts it together who knows nothing of the programs that left it; None: not there."""
        whole = self.files.get(name, b"")
        if hashlib.sha256(whole).hexdigest() == sha256:
            return whole
        listed = json.loads(self.files.get(f"{sha256}.parts", b'{"parts": []}'))
        data = b"".join(self.files.get(part_name(part), b"") for _, part in listed["parts"])
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def _begin(self, call: str, name: str) -> Fault | None:
        self.calls.append((call, name))
        while self._cut_every and self.clock.now >= self._cut_at:  # while nobody spoke
            self._cut_at += self._cut_every
            self._is_open = False
        trips = self._write_trips if call == "write" else 1.0
        if cost := self._round_trip * trips + (0.0 if self._is_open else self._opening):
            self._takes(cost)
        self._is_open = True
        fault = next(self._faults, None)
        if fault and fault.when == "before" and not fault.spoils:
            fault.strike()
        return fault

    def _end(self, fault: Fault | None) -> None:
        if fault and fault.when in ("after", "during") and not fault.spoils:
            fault.strike()

    def _pass(self, size: int) -> None:
        self._takes(size / self.speed)

    def _takes(self, seconds: float) -> None:
        self.clock.now += seconds
        if self._cut_every and self.clock.now >= self._cut_at:
            self.clock.now = self._cut_at
            self._cut_at += self._cut_every
            self.cuts += 1
            self._is_open = False
            raise PlaceFailed("fake", Trouble.CUT)

    def _remember(self, name: str, start: int, came: bytes) -> None:
        """What the reader has got of a file so far: "read back" can then be judged from outside."""
        seen = self._read.setdefault(name, bytearray())
        if start <= len(seen):
            seen[start : start + len(came)] = came
        if len(seen) == len(self.files[name]) and bytes(seen) == self.files[name]:
            self.full_reads.add((name, bytes(seen)))


def pace(place: FakePlace, size: int = 64 * 1024, patience: int = 6, jitter: float = 0.5) -> Pace:
    """A pace in the fake's own time."""
    return Pace(size, patience=patience, backoff=Backoff(lambda: jitter), clock=place.clock, sleep=place.clock.sleep)
