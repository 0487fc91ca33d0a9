"""Trying again: a line that fails now and then is no reason to give up, and none to begin from zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from clinic_app.errors import Cancelled, NotThere, PlaceFailed, Trouble
from clinic_app.transport.pace import Pace, Stop, never
from clinic_app.transport.place import Into, Place

_T = TypeVar("_T")
WORTH_IT = 1024
"""Bytes that a reading must bring to count as progress: a place that drips would keep a run busy for ever."""


class Tries:
    """Failures in a row without any progress: waited out, until patience ends and the failure is raised."""

    def __init__(self, pace: Pace, stop: Stop) -> None:
        self._pace = pace
        self._stop = stop
        self._failures = 0

    def check(self) -> None:
        """Cancelled when somebody has pressed Stop."""
        if self._stop():
            raise Cancelled

    def progress(self) -> None:
        """Something came through for good."""
        self._failures = 0

    def failed(self, problem: PlaceFailed) -> None:
        """Wait, or raise what went wrong: at once if time mends it not, or the place asks for a long rest."""
        self._failures += 1
        if problem.why is Trouble.CUT:
            self._pace.cut()
        asked = problem.retry_after if problem.why is Trouble.BUSY else 0.0
        hopeless = not problem.why.passing or self._pace.is_too_long(asked)
        if hopeless or self._failures >= self._pace.patience:
            raise problem
        self._pace.wait(self._failures, asked, self._stop)

    def until_done(self, act: Callable[[], _T]) -> _T:
        """What `act` gives, tried again while its failures may pass. PlaceFailed, Cancelled."""
        while True:
            self.check()
            try:
                done = act()
            except NotThere:
                self._pace.answered()
                raise
            except PlaceFailed as problem:
                self.failed(problem)
            else:
                self._pace.answered()
                return done


def read_on(place: Place, name: str, start: int, most: int, take: Into, tries: Tries) -> None:
    """Give `take` at most `most` bytes from `start` on; after a cut from where they stopped. NotThere, PlaceFailed."""
    count = before = 0

    def counted(block: bytes) -> None:
        nonlocal count
        tries.check()
        block = block[: most - count]
        if block:
            count += len(block)
            if count - before >= WORTH_IT or count == most:
                tries.progress()
            take(block)

    def read() -> None:
        nonlocal before
        before = count
        if count < most:
            place.read(name, start + count, most - count, counted)

    tries.until_done(read)


def tried(act: Callable[[], _T], pace: Pace, stop: Stop = never) -> _T:
    """What `act` (a listing, a removal) gives, tried again while its failures may pass. PlaceFailed, Cancelled."""
    return Tries(pace, stop).until_done(act)
