"""One table per record type, its columns taken from the record class.

They show the journal's current reading, nothing more.

No foreign keys, no unique columns: a child may arrive before its parent, and two records may bear one number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from clinic_app.records.record import Record, RecordType, Seen
from clinic_app.records.values import Choice, Elements, Kind, Ref, Whole, YesNo
from clinic_app.store.database import EncryptedDatabase

CHUNK = 400
_SHORT = json.JSONEncoder(separators=(",", ":")).encode
_JSON = json.JSONEncoder(ensure_ascii=False).encode


class Shown(Mapping[str, tuple[str, ...]]):
    """What was shown of a record: register -> names. All registers not listed showed the value of `usual`."""

    def __init__(self, usual: tuple[str, ...], others: Mapping[str, tuple[str, ...]]) -> None:
        self._usual, self._others = usual, others

    def __getitem__(self, register: str) -> tuple[str, ...]:
        return self._others.get(register, self._usual)

    def get(self, register: str, default: Any = None) -> Any:
        return self[register] or default

    def __iter__(self) -> Iterator[str]:
        return iter(self._others)

    def __len__(self) -> int:
        return len(self._others)

    def names(self) -> frozenset[str]:
        """All entries anything of which was shown."""
        return frozenset(self._usual).union(*self._others.values())


def pack_leaves(leaves: Mapping[str, Iterable[str]]) -> str:
    """Leaves as short JSON: the entry most registers come from once, the exceptions by register."""
    whole = {tuple(names) for names in leaves.values()}
    if len(whole) == 1:
        return _SHORT([sorted(whole.pop()), {}])
    counted: dict[tuple[str, ...], int] = {}
    named = {register: tuple(sorted(names)) for register, names in leaves.items()}
    for names in named.values():
        counted[names] = counted.get(names, 0) + 1
    usual = max(sorted(counted), key=lambda names: counted[names], default=())
    others = {register: list(names) for register, names in sorted(named.items()) if names != usual}
    return _SHORT([list(usual), others])


def unpack_leaves(packed: str) -> Shown:
    usual, others = json.loads(packed)
    return Shown(tuple(usual), {register: tuple(names) for register, names in others.items()})


class RecordTables:
    """Reads and writes the tables of the record types."""

    def __init__(self, db: EncryptedDatabase, types: Mapping[str, RecordType]) -> None:
        self._db = db
        self._types = types

    def shapes(self) -> dict[str, str]:
        """type -> its columns, in one line."""
        return {kind.name: " ".join(_columns(kind)) for kind in self._types.values()}

    def prepare(self) -> None:
        """Make missing tables and columns."""
        for kind in self._types.values():
            have = {row[1] for row in self._db.all(f"pragma table_info({_table(kind)})")}
            want = {name: _sql_type(kind, name) for name in _columns(kind)}
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
            kind = self._types[name]
            columns = _columns(kind)
            sql = (
                f"insert or replace into {_table(kind)} ({', '.join(_quoted(columns))})"
                f" values ({', '.join('?' * len(columns))})"
            )
            kinds = [(spec.name, spec.kind, spec.kind.empty) for spec in kind.fields]
            self._db.many(sql, [_row(record, kinds) for record in some])

    def drop(self, type: str, id: str) -> None:
        self._db.run(f"delete from {_table(self._types[type])} where id = ?", id)

    def load(self, type: str, ids: Sequence[str]) -> list[Record]:
        """The records of `ids` that are here, in that order, each with what is shown of it."""
        kind = self._types[type]
        found: dict[str, Record] = {}
        columns = _columns(kind)
        names = ", ".join(f't."{name}"' for name in columns)
        for start in range(0, len(ids), CHUNK):
            some = list(ids[start : start + CHUNK])
            marks = ",".join("?" * len(some))
            sql = (
                f"select {names}, r.leaves, r.conflicts from {_table(kind)} t left join reading r on r.record = t.id"
                f" and r.type = '{kind.name}'"
                f" where t.id in ({marks})"
            )
            for row in self._db.all(sql, *some):
                record = _record(kind, dict(zip(columns, row, strict=False)), row[-2], row[-1])
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


def _columns(kind: RecordType) -> list[str]:
    return ["id", "home", "archived", "erased", "moving_to", "complete", *(f.name for f in kind.fields)]


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


def _row(record: Record, kinds: Sequence[tuple[str, Kind, Any]]) -> tuple[Any, ...]:
    """The record's row; `kinds` are (name, kind, empty value) of the fields, in the order of the columns."""
    row: list[Any] = [
        record.id,
        record.home,
        int(record.archived),
        record.erased,
        record.moving_to,
        int(record.complete),
    ]
    told = record.__dict__
    for name, kind, empty in kinds:
        value = told[name]
        if value is empty or value == empty:
            row.append(None)
            continue
        written = kind.write(value)
        row.append(_JSON(written) if isinstance(written, (list, dict)) else written)
    return tuple(row)


def _record(kind: RecordType, row: Mapping[str, Any], leaves: str | None, conflicts: str | None) -> Record:
    values: dict[str, Any] = {}
    for spec in kind.fields:
        stored = row[spec.name]
        if stored is None:
            continue
        if spec.kind.in_elements:
            listed = json.loads(stored)
            # As the journal's reading does: an element of a newer program must not empty the whole set.
            known = isinstance(spec.kind, Elements)
            values[spec.name] = frozenset(listed) if known else _assembled(spec.kind, listed)
        elif isinstance(spec.kind, YesNo):
            values[spec.name] = bool(stored)
        elif isinstance(spec.kind, Choice):
            values[spec.name] = stored
        else:
            values[spec.name] = spec.kind.recall(stored)
    seen: Seen = unpack_leaves(leaves) if leaves else Shown((), {})
    return kind.cls(
        id=row["id"],
        home=row["home"],
        archived=bool(row["archived"]),
        erased=row["erased"],
        moving_to=row["moving_to"],
        complete=bool(row["complete"]),
        seen=seen,
        conflicts=frozenset(json.loads(conflicts)) if conflicts else frozenset(),
        **values,
    )


def _assembled(kind: Any, listed: Any) -> Any:
    """The value of a kind whose elements are stored as bodies with their `kind`."""
    if not all(isinstance(body, dict) for body in listed):
        return kind.recall(listed)
    return kind.assemble({str(body["kind"]): body for body in listed})


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
