"""Who is what to whom: relations of persons, read from both ends. They stay in the office, as their type says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clinic_app.changes import Changes
from clinic_app.errors import InvalidRecord
from clinic_app.records.person import Relation
from clinic_app.records.values import Fault
from clinic_app.reference import lists
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.intake import Intake

# What the other end is, where the list has a word for it; else the page says it from the other end.
_BACK = {
    "parent": "child",
    "child": "parent",
    **{kind: kind for kind in ("spouse", "former_spouse", "sibling", "relative", "colleague", "neighbour", "other")},
}


@dataclass(frozen=True)
class Related:
    """Somebody related to a person: `kind` is the label of what they are to that person.

    `turned`: there is no word for it, and `kind` says what the person is to *them* (their employer, say).
    """

    id: str
    other: str
    name: str
    kind: str
    turned: bool
    note: str


class Relations:
    """Relations in an open vault."""

    def __init__(self, casework: Casework, intake: Intake) -> None:
        self._casework = casework
        self._intake = intake

    def of(self, person: str) -> list[Related]:
        """Everybody related to a person, told from either end, by name."""
        there = self._load({"person_id": person})
        back = self._load({"other_id": person})
        ends = {str(one.other_id) for one in there} | {str(one.person_id) for one in back}
        names = self._casework.titles("person", sorted(ends))
        found = [self._told(one, str(one.other_id), str(one.kind), names) for one in there]
        found += [
            self._told(one, str(one.person_id), _BACK.get(str(one.kind), str(one.kind)), names, str(one.kind))
            for one in back
        ]
        return sorted(found, key=lambda one: (one.name, one.id))

    def add(self, person: str, kind: str, other: str, note: str = "") -> Changes:
        """Note that `other` is (kind) to `person`; the records of both are checked anew. InvalidRecord."""
        if not other or other == person:
            raise InvalidRecord(type="relation", faults={"other_id": Fault.REQUIRED})
        made = self._casework.blank("relation", person_id=person, other_id=other, kind=kind or None, note=note)
        saved = self._intake.save(made)
        return saved.changes | Changes.of("person", [person, other])

    def remove(self, relation: str) -> Changes:
        """Put a relation away; its history stays. NoSuchRecord."""
        found = self._casework.load("relation", relation)
        assert isinstance(found, Relation)
        saved = self._intake.save(replace(found, archived=True))
        return saved.changes | Changes.of("person", [str(found.person_id), str(found.other_id)])

    def _load(self, where: dict[str, str]) -> list[Relation]:
        ids = self._casework.ids("relation", where=where)
        return [one for one in self._casework.load_many("relation", ids) if isinstance(one, Relation)]

    def _told(self, one: Relation, other: str, kind: str, names: dict[str, str], back: str = "") -> Related:
        turned = bool(back) and back not in _BACK
        label = lists.label("relation_kind", kind) if kind else ""
        return Related(one.id, other, names.get(other, ""), label, turned, one.note)
