"""The vault: one encrypted file with the journal, its current reading, the search index and what the program remembers.

One thread uses it. Every change is one transaction; several programs may use the same file at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic_app.errors import NoVault, VaultDamaged, VaultExists
from clinic_app.journal import reading
from clinic_app.journal.content import KNOWN_NEEDS, Content
from clinic_app.journal.rules import CONFIRMED, ERASED, Stands, StreamRules, believed, is_erased, rules_of
from clinic_app.records.record import Record, RecordType
from clinic_app.store import tables
from clinic_app.store.counting_tables import CountingTables
from clinic_app.store.database import EncryptedDatabase, plain_errors
from clinic_app.store.exchange_tables import ExchangeTables
from clinic_app.store.journal_tables import JournalTables
from clinic_app.store.postponed_table import PostponedTable
from clinic_app.store.record_tables import RecordTables, pack_leaves

FILE = "vault.db"
_SHAPES = "shapes"  # type -> the columns with which its records were last read

_Entry = tuple[Content, Stands, bool]  # a content, where it stands, whether it is set aside
_Standing = dict[tuple[str, str], list[_Entry]]  # (type, record) -> its entries

IndexWords = Callable[[Record], tuple[str, str]]  # record -> (names, body), folded for the search index


@dataclass(frozen=True)
class Draft:
    """Something typed and not yet saved."""

    key: str
    at: datetime
    content: dict[str, Any]


class Vault:
    """An open vault."""

    def __init__(
        self, folder: Path, key: bytes, types: dict[str, RecordType], index_words: IndexWords, *, new: bool = False
    ) -> None:
        self.folder = folder
        self.file = folder / FILE
        self._types = types
        self._index_words = index_words
        if new and self.file.exists():
            raise VaultExists(folder=str(folder))
        if not new and not self.file.exists():
            raise NoVault(folder=str(folder))
        self._db = EncryptedDatabase(self.file, key)
        self._depth = 0
        try:
            with plain_errors(self.file):
                self._db.connect()
                self.journal = JournalTables(self._db)
                self.exchange = ExchangeTables(self._db)
                self.postponed = PostponedTable(self._db)
                self.counting = CountingTables(self._db)
                self.records = RecordTables(self._db, types)
                self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        """Make tables and columns; what another program (older or newer) has read with other columns is read again."""
        shapes = self.records.shapes() | {"": str(KNOWN_NEEDS)}
        if tables.is_current(self._db) and self.recall(_SHAPES) == shapes:
            return  # the usual case takes no lock, so that opening never waits for somebody's long merge
        with self.changing():
            tables.prepare(self._db)
            before = self.recall(_SHAPES, {})
            self.records.prepare()
            for kind in self._types:
                if before.get(kind) != shapes[kind] or before.get("") != shapes[""]:
                    rows = self._db.all("select distinct record from entry where type = ?", kind)
                    self.read_again(row[0] for row in rows)
            self.remember(_SHAPES, shapes)

    def close(self) -> None:
        """Close the file and wipe the key."""
        self._db.close()
        self._db.forget_key()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction: all of it or nothing, fsynced before it returns. Inside another one it simply belongs to
        it.
        """
        if self._depth:
            yield
            return
        with plain_errors(self.file):
            self._depth = 1
            try:
                with self._db.atomic("IMMEDIATE"):
                    yield
            finally:
                self._depth = 0
                self.journal.forget_recent()

    @contextmanager
    def trying(self) -> Iterator[None]:
        """A transaction that is always taken back: for looking at what a merge would do."""
        with self.changing(), self._db.savepoint() as point:
            yield
            point.rollback(False)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Reading with the clinic's errors; no lock that would keep a writer waiting."""
        with plain_errors(self.file):
            yield

    def data_version(self) -> int:
        """A number that changes when another program has written to the file."""
        with plain_errors(self.file):
            return int((self._db.one("pragma data_version") or (0,))[0])

    # --- what the program remembers -----------------------------------------------------------------------------

    def remember(self, name: str, value: Any) -> None:
        """Keep a JSON value under `name`; None forgets it."""
        with self.changing():
            if value is None:
                self._db.run("delete from memory where name = ?", name)
            else:
                packed = json.dumps(value, ensure_ascii=False)
                self._db.run("insert or replace into memory (name, value) values (?, ?)", name, packed)

    def recall(self, name: str, default: Any = None) -> Any:
        with plain_errors(self.file):
            row = self._db.one("select value from memory where name = ?", name)
        return json.loads(row[0]) if row else default

    def next_number(self, prefix: str) -> int:
        """The next running number under `prefix`; a number once given is never given again."""
        with self.changing():
            self._db.run(
                "insert into running (prefix, last) values (?, 1) on conflict (prefix) do update set last = last + 1",
                prefix,
            )
            return int((self._db.one("select last from running where prefix = ?", prefix) or (1,))[0])

    def count_from(self, prefix: str, last: int) -> None:
        """Begin running numbers under `prefix` behind `last`, when they have not come that far."""
        with self.changing():
            self._db.run(
                "insert into running (prefix, last) values (?, ?)"
                " on conflict (prefix) do update set last = max(last, excluded.last)",
                prefix,
                last,
            )

    # --- drafts -------------------------------------------------------------------------------------------------

    def keep_draft(self, key: str, content: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self.changing():
            packed = json.dumps(content, ensure_ascii=False)
            self._db.run("insert or replace into draft (key, at, content) values (?, ?, ?)", key, now, packed)

    def drop_draft(self, key: str) -> None:
        with self.changing():
            self._db.run("delete from draft where key = ?", key)

    def drafts(self) -> list[Draft]:
        """All drafts, newest first."""
        with plain_errors(self.file):
            rows = self._db.all("select key, at, content from draft order by at desc, key")
        return [Draft(key, datetime.fromisoformat(at), json.loads(content)) for key, at, content in rows]

    # --- reading again ------------------------------------------------------------------------------------------

    def read_again(self, records: Iterable[str]) -> dict[str, tuple[str, bool]]:
        """Rebuild the current reading of records from their entries; record -> (type, whether it is in conflict).

        There is no other way a reading comes about: un-reading piece by piece is a trap.
        """
        wanted = sorted(set(records))
        told: dict[str, tuple[str, bool]] = {}
        for start in range(0, len(wanted), 2000):
            told |= self._read_again(wanted[start : start + 2000])
        return told

    def _read_again(self, wanted: Sequence[str]) -> dict[str, tuple[str, bool]]:
        told: dict[str, tuple[str, bool]] = {}
        shown: list[Record] = []
        rows: list[tuple[str, str, str, str | None]] = []
        before = self._types_read(wanted)
        coordinators = self._coordinators()
        standing = _by_type(self.journal.standing_contents(wanted))
        destroyed = self._destroy_erased(standing, coordinators)
        for (type, id), some in sorted(standing.items()):
            entries, aside = _counting(some, coordinators)
            if not entries:
                continue
            kind = self._types.get(type)
            found = reading.read(entries, aside)
            if kind is not None and kind.by_program:  # no person is asked about what the program writes by itself
                found = replace(found, conflicts=frozenset())
            conflicts = json.dumps(sorted(found.conflicts)) if found.conflicts else None
            rows.append((id, type, pack_leaves(found.leaves), conflicts))
            before.discard((type, id))
            told[id] = (type, bool(found.conflicts))
            if kind is not None:  # types of a newer program are kept and forwarded, not shown
                complete = any("home" in entry.fields for entry in entries)
                shown.append(kind.from_registers(id, found.shown, complete=complete))
        for type, id in before:
            self._forget_reading(type, id)
        self._db.many("insert or replace into reading (record, type, leaves, conflicts) values (?, ?, ?, ?)", rows)
        self.records.put(shown)
        self._index(shown)
        if destroyed:
            self._forget_words()
        return told

    def _destroy_erased(self, standing: _Standing, coordinators: Collection[str]) -> bool:
        """Where a coordinator has confirmed an erasure, every content but the erasure's own entries is destroyed.

        Later arrivals are blanked in the same way, because a record is read again whenever something of it arrives.
        """
        destroyed = 0
        for (type, record), some in standing.items():
            if not is_erased([(content, stands) for content, stands, _ in some], coordinators):
                continue
            left = [one for one in some if one[0].fields.keys() <= {ERASED, "home"}]
            destroyed += self.journal.destroy(type, record, {content.name for content, _, _ in left})
            self._db.run("delete from draft where key like '%:' || ?", record)
            standing[type, record] = left
        return destroyed > 0

    def destroy(self, records: Iterable[tuple[str, str]]) -> None:
        """Destroy at once what records (type, id) say, but for the entries of their erasure.

        Only where there is no network, or where a coordinator has confirmed what stands for the record.
        """
        wanted = sorted(set(records))
        standing = _by_type(self.journal.standing_contents([id for _, id in wanted]))
        destroyed = 0
        for type, id in wanted:
            some = standing.get((type, id), [])
            keep = {content.name for content, _, _ in some if content.fields.keys() <= {ERASED, "home"}}
            destroyed += self.journal.destroy(type, id, keep)
            self._db.run("delete from draft where key like '%:' || ?", id)
        if destroyed:
            self.read_again(id for _, id in wanted)
            self._forget_words()

    def erasures_confirmed(self, records: Sequence[str]) -> set[tuple[str, str]]:
        """(type, record) of those of `records` whose erasure a coordinator has confirmed."""
        coordinators = self._coordinators()
        standing = _by_type(self.journal.standing_contents(records))
        return {
            key
            for key, some in standing.items()
            if is_erased([(content, stands) for content, stands, _ in some], coordinators)
        }

    def _forget_words(self) -> None:
        """Words of what was destroyed stay in old parts of the search index until it is put together anew."""
        self._db.run("insert into search (search) values ('optimize')")

    def _coordinators(self) -> frozenset[str]:
        """The devices that are, or were, coordinators of the network."""
        if "device" not in self._types:
            return frozenset()
        return frozenset(row[0] for row in self._db.all("select id from rec_device where role = 'coordinator'"))

    def _types_read(self, records: Sequence[str]) -> set[tuple[str, str]]:
        """(type, record) of the readings that are here."""
        found: set[tuple[str, str]] = set()
        for start in range(0, len(records), 400):
            some = list(records[start : start + 400])
            marks = ",".join("?" * len(some))
            rows = self._db.all(f"select type, record from reading where record in ({marks})", *some)
            found |= {(row[0], row[1]) for row in rows}
        return found

    def _forget_reading(self, type: str, id: str) -> None:
        self._db.run("delete from reading where record = ? and type = ?", id, type)
        if type in self._types:
            self.records.drop(type, id)
        document = self._db.one("select id from document where record = ? and type = ?", id, type)
        if document:
            self._db.run("delete from search where rowid = ?", document[0])
            self._db.run("delete from document where id = ?", document[0])

    def _index(self, records: Sequence[Record]) -> None:
        known = self._documents([record.id for record in records])
        top = int((self._db.one("select coalesce(max(id), 0) from document") or (0,))[0])
        documents, words, old = [], [], []
        for record in records:
            names, body = self._index_words(record) if not record.erased else ("", "")  # hidden: nothing finds it
            number = known.get((record.type.name, record.id))
            if number is not None:
                old.append((number,))
            else:
                top += 1
                number = top
            documents.append((number, record.type.name, record.id, _when(record)))
            words.append((number, names, body))
        self._db.many("delete from search where rowid = ?", old)
        self._db.many("insert or replace into document (id, type, record, at) values (?, ?, ?, ?)", documents)
        self._db.many("insert into search (rowid, name, body) values (?, ?, ?)", words)

    def _documents(self, ids: Sequence[str]) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for start in range(0, len(ids), 400):
            some = list(ids[start : start + 400])
            marks = ",".join("?" * len(some))
            rows = self._db.all(f"select type, record, id from document where record in ({marks})", *some)
            found |= {(type, record): id for type, record, id in rows}
        return found

    def search(self, expression: str, types: Sequence[str] = (), limit: int = 50) -> list[tuple[str, str]]:
        """(type, id) of the records an FTS5 expression finds, newest first."""
        if not expression:
            return []
        only = f" and d.type in ({','.join('?' * len(types))})" if types else ""
        with plain_errors(self.file):
            rows = self._db.all(
                "select d.type, d.record from search s join document d on d.id = s.rowid"
                f" where search match ?{only} order by d.at desc, d.id desc limit ?",
                expression,
                *types,
                limit,
            )
        return [(row[0], row[1]) for row in rows]

    def rules(self, ends: dict[str, int]) -> StreamRules:
        """How far each stream is read, by the roster's ends and the coordinators' notes."""
        if "stream" not in self._types:
            return StreamRules(ends)
        ids = self.records.ids("stream", archived=None)
        return rules_of(ends, self.records.load("stream", ids))  # type: ignore[arg-type]  # they are stream notes

    def home_of(self, type: str, record: str) -> str:
        """The office a record belongs to now; nothing when that is unknown or torn."""
        leaves = self.leaves(type, record).get("home", {})
        homes = {str(value) for value, _ in leaves.values()}
        return homes.pop() if len(homes) == 1 else ""

    def readings_here(self, records: Iterable[str]) -> set[str]:
        """Which records have a reading already."""
        return {record for _, record in self._types_read(sorted(set(records)))}

    # --- readings -----------------------------------------------------------------------------------------------

    def in_conflict(self) -> list[tuple[str, str, frozenset[str]]]:
        """(type, record, registers) of everything in conflict."""
        with plain_errors(self.file):
            rows = self._db.all(
                "select type, record, conflicts from reading where conflicts is not null order by record"
            )
        return [(row[0], row[1], frozenset(json.loads(row[2]))) for row in rows]

    def entries(self, type: str, record: str) -> tuple[list[Content], list[Content]]:
        """The contents of one record that are read, and those set aside."""
        some = _by_type(self.journal.standing_contents([record])).get((type, record), [])
        return _counting(some, self._coordinators())

    def entries_of(self, records: Sequence[str]) -> dict[tuple[str, str], tuple[list[Content], list[Content]]]:
        """(type, record) -> (contents that are read, contents set aside)."""
        coordinators = self._coordinators()
        standing = _by_type(self.journal.standing_contents(records))
        return {key: _counting(some, coordinators) for key, some in standing.items()}

    def carriable(self, record: str) -> set[str]:
        """The names of a record's entries that may be given a place in another stream.

        A coordinator's stream is believed in everything: what an outsider wrote, or an erasure that no coordinator has
        confirmed, would gain authority by being carried in it.
        """
        coordinators = self._coordinators()
        names: set[str] = set()
        for some in _by_type(self.journal.standing_contents([record], unreadable=True)).values():
            devices = {content.name: {device for _, device in stands} for content, stands, _ in some}
            names |= {
                content.name
                for content in believed([(content, stands) for content, stands, _ in some], coordinators)
                if content.fields.get(ERASED) != CONFIRMED or devices[content.name] & coordinators
            }
        return names

    def leaves(self, type: str, record: str) -> dict[str, dict[str, tuple[Any, Content]]]:
        """register -> {name: (value, content)} of the live values of one record."""
        entries, aside = self.entries(type, record)
        by_name = {entry.name: entry for entry in entries}
        return {
            register: {name: (value, by_name[name]) for name, value in values.items()}
            for register, values in reading.live(entries, aside).items()
        }

    # --- copies and health --------------------------------------------------------------------------------------

    def copy_to(self, target: Path) -> None:
        """A consistent copy under the same key, taken while in use."""
        with plain_errors(target):
            self._db.run("vacuum into ?", str(target))

    def problems(self) -> list[str]:
        """What is wrong with the file, the streams or the index: short codes, none when all is well."""
        found: list[str] = []
        try:
            with plain_errors(self.file):
                if [row[0] for row in self._db.all("pragma integrity_check")] != ["ok"]:
                    found.append("file")
                found += [f"stream {stream}" for stream in self.journal.broken_places(self.rules({}).bridges)]
                found += self._index_problems()
        except (VaultDamaged, ValueError):
            found.append("file")
        return found

    def _index_problems(self) -> list[str]:
        readings = (self._db.one("select count(*) from reading") or (0,))[0]
        known = ",".join("?" * len(self._types))
        shown = (self._db.one(f"select count(*) from reading where type in ({known})", *self._types) or (0,))[0]
        indexed = (self._db.one("select count(*) from document") or (0,))[0]
        told = "select distinct record, type from entry where read = 1 and content is not null"
        entries = (self._db.one(f"select count(*) from ({told})") or (0,))[0]
        return ["index"] if shown != indexed or readings > entries else []

    @property
    def sql(self) -> EncryptedDatabase:
        """The connection, for this package's other rooms."""
        return self._db


def _when(record: Record) -> str:
    kind = record.type
    value = getattr(record, kind.date_field) if kind.date_field else None
    return str(kind.by_name[kind.date_field].kind.write(value)) if value else ""


def _by_type(standing: Mapping[str, list[_Entry]]) -> _Standing:
    """Entries by record: an id under another type is another record, whoever made it."""
    found: _Standing = {}
    for record, some in standing.items():
        for one in some:
            found.setdefault((one[0].type, record), []).append(one)
    return found


def _counting(some: Sequence[_Entry], coordinators: Collection[str]) -> tuple[list[Content], list[Content]]:
    """(contents that are read, contents set aside) of one record; what an outsider wrote is in neither."""
    put_aside = {content.name for content, _, aside in some if aside}
    counting = believed([(content, stands) for content, stands, _ in some], coordinators)
    return (
        [content for content in counting if content.name not in put_aside],
        [content for content in counting if content.name in put_aside],
    )
