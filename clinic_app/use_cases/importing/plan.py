"""What an import would do, row by row, and nothing done yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from clinic_app.changes import Changes
from clinic_app.progress import Progress
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.reports.sheet_reading import Understood
from clinic_app.use_cases.importing.callers import Shelf
from clinic_app.use_cases.importing.faults import LeftOut, RowError
from clinic_app.use_cases.importing.mapping import Mapping_
from clinic_app.use_cases.importing.unknown_words import UnknownWord


class Book(Shelf, Protocol):
    """The part of the case book an import needs."""

    def numbers_taken(self, numbers: Iterable[str]) -> dict[str, str]: ...

    def in_bin(self, kind: str) -> set[str]: ...

    def of_name(self, name: str) -> str: ...

    def having(self, kind: str, name: str, values: Sequence[str]) -> list[tuple[str, str]]: ...

    def faults(self, record: Record) -> dict[str, Fault]: ...

    def write(
        self, new: Sequence[Record], changed: Sequence[Record], progress: Progress | None = None
    ) -> tuple[set[str], Changes]: ...

    def write_back(
        self, told: Sequence[tuple[Record, Mapping[str, Any]]], progress: Progress | None = None
    ) -> Changes: ...


@dataclass(frozen=True)
class Update:
    """A record of the case book that a row would change: `fields` are those whose cells say something else."""

    row: int
    before: Record
    after: Record
    fields: tuple[str, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """One object per field: row, type, id, record_no, field, before, after."""
        kind = self.before.type
        about = {
            "row": self.row,
            "type": kind.name,
            "id": self.before.id,
            "record_no": getattr(self.before, "record_no", ""),
        }
        return [
            about
            | {
                "field": name,
                "before": kind.by_name[name].kind.write(getattr(self.before, name)),
                "after": kind.by_name[name].kind.write(getattr(self.after, name)),
            }
            for name in self.fields
        ]


@dataclass(frozen=True)
class InBin:
    """A row whose record is here, in the bin; `number` of that record, "" where it has none."""

    row: int
    id: str
    number: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "id": self.id, "record_no": self.number}


@dataclass(frozen=True)
class Plan:
    """What an import would do, and nothing done yet. With `strict` and errors there is nothing to do.

    `records`: members, persons, then the rows. `people`: persons that are new. `callers`: people behind the rows that
    go in, an anonymous caller counted once unless the row says that they called before. `updates`: what rows change in
    records that are here, with "update" only; `updated` counts their rows. `skipped_ids`: the records of skipped rows.
    `opponents`: new persons whom rows name as the other side; `names` of the persons that updates name.
    `in_bin`: rows whose record lies in the bin, whatever becomes of the row.
    """

    kind: str
    headings: tuple[str, ...]
    mapping: Mapping_
    records: tuple[Record, ...]
    added: int
    skipped: int
    people: int
    callers: int
    errors: tuple[RowError, ...]
    left_out: tuple[LeftOut, ...]
    without_source: tuple[str, ...] = ()  # required fields for which the mapping names neither heading nor default
    updates: tuple[Update, ...] = ()
    updated: int = 0
    skipped_ids: tuple[str, ...] = ()
    unknown: tuple[UnknownWord, ...] = ()
    rows: int = 0
    in_bin: tuple[InBin, ...] = ()
    opponents: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    understood: Understood = field(default_factory=Understood)

    @property
    def does_something(self) -> bool:
        return bool(self.added or self.updated)
