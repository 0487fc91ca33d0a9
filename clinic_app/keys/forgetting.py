"""Keys and words leave memory as far as Python allows, and never reach a file that the system writes of a dead program.

What holds a key overwrites it itself (`MasterKey.forget`, the database on closing). What Python and Qt merely let go of
stays where it was until something else is written there; `overwrite_free_memory` does that. Copies that somebody still
holds, registers, pages that the system has swapped out or hibernated: none of these can be reached from here.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache
from typing import Any

_SMALL, _STEP, _LARGE = 16, 16, 512  # Python's own blocks, in bytes
_BATCH = 1 << 20
_MOST_BATCHES, _BATCHES_IN_THE_DARK = 96, 4  # of each size; where nobody can say when all that was free is used up
_BYTES_HEAD = sys.getsizeof(b"")
_CACHED_MOST, _CACHED_EACH = 1040, 8  # what the C library keeps aside for each thread

_PR_SET_DUMPABLE = 4
_M_PERTURB = -6
_PATTERN = 0x5A


def keep_out_of_dumps() -> None:
    """No core dump of this program, no other program of this user may look into it; where the system can do that."""
    if sys.platform == "win32":
        with suppress(OSError, AttributeError):
            # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX: no report of a crash with a copy of memory.
            ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002)
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    library = _c_library()
    if sys.platform == "linux" and library is not None:
        library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def wipe_what_is_freed(on: bool) -> None:
    """From now on the C library overwrites whatever is given back to it, or no longer. It costs, so only at the lock.

    Linux with glibc; elsewhere nothing happens.
    """
    library = _c_library()
    if library is not None and hasattr(library, "mallopt"):
        library.mallopt(_M_PERTURB, _PATTERN if on else 0)


def overwrite_free_memory() -> None:
    """Write zeros over what Python has let go of and give what is free back to the system. About 0.2 s, any thread."""
    held: list[bytes | bytearray] = []
    for size in range(_LARGE, _SMALL - 1, -_STEP):
        for _batch in range(_MOST_BATCHES if _resident() else _BATCHES_IN_THE_DARK):
            before = _resident()
            few = size <= _BYTES_HEAD
            held += [bytearray(size - 1) if few else bytes(size - _BYTES_HEAD) for _turn in range(_BATCH // size)]
            if before and _resident() - before >= _BATCH // 2:
                break  # it comes from the system now: whatever was free of this size has been written over
    held.clear()
    overwrite_cached()
    library = _c_library()
    if library is not None and hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


def _resident() -> int:
    """Bytes of this program that are in memory; 0 where it cannot be asked (it may not look at itself any more)."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  # thousands of times; a Path costs more than it
            return int(file.read(64).split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0


def overwrite_cached() -> None:
    """The chunks that the C library keeps ready for this thread, which it never overwrites itself. About 2 ms."""
    library = _c_library()
    if library is None or not hasattr(library, "malloc_trim"):
        return
    for size in range(24, _CACHED_MOST, 16):
        taken = [library.malloc(size) for _turn in range(_CACHED_EACH)]
        for place in taken:
            if place:
                ctypes.memset(place, 0, size)
                library.free(place)


@cache
def _c_library() -> Any:
    """The C library of this process; None on Windows."""
    if sys.platform == "win32":
        return None
    with suppress(OSError):
        library = ctypes.CDLL(None)
        library.malloc.argtypes, library.malloc.restype = (ctypes.c_size_t,), ctypes.c_void_p
        library.free.argtypes, library.free.restype = (ctypes.c_void_p,), None
        return library
    return None
