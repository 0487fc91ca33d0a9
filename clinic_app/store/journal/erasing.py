"""Destroying what a record says: contents go, places and names stay."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from clinic_app.journal.content import Content, Erased, read_line
from clinic_app.store.journal.base import CHUNK, WAITS, JournalRoom


class Destroying(JournalRoom):
    """Destroying what a record says; every method runs inside the caller's transaction."""

    def destroy(self, type: str, record: str, keep: Collection[str]) -> int:
        """Destroy every content of a record but those named in `keep`; places and names stay. Returns how many."""
        names = [
            row[0]
            for row in self._db.all(
                "select name from entry where record = ? and type = ? and content is not null", record, type
            )
            if row[0].hex() not in keep
        ]
        self._db.many("update entry set content = null where name = ?", [(name,) for name in names])
        return len(names) + self._destroy_in_quarantine(type, record)

    def _destroy_in_quarantine(self, type: str, record: str) -> int:
        destroyed = 0
        rows = self._db.all(f"select stream, number, name, content from quarantine where {WAITS}")
        for stream, number, name, line in rows:
            told = read_line(bytes(line))
            if isinstance(told, Content) and (told.type, told.id) == (type, record):
                blank = Erased(told.name, record).line
                self._db.run(
                    "update quarantine set content = ? where stream = ? and number = ? and name = ?",
                    blank,
                    stream,
                    number,
                    name,
                )
                destroyed += 1
        return destroyed

    def lacking_content(self, records: Sequence[str]) -> set[str]:
        """Which of `records` have a content that was destroyed, or has not come."""
        found: set[str] = set()
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(
                f"select distinct record from entry where record in ({marks}) and content is null", *some
            )
            found |= {row[0] for row in rows}
        return found
