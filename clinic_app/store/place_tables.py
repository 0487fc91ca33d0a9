"""What is known of each place: what this laptop leaves there and how far it is, which indexes were read or signed,
which packages need not come again. It survives a crash; it is a mark of this vault alone, never exported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.store.database import EncryptedDatabase

WAITING, THERE, CANCELLED, REMOVING = "waiting", "there", "cancelled", "removing"
KEPT_SIGNED = 200  # names of signed indexes per group: enough to know one's own, wherever it still lies
_TABLES = ("place_object", "place_part", "place_index", "place_flat")
_COLUMNS = (
    *("place", "sha256", "name", "kind", "readers", "bytes", "receipt", "life", "state", "at", "tries", "why"),
    *("detail", "next_try", "free_since", "done"),
)
_OBJECT = (
    "place, sha256, name, kind, readers, bytes, receipt, life, state, at, tries, why, detail, next_try, free_since,"
    " coalesce((select sum(p.bytes) from place_part p where p.place = o.place and p.sha256 = o.sha256"
    " and p.checked = 1), 0)"
)


@dataclass(frozen=True)
class ObjectRow:
    """One object at one place. `readers`: audience -> device ids; `name`: of the package or sealed file, for people and
    folders; times are ISO texts. `done` counts the bytes that were left and read back, all of them once it is THERE.
    """

    place: str
    sha256: str
    name: str
    kind: str
    readers: Mapping[str, tuple[str, ...]]
    bytes: int
    receipt: bool
    life: str
    state: str
    at: str
    tries: int
    why: str
    detail: str
    next_try: str
    free_since: str
    done: int


@dataclass(frozen=True)
class PartRow:
    """One part of an object: where it begins, its bytes, its SHA-256, and whether it was read back."""

    start: int
    bytes: int
    sha256: str
    checked: bool


@dataclass(frozen=True)
class IndexRow:
    """The newest index known of one life of a laptop in a group, and objects it names (JSON values)."""

    under: str
    device: str
    life: str
    count: int
    name: str
    objects: tuple[Any, ...]
    at: str


@dataclass(frozen=True)
class FlatRow:
    """A package that lies flat in a folder: bytes, last change in ns, SHA-256."""

    name: str
    bytes: int
    changed: int
    sha256: str


class PlaceTables:
    """One vault's knowledge of its places; every method runs inside the caller's transaction or look."""

    def __init__(self, db: EncryptedDatabase) -> None:
        self._db = db

    # --- what is left -------------------------------------------------------------------------------------------

    def plan(self, row: ObjectRow) -> None:
        """An object is to be left at a place; one that is known there gets its readers anew and stays as it is."""
        packed = json.dumps({audience: list(some) for audience, some in sorted(row.readers.items())})
        self._db.run(
            "insert into place_object (place, sha256, name, kind, readers, bytes, receipt, life, state, at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (place, sha256)"
            " do update set readers = excluded.readers, free_since = ''",
            *(row.place, row.sha256, row.name, row.kind, packed, row.bytes, int(row.receipt), row.life, WAITING),
            row.at,
        )

    def objects(self, place: str = "") -> list[ObjectRow]:
        """What this laptop leaves at one place or all, in no order."""
        where, told = ("where o.place = ?", (place,)) if place else ("", ())
        return [_object(row) for row in self._db.all(f"select {_OBJECT} from place_object o {where}", *told)]

    def object(self, place: str, sha256: str) -> ObjectRow | None:
        row = self._db.one(f"select {_OBJECT} from place_object o where o.place = ? and o.sha256 = ?", place, sha256)
        return _object(row) if row else None

    def mark(self, place: str, sha256: str, state: str, at: str) -> None:
        """An object is in a new state there; what failed before is forgotten."""
        self._db.run(
            "update place_object set state = ?, at = ?, tries = 0, why = '', detail = '', next_try = ''"
            " where place = ? and sha256 = ? and state <> ?",
            *(state, at, place, sha256, state),
        )

    def fail(self, place: str, sha256: str, why: str, detail: str, at: str, next_try: str) -> None:
        """An object could not be left, and when it is tried again."""
        self._db.run(
            "update place_object set tries = tries + 1, why = ?, detail = ?, at = ?, next_try = ?"
            " where place = ? and sha256 = ? and state in (?, ?)",
            *(why, detail, at, next_try, place, sha256, WAITING, CANCELLED),
        )

    def try_now(self, place: str) -> None:
        """Whatever waits at a place does not wait for its next try any more."""
        self._db.run("update place_object set next_try = '' where place = ?", place)

    def free(self, place: str, sha256: str, since: str) -> None:
        """Nobody needs an object there any more, since then."""
        self._db.run("update place_object set free_since = ? where place = ? and sha256 = ?", since, place, sha256)

    def name(self, place: str, sha256: str, name: str) -> None:
        """An object lies there under another name, for its own was taken."""
        self._db.run("update place_object set name = ? where place = ? and sha256 = ?", name, place, sha256)

    def drop(self, place: str, sha256: str) -> None:
        """An object is of no more concern at a place."""
        for table in ("place_part", "place_object"):
            self._db.run(f"delete from {table} where place = ? and sha256 = ?", place, sha256)

    def leave_again(self, place: str, life: str, at: str) -> None:
        """What was there is there no more: it is to be left again, and nothing of it is believed to lie there."""
        self._db.run("delete from place_part where place = ?", place)
        self._db.run(
            "update place_object set state = ?, at = ? where place = ? and state = ?", WAITING, at, place, THERE
        )
        self._db.run("update place_object set life = ? where place = ? and state <> ?", life, place, REMOVING)

    def parts(self, place: str, sha256: str) -> list[PartRow]:
        """The parts of an object that were left, by where they begin."""
        rows = self._db.all(
            "select start, bytes, part, checked from place_part where place = ? and sha256 = ? order by start",
            *(place, sha256),
        )
        return [PartRow(start, size, part, bool(checked)) for start, size, part, checked in rows]

    def keep_part(self, place: str, sha256: str, part: PartRow) -> None:
        """A part was left, or read back."""
        self._db.run(
            "insert or replace into place_part (place, sha256, start, bytes, part, checked) values (?, ?, ?, ?, ?, ?)",
            *(place, sha256, part.start, part.bytes, part.sha256, int(part.checked)),
        )

    # --- indexes ------------------------------------------------------------------------------------------------

    def indexes(self, place: str) -> list[IndexRow]:
        """The newest indexes known at a place, one's own among them, the one heard of last at the end."""
        rows = self._db.all(
            "select under, device, life, count, name, objects, at from place_index where place = ?"
            " order by under, device, at, life",
            place,
        )
        return [IndexRow(row[0], row[1], row[2], row[3], row[4], tuple(json.loads(row[5])), row[6]) for row in rows]

    def keep_index(self, place: str, row: IndexRow) -> None:
        """An index was read at a place, or one's own was left and read back; an older one takes nobody's place."""
        self._db.run(
            "insert into place_index (place, under, device, life, count, name, objects, at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (place, under, device, life) do update set"
            " count = excluded.count, name = excluded.name, objects = excluded.objects, at = excluded.at"
            " where excluded.count >= place_index.count",
            *(place, row.under, row.device, row.life, row.count, row.name, json.dumps(list(row.objects)), row.at),
        )

    def forget_indexes(self, place: str, device: str) -> None:
        """A laptop's indexes there are known no more: what was known lies there no longer."""
        self._db.run("delete from place_index where place = ? and device = ?", place, device)

    def count(self, under: str, life: str) -> int:
        """The count of the last index signed in a life for a group; 0 before the first."""
        row = self._db.one("select max(count) from index_signed where under = ? and life = ?", under, life)
        return int(row[0] or 0) if row else 0

    def sign(self, under: str, life: str, count: int, name: str) -> None:
        """An index was signed; only once this is committed may it leave the laptop."""
        self._db.run(
            "insert into index_signed (under, life, count, name) values (?, ?, ?, ?)", under, life, count, name
        )
        self._db.run(
            "delete from index_signed where under = ? and life = ? and count <= ?", under, life, count - KEPT_SIGNED
        )

    def signed(self, life: str) -> dict[str, dict[int, str]]:
        """group -> count -> name of the newest indexes signed in a life."""
        found: dict[str, dict[int, str]] = {}
        for under, count, name in self._db.all("select under, count, name from index_signed where life = ?", life):
            found.setdefault(under, {})[count] = name
        return found

    # --- what has come ------------------------------------------------------------------------------------------

    def seen(self, judged: str) -> frozenset[str]:
        """The hashes of the packages that need not come again; refused ones only while `judged` is as it was."""
        rows = self._db.all("select sha256 from package_seen where judged in ('', ?)", judged)
        return frozenset(row[0] for row in rows)

    def see(self, sha256: str, package: str, judged: str, at: str) -> None:
        """A package was taken in, or (`judged`) refused by a program and roster of that kind."""
        self._db.run(
            "insert into package_seen (sha256, package, judged, at) values (?, ?, ?, ?)"
            " on conflict (sha256) do update set judged = excluded.judged where judged <> ''",
            *(sha256, package, judged, at),
        )

    def flat(self, place: str) -> list[FlatRow]:
        """The packages that were read in a folder."""
        rows = self._db.all("select name, bytes, changed, sha256 from place_flat where place = ?", place)
        return [FlatRow(*row) for row in rows]

    def keep_flat(self, place: str, rows: Iterable[FlatRow]) -> None:
        """Packages were read in a folder."""
        self._db.many(
            "insert or replace into place_flat (place, name, bytes, changed, sha256) values (?, ?, ?, ?, ?)",
            [(place, row.name, row.bytes, row.changed, row.sha256) for row in rows],
        )

    def forget_flat(self, place: str, names: Iterable[str]) -> None:
        """These lie in the folder no more."""
        self._db.many("delete from place_flat where place = ? and name = ?", [(place, name) for name in names])

    # --- places -------------------------------------------------------------------------------------------------

    def forget(self, place: str) -> None:
        """Forget everything about a place; what was taken in stays known."""
        for table in _TABLES:
            self._db.run(f"delete from {table} where place = ?", place)

    def rename(self, place: str, to: str) -> None:
        """A place got another name."""
        for table in _TABLES:
            self._db.run(f"update {table} set place = ? where place = ?", to, place)


def _object(row: Sequence[Any]) -> ObjectRow:
    readers = {audience: tuple(some) for audience, some in json.loads(row[4]).items()}
    done = row[5] if row[8] == THERE else row[15]
    told = dict(zip(_COLUMNS, row, strict=True))
    return ObjectRow(**(told | {"readers": readers, "receipt": bool(told["receipt"]), "done": done}))
