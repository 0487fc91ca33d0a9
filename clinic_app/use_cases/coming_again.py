"""A known person comes again: what the case book knows of them begins the new consultation."""

from __future__ import annotations

from datetime import date
from typing import Any

from clinic_app.records.consultation import Consultation
from clinic_app.records.person import Person
from clinic_app.reference import lists
from clinic_app.use_cases.counted_rows import SHARED

# What rarely changes from one visit to the next; income does, so it is asked anew.
_AS_BEFORE = ("language", "interpreter", "division_id", "settlement_type", "sex", "age_group")


def known_of(clinic: Any, person_id: str, today: date | None = None) -> dict[str, Any]:
    """Field of a consultation -> what is known of that person; {} where nothing is known of them.

    From the person and their newest consultation, under whichever of their linked records it stands. A narrower
    confidentiality stays: the second visit of somebody in danger is shared no further than the first.
    """
    persons = [one for one in clinic.casework.load_many("person", [person_id]) if isinstance(one, Person)]
    if not persons or persons[0].erased:
        return {}
    person = persons[0]
    found: dict[str, Any] = {"person_id": person.id, "anonymous": False}
    before = _newest(clinic, [person.id, *sorted(clinic.linking.same_as(person.id))])
    if before is not None:
        found["first_time"] = "no"
        found |= {name: value for name in _AS_BEFORE if (value := getattr(before, name)) is not None}
        asked = before.vulnerability - {"not_asked"}
        if asked:
            found["vulnerability"] = asked
        if before.confidentiality not in (None, SHARED):
            found["confidentiality"] = before.confidentiality
    told = {"sex": person.sex, "division_id": person.division_id, "language": _only(person.languages)}
    found |= {name: value for name, value in told.items() if value}
    group = age_group_of(person.birth_year or 0, today or date.today())
    return found | ({"age_group": group} if group else {})


def age_group_of(born: int, on: date) -> str:
    """The age group of somebody born in the year `born`, "" when that is no age."""
    age = on.year - born
    if not 0 <= age <= 120:
        return ""
    for code in lists.items("age_group"):
        low, _dash, high = code.partition("_")
        if low.isdigit() and (high == "plus" or (high.isdigit() and age <= int(high))) and age >= int(low):
            return code
    return ""


def _newest(clinic: Any, persons: list[str]) -> Consultation | None:
    ids = clinic.casework.ids("consultation", where={"person_id": persons}, newest_first=True, limit=1)
    return next((one for one in clinic.casework.load_many("consultation", ids) if isinstance(one, Consultation)), None)


def _only(codes: frozenset[str]) -> str:
    return next(iter(codes)) if len(codes) == 1 else ""
