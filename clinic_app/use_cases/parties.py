"""Where a person is our client and where they stand on the other side, kept in memory while the case book is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from clinic_app.store.party_rows import PartyRow, PartyRows, SideRow
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.touched import Touched

CLIENT, OPPONENT = "client", "opponent"
NAMING = ("consultation", "journalist_case", "incident")  # the types that name clients and opponents
# By which field a record names those of a side.
NAMED_BY = {
    ("consultation", CLIENT): "person_id",
    ("consultation", OPPONENT): "opponent_ids",
    ("journalist_case", CLIENT): "person_id",
    ("journalist_case", OPPONENT): "opponent_ids",
    ("incident", CLIENT): "person_ids",
    ("incident", OPPONENT): "suspected_ids",
}
PARTY = "party"  # stands on its case: whoever is a party of a case is on a side of it
_SIDES = {"ours": CLIENT, "theirs": OPPONENT}  # a party on neither side is on none here

Named = tuple[frozenset[str], frozenset[str]]  # clients, opponents
NOBODY: Named = (frozenset(), frozenset())


@dataclass(frozen=True)
class Place:
    """A record in which somebody stands on one side."""

    type: str
    id: str
    record_no: str
    side: str
    home: str


class Parties:
    """Who stands where, in every consultation, case and incident that is not erased."""

    def __init__(self, desk: Desk) -> None:
        self._rows = PartyRows(desk.vault.sql)
        self._vault = desk.vault
        self._touched = Touched(desk.vault, (*NAMING, PARTY))
        self._places: dict[str, dict[str, Place]] = {}  # person -> record -> place
        self._named: dict[str, Named] = {}  # record -> its clients, its opponents
        self._beside: dict[str, Named] = {}  # case -> the same, of its parties alone
        self._case_of: dict[str, str] = {}  # party -> its case

    def of(self, person: str) -> list[Place]:
        """The places of a person, by record number; a record on both sides counts as the other side."""
        self._look()
        return sorted(self._places.get(person, {}).values(), key=lambda place: (place.record_no, place.id))

    def across(self, side: str) -> Callable[[str], bool]:
        """Tells of a person whether they stand anywhere on the other side than `side`; for many, at once."""
        self._look()
        return lambda person: any(place.side != side for place in self._places.get(person, {}).values())

    def named(self, record: str) -> Named:
        """(clients, opponents) whom a saved record names: one client, or each of those that laptops wrote apart."""
        self._look()
        return self._named.get(record, NOBODY)

    def beside(self, record: str) -> Named:
        """(clients, opponents) whom the parties of a case add to those that the case names itself."""
        self._look()
        return self._beside.get(record, NOBODY)

    def _look(self) -> None:
        touched = self._touched.since()
        if touched is None:
            self._places, self._named, self._beside, self._case_of = {}, {}, {}, {}
        with self._vault.looking():
            cases = self._take_sides(touched.get(PARTY, []) if touched is not None else None)
            for type in NAMING:
                if touched is None:
                    self._take(type, self._rows.all(type))
                    continue
                ids = list(dict.fromkeys([*touched.get(type, ()), *(cases if type == "journalist_case" else ())]))
                if ids:
                    self._drop(ids)
                    self._take(type, self._rows.of(type, ids))

    def _take_sides(self, touched: list[str] | None) -> list[str]:
        """Read the parties anew, all or those that were touched; the cases on which they stand, or stood."""
        if touched is None:
            rows = self._rows.sides()
        elif touched:
            now = self._rows.sides("id", touched)
            cases = {row.case for row in now} | {self._case_of.pop(id, "") for id in touched}
            rows = self._rows.sides("case_id", sorted(cases - {""}))
            for case in cases:
                self._beside.pop(case, None)
        else:
            return []
        sides: dict[str, dict[str, set[str]]] = {}
        for row in rows:
            self._case_of[row.id] = row.case
            for person, side in self._stands(row):
                sides.setdefault(row.case, {}).setdefault(side, set()).add(person)
        for case, by_side in sides.items():
            self._beside[case] = (frozenset(by_side.get(CLIENT, ())), frozenset(by_side.get(OPPONENT, ())))
        return sorted(cases - {""}) if touched else []

    def _stands(self, row: SideRow) -> list[tuple[str, str]]:
        """(person, side) of a party; of one that laptops wrote apart every way in which it may be meant."""
        persons, sides = {row.person}, {row.side}
        if row.torn:
            leaves = self._vault.leaves(PARTY, row.id)
            persons |= {str(value) for value, _entry in leaves.get("person_id", {}).values() if value}
            sides |= {str(value) for value, _entry in leaves.get("side", {}).values() if value}
        return [(person, _SIDES[side]) for person in sorted(persons - {""}) for side in sorted(sides) if side in _SIDES]

    def _take(self, type: str, rows: Iterable[PartyRow]) -> None:
        for row in rows:
            ours, theirs = self._beside.get(row.id, NOBODY)
            clients = frozenset({*row.clients, *(self._written(type, row.id) if row.torn else ())} - {""}) | ours
            opponents = frozenset(row.opponents) | theirs
            self._named[row.id] = (clients, opponents)
            sides = dict.fromkeys(clients, CLIENT) | dict.fromkeys(opponents, OPPONENT)
            for person, side in sides.items():
                self._places.setdefault(person, {})[row.id] = Place(type, row.id, row.record_no, side, row.home)

    def _written(self, type: str, record: str) -> set[str]:
        """Every client that stands beside another in a record: none of them is the wrong one until it is settled."""
        return {str(value) for value, _entry in self._vault.leaves(type, record).get("person_id", {}).values() if value}

    def _drop(self, ids: Iterable[str]) -> None:
        for id in ids:
            clients, opponents = self._named.pop(id, NOBODY)
            for person in clients | opponents:
                self._places.get(person, {}).pop(id, None)


def sides_of(record: Any) -> Named:
    """(clients, opponents) whom a record itself names."""
    if record.type.name == "incident":
        return frozenset(record.person_ids), frozenset(record.suspected_ids)
    return frozenset({record.person_id or ""} - {""}), frozenset(record.opponent_ids)
