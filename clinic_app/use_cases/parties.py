"""Where a person is our client and where they stand on the other side, kept in memory while the case book is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clinic_app.store.party_rows import PartyRow, PartyRows
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.touched import Touched

CLIENT, OPPONENT = "client", "opponent"
NAMING = ("consultation", "journalist_case")  # the types that name clients and opponents


@dataclass(frozen=True)
class Place:
    """A record in which somebody stands on one side."""

    type: str
    id: str
    record_no: str
    side: str
    home: str


class Parties:
    """Who stands where, in every consultation and case that is not erased."""

    def __init__(self, desk: Desk) -> None:
        self._rows = PartyRows(desk.vault.sql)
        self._vault = desk.vault
        self._touched = Touched(desk.vault, NAMING)
        self._places: dict[str, dict[str, Place]] = {}  # person -> record -> place
        self._named: dict[str, tuple[frozenset[str], frozenset[str]]] = {}  # record -> its clients, its opponents

    def of(self, person: str) -> list[Place]:
        """The places of a person, by record number; a record on both sides counts as the other side."""
        self._look()
        return sorted(self._places.get(person, {}).values(), key=lambda place: (place.record_no, place.id))

    def across(self, side: str) -> Callable[[str], bool]:
        """Tells of a person whether they stand anywhere on the other side than `side`; for many, at once."""
        self._look()
        return lambda person: any(place.side != side for place in self._places.get(person, {}).values())

    def named(self, record: str) -> tuple[frozenset[str], frozenset[str]]:
        """(clients, opponents) whom a saved record names: one client, or each of those that laptops wrote apart."""
        self._look()
        return self._named.get(record, (frozenset(), frozenset()))

    def _look(self) -> None:
        touched = self._touched.since()
        if touched is None:
            self._places, self._named = {}, {}
        with self._vault.looking():
            for type in NAMING:
                if touched is None:
                    self._take(type, self._rows.all(type))
                elif ids := touched.get(type):
                    self._drop(ids)
                    self._take(type, self._rows.of(type, ids))

    def _take(self, type: str, rows: Iterable[PartyRow]) -> None:
        for row in rows:
            clients = frozenset({row.client, *(self._written(type, row.id) if row.torn else ())} - {""})
            self._named[row.id] = (clients, frozenset(row.opponents))
            sides = dict.fromkeys(clients, CLIENT) | dict.fromkeys(row.opponents, OPPONENT)
            for person, side in sides.items():
                self._places.setdefault(person, {})[row.id] = Place(type, row.id, row.record_no, side, row.home)

    def _written(self, type: str, record: str) -> set[str]:
        """Every client that stands beside another in a record: none of them is the wrong one until it is settled."""
        return {str(value) for value, _entry in self._vault.leaves(type, record).get("person_id", {}).values() if value}

    def _drop(self, ids: Iterable[str]) -> None:
        for id in ids:
            clients, opponents = self._named.pop(id, (frozenset(), frozenset()))
            for person in clients | opponents:
                self._places.get(person, {}).pop(id, None)
