"""One table per record type, its columns taken from the record class.

They show the journal's current reading, nothing more.

No foreign keys, no unique columns: a child may arrive before its parent, and two records may bear one number.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from clinic_app.records.confidentiality import CHOSEN_BY_LEVEL, LEAD, OPEN_LEVELS
from clinic_app.records.record import Record, RecordType
from clinic_app.records.values import Elements, Ref, Whole, YesNo
from clinic_app.store.database import EncryptedDatabase
from clinic_app.store.leaves import Shown, pack_leaves, unpack_leaves
from clinic_app.store.narrowing import Bounds, tests_of
from clinic_app.store.record_rows import Rows

CHUNK = 400
_APART = chr(31)  # between the values that come as one text; no value has it

# Beside what stands in tables: what lists are narrowed and sorted by.
_LISTED = ("channel", "decision", "conflict_check", "followup_on", "resolved", "next_step_on", "closed_on")

# Word for word as in the index, or SQLite would not use it.
_NARROW = f"confidentiality not in ({', '.join(repr(level) for level in OPEN_LEVELS)})"

__all__ = ["RecordTables", "Shown", "pack_leaves", "unpack_leaves"]


class RecordTables:
    """Reads and writes the tables of the record types."""

    def __init__(self, db: EncryptedDatabase, types: Mapping[str, RecordType]) -> None:
        self._db = db
        self._types = types
        self._rows = {name: Rows(kind) for name, kind in types.items()}

    def shapes(self) -> dict[str, str]:
        """type -> its columns, in one line; under "lists" the columns by which lists are asked."""
        shapes = {kind.name: " ".join(self._rows[kind.name].columns) for kind in self._types.values()}
        small = "; ".join(f"{name} {sql}" for kind in self._types.values() for name, sql in _small(kind).items())
        return shapes | {"lists": "; ".join(" ".join(_listed(kind)) for kind in self._types.values()), "small": small}

    def prepare(self) -> None:
        """Make missing tables and columns."""
        for kind in self._types.values():
            have = {row[1] for row in self._db.all(f"pragma table_info({_table(kind)})")}
            want = {name: _sql_type(kind, name) for name in self._rows[kind.name].columns}
            if not have:
                columns = ", ".join(f'"{name}" {sql}' for name, sql in want.items())
                self._db.run(f"create table {_table(kind)} ({columns}) without rowid")
            for name in want:
                if have and name not in have:
                    self._db.run(f'alter table {_table(kind)} add column "{name}" {want[name]}')
            for name in _indexed(kind):
                self._db.run(f'create index if not exists {_table(kind)}_{name} on {_table(kind)} ("{name}")')
            self._prepare_list(kind)
            for name, sql in _small(kind).items():
                self._db.run(f"create index if not exists {_table(kind)}_{name} on {_table(kind)} {sql}")
            # Only what is to be erased, or was, is in this one: hardly anything.
            self._db.run(
                f"create index if not exists {_table(kind)}_erased on {_table(kind)} (erased) where erased <> ''"
            )

    def _prepare_list(self, kind: RecordType) -> None:
        """One index holds all that a list is asked by: a row is long, and 100,000 of them take seconds to look into."""
        wanted = _listed(kind)
        name = f"{_table(kind)}_list"
        if not wanted or [row[2] for row in self._db.all(f"pragma index_info({name})")] == wanted:
            return
        self._db.run(f"drop index if exists {name}")
        if kind.date_field:  # the new one begins with it
            self._db.run(f"drop index if exists {_table(kind)}_{kind.date_field}")
        self._db.run(f"create index {name} on {_table(kind)} ({', '.join(_quoted(wanted))})")

    def put(self, records: Sequence[Record]) -> None:
        """Write the current reading of records of any types."""
        by_type: dict[str, list[Record]] = {}
        for record in records:
            by_type.setdefault(record.type.name, []).append(record)
        for name, some in by_type.items():
            rows = self._rows[name]
            sql = (
                f"insert or replace into rec_{name} ({', '.join(_quoted(rows.columns))})"
                f" values ({', '.join('?' * len(rows.columns))})"
            )
            self._db.many(sql, [rows.row(record) for record in some])

    def drop(self, type: str, id: str) -> None:
        self._db.run(f"delete from {_table(self._types[type])} where id = ?", id)

    def load(self, type: str, ids: Sequence[str]) -> list[Record]:
        """The records of `ids` that are here, in that order, each with what is shown of it."""
        rows = self._rows[type]
        found: dict[str, Record] = {}
        names = ", ".join(f't."{name}"' for name in rows.columns)
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            sql = (
                f"select {names}, r.leaves, r.conflicts from rec_{type} t left join reading r on r.record = t.id"
                f" and r.type = '{type}'"
                f" where t.id in ({marks})"
            )
            for row in self._db.all(sql, *some):
                record = rows.record(row)
                found[record.id] = record
        return [found[id] for id in ids if id in found]

    def ids(
        self,
        type: str,
        where: Mapping[str, Any] | None = None,
        *,
        newest_first: bool = True,
        limit: int | None = None,
        archived: bool | None = False,
        bounds: Bounds = (),
    ) -> list[str]:
        """Ids of a type by its date (see `tests_of` for `where` and `bounds`)."""
        kind = self._types[type]
        tests, values = tests_of(kind, where, archived, bounds)
        sql = f"select id from {_table(kind)}{_where(tests)} order by {_by_date(kind, newest_first)}"
        if limit is not None:
            sql += f" limit {int(limit)}"
        # As one text: a row of Python for each of 100,000 ids takes twice as long.
        told = (self._db.one(f"select group_concat(id, char(31)) from ({sql})", *values) or (None,))[0]
        return str(told).split(_APART) if told is not None else []

    def told(
        self,
        type: str,
        name: str,
        where: Mapping[str, Any] | None = None,
        *,
        archived: bool | None = False,
        bounds: Bounds = (),
    ) -> tuple[list[str], list[str]]:
        """(ids, newest first; what is stored in column `name` of each, "" for nothing)."""
        kind = self._types[type]
        if name != "home":
            kind.field(name)
        tests, values = tests_of(kind, where, archived, bounds)
        sql = f'select id, "{name}" as v from {_table(kind)}{_where(tests)} order by {_by_date(kind, True)}'
        columns = "group_concat(id, char(31)), group_concat(replace(coalesce(v, ''), char(31), ' '), char(31))"
        row = self._db.one(f"select {columns} from ({sql})", *values) or (None, None)
        return ([], []) if row[0] is None else (str(row[0]).split(_APART), str(row[1]).split(_APART))

    def sorted_ids(
        self,
        type: str,
        name: str,
        where: Mapping[str, Any] | None = None,
        *,
        descending: bool,
        archived: bool | None = False,
        bounds: Bounds = (),
    ) -> list[str]:
        """Ids by what is stored in column `name`, equals newest first; what has nothing there comes last."""
        kind = self._types[type]
        kind.field(name)
        tests, values = tests_of(kind, where, archived, bounds)
        way = "desc" if descending else "asc"
        sql = f'select id from {_table(kind)}{_where(tests)} order by "{name}" {way} nulls last'
        sql += f", {_by_date(kind, True)}"
        told = (self._db.one(f"select group_concat(id, char(31)) from ({sql})", *values) or (None,))[0]
        return str(told).split(_APART) if told is not None else []

    def count(
        self,
        type: str,
        where: Mapping[str, Any] | None = None,
        archived: bool | None = False,
        bounds: Bounds = (),
    ) -> int:
        kind = self._types[type]
        tests, values = tests_of(kind, where, archived, bounds)
        sql = f"select count(*) from {_table(kind)}{_where(tests)}"
        return int((self._db.one(sql, *values) or (0,))[0])

    def rows(
        self, type: str, names: Sequence[str], where: Mapping[str, Any] | None = None, bounds: Bounds = ()
    ) -> list[tuple[Any, ...]]:
        """(id, stored value of each of `names`) of all records that are neither archived nor erased, in one pass."""
        kind = self._types[type]
        tests, values = tests_of(kind, where, False, bounds)
        columns = ", ".join(_quoted(["id", *names]))
        return self._db.all(f"select {columns} from {_table(kind)}{_where(tests)}", *values)

    def column(self, type: str, name: str, ids: Sequence[str]) -> dict[str, Any]:
        """One column of some records: id -> stored value."""
        kind = self._types[type]
        found: dict[str, Any] = {}
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            found |= dict(self._db.all(f'select id, "{name}" from {_table(kind)} where id in ({marks})', *some))
        return found

    def having(self, type: str, name: str, values: Sequence[Any]) -> list[tuple[Any, str]]:
        """(value, id) of the records whose column `name` is one of `values`."""
        kind = self._types[type]
        found: list[tuple[Any, str]] = []
        for start in range(0, len(values), CHUNK):
            some = list(values[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            found += self._db.all(f'select "{name}", id from {_table(kind)} where "{name}" in ({marks})', *some)
        return found

    def narrow(self, type: str) -> list[tuple[str, str]]:
        """(id, lead lawyer) of the records of a type that are not open to their whole office."""
        found = self._db.all(f"select id, {LEAD} from {_table(self._types[type])} where {_NARROW}")
        return [(id, lead or "") for id, lead in found]

    def naming(self, type: str, name: str, values: Collection[str]) -> list[tuple[str, str]]:
        """(value, id) of the records that name one of `values` in a field that holds one or several."""
        kind = self._types[type]
        if not kind.field(name).kind.in_elements:
            return [(value, id) for value, id in self.having(type, name, sorted(values))]
        sql = (
            f'select e.value, t.id from {_table(kind)} t, json_each(t."{name}") e where t."{name}" is not null'
            " and e.value in (select value from json_each(?))"
        )
        return self._db.all(sql, json.dumps(sorted(values)))


def _table(kind: RecordType) -> str:
    return f"rec_{kind.name}"


def _quoted(columns: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in columns]


def _sql_type(kind: RecordType, name: str) -> str:
    if name == "id":
        return "text primary key"
    if name in ("archived", "complete"):
        return "integer not null default 0"
    if name in ("home", "erased", "moving_to"):
        return "text not null default ''"
    return "integer" if isinstance(kind.by_name[name].kind, (Whole, YesNo)) else "text"


def _where(tests: Sequence[str]) -> str:
    return " where " + " and ".join(tests) if tests else ""


def _by_date(kind: RecordType, newest_first: bool) -> str:
    return f'"{kind.date_field}" {"desc" if newest_first else "asc"}, id desc' if kind.date_field else "id desc"


def _listed(kind: RecordType) -> list[str]:
    """The columns of a type's list index, none for types that have no list of their own."""
    if kind.by_program or kind.audience not in ("confidentiality", "person"):
        return []
    asked = [f.name for f in kind.fields if f.in_table or isinstance(f.kind, Ref) or f.name in _LISTED]
    first = ["archived", "erased", *([kind.date_field] if kind.date_field else []), "id"]
    return [*first, *(name for name in asked if name not in first), "home"]


def _small(kind: RecordType) -> dict[str, str]:
    """Indexes of a few of a type's records: those for few readers, and those that name several persons in one field."""
    found = {}
    if kind.audience == CHOSEN_BY_LEVEL:
        found["narrow"] = f"(id, {LEAD}) where {_NARROW}"
    for spec in kind.fields:
        if isinstance(spec.kind, Elements) and spec.kind.to == "person":
            found[spec.name] = f'("{spec.name}", id) where "{spec.name}" is not null'
    return found


def _indexed(kind: RecordType) -> list[str]:
    dated = "" if _listed(kind) else kind.date_field
    wanted = [dated, kind.parent_field, "record_no" if "record_no" in kind.by_name else ""]
    wanted += [f.name for f in kind.fields if isinstance(f.kind, Ref) and f.kind.to == "person"]
    return list(dict.fromkeys(name for name in wanted if name))
