"""Readings: what the entries of each record say now, kept as rows, leaves and words for quick looking."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from clinic_app.errors import ClinicError
from clinic_app.journal import reading
from clinic_app.journal.content import Content
from clinic_app.journal.rules import CONFIRMED, ERASED, Stands, believed, homes_of, is_erased
from clinic_app.records.record import Record, RecordType
from clinic_app.store import named_files
from clinic_app.store.blobs import ABANDONED_S, Blobs
from clinic_app.store.database import plain_errors
from clinic_app.store.exchange_tables import ExchangeTables
from clinic_app.store.journal_tables import JournalTables
from clinic_app.store.look_queue import LookQueue
from clinic_app.store.memory import Memory
from clinic_app.store.named_files import NamedFiles
from clinic_app.store.postponed_table import PostponedTable
from clinic_app.store.record_tables import RecordTables, pack_leaves
from clinic_app.store.whereabouts import Whereabouts
from clinic_app.store.word_index import WordIndex

_Entry = tuple[Content, Stands, bool]  # a content, where it stands, whether it is set aside
_Standing = dict[tuple[str, str], list[_Entry]]  # (type, record) -> its entries
_OF_EVERY_RECORD = frozenset({"home", "archived", "erased", "moving_to"})  # nobody looks for a record by these
_GOING = "files_going"  # sealed files whose attachments were destroyed
NARROWED = "narrowed"  # what lists were narrowed by
HERE = "file:"  # sealed files that lay here once: when one is lost, the check says so
AT_ONCE = 2000  # records read anew at a time


class Readings(Memory):
    """The current reading of every record, and how it comes about."""

    journal: JournalTables
    records: RecordTables
    to_look: LookQueue
    _words: WordIndex
    _types: Mapping[str, RecordType]
    whereabouts: Whereabouts
    files: NamedFiles
    blobs: Blobs
    exchange: ExchangeTables
    postponed: PostponedTable
    _files_going = False
    _destroyed = False  # something was destroyed that older pages of the -wal still hold
    _queues = False  # not while the vault is being opened: the same entries read with other columns are no news

    def read_again(
        self, records: Iterable[str], done: Callable[[float], object] | None = None
    ) -> dict[str, tuple[str, bool]]:
        """Rebuild the current reading of records from their entries; record -> (type, whether it is in conflict).

        There is no other way a reading comes about: un-reading piece by piece is a trap. `done` is told how far it is,
        0 to 1, and may stop it by raising.
        """
        wanted = sorted(set(records))
        told: dict[str, tuple[str, bool]] = {}
        many = len(wanted) > AT_ONCE
        if many:  # all at once: the index takes five times as long to take words out and in by turns
            self._words.take_out(wanted)
        for start in range(0, len(wanted), AT_ONCE):
            if done:
                done(start / len(wanted))
            told |= self._read_again(wanted[start : start + AT_ONCE], words_out=many)
        return told

    def _read_again(self, wanted: Sequence[str], words_out: bool) -> dict[str, tuple[str, bool]]:
        told: dict[str, tuple[str, bool]] = {}
        shown: list[Record] = []
        beside: dict[tuple[str, str], list[Record]] = {}
        rows: list[tuple[str, str, str, str | None]] = []
        here = self._types_read(wanted)
        gone = set(here)
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
            gone.discard((type, id))
            told[id] = (type, bool(found.conflicts))
            if kind is not None:  # types of a newer program are kept and forwarded, not shown
                complete = any("home" in entry.fields and not entry.seen.get("home") for entry in entries)
                shown.append(kind.from_registers(id, found.shown, complete=complete))
                if found.conflicts:
                    beside[type, id] = _other_readings(kind, id, found)
        for type, id in gone:
            self._forget_reading(type, id)
        self._db.many(
            "insert into reading (record, type, leaves, conflicts) values (?, ?, ?, ?) on conflict (record, type)"
            " do update set leaves = excluded.leaves, conflicts = excluded.conflicts",
            rows,
        )
        self.records.put(shown)
        self.whereabouts.let_go(shown)
        self._words.put(shown, here - gone, beside, words_out=words_out)
        if destroyed:
            self._words.forget_words()
        if self._queues:
            self.to_look.add([*gone, *((type, id) for id, (type, _) in told.items())])
        return told

    def _destroy_erased(self, standing: _Standing, coordinators: Collection[str]) -> bool:
        """Where a coordinator has confirmed an erasure, every content but the erasure's own entries is destroyed.

        Later arrivals are blanked in the same way, because a record is read again whenever something of it arrives.
        """
        destroyed: list[str] = []
        for (type, record), some in standing.items():
            if not any(ERASED in content.fields for content, _, _ in some):
                continue
            if not is_erased([(content, stands) for content, stands, _ in some], coordinators):
                continue
            left = [one for one in some if one[0].fields.keys() <= {ERASED, "home"}]
            if self._destroy(type, record, {content.name for content, _, _ in left}):
                destroyed.append(record)
            standing[type, record] = left
        self.exchange.withdraw_holding(destroyed)
        return bool(destroyed)

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
            destroyed += self._destroy(type, id, keep)
        if destroyed:
            self.exchange.withdraw_holding([id for _, id in wanted])
            self.read_again(id for _, id in wanted)
            self._words.forget_words()

    def _destroy(self, type: str, record: str, keep: Collection[str]) -> int:
        """Destroy the contents and drafts of one record; its sealed file is noted here and goes after the change."""
        if type == named_files.TYPE:
            self._let_files_go(self.files.of(record))
        destroyed = self.journal.destroy(type, record, keep)
        self.drop_drafts_of(record)
        self.postponed.let_go(record)
        named = f"name >= '{NARROWED}:' and name < '{NARROWED};' and instr(value, ?)"
        self._db.run(f"delete from memory where {named}", record)
        if destroyed:
            self._destroyed = True
        return destroyed

    def _let_files_go(self, names: Collection[str]) -> None:
        """Note files that may have to go: when nothing names them any more, `clear_up_files` takes them away."""
        if names:
            self.remember(_GOING, sorted({*self.recall(_GOING, []), *names}))
            self._files_going = True

    def clear_up_files(self, older_than: float = ABANDONED_S) -> None:
        """Take sealed files away that nothing names any more, and settle those that are named.

        Whatever stops it (another program, a file in use) is left for the next opening: it never stops anybody.
        """
        with suppress(OSError, ClinicError):
            if self.recall(_GOING) or self.blobs.has_left(older_than):
                with self.changing():  # nobody names a file between the question and its going
                    going = set(self.recall(_GOING, []))
                    for name in sorted(going - self.files.still_named(going)):
                        self.blobs.remove(name)
                        self.remember(f"{HERE}{name}", None)
                    self.remember(_GOING, None)
                    self.blobs.clear_up(self.files.still_named, older_than)

    def erasures_confirmed(self, records: Sequence[str]) -> set[tuple[str, str]]:
        """(type, record) of those of `records` whose erasure a coordinator has confirmed."""
        coordinators = self._coordinators()
        standing = _by_type(self.journal.standing_contents(records))
        return {
            key
            for key, some in standing.items()
            if is_erased([(content, stands) for content, stands, _ in some], coordinators)
        }

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
        self._words.forget(type, id)

    def home_of(self, type: str, record: str) -> str:
        """The office a record belongs to now; nothing when that is unknown or torn."""
        leaves = self.leaves(type, record).get("home", {})
        homes = {str(value) for value, _ in leaves.values()}
        return homes.pop() if len(homes) == 1 else ""

    def readings_here(self, records: Iterable[str]) -> set[str]:
        """Which records have a reading already."""
        return {record for _, record in self._types_read(sorted(set(records)))}

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
        confirmed, would gain authority by being carried in it. Of a record that two offices claim nothing is carried:
        one of them would read what is the other's.
        """
        coordinators = self._coordinators()
        names: set[str] = set()
        for some in _by_type(self.journal.standing_contents([record], unreadable=True)).values():
            devices = {content.name: {device for _, device in stands} for content, stands, _ in some}
            told = [(content, stands) for content, stands, _ in some]
            if homes_of(told, coordinators).disputed:
                continue
            names |= {
                content.name
                for content in believed(told, coordinators)
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


def _other_readings(kind: RecordType, id: str, found: reading.Reading) -> list[Record]:
    """The record as it would be with each live value that is not shown: whoever wrote it must find it by that."""
    return [
        kind.from_registers(id, {**found.shown, register: value})
        for register in sorted(found.conflicts - _OF_EVERY_RECORD)
        for value in found.leaves[register].values()
    ]


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
