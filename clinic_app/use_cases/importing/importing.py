"""Taking in a register: a plan first, which is the dry run, then exactly that plan in one transaction.

Never the same row twice, never a record overwritten: a row is known by its register and its cells (see `ids`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from clinic_app.changes import Changes
from clinic_app.errors import ClinicError, UnknownRecordType
from clinic_app.names.folding import fold
from clinic_app.progress import Progress
from clinic_app.records.record import Record
from clinic_app.reports.sheet_reading import Sheet, read_sheet
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.importing import guesses, ids
from clinic_app.use_cases.importing.callers import PeopleKnown
from clinic_app.use_cases.importing.faults import LeftOut, RowError
from clinic_app.use_cases.importing.mapping import Mapping_, checked, from_json, may_be_joined, target
from clinic_app.use_cases.importing.planning import Casework, Draft, Plan
from clinic_app.use_cases.importing.rows import RowReader

KINDS = ("consultation", "person", "journalist_case", "case_event", "member")  # what a sheet may hold


class Memory(Protocol):
    """Small things the vault remembers, by name."""

    def get(self, name: str) -> Any: ...

    def put(self, name: str, value: Any) -> None: ...


@dataclass(frozen=True)
class ImportDone:
    """What an import did."""

    added: int
    skipped: int
    people: int
    errors: tuple[RowError, ...]
    left_out: tuple[LeftOut, ...] = ()
    changes: Changes = field(default_factory=Changes)

    def as_json(self) -> dict[str, Any]:
        """The document of `clinic import`."""
        return {
            "added": self.added,
            "skipped": self.skipped,
            "people": self.people,
            "errors": [error.as_json() for error in self.errors],
            "left_out": [note.as_json() for note in self.left_out],
        }


class Importing:
    """Imports into the open vault of one office."""

    def __init__(self, casework: Casework, identity: Identity, people: PeopleKnown, memory: Memory) -> None:
        self._casework = casework
        self._identity = identity
        self._people = people
        self._memory = memory

    def guessed(self, file: Path, kind: str) -> Mapping_:
        """The mapping to show first: the remembered one of a sheet with these headings, else a guess."""
        sheet = _sheet(file, kind)
        return self.remembered(sheet.headings, kind) or guesses.guess(kind, sheet.headings, file.name)

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
    ) -> Plan:
        """Read the file and say what would happen. `mapping` settles all, `settled` (heading -> field) only some.

        Raises UnknownMapping (heading or field), BadInput, FileUnreadable, UnknownRecordType.
        """
        sheet = _sheet(file, kind)
        chosen = mapping.over(sheet.headings) if mapping else None
        chosen = chosen or self.remembered(sheet.headings, kind) or guesses.guess(kind, sheet.headings, file.name)
        for heading, name in (settled or {}).items():
            chosen = chosen.with_heading(heading, name)
        chosen = _settled_alone(chosen, settled or {}, kind)
        chosen = checked(chosen.with_defaults(guesses.proposed_defaults(kind, chosen, file.name)), kind)
        reader = RowReader(kind, chosen, sheet.headings)
        rows = [reader.read(line, cells) for line, cells in sheet.rows]
        made = Draft(self._casework, self._identity, self._people, kind, ids.register_name(sheet.headings, register))
        made.sort(rows, reader.headings())
        return made.plan(sheet.headings, chosen, guesses.required_without_source(kind, chosen), strict)

    def carry_out(self, plan: Plan, progress: Progress | None = None) -> ImportDone:
        """Do what the plan says, in one transaction, and remember its mapping. What came meanwhile is passed over."""
        self.remember(plan.headings, plan.mapping, plan.kind)
        records = self._still_new(plan.records)
        added = sum(record.type.name == plan.kind for record in records)
        people = sum(record.type.name == "person" for record in records)
        changes = self._casework.save_many(records, progress) if records else Changes()
        skipped = plan.skipped + plan.added - added
        return ImportDone(added, skipped, people, plan.errors, plan.left_out, changes)

    def _still_new(self, records: Sequence[Record]) -> list[Record]:
        by_kind: dict[str, list[str]] = {}
        for record in records:
            by_kind.setdefault(record.type.name, []).append(record.id)
        known = {id for kind, some in by_kind.items() for id in self._casework.known(kind, some)}
        return [record for record in records if record.id not in known]


def _sheet(file: Path, kind: str) -> Sheet:
    """The sheet at `file`; a second column of one heading is called "Дата (2)", so that a mapping can name it."""
    if kind not in KINDS:
        raise UnknownRecordType(type=kind)
    sheet = read_sheet(file)
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
    return f"mapping/{kind}/{ids.register_name(headings)[:32]}"
