"""One table per record type, its columns taken from the record class.

They show the journal's current reading, nothing more.

No foreign keys, no unique columns: a child may arrive before its parent, and two records may bear one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clinic_app.records.record import Record, RecordType
from clinic_app.records.values import Elements, Ref, Whole, YesNo
from clinic_app.store.database import EncryptedDatabase
from clinic_app.store.leaves import Shown, pack_leaves, unpack_leaves
from clinic_app.store.record_rows import Rows

CHUNK = 400

__all__ = ["RecordTables", "Shown", "pack_leaves", "unpack_leaves"]


class RecordTables:
    """Reads and writes the tables of the record types."""

    def __init__(self, db: EncryptedDatabase, types: Mapping[str, RecordType]) -> None:
        self._db = db
        self._types = types
        self._rows = {name: Rows(kind) for name, kind in types.items()}

    def shapes(self) -> dict[str, str]:
        """type -> its columns, in one line."""
        return {kind.name: " ".join(self._rows[kind.name].columns) for kind in self._types.values()}

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
            # Only what is to be erased, or was, is in this one: hardly anything.
            self._db.run(
                f"create index if not exists {_table(kind)}_erased on {_table(kind)} (erased) where erased <> ''"
            )

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
    ) -> list[str]:
        """Ids of a type. `where`: column -> value, set of values, or a pair ("from", "to") of texts, inclusive."""
        kind = self._types[type]
        tests, values = _tests(kind, where or {})
        if archived is not None:
            tests.append("archived = ? and erased = ''")
            values.append(int(archived))
        order = f'"{kind.date_field}" {"desc" if newest_first else "asc"}, id desc' if kind.date_field else "id desc"
        sql = f"select id from {_table(kind)}"
        if tests:
            sql += " where " + " and ".join(tests)
        sql += f" order by {order}"
        if limit is not None:
            sql += f" limit {int(limit)}"
        return [row[0] for row in self._db.all(sql, *values)]

    def count(self, type: str, where: Mapping[str, Any] | None = None, archived: bool | None = False) -> int:
        kind = self._types[type]
        tests, values = _tests(kind, where or {})
        if archived is not None:
            tests.append("archived = ? and erased = ''")
            values.append(int(archived))
        sql = f"select count(*) from {_table(kind)}" + (" where " + " and ".join(tests) if tests else "")
        return int((self._db.one(sql, *values) or (0,))[0])

    def rows(self, type: str, names: Sequence[str], where: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """(id, stored value of each of `names`) of all records that are neither archived nor erased, in one pass."""
        kind = self._types[type]
        tests, values = _tests(kind, where or {})
        columns = ", ".join(_quoted(["id", *names]))
        tests += ["archived = 0", "erased = ''"]
        return self._db.all(f"select {columns} from {_table(kind)} where " + " and ".join(tests), *values)

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


def _indexed(kind: RecordType) -> list[str]:
    wanted = [kind.date_field, kind.parent_field, "record_no" if "record_no" in kind.by_name else ""]
    wanted += [f.name for f in kind.fields if isinstance(f.kind, Ref) and f.kind.to == "person"]
    return list(dict.fromkeys(name for name in wanted if name))


def _tests(kind: RecordType, where: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    tests: list[str] = []
    values: list[Any] = []
    for name, wanted in where.items():
        if name not in ("id", "home", "erased", "moving_to"):
            kind.field(name)
        if wanted is None:
            tests.append(f'"{name}" is null')
        elif isinstance(wanted, tuple):
            tests.append(f'"{name}" between ? and ?')
            values += wanted
        elif name == "erased" and wanted:
            tests.append("erased = ? and erased <> ''")  # the second half lets the small index serve
            values.append(wanted)
        elif isinstance(wanted, (set, frozenset, list)):
            tests.append(f'"{name}" in ({",".join("?" * len(wanted))})')
            values += sorted(wanted)
        elif name in kind.by_name and kind.by_name[name].kind.in_elements:
            tests.append(
                f'exists (select 1 from json_each("{name}") e where e.value = ?'
                f" or json_extract(e.value, '$.kind') = ?)"
                if not isinstance(kind.by_name[name].kind, Elements)
                else f'exists (select 1 from json_each("{name}") e where e.value = ?)'
            )
            values += [wanted, wanted] if not isinstance(kind.by_name[name].kind, Elements) else [wanted]
        else:
            tests.append(f'"{name}" = ?')
            values.append(int(wanted) if isinstance(wanted, bool) else wanted)
    return tests, values
