"""Keeps None alive on Python 3.11 and older, where PySide6 6.12 gives one reference too many back.

Its wheels return None from every void method without counting it, which is right from Python 3.12 on (None is immortal
there) and ends older interpreters within a minute: "none_dealloc: deallocating None".
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 40
_held = False


def hold_singletons() -> None:
    """Lend None and its kin so many references that no session can use them up; on 3.12 and later nothing is to do."""
    global _held
    if _held or sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    _held = True
    for one in (None, True, False, NotImplemented, Ellipsis):
        # ob_refcnt is the first word of every object of a release build of CPython up to 3.11.
        ctypes.c_ssize_t.from_address(id(one)).value += _PLENTY
