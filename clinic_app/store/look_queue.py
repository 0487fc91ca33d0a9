"""What is to be looked at for conflicts of interest, written with the change that makes it necessary.

Its rule: whatever changes a reading (a save, a merge, an undone one, a settled conflict) leaves its record here, in the
same transaction: a laptop that is switched off in between forgets nothing. A record whose check fails is put back: it
waits behind all others, tried again after pauses that grow, and holds nobody up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from clinic_app.store.database import EncryptedDatabase

KINDS = frozenset(
    {"consultation", "journalist_case", "incident", "party", "person", "relation", "link", "conflict_decision"}
)
MOST_COUNTED = 1000
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 86_400.0  # seconds before a record that was put back is tried again; doubled
_QUEUE, _PUT_BACK = "interests:look/", "interests:put-back/"
_HERE = "name > ? and name < ?"

Key = tuple[str, str]  # (type, id)


class LookQueue:
    """One vault's queue; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    def add(self, records: Iterable[Key]) -> None:
        """Put (type, id) into the queue; types that no check reads are passed over."""
        rows = [(f"{_QUEUE}{type}/{id}", "1") for type, id in records if type in KINDS]
        self._db.many("insert or ignore into memory (name, value) values (?, ?)", rows)

    def first(self, most: int) -> list[Key]:
        """Up to `most` of them as (type, id)."""
        found = self._db.all(f"select name from memory where {_HERE} order by name limit ?", *_range(_QUEUE), most)
        return [_key(name, _QUEUE) for (name,) in found]

    def drop(self, records: Iterable[Key]) -> None:
        """Take (type, id) out: they were looked at."""
        names = [(f"{where}{type}/{id}",) for type, id in records for where in (_QUEUE, _PUT_BACK)]
        self._db.many("delete from memory where name = ?", names)

    def clear(self) -> None:
        """Take everything out."""
        for where in (_QUEUE, _PUT_BACK):
            self._db.run(f"delete from memory where {_HERE}", *_range(where))

    def count(self, most: int = MOST_COUNTED) -> int:
        """How many are left, `most` where there are more: no merge shall count a queue that is a million long.

        Those that were put back do not count.
        """
        counted = f"select 1 from memory where {_HERE} limit ?"
        return int((self._db.one(f"select count(*) from ({counted})", *_range(_QUEUE), most) or (0,))[0])

    # --- put back -----------------------------------------------------------------------------------------------

    def put_back(self, type: str, id: str, now: float) -> None:
        """Its check has failed at `now` (seconds since 1970): it waits behind the others.

        Twice as long as the last time, when it was tried after its pause and not because it was written meanwhile.
        """
        name = f"{_PUT_BACK}{type}/{id}"
        row = self._db.one("select value from memory where name = ?", name)
        told = json.loads(row[0]) if row else None
        pause = FIRST_PAUSE
        if told:
            pause = min(told["pause"] * 2, LONGEST_PAUSE) if _is_over(told, now) else told["pause"]
        value = json.dumps({"pause": pause, "since": now})
        self._db.run("insert or replace into memory (name, value) values (?, ?)", name, value)
        self._db.run("delete from memory where name = ?", f"{_QUEUE}{type}/{id}")

    def due(self, now: float, most: int) -> list[Key]:
        """Up to `most` of those put back whose pause is over. A clock that was set back makes nothing wait longer."""
        found: list[Key] = []
        for name, value in self._db.all(f"select name, value from memory where {_HERE}", *_range(_PUT_BACK)):
            if _is_over(json.loads(value), now):
                found.append(_key(name, _PUT_BACK))
        return found[:most]

    def those_put_back(self) -> list[Key]:
        """(type, id) of every record whose check has failed and not succeeded since."""
        found = self._db.all(f"select name from memory where {_HERE} order by name", *_range(_PUT_BACK))
        return [_key(name, _PUT_BACK) for (name,) in found]


def _is_over(told: dict[str, float], now: float) -> bool:
    """Whether a pause is over; it is where the clock stands before its beginning."""
    return not told["since"] <= now < told["since"] + told["pause"]


def _range(prefix: str) -> tuple[str, str]:
    """Before the first and behind the last name that begins so; "0" is the character after "/"."""
    return prefix, prefix[:-1] + "0"


def _key(name: str, prefix: str) -> Key:
    type, _, id = name.removeprefix(prefix).partition("/")
    return type, id
