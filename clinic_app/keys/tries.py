"""Wrong tries slow down: after three in a row each next one waits 1, 2, 4 … at most 300 seconds.

`tries.json` beside the slots keeps how many there were and when, so that starting the program anew resets nothing. It
names nobody. Whoever holds the laptop can delete it: what withstands a thief is Argon2id and the device secret; this
withstands the one who sits down at the desk for a minute.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from clinic_app.errors import TriesSlowedDown, WrongPassphrase, WrongRecoveryCode

FILE_NAME = "tries.json"
FREE_TRIES = 3
MOST_SECONDS = 300
_FORMAT = "clinic-tries"
_MOST_BYTES = 4096
_MOST_COUNT = 1_000_000

Clock = Callable[[], float]


@dataclass(frozen=True)
class Tries:
    """What happened at the lock since the last opening. Times are seconds of the laptop's clock, 0 for never.

    `wrong` tries, the first at `since`, the last at `last`; `row` of them since something fitted; `panic`: when all
    ways in but the recovery code were taken away.
    """

    wrong: int = 0
    row: int = 0
    since: int = 0
    last: int = 0
    panic: int = 0


def read_tries(folder: Path) -> Tries:
    """What is kept; nothing where the file is missing or damaged: it protects nothing that deleting it would not."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            told = json.loads(file.read(_MOST_BYTES))
        found = {name: told[name] for name in asdict(Tries())}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Tries()
    if told.get("format") != _FORMAT or not all(_is_count(value) for value in found.values()):
        return Tries()
    return Tries(**found)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 40


def seconds_to_wait(folder: Path, clock: Clock = time.time) -> int:
    """How long the next try must wait, 0 when it need not.

    The clock is the laptop's: one that was turned back begins the wait anew, so it never lasts longer than its own
    length; one turned forward ends it, as deleting the file would.
    """
    tries = read_tries(folder)
    length = _length(tries.row)
    if not length:
        return 0
    now = int(clock())
    if now < tries.last:
        _write(folder, replace(tries, last=now))
        return length
    return max(0, tries.last + length - now)


def _length(row: int) -> int:
    return 0 if row < FREE_TRIES else min(1 << min(row - FREE_TRIES, 16), MOST_SECONDS)


@contextmanager
def one_try(folder: Path, clock: Clock = time.time) -> Iterator[None]:
    """Whatever tries a passphrase or a code does it in here. Raises TriesSlowedDown before anything is tried.

    WrongPassphrase counts, and a code that does not open; a code with a mistyped group was never tried. A try that
    fits ends the row and keeps the count, which `take_news` tells to whoever opens.
    """
    seconds = seconds_to_wait(folder, clock)
    if seconds:
        raise TriesSlowedDown(seconds=seconds)
    try:
        yield
    except (WrongPassphrase, WrongRecoveryCode) as problem:
        if not problem.data.get("group"):
            _count(folder, int(clock()))
        raise
    tries = read_tries(folder)
    if tries.row:
        _write(folder, replace(tries, row=0))


def _count(folder: Path, now: int) -> None:
    tries = read_tries(folder)
    wrong, row = min(tries.wrong + 1, _MOST_COUNT), min(tries.row + 1, _MOST_COUNT)
    _write(folder, replace(tries, wrong=wrong, row=row, since=tries.since or now, last=now))


def note_panic(folder: Path, clock: Clock = time.time) -> None:
    """That all ways in but the recovery code were taken away, for the trail at the next opening."""
    _write(folder, replace(read_tries(folder), panic=int(clock())))


def forget_tries(folder: Path) -> None:
    """What was kept has been told; nothing there is fine."""
    with suppress(OSError):
        (folder / FILE_NAME).unlink(missing_ok=True)


def _write(folder: Path, tries: Tries) -> None:
    """Whole and fsynced; a disk that cannot be written is no reason to keep anyone out."""
    content = (json.dumps({"format": _FORMAT, "version": 1} | asdict(tries), sort_keys=True) + "\n").encode("ascii")
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=folder, prefix=".tries-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(folder / FILE_NAME)
        except OSError:
            Path(name).unlink(missing_ok=True)
