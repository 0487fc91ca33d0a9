"""By what a row is known again: its id, its number, the id of its source, else its cells; and which record that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clinic_app.names.person_names import name_identity
from clinic_app.names.phones import normal
from clinic_app.records.declared import record_type
from clinic_app.use_cases.importing import ids
from clinic_app.use_cases.importing.callers import PeopleKnown
from clinic_app.use_cases.importing.plan import Book
from clinic_app.use_cases.importing.rows import ReadRow

_CODE = re.compile(r"[A-Za-z0-9-]{1,16}")  # of an office: its record's id, so that all laptops speak of one office


@dataclass(frozen=True)
class Named:
    """A row, the id and number it would get, and the record of the case book it means.

    `known`: that record came from this very row, or the row says which it is. `wrong`: (column, value) of a record
    that is not here.
    """

    row: ReadRow
    id: str
    number: str
    target: str = ""
    known: bool = False
    theirs: bool = False  # the row bears the record's whole number (or an office's code), as the case book shows it
    wrong: tuple[str, str] | None = None


class Targets:
    """Names the rows of one register."""

    def __init__(self, book: Book, people: PeopleKnown, office: str, register: str, kind: str) -> None:
        self._book = book
        self._people = people
        self._office = office
        self._register = register
        self._type = record_type(kind)

    def named(self, rows: Sequence[ReadRow]) -> list[Named]:
        """Each row with its id. Identical rows are told apart by their occurrence, not where they bear a number:
        register and number then say that it is one row, written twice.
        """
        seen: dict[tuple[str, ...], int] = {}
        found: list[Named] = []
        for row in rows:
            cells = ids.row_text(row.cells)
            seen[cells] = 1 if row.number else seen.get(cells, 0) + 1
            id = self._id(row, cells, seen[cells])
            found.append(Named(row, id, self._number(row, id)))
        return self._with_targets(found)

    def _id(self, row: ReadRow, cells: tuple[str, ...], occurrence: int) -> str:
        kind = self._type.name
        if source := _source(row):
            return ids.source_id(self._office, self._register, kind, source)
        code = str(row.values.get("code", "")) if kind == "office" else ""
        if _CODE.fullmatch(code):
            return code
        return ids.row_id(self._office, self._register, kind, cells, occurrence)

    def _number(self, row: ReadRow, id: str) -> str:
        when = row.values.get(self._type.date_field)
        if "record_no" not in self._type.by_name or when is None:
            return ""
        return ids.record_no(self._office, when.year, self._register, row.number, id)

    def _with_targets(self, rows: list[Named]) -> list[Named]:
        kind = self._type.name
        asked = {one.id for one in rows} | {one.row.id for one in rows if one.row.id}
        here = self._book.known(kind, asked)
        written = {one.row.number for one in rows} | {one.number for one in rows}
        taken = self._book.numbers_taken(written - {""}) if "record_no" in self._type.by_name else {}
        sources = self._sources(rows)
        found: list[Named] = []
        for one in rows:
            row = one.row
            same = sources.get((_source(row), row.values.get("channel")), "")
            if row.id and row.id not in here:
                found.append(Named(row, one.id, one.number, wrong=("id", row.id)))
            elif row.id:
                found.append(Named(row, one.id, one.number, row.id, known=True))
            elif one.id in here or same:
                coded = kind == "office"  # a code says which office it is, not that nothing else changed
                target = one.id if one.id in here else same
                found.append(Named(row, one.id, one.number, target, known=not coded, theirs=coded))
            elif number := taken.get(row.number):
                found.append(Named(row, one.id, one.number, number, theirs=True))
            elif number := taken.get(one.number):
                found.append(Named(row, one.id, one.number, number))
            elif person := self._same_person(row):
                found.append(Named(row, one.id, one.number, person, known=True))
            else:
                found.append(one)
        return found

    def _sources(self, rows: Sequence[Named]) -> dict[tuple[str, object], str]:
        """(id in the source, channel) -> the record that came from it, by whatever register."""
        asked = sorted({_source(one.row) for one in rows} - {""})
        if not asked or "source_ref" not in self._type.by_name:
            return {}
        kind = self._type.name
        hits = [id for _, id in self._book.having(kind, "source_ref", asked)]
        return {(one.source_ref, one.channel): one.id for one in self._book.load_many(kind, hits) if not one.erased}

    def _same_person(self, row: ReadRow) -> str:
        """In a sheet of people: the person of the case book with that name and telephone."""
        if self._type.name != "person":
            return ""
        name, phone = row.values.get("name_display", ""), row.values.get("phone", "")
        return self._people.find_same(name, phone) or "" if normal(phone) and name_identity(name) else ""


def _source(row: ReadRow) -> str:
    return " ".join(str(row.values.get("source_ref") or "").split())
