"""Only one backup of a case book at a time, whoever makes it: window, command, or a second program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic_app.errors import BackupBusy

LOCK = "backup.lock"


@contextmanager
def hold_backups(folder: Path) -> Iterator[None]:
    """The right to make backups of the case book in `folder`. BackupBusy at once when somebody else has it."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise BackupBusy from None
    try:
        yield
    finally:
        lock.release(force=True)
