"""Only one exchange of a case book at a time, whoever runs it: window, command, or a second program."""

from __future__ import annotations

from pathlib import Path

from clinic_app.errors import ExchangeBusy

LOCK = "exchange.lock"


class Held:
    """The right to exchange, until it is released; any thread may do that. A killed program holds nothing."""

    def __init__(self, folder: Path) -> None:
        """Raises ExchangeBusy at once when somebody else has it."""
        from filelock import FileLock, Timeout

        self._lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout:
            raise ExchangeBusy from None

    def release(self) -> None:
        """Let the next one; twice is harmless."""
        self._lock.release(force=True)

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.release()
