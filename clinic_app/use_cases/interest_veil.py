"""What of a finding is told to somebody who may not see where it stands: that it is there, and who may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.interest_findings import LIKE, Finding
from clinic_app.use_cases.parties import NAMED_BY, Place


class Veil:
    """Drawn over findings of an open vault for the person who works there."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._vault = desk.vault
        self._casework = casework

    def over(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings as they may be told: of what is not shown neither name, number nor reason."""
        if self._casework.seen.records.scope is None:
            return tuple(findings)
        with self._vault.looking():
            return tuple(map(self._veiled, findings))

    def _veiled(self, one: Finding) -> Finding:
        shown = tuple(place for place in one.places if self._is_shown(place))
        person = not one.person or one.person in self._casework.shows("person", [one.person])
        if person and len(shown) == len(one.places):
            return one
        hidden = [place for place in one.places if place not in shown]
        told = (self._casework.ask_whom(place.type, place.id) for place in hidden)
        ask = tuple(name for name in dict.fromkeys(told) if name)
        if person and shown:
            return replace(one, places=shown, ask=ask)
        return replace(one, person="", name="", born=None, tie=LIKE, why="", places=(), ask=ask)

    def _is_shown(self, place: Place) -> bool:
        seen = self._casework.seen.records
        if place.id not in seen.allowed(place.type, [place.id]):
            return False
        return NAMED_BY[place.type, place.side] not in seen.kept(place.type, place.id)
