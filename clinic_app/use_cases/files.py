"""Files a person asked for: written whole or not at all, and believed only after reading back."""

from __future__ import annotations

import glob
import hashlib
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from clinic_app.errors import FileUnwritable, file_error

ABANDONED_S = 600  # a half-written file this old belongs to a program that was killed


def leave_whole(file: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to `file`, fsynced, read back and compared before it takes the name; `private`: for its owner alone.

    Raises FileUnwritable, DiskFull.
    """
    passing = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        if not file.parent.is_dir():
            raise FileUnwritable(file=str(file), reason="no such folder")
        clear_away(file)
        if not private and file.is_file() and file.read_bytes() == data:
            return
        try:
            passing.touch(mode=0o600 if private else 0o666, exist_ok=False)
            with passing.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            if hashlib.sha256(passing.read_bytes()).digest() != hashlib.sha256(data).digest():
                raise FileUnwritable(file=str(file), reason="read back differently")
            passing.replace(file)
        finally:
            passing.unlink(missing_ok=True)
    except OSError as problem:
        raise file_error(problem, file, writing=True) from None


def clear_away(file: Path) -> None:
    """Remove what earlier tries at this file left behind; whatever cannot be removed stays."""
    for left in file.parent.glob(f".{glob.escape(file.name)}.*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED_S:
                left.unlink()
