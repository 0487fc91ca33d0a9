"""The records that a check for conflicts of interest is about: whom each names, and what is found about it. Reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from clinic_app.records.conflict_decision import ConflictDecision, mark_of
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.interest_findings import Asked, Finding
from clinic_app.use_cases.interest_search import InterestSearch
from clinic_app.use_cases.interest_waiting import WaitingList
from clinic_app.use_cases.parties import NAMING, Named, Place, sides_of
from clinic_app.use_cases.people import People


class Matters:
    """Consultations and cases as a check sees them, with the decisions about each."""

    def __init__(self, desk: Desk, casework: Casework, people: People, waiting: WaitingList) -> None:
        self._desk = desk
        self._casework = casework
        self._parties = people.parties
        self._search = InterestSearch(desk, casework, people)
        self._list = waiting

    def is_ours(self, record: Record) -> bool:
        """Whether this office checks it."""
        return record.home in ("", self._desk.identity.office_id) and not record.erased

    def load(self, ids: Iterable[str]) -> list[Record]:
        """Those of `ids` that name clients and opponents."""
        wanted = sorted(set(ids))
        return [record for kind in NAMING for record in self._casework.load_many(kind, wanted)]

    def places(self, persons: Iterable[str]) -> list[Place]:
        """Where persons stand, and who is the same person as one of them."""
        everybody = dict.fromkeys(one for person in persons for one in self._search.group(person))
        return [place for person in everybody for place in self._parties.of(person)]

    def asked(self, record: Any) -> list[Asked]:
        """The names on a record, and those of its parties."""
        clients, opponents = self._named_by(record)
        if "person_id" in record.conflicts:  # each of them is the client until somebody settles it
            clients |= self._parties.named(record.id)[0]
        return self._search.asked_of(clients, opponents)

    def names_others(self, record: Any) -> bool:
        """Whether the record names other people than before."""
        return self._parties.named(record.id) != self._named_by(record)

    def _named_by(self, record: Any) -> Named:
        """(clients, opponents) as the record says now, saved or not, and as its saved parties say."""
        clients, opponents = sides_of(record)
        ours, theirs = self._parties.beside(record.id)
        return clients | ours, opponents | theirs

    def look(self, asked: Sequence[Asked], id: str) -> tuple[Finding, ...]:
        """What names may mean on the record `id`; "" while it has none. What is decided says so."""
        covers = self._list.covered()
        found = self._search.look(asked, id)
        return tuple(replace(one, decided=bool(one.keys) and covers.all(id, one.keys)) for one in found)

    def found(self, record: Any) -> tuple[Finding, ...]:
        """Everything found about a record, the most pressing first."""
        return self.look(self.asked(record), record.id)

    def decisions(self, kind: str, id: str) -> list[ConflictDecision]:
        """The decisions about a record that stand, newest first."""
        found = self._casework.load_many(
            "conflict_decision", self._casework.ids("conflict_decision", where={"parent_id": id, "parent_type": kind})
        )
        decisions = [one for one in found if isinstance(one, ConflictDecision)]
        return sorted(decisions, key=lambda one: (str(one.decided_at or ""), one.id), reverse=True)

    def marks(self, record: Any, findings: Sequence[Finding]) -> frozenset[str]:
        """Marks of everybody and every record that a decision's text names: it goes when one of them is erased."""
        asked = [one.person for one in (*self.asked(record), *(one.asked for one in findings))]
        persons = {one for person in asked for one in self._search.group(person)} | {one.person for one in findings}
        places = {place.id for one in findings for place in one.places}
        return frozenset(mark_of(id) for id in persons | places if id)


def keys_of(found: Iterable[Finding]) -> dict[str, str]:
    """What is found, by key, and the other record of each."""
    return {key: other for one in found for key, other in one.keys.items()}


def undecided(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """What of it must be decided and is not yet."""
    return tuple(one for one in found if one.needs_decision and one.keys and not one.decided)
