"""Which records wait for a decision about a conflict of interest, one note each; private, never exported.

A note is written as JSON on a row of its own: an import that lets thousands wait must not write all of them each time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from clinic_app.store.database import EncryptedDatabase

OLD = "interests:pending"  # all notes in one value, as they were kept first
_PREFIX, _BEHIND = f"{OLD}/", f"{OLD}0"  # "0" is the character after "/"
_CHUNK = 400

Note = dict[str, Any]


class PendingNotes:
    """One vault's notes by record id; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def are_old(self) -> bool:
        """Whether they are still kept in one value."""
        return self._db.one("select 1 from memory where name = ?", OLD) is not None

    def renew(self) -> None:
        """Give every note of the old value a row of its own."""
        row = self._db.one("select value from memory where name = ?", OLD)
        for id, note in (json.loads(row[0]) if row else {}).items():
            self._db.run("insert or ignore into memory (name, value) values (?, ?)", _PREFIX + id, _packed(note))
        self._db.run("delete from memory where name = ?", OLD)

    def all(self) -> dict[str, Note]:
        """Every note."""
        told = "json_group_object(substr(name, ?), json(value))"  # one text is read many times faster than thousands
        sql = f"select {told} from memory where name > ? and name < ?"
        return dict(json.loads((self._db.one(sql, len(_PREFIX) + 1, _PREFIX, _BEHIND) or ("{}",))[0]))

    def of(self, ids: Sequence[str]) -> dict[str, Note]:
        """The notes of these records, where there are any."""
        found: dict[str, Note] = {}
        for start in range(0, len(ids), _CHUNK):
            some = [_PREFIX + id for id in ids[start : start + _CHUNK]]
            rows = self._db.all(f"select name, value from memory where name in ({','.join('?' * len(some))})", *some)
            found |= {name.removeprefix(_PREFIX): json.loads(value) for name, value in rows}
        return found

    def put(self, id: str, note: Note) -> None:
        """Write a record's note."""
        self._db.run("insert or replace into memory (name, value) values (?, ?)", _PREFIX + id, _packed(note))

    def drop(self, id: str) -> None:
        """Forget a record's note."""
        self._db.run("delete from memory where name = ?", _PREFIX + id)


def _packed(note: Note) -> str:
    return json.dumps(note, ensure_ascii=False)
