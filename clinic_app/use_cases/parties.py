"""Where a person is our client and where they stand on the other side, kept in memory while the case book is open."""

from __future__ import annotations

from collections.abc import Iterable
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
        self._named: dict[str, PartyRow] = {}  # record -> whom it names

    def of(self, person: str) -> list[Place]:
        """The places of a person, by record number; a record on both sides counts as the other side."""
        self._look()
        return sorted(self._places.get(person, {}).values(), key=lambda place: (place.record_no, place.id))

    def named(self, record: str) -> PartyRow | None:
        """Whom a saved record names."""
        self._look()
        return self._named.get(record)

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
            self._named[row.id] = row
            sides = {row.client: CLIENT} | dict.fromkeys(row.opponents, OPPONENT)
            for person, side in sides.items():
                if person:
                    self._places.setdefault(person, {})[row.id] = Place(type, row.id, row.record_no, side, row.home)

    def _drop(self, ids: Iterable[str]) -> None:
        for id in ids:
            row = self._named.pop(id, None)
            for person in (row.client, *row.opponents) if row else ():
                self._places.get(person, {}).pop(id, None)
