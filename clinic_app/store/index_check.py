"""Whether the search index holds every record that is shown, each under a number of its own; only reads."""

from __future__ import annotations

from collections.abc import Mapping

from clinic_app.records.record import RecordType
from clinic_app.store import numbering
from clinic_app.store.database import EncryptedDatabase
from clinic_app.store.record_tables import RecordTables
from clinic_app.store.word_index import IndexWords

AT_ONCE = 2000
MOST_NAMED = 20

Key = tuple[str, str]  # (type, id)


def index_problems(
    db: EncryptedDatabase, types: Mapping[str, RecordType], records: RecordTables, index_words: IndexWords
) -> list[str]:
    """ "index TYPE ID" of the first few records that search cannot find, "index" where the index is wrong otherwise.

    What a newer program has entered of types unknown to this one is no fault.
    """
    lost = sorted({*_without_number(db, types), *_without_words(db, types, records, index_words)})
    wrong = len(lost) > MOST_NAMED or _has_strangers(db, types)
    return [f"index {type} {id}" for type, id in lost[:MOST_NAMED]] + (["index"] if wrong else [])


def _without_number(db: EncryptedDatabase, types: Mapping[str, RecordType]) -> list[Key]:
    """The records that are shown and have no number."""
    known = ",".join("?" * len(types))
    sql = (
        f"select r.type, r.record from reading r where r.type in ({known}) and not exists (select 1 from document d"
        f" join document_kind k on k.type = r.type where d.record = r.record and {numbering.KIND_OF} = k.kind)"
    )
    return [(type, id) for type, id in db.all(sql, *types)]


def _without_words(
    db: EncryptedDatabase, types: Mapping[str, RecordType], records: RecordTables, index_words: IndexWords
) -> list[Key]:
    """The records that have a number, and words, but under their number no words stand."""
    kinds = _kinds(db, types)
    silent: dict[str, list[str]] = {}
    told = "select d.id, d.record from document d where not exists (select 1 from search_docsize s where s.id = d.id)"
    for number, id in db.all(told):
        if type := kinds.get(numbering.kind(number)):
            silent.setdefault(type, []).append(id)
    return [
        (type, one.id)
        for type, ids in silent.items()
        for start in range(0, len(ids), AT_ONCE)
        for one in records.load(type, ids[start : start + AT_ONCE])
        if not one.erased and index_words(one)
    ]


def _has_strangers(db: EncryptedDatabase, types: Mapping[str, RecordType]) -> bool:
    """Whether numbers stand for nothing that is shown, or words under no number."""
    if db.one("select 1 from search_docsize s where not exists (select 1 from document d where d.id = s.id) limit 1"):
        return True
    known = ",".join("?" * len(types))
    sql = (
        f"select 1 from document d join document_kind k on k.kind = {numbering.KIND_OF} where k.type in ({known})"
        " and not exists (select 1 from reading r where r.record = d.record and r.type = k.type) limit 1"
    )
    return db.one(sql, *types) is not None


def _kinds(db: EncryptedDatabase, types: Mapping[str, RecordType]) -> dict[int, str]:
    return {kind: type for type, kind in db.all("select type, kind from document_kind") if type in types}
