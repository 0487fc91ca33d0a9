"""Where somebody is, hides or travels: on this laptop alone, until its hour; in no journal, package or backup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clinic_app.records.case import is_closed
from clinic_app.records.record import Record
from clinic_app.store.database import EncryptedDatabase

TABLE = "whereabouts"


@dataclass(frozen=True)
class Where:
    """One note: `until` and `at` are local ISO moments to the minute; `kept`: it outlives the closing of its case."""

    id: str
    record: str
    kind: str
    words: str
    until: str
    at: str
    kept: bool = False

    def __repr__(self) -> str:
        return "Where(…)"


class Whereabouts:
    """One vault's notes; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def keep(self, note: Where) -> None:
        """Keep a note, or put it in the place of the one with its id."""
        self._db.run(
            "insert or replace into whereabouts (id, record, kind, words, until, at, kept)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            *(note.id, note.record, note.kind, note.words, note.until, note.at, int(note.kept)),
        )

    def of(self, record: str) -> list[Where]:
        """The notes of one record, the one kept last first."""
        rows = self._db.all(
            "select id, record, kind, words, until, at, kept from whereabouts where record = ? order by at desc, id",
            record,
        )
        return [Where(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])) for row in rows]

    def heads(self) -> list[tuple[str, str, str, bool]]:
        """(id, record, until, kept) of every note, without a word of it."""
        rows = self._db.all("select id, record, until, kept from whereabouts")
        return [(row[0], row[1], row[2], bool(row[3])) for row in rows]

    def forget(self, ids: Iterable[str]) -> None:
        """Delete notes; the file overwrites what stood there."""
        for id in ids:
            self._db.run("delete from whereabouts where id = ?", id)

    def let_go(self, records: Sequence[Record]) -> None:
        """Where a case is read as erased, or as closed and its notes were not to be kept, they go at once."""
        if not self._db.one("select 1 from whereabouts limit 1"):
            return
        for one in records:
            if one.erased:
                self._db.run("delete from whereabouts where record = ?", one.id)
            elif is_closed(one):
                self._db.run("delete from whereabouts where record = ? and kept = 0", one.id)
