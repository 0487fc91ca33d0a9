"""How hard this machine may stretch a passphrase: about a second, in a sixteenth of its memory."""

from __future__ import annotations

import ctypes
import os
import sys

from clinic_app.keys.sealing import DEFAULT, FLOOR, LEAST_MEM, MIB, Stretching, choose_parameters

_SHARE = 16  # of 4 GB that is 256 MiB: beside a browser and the window there is still room for it
_MOST = 512 * MIB


def fitting_stretching(seconds: float = 1.0) -> Stretching:
    """The stretching of a new slot on this machine; measured each time, about a third of a second."""
    return choose_parameters(seconds, most_stretching_memory(memory_bytes()))


def most_stretching_memory(memory: int | None) -> int:
    """Bytes that Argon2id may take of `memory` (None: nobody knows how much there is)."""
    if memory is None:
        return DEFAULT.mem_bytes
    return min(max(memory // _SHARE, LEAST_MEM), _MOST)


def stretching_after(former: Stretching) -> Stretching:
    """For a slot made anew: what fits this machine, never weaker than it was. A lock made with the least permitted on
    purpose (practice, tests) keeps that.
    """
    if former == FLOOR:
        return former
    return max(fitting_stretching(), former, key=lambda how: (how.ops * how.mem_bytes, how.mem_bytes))


def memory_bytes() -> int | None:
    """The memory this machine has; None where it does not say."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX, as Windows fills it in."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        *((name, ctypes.c_uint64) for name in ("free", "page", "page_free", "virtual", "virtual_free", "extended")),
    )


def _windows_memory() -> int | None:
    told = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - it exists on Windows only
    return int(told.total) if kernel.GlobalMemoryStatusEx(ctypes.byref(told)) else None
