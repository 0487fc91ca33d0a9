"""The encrypted file: SQLite with the ChaCha20 cipher of SQLite3 Multiple Ciphers, opened with the raw key.

Only this package knows peewee and apsw. Their exceptions become the clinic's own here.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import peewee
from playhouse.apsw_ext import APSWDatabase

from clinic_app.errors import DiskFull, FileUnreadable, FileUnwritable, VaultBusy, VaultDamaged

WAIT_SECONDS = 10

_WRITING = (
    apsw.SQLITE_IOERR_WRITE,
    apsw.SQLITE_IOERR_FSYNC,
    apsw.SQLITE_IOERR_DIR_FSYNC,
    apsw.SQLITE_IOERR_TRUNCATE,
    apsw.SQLITE_IOERR_SHMSIZE,
)

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "cache_size": -32000,
    "mmap_size": 0,
}


class EncryptedDatabase(APSWDatabase):  # type: ignore[misc]  # peewee ships no types
    """One connection to the vault file; a wrong key or a damaged file fails while it opens."""

    def __init__(self, file: Path, key: bytes) -> None:
        self._key = bytearray(key)
        pragmas = dict(_PRAGMAS)
        if sys.platform == "darwin":
            pragmas["fullfsync"] = 1
        super().__init__(str(file), pragmas=pragmas, timeout=WAIT_SECONDS, lock_type="IMMEDIATE", thread_safe=False)

    def _add_conn_hooks(self, conn: Any) -> None:
        conn.pragma("cipher", "chacha20")  # pinned: a later default must not change old vaults
        conn.execute(f"pragma key='raw:{self._key.hex()}'")  # raw: no second key stretching
        conn.pragma("user_version")  # a wrong key fails here
        super()._add_conn_hooks(conn)

    def _load_functions(self, conn: Any) -> None:
        for name, (function, parameters, deterministic) in self._functions.items():
            conn.create_scalar_function(name, function, parameters, deterministic=bool(deterministic))

    def clear_copy(self, copy: Path, table: str) -> None:
        """Empty one table of a copy of this file; what stood there is overwritten in it (`secure_delete`)."""
        other = EncryptedDatabase(copy, bytes(self._key))
        try:
            other.connect()
            other.run(f"delete from {table}")
        finally:
            other.close()
            other.forget_key()

    def wait(self, seconds: float) -> None:
        """How long to wait for another program's lock."""
        self.connection().setbusytimeout(int(seconds * 1000))

    def look_up_while_working(self, look_up: Callable[[], object]) -> None:
        """Call `look_up` every few milliseconds of a statement; what it raises stops the statement and comes out."""

        def look() -> bool:
            look_up()
            return False

        self.connection().set_progress_handler(look, 20_000)

    def forget_key(self) -> None:
        """Overwrite our copy of the key; SQLite wipes its own when the connection closes."""
        for i in range(len(self._key)):
            self._key[i] = 0

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Run one statement for many rows."""
        if rows:
            self.connection().cursor().executemany(sql, rows)

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query, as tuples."""
        return list(self.connection().execute(sql, values))

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query."""
        row: tuple[Any, ...] | None = self.connection().execute(sql, values).fetchone()
        return row

    def run(self, sql: str, *values: Any) -> None:
        """Run one statement."""
        self.connection().execute(sql, values)


@contextmanager
def plain_errors(file: Path) -> Iterator[None]:
    """Turn SQLite's exceptions on `file` into the clinic's errors; no statement and no value leaves with them."""
    try:
        yield
    except (apsw.Error, peewee.PeeweeException) as problem:
        raise _plain(problem, file) from None


def _plain(problem: BaseException, file: Path) -> BaseException:
    cause: Any = problem
    while not isinstance(cause, apsw.Error) and (cause.__cause__ or cause.__context__):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, (apsw.BusyError, apsw.LockedError)):
        return VaultBusy()
    if isinstance(cause, apsw.FullError):
        return DiskFull(where=str(file.parent))
    if isinstance(cause, (apsw.NotADBError, apsw.CorruptError)):
        return VaultDamaged(file=file.name, part="file")
    if isinstance(cause, apsw.ReadOnlyError):
        return FileUnwritable(file=str(file), reason="read-only")
    if isinstance(cause, (apsw.CantOpenError, apsw.IOError)) and _no_room(file.parent):
        return DiskFull(where=str(file.parent))  # where it cannot even make its -wal and -shm, SQLite says no more
    if isinstance(cause, apsw.CantOpenError):
        return FileUnreadable(file=str(file), reason="cannot be opened")
    if isinstance(cause, apsw.IOError):
        kind = FileUnwritable if getattr(cause, "extendedresult", 0) in _WRITING else FileUnreadable
        return kind(file=str(file), reason="disk error")
    return problem


def _no_room(folder: Path) -> bool:
    """Whether the disk of `folder` has no room for as much as SQLite's own small files."""
    try:
        return shutil.disk_usage(folder).free < 64 * 1024
    except OSError:
        return False
