"""The vault: one encrypted file with the journal, its current reading, the search index and what the program remembers.

One thread uses it. Every change is one transaction; several programs may use the same file at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clinic_app.errors import VaultDamaged
from clinic_app.journal.content import KNOWN_NEEDS
from clinic_app.journal.rules import StreamRules, rules_of
from clinic_app.records.record import RecordType
from clinic_app.store import tables
from clinic_app.store.blobs import Blobs
from clinic_app.store.counting_tables import CountingTables
from clinic_app.store.database import plain_errors
from clinic_app.store.exchange_tables import ExchangeTables
from clinic_app.store.index_check import index_problems
from clinic_app.store.journal_tables import JournalTables
from clinic_app.store.look_queue import LookQueue
from clinic_app.store.memory import Draft
from clinic_app.store.named_files import NamedFiles
from clinic_app.store.pending_notes import PendingNotes
from clinic_app.store.postponed_table import PostponedTable
from clinic_app.store.readings import AT_ONCE, Readings
from clinic_app.store.record_tables import RecordTables
from clinic_app.store.trail_table import TrailTable
from clinic_app.store.vault_file import FILE
from clinic_app.store.whereabouts import Whereabouts
from clinic_app.store.word_index import IndexWords, WordIndex

__all__ = ["FILE", "Draft", "IndexWords", "Vault"]

_SHAPES = "shapes"  # type -> the columns with which its records were last read
_LEAVES = "leaves"  # among them: which values of a conflict the search index holds


class Vault(Readings):
    """An open vault."""

    def __init__(
        self, folder: Path, key: bytes, types: dict[str, RecordType], index_words: IndexWords, *, new: bool = False
    ) -> None:
        super().__init__(folder, key, new=new)
        self._types = types
        self._index_words = index_words
        try:
            with plain_errors(self.file):
                self._db.connect()
                self.journal = JournalTables(self._db)
                self.exchange = ExchangeTables(self._db)
                self.postponed = PostponedTable(self._db)
                self.counting = CountingTables(self._db)
                self.records = RecordTables(self._db, types)
                self._words = WordIndex(self._db, index_words, types)
                self.to_look = LookQueue(self._db)
                self.whereabouts = Whereabouts(self._db)
                self.files = NamedFiles(self._db)
                self.blobs = Blobs(folder)
                self.pending = PendingNotes(self._db)
                self.trail = TrailTable(self._db)
                self._prepare()
                self._queues = True
            self.clear_up_files()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        """Make tables and columns; what another program (older or newer) has read with other columns is read again."""
        shapes = self.records.shapes() | {"": str(KNOWN_NEEDS), _LEAVES: "all"}
        if tables.is_current(self._db) and self.recall(_SHAPES) == shapes and not self.pending.are_old():
            return  # the usual case takes no lock, so that opening never waits for somebody's long merge
        with self.changing():
            version = tables.prepare(self._db)
            before = self.recall(_SHAPES, {})
            self.records.prepare()
            for kind in self._types:
                if before.get(kind) != shapes[kind] or before.get("") != shapes[""]:
                    rows = self._db.all("select distinct record from entry where type = ?", kind)
                    self.read_again(row[0] for row in rows)
                elif 0 < version < tables.INDEX_OF:
                    self._index_again(kind)
            if version < tables.INDEX_OF or before.get(_LEAVES) != shapes[_LEAVES]:
                self.read_again(record for _, record, _ in self.in_conflict())
            self.pending.renew()
            self.remember(_SHAPES, shapes)

    def _index_again(self, kind: str) -> None:
        """Enter all records of a type into an index that is new."""
        ids = self.records.ids(kind, archived=None)
        for start in range(0, len(ids), AT_ONCE):
            self._words.put(self.records.load(kind, ids[start : start + AT_ONCE]), ())

    def _after_part(self) -> None:
        self.journal.forget_recent()

    def _after_change(self) -> None:
        self.journal.forget_recent()
        if self._files_going:
            self._files_going = False
            self.clear_up_files()
        if self._destroyed:
            self._destroyed = not self.write_through()

    def search(
        self, expression: str, types: Sequence[str] = (), limit: int = 50, *, since: str = "", until: str = ""
    ) -> list[tuple[str, str]]:
        """(type, id) of the records an FTS5 expression finds, newest first; `since`, `until`: ISO days, inclusive."""
        with plain_errors(self.file):
            return self._words.search(expression, types, limit, since, until)

    def words(self, beginnings: Sequence[str], most: int, letters: int) -> list[str]:
        """Up to `most` words of the search index that begin in one of these ways, of those alike in their first
        `letters` letters the shortest; some may stand in no record any more.
        """
        with plain_errors(self.file):
            return self._words.words(beginnings, most, letters)

    def rules(self, ends: dict[str, int]) -> StreamRules:
        """How far each stream is read, by the roster's ends and the coordinators' notes."""
        if "stream" not in self._types:
            return StreamRules(ends)
        ids = self.records.ids("stream", archived=None)
        return rules_of(ends, self.records.load("stream", ids))  # type: ignore[arg-type]  # they are stream notes

    def problems(self) -> list[str]:
        """What is wrong with the file, the streams or the index: short codes, none when all is well."""
        found: list[str] = []
        try:
            with plain_errors(self.file):
                if [row[0] for row in self._db.all("pragma integrity_check")] != ["ok"]:
                    found.append("file")
                found += [f"stream {stream}" for stream in self.journal.broken_places(self.rules({}))]
                found += self._index_problems()
        except (VaultDamaged, ValueError):
            found.append("file")
        return found

    def _index_problems(self) -> list[str]:
        readings = (self._db.one("select count(*) from reading") or (0,))[0]
        told = "select distinct record, type from entry where read = 1 and content is not null"
        entries = (self._db.one(f"select count(*) from ({told})") or (0,))[0]
        found = index_problems(self._db, self._types, self.records, self._index_words)
        return found if readings <= entries else list(dict.fromkeys([*found, "index"]))
