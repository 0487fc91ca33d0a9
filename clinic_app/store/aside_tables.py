"""What is set aside here, and what waits: the questions that leaving out, taking in and undoing ask of the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from clinic_app.journal.content import Content, recall_line
from clinic_app.store.database import EncryptedDatabase

CHUNK = 400


class AsideTables:
    """Entries by their private mark; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def last_arrival(self) -> int:
        """The number of the entry that arrived last."""
        return int((self._db.one("select coalesce(max(seq), 0) from entry") or (0,))[0])

    def newer(self, names: Iterable[str], since: int) -> set[str]:
        """Which of these entries arrived after `since`; a content that fills a hole did not."""
        found: set[str] = set()
        wanted = list(names)
        for start in range(0, len(wanted), CHUNK):
            some = [bytes.fromhex(name) for name in wanted[start : start + CHUNK]]
            marks = ",".join("?" * len(some))
            rows = self._db.all(f"select name from entry where name in ({marks}) and seq > ?", *some, since)
            found |= {row[0].hex() for row in rows}
        return found

    def unread(self) -> set[bytes]:
        """The names of all entries whose place lies behind where its stream is read."""
        rows = self._db.all("select p.name from stream s join place p on p.stream = s.id and p.number > s.read_to")
        return {row[0] for row in rows}

    def news(self, records: Sequence[str], since: int, unread: Collection[bytes]) -> list[Content]:
        """The contents of records that are read and not set aside, and were not before: those that arrived after
        `since`, or lay here as `unread`.
        """
        found: list[Content] = []
        for seq, name, line in self._lines(records, "read = 1 and aside = 0"):
            content = recall_line(line) if seq > since or name in unread else None
            if isinstance(content, Content):
                found.append(content)
        return found

    def contents(self, records: Sequence[str], types: Collection[str] = ()) -> list[Content]:
        """The contents of records, read or not; of these types, or all."""
        marks = ",".join(f"'{type}'" for type in sorted(types))
        lines = self._lines(records, f"type in ({marks})" if types else "1")
        return [one for one in (recall_line(line) for _, _, line in lines) if isinstance(one, Content)]

    def put_aside(self, names: Iterable[str]) -> list[str]:
        """Which of these entries are set aside."""
        found: list[str] = []
        wanted = list(names)
        for start in range(0, len(wanted), CHUNK):
            some = [bytes.fromhex(name) for name in wanted[start : start + CHUNK]]
            marks = ",".join("?" * len(some))
            found += [
                row[0].hex()
                for row in self._db.all(f"select name from entry where name in ({marks}) and aside <> 0", *some)
            ]
        return found

    def waiting(self, records: Sequence[str], how: int) -> list[str]:
        """The names of the entries of records that are set aside in this way."""
        return [name.hex() for _, name, _ in self._lines(records, f"aside = {int(how)}")]

    def _lines(self, records: Sequence[str], test: str) -> list[tuple[int, bytes, bytes]]:
        found: list[tuple[int, bytes, bytes]] = []
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            found += [
                (row[0], row[1], bytes(row[2]))
                for row in self._db.all(
                    f"select seq, name, content from entry where record in ({marks}) and content is not null and {test}"
                    " order by seq",
                    *some,
                )
            ]
        return found
