"""Files a person asked for: written whole or not at all, and believed only after reading back."""

from __future__ import annotations

import glob
import hashlib
import os
import secrets
import time
import weakref
from contextlib import suppress
from pathlib import Path

from clinic_app.errors import FileUnwritable, file_error

ABANDONED_S = 600  # a half-written file this old belongs to a program that was killed


class Ready:
    """A file written, fsynced, read back and compared under a passing name: `stand` gives it its own, and whatever else
    becomes of it, also nothing at all, takes it away. Any thread.
    """

    def __init__(self, file: Path, data: bytes, *, private: bool = False) -> None:
        """FileUnwritable, DiskFull."""
        self.file = file
        self._passing = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
        try:
            if not file.parent.is_dir():
                raise FileUnwritable(file=str(file), reason="no such folder")
            clear_away(file)
            weakref.finalize(self, _take_away, self._passing)
            self._passing.touch(mode=0o600 if private else 0o666, exist_ok=False)
            with self._passing.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            if hashlib.sha256(self._passing.read_bytes()).digest() != hashlib.sha256(data).digest():
                raise FileUnwritable(file=str(file), reason="read back differently")
        except OSError as problem:
            self.drop()
            raise file_error(problem, file, writing=True) from None
        except BaseException:
            self.drop()
            raise

    def stand(self) -> Path:
        """Give it its name. FileUnwritable."""
        try:
            self._passing.replace(self.file)
        except OSError as problem:
            raise file_error(problem, self.file, writing=True) from None
        finally:
            self.drop()
        return self.file

    def drop(self) -> None:
        """Take it away, unless it stands."""
        _take_away(self._passing)


def leave_whole(file: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to `file`, fsynced, read back and compared before it takes the name; `private`: for its owner alone.

    Raises FileUnwritable, DiskFull.
    """
    clear_away(file)
    with suppress(OSError):
        if not private and file.is_file() and file.read_bytes() == data:
            return
    Ready(file, data, private=private).stand()


def _take_away(passing: Path) -> None:
    with suppress(OSError):
        passing.unlink(missing_ok=True)


def clear_away(file: Path) -> None:
    """Remove what earlier tries at this file left behind; whatever cannot be removed stays."""
    with suppress(OSError):  # a stick that may not be looked at says so when it is written to
        for left in list(file.parent.glob(f".{glob.escape(file.name)}.*.part")):
            if time.time() - left.stat().st_mtime > ABANDONED_S:
                left.unlink()
