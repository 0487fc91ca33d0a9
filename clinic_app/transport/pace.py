"""How large a part should be on this line, how long to wait after a failure, how long the rest will take."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from clinic_app.errors import Cancelled
from clinic_app.transport.place import KIB, WRITE_MOST

LEAST_PART = 32 * KIB
MOST_PART = WRITE_MOST
FIRST_PART = 64 * KIB
"""What a line that nobody has measured yet is tried with, in bytes."""
PATIENCE = 6
QUICK = 1.5
"""A part written in fewer seconds may be twice as large: about two seconds is what a cut may cost."""
SLOW = 4.0
_HALF_LIFE = 30.0
_REGULAR = 0.1
_MOST_OF_IT = 0.8
_FIXED = 0.15  # the least share of a part's time that its round trips take
_FLOWS = 0.05
_SPARE = 0.15
_STUMBLES = 1.1  # a busy computer, and a line, are not as even as they were measured
_STEP = 4 * KIB
_NAP = 0.2

Stop = Callable[[], bool]


def never() -> bool:
    """The `stop` of work that nobody can stop."""
    return False


class Backoff:
    """Seconds to wait after failures in a row: hardly at first, then four times as long each time, never in step."""

    def __init__(self, jitter: Callable[[], float] = random.random, *, least: float = 0.5, most: float = 60.0) -> None:
        self._jitter = jitter
        self._least = least
        self.most = most

    def seconds(self, failures: int, asked: float = 0.0) -> float:
        """Half to one and a half times the step of the `failures`-th failure (1, 2, ...), at least what was `asked`."""
        # The first comes after something got through: a line that was cut is mostly there again at once.
        step = self._least / 10 if failures <= 1 else self._least * 4.0 ** (min(failures, 20) - 2)
        return min(self.most, max(step * (0.5 + self._jitter()), asked))


class Pace:
    """The part size of one place's line, in bytes: halved on failure, doubled after quick parts, kept by its owner."""

    def __init__(
        self,
        size: int = FIRST_PART,
        *,
        patience: int = PATIENCE,
        backoff: Backoff | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.patience = patience
        self.clock = clock
        self.size = _within(size)
        self._backoff = backoff or Backoff()
        self._sleep = sleep
        self._failures = 0
        self._cut_at: float | None = None
        self._lasted: list[float] = []
        self._is_new = True  # the next call has to open the line first
        self._took: dict[bool, tuple[int, float]] = {}  # by whether the line was opened for it
        self._each = 0.0  # seconds a byte, from two sizes that were written
        self._came: tuple[float, int] | None = None
        self._came_each = 0.0  # seconds a byte, as blocks follow each other when something is read
        self._speed = 0.0
        self._measured = clock()
        self._bytes = 0

    def good(self, size: int, seconds: float) -> None:
        """A part of `size` bytes was written in that time."""
        self._failures = 0
        is_new, self._is_new = self._is_new, False
        if size >= LEAST_PART:  # a small object's time is all round trips
            self._learn(size, max(seconds, 0.001), is_new)
        # What a cut in the middle costs are the bytes; the round trips of a far place do not grow with them.
        moving = min(seconds, size * self._byte_takes) if self._byte_takes else seconds
        quick, slow = QUICK, SLOW
        if self.is_regular():  # what is known to get through may be larger: each part costs its round trips
            most = _MOST_OF_IT * min(self._lasted)
            quick, slow = max(QUICK, min(SLOW, most / 2)), max(SLOW, most)
        if moving < quick and size * 4 >= self.size * 3:  # a little less, where a cut was foreseen, is as good
            self.size = _within(self.size * 2)
        elif moving > slow:
            self.size = _within(min(self.size, size // 2))

    def came(self, size: int) -> None:
        """A block of something that is being read came: how fast they follow each other tells of the line itself."""
        now = self.clock()
        self.answered()
        if self._came is None:
            self._came = now, 0
            return
        began, count = self._came
        self._came = began, count + size
        if now - began > _FLOWS and count + size >= LEAST_PART // 2:
            self._came_each = (now - began) / (count + size)

    def answered(self) -> None:
        """The place has said something: the line is open."""
        self._is_new = False

    def reads(self) -> None:
        """Reading begins: until the first block come round trips."""
        self._came = None

    def _learn(self, size: int, seconds: float, is_new: bool) -> None:
        """Keep what a part took, and from two sizes what a byte takes: the rest of the time does not grow with it."""
        if before := self._took.get(is_new):
            more = size - before[0]
            if abs(more) >= min(size, before[0]) // 3 and (seconds - before[1]) / more > 0:
                self._each = (seconds - before[1]) / more
        self._took[is_new] = (size, seconds)

    @property
    def _byte_takes(self) -> float:
        """Seconds a byte takes on the line; 0: not known. What was written tells better than what was read."""
        return self._each or self._came_each

    def failed(self) -> None:
        """A part did not arrive. Each further failure in a row counts twice: 4 MiB is 32 KiB after the fourth."""
        self._failures += 1
        self.size = _within(self.size >> self._failures)

    def cut(self) -> None:
        """The line was cut just now."""
        now = self.clock()
        if self._cut_at is not None:
            self._lasted = [*self._lasted[-1:], now - self._cut_at]
        self._cut_at = now
        self._is_new = True

    @property
    def is_new(self) -> bool:
        """Whether the line was cut and not opened again since: the most time there will be until the next cut."""
        return self._is_new

    def is_regular(self) -> bool:
        """Whether the line is cut at regular intervals (the last two tell), and the next cut is not overdue."""
        if self._cut_at is None or len(self._lasted) < 2:
            return False
        shorter, longer = sorted(self._lasted)
        return longer - shorter <= _REGULAR * longer and self.clock() - self._cut_at <= longer * (1 + _REGULAR)

    def room(self, least: int = LEAST_PART) -> int:
        """The largest size that is likely to get through before the line is cut again; 0: none of `least` or more."""
        took = self._took.get(self._is_new) or self._took.get(not self._is_new)
        if not self.is_regular() or took is None or self._cut_at is None:
            return self.size
        known, seconds = took
        left = self._cut_at + min(self._lasted) - self.clock() - _SPARE
        each = min(self._byte_takes or 1.0, seconds * (1 - _FIXED) / known)
        fits = (left - (seconds - known * each)) / (each * _STUMBLES)
        size = min(self.size, int(fits) // _STEP * _STEP)
        return size if size >= max(least, LEAST_PART) else 0

    def begin(self) -> None:
        """Work begins (again): the time since the last part was no transfer."""
        self._measured = self.clock()
        self._bytes = 0

    def gained(self, size: int) -> None:
        """`size` more bytes of an object are where they should be; failures and waits count as time."""
        self._bytes += size
        passed = self.clock() - self._measured
        if passed < _NAP:
            return
        weight = 1.0 if not self._speed else max(1.0 - 0.5 ** (passed / _HALF_LIFE), 0.05)
        self._speed += weight * (self._bytes / passed - self._speed)
        self.begin()

    @property
    def speed(self) -> float:
        """Bytes a second that arrive for good, of late; 0: not known yet."""
        return self._speed

    def seconds_left(self, size: int) -> int | None:
        """How long `size` bytes will take as things are going; None: not known yet."""
        return round(size / self._speed) if self._speed > 0 else None

    def wait(self, failures: int, asked: float, stop: Stop) -> None:
        """Wait after that many failures in a row. Cancelled, soon after `stop` says so."""
        until = self.clock() + self._backoff.seconds(failures, asked)
        while (left := until - self.clock()) > 0:
            if stop():
                raise Cancelled
            self._sleep(min(left, _NAP))

    def is_too_long(self, asked: float) -> bool:
        """Whether a place asks for a longer rest than one run waits."""
        return asked > self._backoff.most


def _within(size: int) -> int:
    return max(LEAST_PART, min(MOST_PART, size))
