"""Taking in a register: a plan first, which is the dry run, then exactly that plan in one transaction.

Never the same row twice, never a record overwritten: a row is known by its register and its cells (see `ids`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from clinic_app.changes import Changes
from clinic_app.errors import ClinicError, UnknownRecordType
from clinic_app.names.folding import fold
from clinic_app.progress import Progress, Quiet
from clinic_app.reports.sheet_reading import Sheet, Wish, read_sheet
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.importing.callers import PeopleKnown
from clinic_app.use_cases.importing.faults import LeftOut, RowError
from clinic_app.use_cases.importing.guesses import guess, proposed_defaults, required_without_source
from clinic_app.use_cases.importing.ids import register_name
from clinic_app.use_cases.importing.mapping import Mapping_, checked, from_json, may_be_joined, target
from clinic_app.use_cases.importing.plan import Book, InBin, Plan, Update
from clinic_app.use_cases.importing.planning import Draft
from clinic_app.use_cases.importing.rows import ReadRow, RowReader
from clinic_app.use_cases.importing.taking_back import TakenBack, parted
from clinic_app.use_cases.importing.unknown_words import UnknownWord

# What a sheet may hold. A child names its parent by its record number (a relation its person by name).
KINDS = ("consultation", "person", "journalist_case", "case_event", "relation", "member", "office")
_STEP = 200


class Memory(Protocol):
    """Small things the vault remembers, by name."""

    def get(self, name: str) -> Any: ...

    def put(self, name: str, value: Any) -> None: ...


@dataclass(frozen=True)
class ImportDone:
    """What an import did. `ids`: the records of the sheet that were added, in its order; `people_ids`: their people."""

    added: int
    skipped: int
    people: int
    errors: tuple[RowError, ...]
    left_out: tuple[LeftOut, ...] = ()
    changes: Changes = field(default_factory=Changes)
    updated: int = 0
    updates: tuple[Update, ...] = ()
    unknown: tuple[UnknownWord, ...] = ()
    ids: tuple[str, ...] = ()
    people_ids: tuple[str, ...] = ()
    in_bin: tuple[InBin, ...] = ()
    opponents: int = 0

    def as_json(self) -> dict[str, Any]:
        """The document of `clinic import`."""
        return {
            "added": self.added,
            "skipped": self.skipped,
            "people": self.people,
            "opponents": self.opponents,
            "updated": self.updated,
            "errors": [error.as_json() for error in self.errors],
            "in_bin": [one.as_json() for one in self.in_bin],
            "left_out": [note.as_json() for note in self.left_out],
            "changes": [change for update in self.updates for change in update.as_json()],
            "unknown_values": [word.as_json() for word in self.unknown],
        }


def would_be(plan: Plan) -> ImportDone:
    """What carrying out a plan would give: the answer of a dry run."""
    return ImportDone(
        plan.added,
        plan.skipped,
        plan.people,
        plan.errors,
        plan.left_out,
        updated=plan.updated,
        updates=plan.updates,
        unknown=plan.unknown,
        in_bin=plan.in_bin,
        opponents=plan.opponents,
    )


class Importing:
    """Imports into the open vault of one office."""

    def __init__(self, book: Book, identity: Identity, people: PeopleKnown, memory: Memory) -> None:
        self._book = book
        self._identity = identity
        self._people = people
        self._memory = memory

    def read(self, file: Path, kind: str, wish: Wish | None = None, progress: Progress | None = None) -> Sheet:
        """The sheet at `file`, its headings made different: a second "Дата" is called "Дата (2)".

        Raises UnknownRecordType, BadInput, FileUnreadable.
        """
        if kind not in KINDS:
            raise UnknownRecordType(type=kind)
        return _told_apart(read_sheet(file, wish, progress))

    def guessed(self, file: Path, kind: str) -> Mapping_:
        """The mapping to show first: the remembered one of a sheet with these headings, else a guess."""
        return self.proposed(self.read(file, kind), kind, file.name)

    def proposed(self, sheet: Sheet, kind: str, file_name: str = "") -> Mapping_:
        """The remembered mapping of a sheet with these headings, else a guess by headings and contents."""
        return self.remembered(sheet.headings, kind) or guess(kind, sheet.headings, file_name, sheet.rows)

    def remembered(self, headings: Sequence[str], kind: str = "consultation") -> Mapping_ | None:
        """The mapping last confirmed for a sheet with these headings."""
        kept = self._memory.get(_memory_name(headings, kind))
        try:
            return checked(from_json(kept), kind).over(tuple(headings)) if kept else None
        except ClinicError:  # a mapping of an older program: guess anew rather than stop the person
            return None

    def remember(self, headings: Sequence[str], mapping: Mapping_, kind: str = "consultation") -> None:
        """Keep a confirmed mapping for the next sheet with these headings."""
        self._memory.put(_memory_name(headings, kind), mapping.as_json())

    def plan(
        self,
        file: Path,
        kind: str,
        *,
        mapping: Mapping_ | None = None,
        settled: Mapping[str, str] | None = None,
        register: str | None = None,
        strict: bool = False,
        update: bool = False,
        wish: Wish | None = None,
        sheet: Sheet | None = None,
        progress: Progress | None = None,
    ) -> Plan:
        """Read the file and say what would happen. `mapping` settles all, `settled` (heading -> field) only some.

        `update`: rows that name a record of the case book change it. `sheet`: what `read` gave.
        Raises UnknownMapping (heading or field), BadInput, FileUnreadable, UnknownRecordType, Cancelled.
        """
        sheet = sheet or self.read(file, kind, wish, progress)
        chosen = mapping.over(sheet.headings) if mapping else self.proposed(sheet, kind, file.name)
        for heading, name in (settled or {}).items():
            chosen = chosen.with_heading(heading, name)
        chosen = _settled_alone(chosen, settled or {}, kind)
        chosen = checked(chosen.with_defaults(proposed_defaults(kind, chosen, file.name)), kind)
        reader = RowReader(kind, chosen, sheet.headings, shifts=_shifts(sheet))
        rows = list(_read_rows(reader, sheet, progress or Quiet()))
        named = register_name(sheet.headings, register)
        made = Draft(self._book, self._identity, self._people, kind, named, reader.headings(), update=update)
        made.sort(rows)
        plan = made.plan(sheet.headings, chosen, required_without_source(kind, chosen), strict)
        return replace(plan, rows=len(rows), understood=sheet.understood)

    def carry_out(self, plan: Plan, progress: Progress | None = None) -> ImportDone:
        """Do what the plan says, in one transaction, and remember its mapping. What came meanwhile is passed over."""
        self.remember(plan.headings, plan.mapping, plan.kind)
        if not plan.does_something:
            return would_be(plan)
        fresh, changes = self._book.write(plan.records, [update.after for update in plan.updates], progress)
        ids = tuple(one.id for one in plan.records if one.type.name == plan.kind and one.id in fresh)
        people = tuple(one.id for one in plan.records if one.type.name == "person" and one.id in fresh)
        return replace(
            would_be(plan),
            added=len(ids),
            skipped=plan.skipped + plan.added - len(ids),
            people=len(people),
            changes=changes,
            ids=ids,
            people_ids=people,
        )

    def take_back(self, done: ImportDone, progress: Progress | None = None) -> TakenBack:
        """Write what the changed records said before as ordinary entries; what was edited since stays and is named."""
        ids: dict[str, list[str]] = {}
        for update in done.updates:
            ids.setdefault(update.before.type.name, []).append(update.before.id)
        here = {one.id: one for kind, some in ids.items() for one in self._book.load_many(kind, some)}
        back, edited = parted(done.updates, here)
        changes = self._book.write_back(back, progress) if back else Changes()
        return TakenBack(changes, tuple(record.id for record, _ in back), tuple(edited))


def _read_rows(reader: RowReader, sheet: Sheet, progress: Progress) -> Iterator[ReadRow]:
    for place, (line, cells) in enumerate(sheet.rows):
        if place % _STEP == 0:
            progress.step(place, len(sheet.rows))
        yield reader.read(line, cells)
    progress.step(len(sheet.rows), len(sheet.rows))


def _shifts(sheet: Sheet) -> bool:
    """Whether a cell too many means shifted columns: in a CSV, where not half of the rows have one."""
    wide = sum(len(cells) > len(sheet.headings) for _, cells in sheet.rows)
    return bool(sheet.understood.delimiter) and wide * 2 < len(sheet.rows)


def _told_apart(sheet: Sheet) -> Sheet:
    headings: list[str] = []
    for heading in sheet.headings:
        again = headings.count(heading)
        headings.append(f"{heading} ({again + 1})" if again and heading else heading)
    return replace(sheet, headings=tuple(headings))


def _settled_alone(mapping: Mapping_, settled: Mapping[str, str], kind: str) -> Mapping_:
    """A field that the person gave to one heading is taken from the guessed ones, unless they can be its other part."""
    said = {name for name in settled.values() if name}
    by_person = {heading for heading in mapping.headings for said_ in settled if fold(heading) == fold(said_.strip())}
    headings = {
        heading: "" if name in said and heading not in by_person and not _joins(name, kind) else name
        for heading, name in mapping.headings.items()
    }
    return replace(mapping, headings=headings)


def _joins(name: str, kind: str) -> bool:
    return may_be_joined(target(kind, name))


def _memory_name(headings: Sequence[str], kind: str) -> str:
    return f"mapping/{kind}/{register_name(headings)[:32]}"
