"""Whom the rows of a register name as the other side: names become persons, as they do wherever a plain name is given.

A person of the case book is taken where the name agrees and no telephone tells them from a namesake; else one is made,
under an id that every laptop gives to that name of that register.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from clinic_app.names.person_names import name_identity
from clinic_app.records.person import Person
from clinic_app.records.record import RecordType
from clinic_app.records.values import Elements
from clinic_app.use_cases.importing import ids


class Names(Protocol):
    """What is asked of the case book."""

    def known(self, kind: str, ids: Iterable[str]) -> set[str]: ...

    def of_name(self, name: str) -> str: ...


class Opponents:
    """The persons behind the names of one register; each name is looked up once."""

    def __init__(self, office: str, register: str, book: Names) -> None:
        self._office = office
        self._register = register
        self._book = book
        self._found: dict[str, str] = {}  # what stands in a cell -> id
        self._new: dict[str, Person] = {}

    def ids_of(self, written: Iterable[str]) -> frozenset[str]:
        """Ids for names, or for ids of persons that are here."""
        return frozenset(map(self._id_of, sorted(written)))

    def _id_of(self, written: str) -> str:
        if written not in self._found:
            self._found[written] = self._look(written)
        return self._found[written]

    def _look(self, written: str) -> str:
        if self._book.known("person", [written]):
            return written
        if here := self._book.of_name(written):
            return here
        made = ids.opponent_id(self._office, self._register, name_identity(written) or written)
        if not self._book.known("person", [made]):
            self._new.setdefault(made, Person(id=made, home=self._office, name_display=written))
        return made

    def to_add(self, wanted: Iterable[str]) -> list[Person]:
        """The new persons of `wanted`, in the order they came."""
        here = set(wanted)
        return [person for id, person in self._new.items() if id in here]


def fields_of(kind: RecordType) -> Sequence[str]:
    """The fields of a type that name several persons."""
    return [spec.name for spec in kind.fields if isinstance(spec.kind, Elements) and spec.kind.to == "person"]
