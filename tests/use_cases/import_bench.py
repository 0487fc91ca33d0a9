"""What the tests of the import stand on: a case book in memory, and sheets written to a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from clinic_app.changes import Changes
from clinic_app.names.person_names import same_name
from clinic_app.names.phones import same_phone
from clinic_app.progress import Progress
from clinic_app.records.record import Record
from clinic_app.records.values import Fault
from clinic_app.use_cases.identity import Identity
from clinic_app.use_cases.importing.importing import Importing


class CaseBook:
    """The smallest casework an import can work with: records by id, in the order they came. It keeps no vault."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    def known(self, kind: str, ids: Iterable[str]) -> set[str]:
        return {id for id in ids if id in self.records and self.records[id].type.name == kind}

    def ids(self, kind: str) -> list[str]:
        return [id for id, record in self.records.items() if record.type.name == kind]

    def in_bin(self, kind: str) -> set[str]:
        return {id for id in self.ids(kind) if self.records[id].archived}

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Record]:
        return [self.records[id] for id in ids if id in self.records and self.records[id].type.name == kind]

    def numbers_taken(self, numbers: Iterable[str]) -> dict[str, str]:
        asked = set(numbers)
        return {r.record_no: id for id, r in self.records.items() if getattr(r, "record_no", "") in asked}

    def having(self, kind: str, name: str, values: Sequence[str]) -> list[tuple[str, str]]:
        return [(getattr(one, name), one.id) for one in self.of(kind) if getattr(one, name) in values]

    def of_name(self, name: str) -> str:
        return next((one.id for one in self.of("person") if not one.phone and same_name(one.name_display, name)), "")

    def faults(self, _record: Record) -> dict[str, Fault]:
        return {}

    def write(
        self, new: Sequence[Record], changed: Sequence[Record], progress: Progress | None = None
    ) -> tuple[set[str], Changes]:
        if progress:
            progress.step(0, len(new))
        fresh = [record for record in new if record.id not in self.records]
        self.save_many(fresh)
        self.records |= {record.id: record for record in changed}
        return {record.id for record in fresh}, Changes.everything()

    def write_back(self, told: Sequence[Any], progress: Progress | None = None) -> Changes:
        raise NotImplementedError  # a book of one import takes nothing back

    def save_many(self, records: Sequence[Record]) -> None:
        """Put records into the book."""
        self.records |= {record.id: record for record in records}

    def find_same(self, name: str, phone: str) -> str | None:
        for person in self.of("person"):
            if same_name(person.name_display, name) and same_phone(person.phone, phone):
                return person.id
        return None

    def of(self, kind: str) -> list[Any]:
        return self.load_many(kind, self.ids(kind))


class Notes(dict[str, Any]):
    """What a vault remembers, in memory."""

    def put(self, name: str, value: Any) -> None:
        self[name] = value


def laptop(office: str = "NAR1", letter: str = "B", book: CaseBook | None = None) -> tuple[Importing, CaseBook]:
    """An importing laptop of an office and its case book."""
    book = book or CaseBook()
    me = Identity(f"v{letter}", f"d{letter}", f"m{letter}", "Юрист", "lawyer", office, "Офис", letter, "life")
    return Importing(book, me, book, Notes()), book


def sheet(folder: Path, rows: Sequence[Sequence[str]], name: str = "sheet.csv") -> Path:
    """A CSV file of `rows`, the headings first."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(rows)
    return path
