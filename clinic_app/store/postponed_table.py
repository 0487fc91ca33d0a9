"""Conflicts that somebody put off until later, with a short note; a mark of this vault alone, never exported."""

from __future__ import annotations

from collections.abc import Collection

from clinic_app.store.database import EncryptedDatabase


class PostponedTable:
    """One vault's postponed conflicts; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def all(self) -> dict[str, str]:
        """conflict -> note, the one put off longest ago first."""
        rows = self._db.all("select conflict, note from postponed order by at, conflict")
        return dict(rows)

    def put_off(self, conflict: str, at: str, note: str) -> None:
        """Put a conflict off, or once more: it goes behind the others then."""
        self._db.run("insert or replace into postponed (conflict, at, note) values (?, ?, ?)", conflict, at, note)

    def take_up(self, conflict: str) -> None:
        """It is no longer put off."""
        self._db.run("delete from postponed where conflict = ?", conflict)

    def let_go(self, record: str) -> None:
        """Forget what was put off about a record that is destroyed, and the note."""
        self._db.run("delete from postponed where substr(conflict, 1, length(?1) + 1) = ?1 || ':'", record)

    def sweep(self, open_ones: Collection[str]) -> None:
        """Forget what has been settled meanwhile, wherever that was."""
        for conflict in self.all().keys() - set(open_ones):
            self.take_up(conflict)
