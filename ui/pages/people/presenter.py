"""What the people pages say, where no Qt is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clinic_app.names.phones import shown
from clinic_app.reference import lists
from clinic_app.wording.alphabet import alphabet_key


@dataclass(frozen=True)
class Row:
    """A person in the list."""

    id: str
    record: Any


@dataclass(frozen=True)
class Also:
    """Another record of the same person, and whose it is."""

    id: str
    name: str
    office: str
    phone: str
    safe_contact: str
    born: int | None


@dataclass(frozen=True)
class Known:
    """A person, and the records that name them under any of their entries in the case book."""

    record: Any
    roles: Sequence[str]
    consultations: Sequence[Any]
    cases: Sequence[Any]
    against: Sequence[Any]  # where they are the other side
    also: Sequence[Also] = ()
    related: Sequence[Any] = ()
    decided: Sequence[Any] = ()  # whether other records are the same person
    decisions: Sequence[Any] = ()  # about conflicts of interest, in the records that name them
    numbers: Mapping[str, str] = field(default_factory=dict)  # record -> its number


def read_person(clinic: Any, id: str) -> Known:
    """Vault's thread: a person with everything about them. NoSuchRecord."""
    work = clinic.casework
    record = work.load("person", id)
    others = [one for one in work.load_many("person", sorted(clinic.linking.same_as(id))) if not one.erased]
    everybody = [id, *(one.id for one in others)]
    found: dict[str, list[Any]] = {}
    for kind in ("consultation", "journalist_case"):
        found[kind] = work.load_many(kind, work.ids(kind, where={"person_id": everybody}))
    places = {place for person in everybody for place in clinic.people.places(person) if place.side == "opponent"}
    against = [
        one
        for kind in ("consultation", "journalist_case")
        for one in work.load_many(kind, sorted(place.id for place in places if place.type == kind))
        if not one.archived
    ]
    roles = dict.fromkeys(role for person in everybody for role in clinic.people.roles(person))
    offices = work.titles("office", {one.home for one in others})
    also = [
        Also(one.id, one.name_display, offices.get(one.home, one.home), one.phone, one.safe_contact, one.birth_year)
        for one in others
    ]
    named = [*found["consultation"], *found["journalist_case"], *against]
    numbers = {one.id: one.record_no for one in named}
    decisions = work.load_many("conflict_decision", work.ids("conflict_decision", where={"parent_id": list(numbers)}))
    return Known(
        record,
        list(roles),
        found["consultation"],
        found["journalist_case"],
        against,
        also,
        [one for person in everybody for one in clinic.relations.of(person)],
        clinic.linking.about(id),
        decisions,
        numbers,
    )


def also_facts(one: Also, silent: bool) -> str:
    """Нарын кеңсеси · 1985 · 0555 123456; no number where they must not be called, or only in a certain way."""
    phone = "" if silent or one.safe_contact else one.phone
    return " · ".join(part for part in (one.office, str(one.born or ""), shown(phone)) if part)


def in_order(names: dict[str, str], ids: Sequence[str]) -> list[str]:
    """Ids by name, in the Kyrgyz alphabet's order; those without a name last."""
    return sorted(ids, key=lambda id: (not names.get(id), alphabet_key(names.get(id, ""))))


def role_words(roles: Sequence[str]) -> str:
    """client, opponent"""
    return ", ".join(lists.label("person_role", role) for role in roles)


def place_words(code: str | None) -> str:
    """The district or town."""
    return lists.label("divisions", code) if code else ""
