"""Saving a consultation, a case or a person: whom it names is found or made, and checked for a conflict of interest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clinic_app.changes import Changes
from clinic_app.records.declared import record_type
from clinic_app.use_cases.casework import Casework, Saved, fields_of
from clinic_app.use_cases.conflicts_of_interest import Interests
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.identity import new_id
from clinic_app.use_cases.of_name import person_of_name
from clinic_app.use_cases.people import WITH_CONSULTATION, People


class Intake:
    """Saving a consultation together with the person it is about."""

    def __init__(self, desk: Desk, casework: Casework, people: People, interests: Interests) -> None:
        self._vault = desk.vault
        self._casework = casework
        self._people = people
        self._interests = interests

    def save(self, record: Any, person: Mapping[str, Any] | None = None, *, knowing: bool = False) -> Saved:
        """Save `record`; person fields find a person (name and phone agree) or make one. One transaction.

        Whom it names is checked for a conflict of interest on the way (see Interests.saving). `knowing`: see
        Casework.save. `opponent_ids` may hold plain names: each finds or makes a person too. Raises InvalidRecord,
        UnknownField.
        """
        with self._vault.changing():
            changes = Changes()
            if person and any(person.get(name) for name in WITH_CONSULTATION):
                saved = self._person(record, person)
                changes = changes | saved.changes
                record = replace(record, person_id=saved.record.id)
            if not record.id:
                record = replace(record, id=new_id())  # what the check found is kept under it
            # The check compares all that is in the record, also what is kept from whoever saves it.
            judged, look_again = self._interests.saving(self._casework.full(record))
            if "conflict_check" in record.type.by_name:
                record = replace(record, conflict_check=judged.conflict_check)
            saved = self._casework.save(record, knowing=knowing)
            changes = changes | look_again()
            kept = self._casework.load_many(saved.record.type.name, [saved.record.id])
        return Saved(next(iter(kept), saved.record), saved.changes | changes)

    def opponents(self, given: Any) -> list[str]:
        """Ids for opponents given as ids or as plain names (found or made)."""
        if not isinstance(given, list):
            return given  # type: ignore[no-any-return]  # the field's kind says what is wrong with it
        known = self._casework.known("person", [one for one in given if isinstance(one, str)])
        return [one if one in known or _looks_like_id(one) else self._by_name(one) for one in given]

    def _by_name(self, name: str) -> str:
        here = person_of_name(self._casework, name)
        return here or self._casework.save(self._casework.blank("person", name_display=name)).record.id

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
