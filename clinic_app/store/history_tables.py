"""What looking back needs besides the contents: which package brought an entry, where nothing is left of one, and
whether anything has moved since one last looked.
"""

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

    def newest(self) -> int:
        """The newest entry's number of arrival."""
        return int((self._db.one("select coalesce(max(seq), 0) from entry") or (0,))[0])

    def types_after(self, last: int) -> tuple[int, frozenset[str]]:
        """(the newest entry's number of arrival, the types of all that arrived after `last`)."""
        rows = self._db.all("select type, max(seq) from entry where seq > ? group by type", last)
        return max([last, *(row[1] for row in rows)]), frozenset(row[0] for row in rows)

    def end(self) -> tuple[int, str]:
        """(number of arrival, name) of the newest entry; (0, "") in an empty journal."""
        row = self._db.one("select seq, name from entry order by seq desc limit 1")
        return (int(row[0]), row[1].hex()) if row else (0, "")

    def is_there(self, arrived: int, name: str) -> bool:
        """Whether the entry of that number of arrival is still that one: what was rolled back is not."""
        row = self._db.one("select name from entry where seq = ?", arrived)
        return row is not None and row[0].hex() == name

    def touched_after(self, type: str, last: int) -> list[str]:
        """The records of a type of which an entry arrived after `last`."""
        return [
            row[0] for row in self._db.all("select distinct record from entry where seq > ? and type = ?", last, type)
        ]

    def merges(self) -> tuple[int, ...]:
        """Changes when packages were taken in, or taken back: then entries may be read that were not, and not those
        that were.
        """
        last = (self._db.one("select coalesce(max(id), 0) from taken") or (0,))[0]
        runs = self._db.one("select count(*), coalesce(sum(undone_at <> ''), 0) from run") or (0, 0)
        out = (self._db.one("select count(*) from left_out") or (0,))[0]
        return (int(last), int(runs[0]), int(runs[1]), int(out))
