"""The search index: what of each record can be found, and the question asked of it. Contentless: it keeps no text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from clinic_app.records.record import Record
from clinic_app.store.database import EncryptedDatabase

CHUNK = 400

IndexWords = Callable[[Record], tuple[str, str]]  # record -> (names, body), folded for the search index
Key = tuple[str, str]  # (type, record)


class WordIndex:
    """One vault's index; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase, index_words: IndexWords) -> None:
        self._db = db
        self._index_words = index_words

    def put(self, records: Sequence[Record], here: Collection[Key]) -> None:
        """Enter the words of records anew. `here`: those that may be in the index already; of an erased one nothing is
        entered, so that nothing finds it.
        """
        known = self._documents(sorted({id for _, id in here}))
        top = int((self._db.one("select coalesce(max(id), 0) from document") or (0,))[0])
        documents: list[tuple[int, str, str, str]] = []
        words: list[tuple[int, str, str]] = []
        old: list[tuple[int]] = []
        for record in records:
            kind = record.type.name
            number = known.get((kind, record.id))
            if number is not None:
                old.append((number,))
            else:
                top += 1
                number = top
            documents.append((number, kind, record.id, _when(record)))
            words.append((number, *(self._index_words(record) if not record.erased else ("", ""))))
        self._db.many("delete from search where rowid = ?", old)
        self._db.many(
            "insert into document (id, type, record, at) values (?, ?, ?, ?)"
            " on conflict (id) do update set at = excluded.at where document.at <> excluded.at",
            documents,
        )
        self._db.many("insert into search (rowid, name, body) values (?, ?, ?)", words)

    def forget(self, type: str, id: str) -> None:
        """Take a record out."""
        document = self._db.one("select id from document where record = ? and type = ?", id, type)
        if document:
            self._db.run("delete from search where rowid = ?", document[0])
            self._db.run("delete from document where id = ?", document[0])

    def forget_words(self) -> None:
        """Words of what was destroyed stay in old parts of the index until it is put together anew."""
        self._db.run("insert into search (search) values ('optimize')")

    def search(self, expression: str, types: Sequence[str], limit: int) -> list[Key]:
        """(type, id) of the records an FTS5 expression finds, newest first."""
        if not expression:
            return []
        only = f" and d.type in ({','.join('?' * len(types))})" if types else ""
        rows = self._db.all(
            "select d.type, d.record from search s join document d on d.id = s.rowid"
            f" where search match ?{only} order by d.at desc, d.id desc limit ?",
            expression,
            *types,
            limit,
        )
        return [(row[0], row[1]) for row in rows]

    def _documents(self, ids: Sequence[str]) -> dict[Key, int]:
        found: dict[Key, int] = {}
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            rows = self._db.all(f"select type, record, id from document where record in ({marks})", *some)
            found |= {(type, record): id for type, record, id in rows}
        return found


def _when(record: Record) -> str:
    kind = record.type
    value = getattr(record, kind.date_field) if kind.date_field else None
    return str(kind.by_name[kind.date_field].kind.write(value)) if value else ""
