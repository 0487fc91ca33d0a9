"""The vault's file: opened and closed, changed in whole transactions, copied. Only its owner may read it.

One thread uses it. Every change is one transaction; several programs may use the same file at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clinic_app.errors import ClinicError, NoVault, VaultExists
from clinic_app.store.database import WAIT_SECONDS, EncryptedDatabase, plain_errors

FILE = "vault.db"


class _TakenBack(Exception):
    """Ends a transaction that was only a trial."""


class VaultFile:
    """An open vault file, without a word about what is in it."""

    def __init__(self, folder: Path, key: bytes, *, new: bool = False) -> None:
        self.folder = folder
        self.file = folder / FILE
        if new and self.file.exists():
            raise VaultExists(folder=str(folder))
        if not new and not self.file.exists():
            raise NoVault(folder=str(folder))
        if os.name == "posix":
            _keep_to_owner(self.file, new)
        self._db = EncryptedDatabase(self.file, key)
        self._depth = 0

    def close(self) -> None:
        """Close the file and wipe the key."""
        self._db.close()
        self._db.forget_key()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction: all of it or nothing, fsynced before it returns. Inside another one it simply belongs to
        it.
        """
        if self._depth:
            yield
            return
        with plain_errors(self.file):
            self._depth = 1
            try:
                with self._db.atomic("IMMEDIATE"):
                    yield
            finally:
                self._depth = 0
                self._after_change()

    @property
    def in_change(self) -> bool:
        """Whether a transaction is under way: what is written now may yet be taken back."""
        return self._depth > 0

    @property
    def writes(self) -> int:
        """Grows with every row that is written here, also with what is taken back."""
        return int(self._db.connection().total_changes())

    def _after_change(self) -> None:
        """What is to be let go of when a transaction has ended, well or not."""

    def _after_part(self) -> None:
        """What is to be let go of when a part of a transaction has been taken back."""

    @contextmanager
    def trying(self) -> Iterator[None]:
        """A transaction that is always taken back: for looking at what a merge would do. The file is not written."""
        if self._depth:
            with self._db.savepoint() as point:
                yield
                point.rollback(False)
            return
        with suppress(_TakenBack), self.changing():
            yield
            raise _TakenBack  # a commit of what a savepoint took back would write its pages, and wake other windows

    @contextmanager
    def not_waiting(self) -> Iterator[None]:
        """Changing without waiting for another program's lock: VaultBusy at once."""
        self._db.wait(0)
        try:
            yield
        finally:
            self._db.wait(WAIT_SECONDS)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of the caller's transaction that is taken back alone when it raises; the clinic's errors come out."""
        self._db.run("savepoint apart")
        try:
            with plain_errors(self.file):
                yield
        except BaseException:
            with suppress(Exception):  # a full disk has taken the whole transaction back already
                self._db.run("rollback to apart")
                self._db.run("release apart")
            self._after_part()
            raise
        self._db.run("release apart")

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Reading with the clinic's errors; no lock that would keep a writer waiting."""
        with plain_errors(self.file):
            yield

    def write_through(self) -> bool:
        """Bring the -wal into the file and cut it to nothing, for its old pages hold what was overwritten; whether that
        could be: not while another program reads.
        """
        with suppress(ClinicError), self.looking(), self.not_waiting():
            return self._db.one("pragma wal_checkpoint(truncate)") == (0, 0, 0)
        return False

    def data_version(self) -> int:
        """A number that changes when another program has written to the file."""
        with plain_errors(self.file):
            return int((self._db.one("pragma data_version") or (0,))[0])

    @property
    def sql(self) -> EncryptedDatabase:
        """The connection, for this package's other rooms."""
        return self._db


def _keep_to_owner(file: Path, new: bool) -> None:
    """Mode 600; SQLite gives its -wal and -shm the same. Where that cannot be, SQLite says what is wrong."""
    with suppress(OSError):
        if new:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        elif file.stat().st_mode & 0o077:
            file.chmod(0o600)
