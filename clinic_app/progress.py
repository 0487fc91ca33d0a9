"""How long work tells where it is, and learns that it should stop."""

from __future__ import annotations

from typing import Protocol

from clinic_app.errors import Cancelled


class Progress(Protocol):
    """`step(done, of)` is called often; it raises Cancelled when the person has pressed Stop."""

    def step(self, done: int, of: int) -> None: ...


class Quiet:
    """Progress nobody watches."""

    def step(self, done: int, of: int) -> None:
        """Say nothing."""


class Stoppable:
    """Progress that raises Cancelled once `stop` was called, else passes the step on."""

    def __init__(self, inner: Progress | None = None) -> None:
        self._inner = inner or Quiet()
        self._stopped = False

    def stop(self) -> None:
        self._stopped = True

    def step(self, done: int, of: int) -> None:
        if self._stopped:
            raise Cancelled
        self._inner.step(done, of)
