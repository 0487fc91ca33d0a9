"""What the program keeps for counting rows: which records wait to be counted anew, and which erasures are confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clinic_app.store.database import EncryptedDatabase

CHUNK = 400


class CountingTables:
    """Private marks of one vault; every method runs inside the caller's transaction."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def uncounted(self) -> list[tuple[str, str]]:
        """(type, record) of what was read anew since packages were last sealed."""
        return [(type, record) for type, record in self._db.all("select type, record from uncounted order by record")]

    def count_anew(self, records: Iterable[tuple[str, str]]) -> None:
        """Let records (type, id) be looked at when packages are sealed next."""
        self._db.many("insert or ignore into uncounted (type, record) values (?, ?)", list(records))

    def count_all_anew(self) -> None:
        """Let every record that may have a counting row be looked at."""
        self._db.run(
            "insert or ignore into uncounted (record, type) select record, type from reading"
            " where type in ('consultation', 'journalist_case')"
        )

    def counted(self) -> None:
        """All that waited has been looked at."""
        self._db.run("delete from uncounted")

    def confirm(self, handles: Iterable[str]) -> None:
        """Keep that a coordinator has confirmed the erasure of what these handles stand for."""
        self._db.many("insert or ignore into confirmed (handle) values (?)", [(handle,) for handle in handles])

    def any_confirmed(self) -> bool:
        return self._db.one("select 1 from confirmed limit 1") is not None

    def confirmed(self, handles: Sequence[str]) -> set[str]:
        """Which of these handles are confirmed."""
        return self._chosen("select handle from confirmed where handle in", handles)

    def alone_in(self, audience: str) -> list[str]:
        """The records that stand in one audience and in no other."""
        rows = self._db.all(
            "select record from standing where audience = ? and not exists"
            " (select 1 from standing other where other.record = standing.record and other.audience <> ?)",
            audience,
            audience,
        )
        return [row[0] for row in rows]

    def with_set_aside(self, records: Sequence[str]) -> set[str]:
        """Which of `records` have entries that were set aside here."""
        return self._chosen("select distinct record from entry where aside <> 0 and record in", records)

    def types_of(self, records: Sequence[str]) -> set[tuple[str, str]]:
        """(type, record) of everything that bears one of these ids."""
        found: set[tuple[str, str]] = set()
        for start in range(0, len(records), CHUNK):
            some = list(records[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(f"select distinct type, record from entry where record in ({marks})", *some)
            found |= {(row[0], row[1]) for row in rows if row[0]}
        return found

    def _chosen(self, sql: str, values: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(values), CHUNK):
            some = list(values[start : start + CHUNK])
            found |= {row[0] for row in self._db.all(f"{sql} ({','.join('?' * len(some))})", *some)}
        return found
