"""Erasure on a client's request.

An office asks and the record is hidden; a coordinator confirms, and only that destroys.

A case book without a network destroys at once. Places, names and the record's home stay; everything else of it goes.
"""

from __future__ import annotations

from clinic_app.changes import Changes
from clinic_app.journal.rules import ASKED, CONFIRMED, ERASED
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk

ASK_A_PERSON_ABOVE = 20  # so many erasures in one merge are not confirmed without somebody having looked


class Erasing:
    """Erasures in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def erase(self, kind: str, id: str) -> Changes:
        """Ask for a record's erasure, or carry it out where this laptop may. NoSuchRecord, NotOurs."""
        record = self._casework.load(kind, id)
        me = self._desk.identity
        changes = Changes()
        with self._vault.changing():
            for one in [record, *self._casework.children_of(record)]:
                changes = changes | self._one(one, me.coordinator or not me.network_id)
        return changes

    def asked(self) -> list[Record]:
        """Records whose erasure was asked for and is not confirmed."""
        return [
            record
            for kind in ("person", "consultation", "journalist_case", "case_event", "attachment")
            for record in self._casework.load_many(
                kind, self._casework.ids(kind, where={"erased": ASKED}, archived=None)
            )
        ]

    def confirm(self, records: list[Record]) -> Changes:
        """A coordinator's confirmation, which travels to everyone who has the record."""
        changes = Changes()
        with self._vault.changing():
            for record in records:
                changes = changes | self._one(record, True)
        return changes

    def confirm_few(self) -> Changes:
        """After a merge: confirm what offices asked, unless it is so much that a person should look first."""
        if not self._desk.identity.coordinator:
            return Changes()
        asked = self.asked()
        return self.confirm(asked) if 0 < len(asked) <= ASK_A_PERSON_ABOVE else Changes()

    def _one(self, record: Record, confirmed: bool) -> Changes:
        told = {ERASED: CONFIRMED if confirmed else ASKED}
        if confirmed:
            told["home"] = record.home  # the entry that named it is destroyed as well
        for link in self._casework.links_of(record):  # it would say who an erased person was
            self._one(link, confirmed)
        self._casework.tell_everyone(record, told)
        if confirmed and not self._desk.identity.network_id:
            self._vault.destroy([(record.type.name, record.id)])
        return Changes.of(record.type.name, [record.id])
