"""A folder or USB stick where packages are left."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from clinic_app.errors import FileUnreadable, FileUnwritable, file_error


class FolderPlace:
    """A folder. Nothing in it is ever overwritten."""

    SETTINGS: ClassVar[tuple[str, ...]] = ("path",)

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def test(self) -> None:
        """Write a small file, read it back, remove it. FileUnreadable, FileUnwritable, DiskFull."""
        if not self.path.is_dir():
            raise FileUnreadable(file=str(self.path), reason="no such folder")
        trial = self.path / f".clinic-{secrets.token_hex(4)}.part"
        told = secrets.token_bytes(64)
        try:
            trial.write_bytes(told)
            if trial.read_bytes() != told:
                raise FileUnwritable(file=str(self.path), reason="read back differently")
        except OSError as problem:
            raise file_error(problem, self.path, writing=True) from None
        finally:
            with suppress(OSError):  # a stick that may only be read refuses even to remove what is not there
                trial.unlink(missing_ok=True)
