"""People: whom a name and a telephone already mean, and the conflict-of-interest check by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clinic_app.changes import Changes
from clinic_app.names import folding
from clinic_app.names.person_names import same_name
from clinic_app.names.phones import normal
from clinic_app.records.declared import record_type
from clinic_app.records.person import Person
from clinic_app.use_cases.casework import Casework, Saved, fields_of
from clinic_app.use_cases.desk import Desk

if TYPE_CHECKING:
    from clinic_app.names.likeness import NameIndex

# Person fields that may be given with a consultation (the command-line contract names them).
WITH_CONSULTATION = (
    "name_display",
    "phone",
    "birth_year",
    "pin",
    "safe_contact",
    "address",
    "citizenship",
    "ethnicity",
)

_ROLES = (("consultation", "person_id", "client"), ("journalist_case", "person_id", "journalist"))


@dataclass(frozen=True)
class PersonHit:
    """Somebody who may be meant: `score` 0 to 100, `why` in the user's language, `roles` as codes."""

    id: str
    name: str
    score: float
    why: str
    roles: tuple[str, ...]
    born: int | None
    phone: str


class People:
    """The persons of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._index: NameIndex[str] | None = None
        self._indexed: dict[str, tuple[tuple[str, ...], int | None]] = {}
        self._counted = -1

    def check(self, name: str, born: int | None = None, limit: int = 20) -> list[PersonHit]:
        """At most `limit` persons of a like name, best first, each with the reason in words."""
        from clinic_app.names.reasons import reason_words

        found = self._names().check(name, born, limit)
        persons = {p.id: p for p in self._casework.load_many("person", [hit.id for hit in found])}
        return [
            PersonHit(
                id=hit.id,
                name=person.name_display,  # type: ignore[attr-defined]  # they are persons
                score=hit.score,
                why=reason_words(hit.why),
                roles=self.roles(hit.id),
                born=person.birth_year,  # type: ignore[attr-defined]
                phone=person.phone,  # type: ignore[attr-defined]
            )
            for hit in found
            if (person := persons.get(hit.id)) is not None
        ]

    def roles(self, person: str) -> tuple[str, ...]:
        """How a person is known here: client, journalist, opponent."""
        found = [
            role
            for kind, field, role in _ROLES
            if self._casework.ids(kind, where={field: person}, limit=1, archived=None)
        ]
        opposing = any(
            self._casework.ids(kind, where={"opponent_ids": person}, limit=1, archived=None)
            for kind in ("consultation", "journalist_case")
        )
        return (*found, "opponent") if opposing else tuple(found)

    def find_same(self, name: str, phone: str) -> str | None:
        """The id of the person whose name and telephone both agree, else None."""
        wanted = normal(phone) if phone else None
        if not wanted or not name.strip():
            return None
        expression = folding.match_expression(wanted)
        ids = [id for _, id in self._vault.search(expression, ["person"], limit=200)]
        for person in self._casework.load_many("person", ids):
            if normal(person.phone) == wanted and same_name(person.name_display, name):  # type: ignore[attr-defined]
                return person.id
        return None

    def _names(self) -> NameIndex[str]:
        """The index of all names, brought up to date."""
        from clinic_app.names.likeness import NameIndex

        if self._index is None:
            self._index = NameIndex()
        version = self._vault.journal.count()
        if version != self._counted:
            self._refresh(self._index)
            self._counted = version
        return self._index

    def _refresh(self, index: NameIndex[str]) -> None:
        present = {}
        for person in self._casework.load_many("person", self._casework.ids("person", archived=None)):
            assert isinstance(person, Person)
            names = (person.name_display, *([person.name_latin] if person.name_latin else []), *sorted(person.aliases))
            present[person.id] = (names, person.birth_year)
        for gone in self._indexed.keys() - present.keys():
            index.remove(gone)
        for id, told in present.items():
            if self._indexed.get(id) != told:
                index.add(id, *told)
        self._indexed = present


class Intake:
    """Saving a consultation together with the person it is about."""

    def __init__(self, desk: Desk, casework: Casework, people: People) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._people = people

    def save(self, record: Any, person: Mapping[str, Any] | None = None) -> Saved:
        """Save `record`; person fields find a person (name and phone agree) or make one. One transaction.

        `opponent_ids` may hold plain names: each finds or makes a person too. Raises InvalidRecord, UnknownField.
        """
        with self._vault.changing():
            changes = Changes()
            if person and any(person.get(name) for name in WITH_CONSULTATION):
                saved = self._person(record, person)
                changes = changes | saved.changes
                record = replace(record, person_id=saved.record.id)
            saved = self._casework.save(record)
        return Saved(saved.record, saved.changes | changes)

    def opponents(self, given: Any) -> list[str]:
        """Ids for opponents given as ids or as plain names (found or made)."""
        if not isinstance(given, list):
            return given  # type: ignore[no-any-return]  # the field's kind says what is wrong with it
        known = self._casework.known("person", [one for one in given if isinstance(one, str)])
        return [one if one in known or _looks_like_id(one) else self._by_name(one) for one in given]

    def _by_name(self, name: str) -> str:
        from clinic_app.names.person_names import name_identity

        expression = folding.match_expression(name)
        ids = [id for _, id in self._vault.search(expression, ["person"], limit=50)]
        for person in self._casework.load_many("person", ids):
            assert isinstance(person, Person)
            if not person.phone and name_identity(person.name_display) == name_identity(name):
                return person.id
        return self._casework.save(self._casework.blank("person", name_display=name)).record.id

    def _person(self, record: Any, given: Mapping[str, Any]) -> Saved:
        kind = record_type("person")
        values = fields_of(kind, {name: value for name, value in given.items() if name in WITH_CONSULTATION})
        known = getattr(record, "person_id", None) or self._people.find_same(
            str(values.get("name_display") or ""), str(values.get("phone") or "")
        )
        if known:
            current = self._casework.load("person", known)
            filled = {n: v for n, v in values.items() if v and not getattr(current, n)}
            return self._casework.save(replace(current, **filled))
        told = {name: getattr(record, name) for name in ("sex", "division_id") if getattr(record, name, None)}
        return self._casework.save(self._casework.blank("person", **(told | values)))


def _looks_like_id(text: object) -> bool:
    return isinstance(text, str) and len(text) == 36 and text.count("-") == 4 and text.replace("-", "").isalnum()
