"""What the exchange is doing at this moment, how long it will take, and how it is stopped. No Qt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LOOKING, FETCHING, TAKING, SEALING, LEAVING = "looking", "fetching", "taking", "sealing", "leaving"
FORGET_SECONDS = 20.0  # a thin line changes its pace: only the last while foretells
TELLING_SECONDS = 3.0  # before that, nothing is foretold


@dataclass(frozen=True)
class Now:
    """The errand under way: at which place, doing what, with which object (SHA-256 or ""), how many bytes of all (0:
    not known).
    """

    place: str
    doing: str
    name: str = ""
    done: int = 0
    bytes: int = 0
    seconds_left: int | None = None


@dataclass(frozen=True)
class Failed:
    """What the last exchange failed of; `next_try` where it is tried again without a person."""

    place: str
    why: str
    next_try: datetime | None = None


class Stop:
    """The wish that an errand ends: told by the window, asked by the errand, on any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask it to end."""
        self._event.set()

    def is_set(self) -> bool:
        """Whether it shall end."""
        return self._event.is_set()

    __call__ = is_set

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it shall end, at most so long; whether it shall."""
        return self._event.wait(seconds)


class Meter:
    """Hears the steps of an errand on its thread and keeps them until the window asks; nothing is sent across."""

    def __init__(self, place: str, doing: str, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._place, self._doing, self._size, self._clock = place, doing, size, clock
        self._lock = threading.Lock()
        self._done: dict[str, int] = {}
        self._last = ""
        self._steps: list[Any] = []
        self._points: list[tuple[float, int]] = [(clock(), 0)]

    def tell(self, step: Any) -> None:
        """A step of the errand: `sha256` and `done` bytes of an object."""
        with self._lock:
            if name := str(getattr(step, "sha256", "")):
                self._last = name
                # What is told of the same object later (that it is there, that it failed) takes nothing back.
                self._done[name] = max(self._done.get(name, 0), int(getattr(step, "done", 0) or 0))
            self._steps.append(step)
            now = self._clock()
            self._points.append((now, sum(self._done.values())))
            while len(self._points) > 2 and self._points[1][0] < now - FORGET_SECONDS:
                del self._points[0]

    def steps(self) -> list[Any]:
        """The steps since the last call."""
        with self._lock:
            steps, self._steps = self._steps, []
        return steps

    def now(self) -> Now:
        """How it stands."""
        with self._lock:
            done = sum(self._done.values())
            size = max(self._size, done) if self._size else 0
            return Now(self._place, self._doing, self._last, done, size, self._left(done))

    def _left(self, done: int) -> int | None:
        """Seconds still needed at the pace of the last while; None when nothing can be foretold."""
        (began, before), now = self._points[0], self._clock()
        if self._size <= done or now - began < TELLING_SECONDS or done <= before:
            return None
        return round((self._size - done) * (now - began) / (done - before))
