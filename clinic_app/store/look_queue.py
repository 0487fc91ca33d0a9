"""What is to be looked at for conflicts of interest, written with the change that makes it necessary.

Its rule: whatever changes a reading (a save, a merge, an undone one, a settled conflict) leaves its record here, in the
same transaction: a laptop that is switched off in between forgets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from clinic_app.store.database import EncryptedDatabase

KINDS = frozenset({"consultation", "journalist_case", "person", "relation", "link", "conflict_decision"})
MOST_COUNTED = 1000
_PREFIX, _BEHIND = "interests:look/", "interests:look0"  # "0" is the character after "/"
_HERE = "name > ? and name < ?"


class LookQueue:
    """One vault's queue; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def add(self, records: Iterable[tuple[str, str]]) -> None:
        """Put (type, id) into the queue; types that no check reads are passed over."""
        rows = [(f"{_PREFIX}{type}/{id}", "1") for type, id in records if type in KINDS]
        self._db.many("insert or ignore into memory (name, value) values (?, ?)", rows)

    def first(self, most: int) -> list[tuple[str, str]]:
        """Up to `most` of them as (type, id)."""
        found = self._db.all(f"select name from memory where {_HERE} order by name limit ?", _PREFIX, _BEHIND, most)
        told = (row[0].removeprefix(_PREFIX).partition("/") for row in found)
        return [(type, id) for type, _, id in told]

    def drop(self, records: Iterable[tuple[str, str]]) -> None:
        """Take (type, id) out: they were looked at."""
        self._db.many("delete from memory where name = ?", [(f"{_PREFIX}{type}/{id}",) for type, id in records])

    def clear(self) -> None:
        """Take everything out."""
        self._db.run(f"delete from memory where {_HERE}", _PREFIX, _BEHIND)

    def count(self, most: int = MOST_COUNTED) -> int:
        """How many are left, `most` where there are more: no merge shall count a queue that is a million long."""
        counted = f"select 1 from memory where {_HERE} limit ?"
        return int((self._db.one(f"select count(*) from ({counted})", _PREFIX, _BEHIND, most) or (0,))[0])
