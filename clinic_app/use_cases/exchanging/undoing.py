"""Undoing a merge here: what it brought is set aside, as if it had not come. A private mark, never exported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from clinic_app.changes import Changes
from clinic_app.errors import NoSuchPackage, NoSuchRun
from clinic_app.journal.content import Content
from clinic_app.records.declared import all_types
from clinic_app.records.values import Ref
from clinic_app.store.journal_tables import IN, UNDONE
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.choosing import is_free
from clinic_app.use_cases.exchanging.run_book import now_text
from clinic_app.use_cases.history import Authors

AT_ONCE = 2000


@dataclass(frozen=True)
class BuiltOn:
    """An entry that saw something a merge brought, or a record that hangs on one it brought: a person should know
    before it is taken back. `author` and `office` (its id) say who wrote it, `title` what the record is called.
    """

    type: str
    record: str
    field: str
    author: str
    at: str
    dot: str
    title: str = ""
    office: str = ""


class Undoing:
    """Takes merges back in an open vault, one package or a whole run."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework
        self._runs = desk.vault.exchange.runs

    def built_on(self, package: str) -> list[BuiltOn]:
        """What was edited since on top of a package, oldest first. NoSuchPackage."""
        return self._built_on(self._rows_of(package))

    def built_on_run(self, run: int) -> list[BuiltOn]:
        """What was edited since on top of a whole merge, oldest first. NoSuchRun."""
        return self._built_on(self._rows_of_run(run))

    def undo(self, package: str) -> tuple[list[BuiltOn], Changes]:
        """Set aside what a package brought: (what was built on it, what was touched). NoSuchPackage.

        One's own entries, the roster, hand-overs and erasures are never set aside. Merging the package again, or
        `take_in`, brings it back.
        """
        with self._vault.changing():
            self._desk.trail.note("merge_undone")
            return self._undo(self._rows_of(package))

    def undo_run(self, run: int) -> tuple[list[BuiltOn], Changes]:
        """Set aside what a whole merge brought, held packages too: as `undo`. NoSuchRun."""
        with self._vault.changing():
            done = self._undo(self._rows_of_run(run))
            self._runs.undone(run, now_text())
            self._desk.trail.note("merge_undone", number=run)
        return done

    def take_in_run(self, run: int) -> Changes:
        """Take in again what of a merge is set aside here, undone or left out: no file is needed, nothing was ever
        thrown away. NoSuchRun.
        """
        with self._vault.changing():
            touched = self._take_in(self._rows_of_run(run))
            self._runs.undone(run, "")
        return touched

    def take_in(self, package: str) -> Changes:
        """As `take_in_run`, for one package. NoSuchPackage."""
        with self._vault.changing():
            return self._take_in(self._rows_of(package))

    def _take_in(self, rows: Sequence[int]) -> Changes:
        brought = self._runs.brought(rows)
        records = {record for _, record in brought.values()} & self._vault.journal.left_out()
        self._vault.journal.leave_out(records, False)
        touched = self._vault.journal.take_in(sorted(records))
        touched |= self._vault.journal.set_aside(self._vault.exchange.aside.put_aside(sorted(brought)), IN)
        told = self._vault.read_again(touched)
        return Changes.of_many((kind, id) for id, (kind, _) in told.items())

    def _undo(self, rows: Sequence[int]) -> tuple[list[BuiltOn], Changes]:
        brought = self._brought(rows)
        built = self._built_on(rows)
        touched = self._vault.journal.set_aside(sorted(brought), UNDONE)
        told = self._vault.read_again(touched)
        changes = Changes.of_many((kind, record) for kind, record in brought.values() if record in touched)
        return built, changes | Changes.of_many((kind, id) for id, (kind, _) in told.items())

    def _built_on(self, rows: Sequence[int]) -> list[BuiltOn]:
        with self._vault.looking():
            brought = self._brought(rows)
            records = sorted({record for _, record in brought.values()})
            found: list[tuple[Content, str]] = []  # (entry, register)
            going: dict[str, list[str]] = {}  # type -> records of which nothing would be here any more
            for start in range(0, len(records), AT_ONCE):
                for (kind, record), (entries, _) in self._vault.entries_of(records[start : start + AT_ONCE]).items():
                    found += _saw(entries, brought)
                    if entries and all(entry.name in brought for entry in entries):
                        going.setdefault(kind, []).append(record)
            found += self._hanging_on(going, brought)
        return self._told(found)

    def _hanging_on(self, going: Mapping[str, Sequence[str]], brought: Collection[str]) -> list[tuple[Content, str]]:
        """What names a record that would go, and did not come with it: an event of a case, a case of a client."""
        found: list[tuple[Content, str]] = []
        for declared in all_types().values():
            for spec in declared.fields:
                # Parents and persons only: these columns have an index.
                if not isinstance(spec.kind, Ref) or (spec.name != declared.parent_field and spec.kind.to != "person"):
                    continue
                to = {id for kind, some in going.items() if spec.kind.to in ("", kind) for id in some}
                ids = sorted({id for _, id in self._vault.records.having(declared.name, spec.name, sorted(to))})
                for start in range(0, len(ids), AT_ONCE):
                    for entries, _ in self._vault.entries_of(ids[start : start + AT_ONCE]).values():
                        found += [
                            (entry, spec.name)
                            for entry in entries
                            if entry.name not in brought and str(entry.fields.get(spec.name)) in to
                        ]
        return found

    def _told(self, found: Iterable[tuple[Content, str]]) -> list[BuiltOn]:
        authors = Authors(self._desk, self._casework)
        by_type: dict[str, set[str]] = {}
        for entry, _ in found:
            by_type.setdefault(entry.type, set()).add(entry.id)
        titles: dict[str, str] = {}
        for kind, ids in by_type.items():
            declared = all_types().get(kind)
            if declared is not None and declared.title_field:
                titles |= self._casework.titles(kind, sorted(ids))
        told = []
        for entry, register in found:
            person, office, _ = authors.of(entry)
            title = titles.get(entry.id, "")
            told.append(BuiltOn(entry.type, entry.id, register, person, entry.at, entry.name, title, office))
        return sorted(told, key=lambda one: (one.at, one.dot, one.field))

    def _brought(self, rows: Sequence[int]) -> dict[str, tuple[str, str]]:
        """name -> (type, record) of what came through these packages and may be set aside, read or held."""
        brought = self._runs.brought(rows)
        records = sorted({record for _, record in brought.values()})
        own = self._desk.identity.device_id
        found: dict[str, tuple[str, str]] = {}
        for start in range(0, len(records), AT_ONCE):
            for content in self._vault.exchange.aside.contents(records[start : start + AT_ONCE]):
                if content.name in brought and is_free(content, own):
                    found[content.name] = (content.type, content.id)
        return found

    def _rows_of(self, package: str) -> list[int]:
        with self._vault.looking():
            rows = self._runs.rows_of(package)
        if not rows:
            raise NoSuchPackage(package=package)
        return rows

    def _rows_of_run(self, run: int) -> list[int]:
        with self._vault.looking():
            if self._runs.run(run) is None:
                raise NoSuchRun(run=run)
            return [row.id for row in self._runs.packages(run)]


def _saw(entries: Sequence[Content], brought: Collection[str]) -> list[tuple[Content, str]]:
    """What of a record's entries was written by somebody who had seen what was brought."""
    return [
        (entry, register)
        for entry in entries
        if entry.name not in brought
        for register, seen in entry.seen.items()
        if any(name in brought for name in seen)
    ]
