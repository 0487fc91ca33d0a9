"""Looking at records: one, many, lists, searches, titles. It only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from clinic_app.errors import NoSuchRecord, NotForYou, UnknownVersion
from clinic_app.journal import reading
from clinic_app.names import folding
from clinic_app.records.declared import record_type
from clinic_app.records.link import COORDINATORS_HOME
from clinic_app.records.record import Record
from clinic_app.records.values import Ref
from clinic_app.store.record_tables import Shown
from clinic_app.use_cases import asking, one_person
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.seen import Seen
from clinic_app.use_cases.shown import shown_registers
from clinic_app.wording.words import _

NUMBERED = ("consultation", "journalist_case", "incident")  # the types with a record number


class Looking:
    """The records of an open vault, as they are read now by the person who works there: what is not theirs to see is
    in no answer (see `sight`). `everything`: as the program reads them, for `Casework.whole` alone.
    """

    def __init__(self, desk: Desk, *, everything: bool = False) -> None:
        self._desk = desk
        self._vault = desk.vault
        self.seen = Seen(desk, everything=everything)
        self._records = self.seen.records

    def looking(self) -> AbstractContextManager[None]:
        """Reading with the clinic's errors."""
        return self._vault.looking()

    def load(self, kind: str, id: str) -> Record:
        """One record; NoSuchRecord, NotForYou."""
        record_type(kind)
        with self._vault.looking():
            found = self._records.load(kind, [id])
            if not found and self._records.hides(kind, id):
                raise NotForYou(type=kind, id=id, ask=self.ask_whom(kind, id), field="")
        if not found:
            raise NoSuchRecord(type=kind, id=id)
        return found[0]

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Record]:
        """The records of `ids` that are here and shown, in that order."""
        with self._vault.looking():
            return self._records.load(kind, ids)

    def shows(self, kind: str, ids: Sequence[str]) -> set[str]:
        """Which of `ids` are not kept from the person who works here."""
        with self._vault.looking():
            return self._records.allowed(kind, ids)

    def ask_whom(self, kind: str, id: str) -> str:
        """The name of the lead lawyer of a record, or of what it belongs to, or of what names a person; "" for none."""
        with self._vault.looking():
            return asking.lead_name(self._vault, kind, id)

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
            found = self._records.ids(
                kind, where, newest_first=newest_first, limit=None if words.strip() else limit, archived=archived
            )
            if words.strip():
                hits = self.matching(kind, words)
                found = [id for id in found if id in hits]
        return found[:limit] if limit is not None else found

    def matching(self, kind: str, words: str) -> set[str]:
        """Records of a type that the words find, themselves or through a person they name."""
        expression = folding.match_expression(words)
        hits = {id for _, id in self.seen.search(expression, [kind], limit=100_000)}
        refs = [f.name for f in record_type(kind).fields if isinstance(f.kind, Ref) and f.kind.to == "person"]
        if refs:
            people = [id for _, id in self.seen.search(expression, ["person"], limit=5_000)]
            people = one_person.with_the_same(self._vault, people)
            for name in refs:
                hits |= {id for _, id in self._records.having(kind, name, people)}
        return hits

    def count(self, kind: str, where: Mapping[str, Any] | None = None) -> int:
        record_type(kind)
        with self._vault.looking():
            return self._records.count(kind, where)

    def children(self, kind: str, parent: str) -> list[Record]:
        """The child records of one record, newest first."""
        field = record_type(kind).parent_field
        return self.load_many(kind, self.ids(kind, where={field: parent}))

    def known(self, kind: str, ids: Iterable[str]) -> set[str]:
        """Which of `ids` are here."""
        with self._vault.looking():
            return set(self._records.column(kind, "id", list(ids)))

    def numbers_taken(self, numbers: Iterable[str]) -> dict[str, str]:
        """record_no -> id, of all numbered types."""
        found: dict[str, str] = {}
        wanted = sorted(set(numbers))
        with self._vault.looking():
            for kind in NUMBERED:
                found |= {str(number): id for number, id in self._records.having(kind, "record_no", wanted)}
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
            found = {id: str(t) for id, t in self._records.column(kind, field, wanted).items() if t}
            hidden = set(wanted) - self._records.allowed(kind, wanted)
            here = self._vault.records.column(kind, "id", sorted(hidden)) if hidden else {}
        if COORDINATORS_HOME in wanted:
            found[COORDINATORS_HOME] = _("Coordinators")
        to = getattr(record_type(kind).by_name[field].kind, "to", "")
        if to:
            named = self.titles(to, found.values())  # a link is called as the person it names
            found = {id: named[of] for id, of in found.items() if of in named}
        # What is here and not shown is not told as if it had not come.
        return found | {id: _("(not open to you)") for id in here}

    def at_version(self, record: Record, version: str) -> Record:
        """The record with what `version` saw as its `seen`; UnknownVersion when this vault never showed that."""
        names = tuple(part for part in version.split(".") if part)
        with self._vault.looking():
            entries, aside = self.seen.entries(record.type.name, record.id)
        shown = [entry for entry in entries if entry.name in names]
        if not names or not set(names) <= {entry.name for entry in entries}:
            raise UnknownVersion(version=version)
        # A version names what was live anywhere in the record; what one of them had overwritten was not on the form.
        others = [*aside, *(entry for entry in entries if entry.name not in names)]
        seen = {register: tuple(sorted(live)) for register, live in reading.live(shown, others).items()}
        return replace(record, seen=Shown((), seen, record.hidden))

    def as_shown(self, record: Record) -> Record:
        """The record as it was when `record.seen` was shown."""
        with self._vault.looking():
            entries, _ = self.seen.entries(record.type.name, record.id)
        registers = shown_registers(record, entries)
        return record.type.from_registers(record.id, registers, seen=record.seen, hidden=record.hidden)
