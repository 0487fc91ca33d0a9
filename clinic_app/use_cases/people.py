"""People: whom a name and a telephone already mean, and how a person is known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from clinic_app.names import folding
from clinic_app.names.person_names import same_name
from clinic_app.names.phones import normal
from clinic_app.records.person import Person
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.parties import CLIENT, NAMED_BY, Parties, Place
from clinic_app.use_cases.touched import Touched

if TYPE_CHECKING:
    from clinic_app.names.likeness import Likeness, NameIndex

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

_PASSPORT = ("name_family", "name_given", "name_patronymic")
_NAMES = ("name_display", "name_latin", *_PASSPORT)  # earlier and other names are sets: merging loses none of them

_BEYOND = 50  # looked for beyond those that are shown

# What our client is called there.
_CLIENTS = {"consultation": "client", "journalist_case": "journalist", "incident": "client"}


@dataclass(frozen=True)
class PersonHit:
    """Somebody who may be meant: `score` 0 to 100, `why` in the user's language, `roles` as codes, and in which
    records they are our client or stand on the other side.
    """

    id: str
    name: str
    score: float
    why: str
    roles: tuple[str, ...]
    born: int | None
    phone: str
    places: tuple[Place, ...] = ()


def names_of(person: Person) -> tuple[str, ...]:
    """Every name a person goes by: the one shown first, then the passport's, earlier and other ones."""
    told = " ".join(part for part in (person.name_family, person.name_given, person.name_patronymic) if part)
    others = (told, person.name_latin, *sorted(person.earlier_names), *sorted(person.aliases))
    return (person.name_display, *dict.fromkeys(name for name in others if name and name != person.name_display))


class People:
    """The persons of an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._whole = casework.whole  # names are compared with all there are; what is told of them is what is shown
        self.parties = Parties(desk)
        self._index: NameIndex[str] | None = None
        self._indexed: dict[str, tuple[tuple[str, ...], int | None]] = {}
        self._touched = Touched(desk.vault, ("person",))

    def check(self, name: str, born: int | None = None, limit: int = 20) -> list[PersonHit]:
        """At most `limit` persons of a like name, best first, each with the reason in words."""
        from clinic_app.names.reasons import reason_words

        found = self.alike(name, born, limit)
        hidden = {hit.id for hit in found} - self._casework.shows("person", [hit.id for hit in found])
        if hidden:
            found = [hit for hit in self.alike(name, born, limit + _BEYOND) if hit.id not in hidden]
        persons = {p.id: p for p in self._casework.load_many("person", [hit.id for hit in found])}
        return [
            PersonHit(
                id=hit.id,
                name=person.name_display,
                score=hit.score,
                why=reason_words(hit.why),
                roles=self.roles(hit.id, person),
                born=person.birth_year,
                phone=person.phone,
                places=tuple(self.places(hit.id)),
            )
            for hit in found
            if isinstance(person := persons.get(hit.id), Person)
        ][:limit]

    def places(self, person: str) -> list[Place]:
        """Where a person stands, as far as it is shown who stands there."""
        found = self.parties.of(person)
        shown = {
            id
            for kind in {place.type for place in found}
            for id in self._casework.shows(kind, [place.id for place in found if place.type == kind])
        }
        kept = self._casework.seen.records.kept
        return [one for one in found if one.id in shown and NAMED_BY[one.type, one.side] not in kept(one.type, one.id)]

    def alike(self, name: str, born: int | None = None, limit: int = 20) -> list[Likeness[str]]:
        """The same without looking into the records: ids, scores and reason codes."""
        return self._names().check(name, born, limit)

    def alike_across(self, name: str, born: int | None, side: str, least: float) -> list[Likeness[str]]:
        """Everybody of a like name, scored `least` or more, who stands on the other side than `side`: however many."""
        return self._names().check_all(name, born, least, self.parties.across(side))

    def every_name(self, person: Person) -> tuple[str, ...]:
        """`names_of`, and what other laptops wrote beside what is shown: none of it is wrong until it is settled."""
        if not person.conflicts.intersection(_NAMES):
            return names_of(person)
        with self._vault.looking():
            leaves = self._vault.leaves("person", person.id)
        told = {name: [str(one) for one, _entry in leaves.get(name, {}).values() if one] or [""] for name in _NAMES}
        passport = (" ".join(filter(None, parts)) for parts in product(*(told[name] for name in _PASSPORT)))
        written = [*told["name_display"], *told["name_latin"], *passport]
        return tuple(dict.fromkeys([*names_of(person), *filter(None, written)]))

    def roles(self, person: str, record: Person | None = None) -> tuple[str, ...]:
        """How a person is known here, as codes of the list: derived from the records that name them, and as noted."""
        if record is None:
            record = next((p for p in self._casework.load_many("person", [person]) if isinstance(p, Person)), None)
        found = {_CLIENTS[place.type] if place.side == CLIENT else "opponent" for place in self.places(person)} | set(
            record.known_as if record else ()
        )
        order = list(lists.items("person_role"))
        return tuple(sorted(found, key=lambda role: order.index(role) if role in order else len(order)))

    def find_same(self, name: str, phone: str) -> str | None:
        """The id of the person whose name and telephone both agree, else None."""
        wanted = normal(phone) if phone else None
        if not wanted or not name.strip():
            return None
        expression = folding.match_expression(wanted)
        ids = [id for _, id in self._casework.seen.search(expression, ["person"], limit=200)]
        for person in self._casework.load_many("person", ids):
            assert isinstance(person, Person)
            numbers = {normal(one) for one in (person.phone, *person.phones_more)}
            if wanted in numbers and any(same_name(one, name) for one in names_of(person)):
                return person.id
        return None

    def _names(self) -> NameIndex[str]:
        """The index of all names, brought up to date."""
        from clinic_app.names.likeness import NameIndex

        if self._index is None:
            self._index = NameIndex()
        touched = self._touched.since()
        if touched is None:
            self._refresh(self._index, self._whole.ids("person", archived=None))
            for gone in self._indexed.keys() - set(self._whole.ids("person", archived=None)):
                self._forget(self._index, gone)
        elif ids := touched.get("person"):
            self._refresh(self._index, ids)
        return self._index

    def _refresh(self, index: NameIndex[str], ids: Sequence[str]) -> None:
        """Take in what the persons `ids` are called now; who is not here any more is forgotten."""
        present = {person.id: person for person in self._whole.load_many("person", ids)}
        for id in ids:
            person = present.get(id)
            if not isinstance(person, Person) or person.erased:
                self._forget(index, id)
                continue
            born = None if "birth_year" in person.conflicts else person.birth_year  # a torn year tells nobody apart
            told = (self.every_name(person), born)
            if self._indexed.get(id) != told:
                index.add(id, *told)
                self._indexed[id] = told

    def _forget(self, index: NameIndex[str], id: str) -> None:
        if self._indexed.pop(id, None) is not None:
            index.remove(id)
