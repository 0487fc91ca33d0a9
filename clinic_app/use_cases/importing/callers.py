"""Who the callers of a register are. One person only where name and telephone agree; everybody else stays apart.

A wrong joining of two people loses a client's rights, a missed one costs a lawyer a click.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from clinic_app.names.folding import fold
from clinic_app.names.person_names import name_identity
from clinic_app.names.phones import normal, shown
from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.records.staff import Member
from clinic_app.use_cases.importing import ids


class Shelf(Protocol):
    """What is already in the case book, as far as an import asks."""

    def known(self, kind: str, ids: Any) -> set[str]: ...

    def ids(self, kind: str) -> list[str]: ...

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Any]: ...


class PeopleKnown(Protocol):
    """Finds the person of the case book whose name and telephone agree."""

    def find_same(self, name: str, phone: str) -> str | None: ...


class Callers:
    """The persons behind the rows of one register, in the order of the rows; the first row's spelling is kept."""

    def __init__(self, office: str, register: str, shelf: Shelf, people: PeopleKnown) -> None:
        self._office = office
        self._register = register
        self._shelf = shelf
        self._people = people
        self._persons: dict[str, Person] = {}
        self._linked: dict[str, str] = {}

    def id_of(self, person: dict[str, Any], row: str, of_the_day: dict[str, Any]) -> str:
        """The id of the caller of a row (person fields, the name among them); `of_the_day`: sex and place."""
        name, phone = person["name_display"], normal(person.get("phone", ""))
        if phone:
            found = ids.person_id(self._office, self._register, name_identity(name), phone)
        else:
            found = ids.person_of_row(row)
        if found not in self._persons:
            told = of_the_day | person | {"phone": shown(person.get("phone", "")) if phone else person.get("phone", "")}
            self._persons[found] = Person(id=found, home=self._office, **told)
        return found

    def link(self) -> None:
        """Look once which callers the case book knows: by an earlier import, else by name and telephone."""
        known = self._shelf.known("person", list(self._persons))
        for id, person in self._persons.items():
            same = None if id in known else self._people.find_same(person.name_display, person.phone)
            if id in known or same:
                self._linked[id] = same or id

    def settled(self, id: str) -> str:
        """The id under which a caller stands in the case book, or will."""
        return self._linked.get(id, id)

    def to_add(self, wanted: set[str]) -> list[Person]:
        """The persons of `wanted` that the case book does not have, in the order they came."""
        return [person for id, person in self._persons.items() if id in wanted and id not in self._linked]


class Lawyers:
    """The members a register names. A member of that name is taken as they are, else an inactive one is made."""

    def __init__(self, office: str, register: str, shelf: Shelf) -> None:
        self._office = office
        self._register = register
        everybody: list[Record] = shelf.load_many("member", shelf.ids("member")) if shelf.ids("member") else []
        self._by_name: dict[str, str] = {}
        for member in everybody:
            if isinstance(member, Member):
                self._by_name.setdefault(_name(member.name), member.id)
        self._ids = {member.id for member in everybody}
        self._new: dict[str, Member] = {}

    def id_of(self, written: str) -> str:
        """The member id behind a cell: an id, a member's name, or a new name."""
        if written in self._ids:
            return written
        found = self._by_name.get(_name(written))
        if found:
            return found
        made = ids.member_id(self._office, self._register, _name(written))
        self._new.setdefault(
            made,
            Member(id=made, home=self._office, name=written, role="lawyer", office_id=self._office, active=False),
        )
        return made

    def to_add(self, wanted: set[str]) -> list[Member]:
        """The new members of `wanted`, in the order they came."""
        return [member for id, member in self._new.items() if id in wanted]


def _name(written: str) -> str:
    return " ".join(fold(written).split())
