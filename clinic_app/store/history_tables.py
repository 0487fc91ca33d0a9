"""What looking back needs besides the contents: which package brought an entry, and where nothing is left of one."""

from __future__ import annotations

from clinic_app.store.database import EncryptedDatabase


class HistoryTables:
    """Reads only; every method runs inside the caller's look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def packages(self, record: str) -> dict[str, str]:
        """Entry name -> name of the package that brought it; what was written here, or long ago, is left out."""
        rows = self._db.all(
            "select e.name, t.package from entry e join taken t on t.id = e.taken where e.record = ? and e.taken > 0",
            record,
        )
        return {name.hex(): package for name, package in rows}

    def blanks(self, record: str) -> list[str]:
        """The names of a record's entries whose content was destroyed or has not come, in the order they arrived."""
        rows = self._db.all("select name from entry where record = ? and content is null order by seq", record)
        return [row[0].hex() for row in rows]
