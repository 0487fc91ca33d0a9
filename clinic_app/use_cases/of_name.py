"""The person whom a plain name means: a name without a telephone, where one is here that has neither."""

from __future__ import annotations

from clinic_app.names import folding
from clinic_app.names.person_names import name_identity
from clinic_app.records.person import Person
from clinic_app.use_cases.casework import Casework

_MOST = 50


def person_of_name(casework: Casework, name: str) -> str:
    """The id of the person of that name who has no telephone; "" where there is none that is shown."""
    wanted = name_identity(name)
    with casework.looking():
        hits = casework.seen.search(folding.match_expression(name), ["person"], limit=_MOST)
    for person in casework.load_many("person", [id for _, id in hits]):
        assert isinstance(person, Person)
        if not person.phone and not person.erased and name_identity(person.name_display) == wanted:
            return person.id
    return ""
