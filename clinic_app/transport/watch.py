"""A watch beside a call that could wait for ever: when nothing moves for too long, it hangs up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType


class Watch:
    """Calls `hang_up` from a thread of its own after `silence` seconds without progress; `barked` tells that it did."""

    def __init__(self, silence: float, hang_up: Callable[[], object]) -> None:
        self.barked = False
        self._silence = silence
        self._hang_up = hang_up
        self._until = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="clinic-watch", daemon=True)

    def __enter__(self) -> Watch:
        self.progressed()
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def progressed(self) -> None:
        """Something moved; the silence begins anew."""
        self._until = time.monotonic() + self._silence

    def _keep(self) -> None:
        while not self._over.wait(max(0.0, self._until - time.monotonic())):
            if time.monotonic() >= self._until:
                self.barked = True
                self._hang_up()
                return
