"""What every room of the journal needs: the connection, streams, and the few ways in which anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from clinic_app.journal.content import Content
from clinic_app.journal.stream import Stream
from clinic_app.store.database import EncryptedDatabase

CHUNK = 400  # values in one question
WAITS = "carrier <> ''"  # of a branch in quarantine: no coordinator has settled it yet


class JournalRoom:
    """A room of the journal; every method runs inside the caller's transaction."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db
        self._recent: dict[bytes, Content] = {}  # what came in this transaction, by name: the hash of its bytes

    def forget_recent(self) -> None:
        """Let go of what was kept in memory of this transaction's entries."""
        self._recent.clear()

    def numbers_of_branch(self, stream: str) -> list[int]:
        """The numbers on the second branch of a forked stream, settled or not."""
        rows = self._db.all("select distinct number from quarantine where stream = ? order by number", stream)
        return [number for (number,) in rows]

    def streams(self, audience: str = "") -> list[tuple[Stream, int, int, str]]:
        """(stream, head, read to, life) of all streams, or those of one audience."""
        rows = self._db.all(
            "select id, device, audience, head, read_to, life from stream where audience = ? or ? = '' order by id",
            audience,
            audience,
        )
        return [(Stream(id, device, of), head, read_to, life) for id, device, of, head, read_to, life in rows]

    def stream(self, id: str) -> tuple[Stream, int, int] | None:
        row = self._db.one("select id, device, audience, head, read_to from stream where id = ?", id)
        return (Stream(row[0], row[1], row[2]), row[3], row[4]) if row else None

    def record_of(self, name: str) -> str:
        row = self._db.one("select record from entry where name = ?", bytes.fromhex(name))
        return str(row[0]) if row else ""

    def known_contents(self, names: Sequence[str]) -> set[str]:
        """Which of these contents are here; one that is known by name alone is not."""
        found: set[str] = set()
        for start in range(0, len(names), CHUNK):
            some = [bytes.fromhex(name) for name in names[start : start + CHUNK]]
            marks = ",".join("?" * len(some))
            found |= {
                row[0].hex()
                for row in self._db.all(
                    f"select name from entry where name in ({marks}) and content is not null", *some
                )
            }
        return found

    def keep_seal(self, stream: str, number: int, chain: str, signature: str) -> None:
        self._db.run(
            "insert or ignore into seal (stream, number, chain, signature) values (?, ?, ?, ?)",
            stream,
            number,
            bytes.fromhex(chain),
            bytes.fromhex(signature),
        )

    def _enter(self, contents: Sequence[Content], read: int, package: int = 0) -> None:
        """Enter contents; where only the name was here, the content is filled in."""
        now = now_text()
        self._db.many(
            "insert into entry (name, type, record, content, read, arrived, taken) values (?, ?, ?, ?, ?, ?, ?)"
            " on conflict (name) do update set type = excluded.type, record = excluded.record,"
            " content = excluded.content, taken = excluded.taken"
            " where entry.content is null and excluded.content is not null",
            [(bytes.fromhex(c.name), c.type, c.id, c.line, read, now, package) for c in contents],
        )

    def _enter_names(self, named: Iterable[tuple[str, str]]) -> None:
        """Enter (name, record) of which the content is not here."""
        now = now_text()
        self._db.many(
            "insert or ignore into entry (name, type, record, read, arrived) values (?, '', ?, 0, ?)",
            [(bytes.fromhex(name), record, now) for name, record in named],
        )

    def _stand(self, records: Iterable[str], audience: str) -> None:
        self._db.many(
            "insert or ignore into standing (record, audience) values (?, ?)", [(one, audience) for one in records]
        )

    def _has(self, stream: str, number: int) -> bool:
        return self._db.one("select 1 from place where stream = ? and number = ?", stream, number) is not None

    def _chain_at(self, stream: Stream, number: int) -> str:
        if number == 0:
            return stream.beginning
        row = self._db.one(
            "select chain from place where stream = ?1 and number = ?2"
            " union all select chain from lead where stream = ?1 and number = ?2",
            stream.id,
            number,
        )
        return row[0].hex() if row else ""


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
