"""What the people pages say, where no Qt is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clinic_app.reference import lists
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.words import N_, _

ROLES = {"client": N_("client"), "journalist": N_("journalist"), "opponent": N_("opponent")}


@dataclass(frozen=True)
class Row:
    """A person in the list."""

    id: str
    record: Any


@dataclass(frozen=True)
class Known:
    """A person, and the records that name them."""

    record: Any
    roles: Sequence[str]
    consultations: Sequence[Any]
    cases: Sequence[Any]
    against: Sequence[Any]  # where they are the other side


def read_person(clinic: Any, id: str) -> Known:
    """Vault's thread: a person with everything about them. NoSuchRecord."""
    work = clinic.casework
    record = work.load("person", id)
    against = [
        one
        for kind in ("consultation", "journalist_case")
        for one in work.load_many(kind, work.ids(kind, where={"opponent_ids": id}))
    ]
    return Known(
        record,
        clinic.people.roles(id),
        work.load_many("consultation", work.ids("consultation", where={"person_id": id})),
        work.load_many("journalist_case", work.ids("journalist_case", where={"person_id": id})),
        against,
    )


def in_order(names: dict[str, str], ids: Sequence[str]) -> list[str]:
    """Ids by name, in the Kyrgyz alphabet's order; those without a name last."""
    return sorted(ids, key=lambda id: (not names.get(id), alphabet_key(names.get(id, ""))))


def role_words(roles: Sequence[str]) -> str:
    """client, opponent"""
    return ", ".join(_(ROLES[role]) for role in roles if role in ROLES)


def place_words(code: str | None) -> str:
    """The district or town."""
    return lists.label("divisions", code) if code else ""
