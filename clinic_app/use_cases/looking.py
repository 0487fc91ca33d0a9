"""Looking at records: one, many, lists, searches, titles. It only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from clinic_app.errors import NoSuchRecord, UnknownVersion
from clinic_app.journal import reading
from clinic_app.names import folding
from clinic_app.records.declared import record_type
from clinic_app.records.link import COORDINATORS_HOME
from clinic_app.records.record import Record
from clinic_app.records.values import Ref
from clinic_app.store.record_tables import Shown
from clinic_app.use_cases import one_person
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.shown import shown_registers
from clinic_app.wording.words import _

NUMBERED = ("consultation", "journalist_case", "incident")  # the types with a record number


class Looking:
    """The records of an open vault, as they are read now."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def load(self, kind: str, id: str) -> Record:
        """One record; NoSuchRecord."""
        record_type(kind)
        with self._vault.looking():
            found = self._vault.records.load(kind, [id])
        if not found:
            raise NoSuchRecord(type=kind, id=id)
        return found[0]

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Record]:
        """The records of `ids` that are here, in that order."""
        with self._vault.looking():
            return self._vault.records.load(kind, ids)

    def ids(
        self,
        kind: str,
        *,
        words: str = "",
        where: Mapping[str, Any] | None = None,
        newest_first: bool = True,
        limit: int | None = None,
        archived: bool | None = False,
    ) -> list[str]:
        """Ids of a type's records, newest first; `words` as in the search box, `where` by field (see
        RecordTables.ids).
        """
        record_type(kind)
        with self._vault.looking():
            found = self._vault.records.ids(
                kind, where, newest_first=newest_first, limit=None if words.strip() else limit, archived=archived
            )
            if words.strip():
                hits = self.matching(kind, words)
                found = [id for id in found if id in hits]
        return found[:limit] if limit is not None else found

    def matching(self, kind: str, words: str) -> set[str]:
        """Records of a type that the words find, themselves or through a person they name."""
        expression = folding.match_expression(words)
        hits = {id for _, id in self._vault.search(expression, [kind], limit=100_000)}
        refs = [f.name for f in record_type(kind).fields if isinstance(f.kind, Ref) and f.kind.to == "person"]
        if refs:
            people = [id for _, id in self._vault.search(expression, ["person"], limit=5_000)]
            people = one_person.with_the_same(self._vault, people)
            for name in refs:
                hits |= {id for _, id in self._vault.records.having(kind, name, people)}
        return hits

    def count(self, kind: str, where: Mapping[str, Any] | None = None) -> int:
        record_type(kind)
        with self._vault.looking():
            return self._vault.records.count(kind, where)

    def children(self, kind: str, parent: str) -> list[Record]:
        """The child records of one record, newest first."""
        field = record_type(kind).parent_field
        return self.load_many(kind, self.ids(kind, where={field: parent}))

    def known(self, kind: str, ids: Iterable[str]) -> set[str]:
        """Which of `ids` are here."""
        with self._vault.looking():
            return set(self._vault.records.column(kind, "id", list(ids)))

    def numbers_taken(self, numbers: Iterable[str]) -> dict[str, str]:
        """record_no -> id, of all numbered types."""
        found: dict[str, str] = {}
        wanted = sorted(set(numbers))
        with self._vault.looking():
            for kind in NUMBERED:
                found |= {str(number): id for number, id in self._vault.records.having(kind, "record_no", wanted)}
        return found

    def titles(self, kind: str, ids: Iterable[str]) -> dict[str, str]:
        """What a reference to a record shows: a person's name, a case's title; a link is called after the first person
        it names. Absent ones are left out.
        """
        wanted = [id for id in dict.fromkeys(ids) if id]
        field = record_type(kind).title_field
        if not field:
            return {}
        with self._vault.looking():
            found = {id: str(t) for id, t in self._vault.records.column(kind, field, wanted).items() if t}
        if COORDINATORS_HOME in wanted:
            found[COORDINATORS_HOME] = _("Coordinators")
        to = getattr(record_type(kind).by_name[field].kind, "to", "")
        if not to:
            return found
        named = self.titles(to, found.values())  # a link is called as the person it names
        return {id: named[of] for id, of in found.items() if of in named}

    def at_version(self, record: Record, version: str) -> Record:
        """The record with what `version` saw as its `seen`; UnknownVersion when this vault never showed that."""
        names = tuple(part for part in version.split(".") if part)
        with self._vault.looking():
            entries, aside = self._vault.entries(record.type.name, record.id)
        shown = [entry for entry in entries if entry.name in names]
        if not names or not set(names) <= {entry.name for entry in entries}:
            raise UnknownVersion(version=version)
        # A version names what was live anywhere in the record; what one of them had overwritten was not on the form.
        others = [*aside, *(entry for entry in entries if entry.name not in names)]
        seen = {register: tuple(sorted(live)) for register, live in reading.live(shown, others).items()}
        return replace(record, seen=Shown((), seen))

    def as_shown(self, record: Record) -> Record:
        """The record as it was when `record.seen` was shown."""
        with self._vault.looking():
            entries, _ = self._vault.entries(record.type.name, record.id)
        registers = shown_registers(record, entries)
        return record.type.from_registers(record.id, registers, seen=record.seen)
