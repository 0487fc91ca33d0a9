"""Hand-over of a record to another office: an office asks, a coordinator does it, and its history goes along."""

from __future__ import annotations

from clinic_app.changes import Changes
from clinic_app.errors import NoNetwork, NotShared, UnknownOffice
from clinic_app.journal import audience as audiences
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.counted_rows import is_secret
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.carrying import carry


class HandingOver:
    """Hand-overs in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def hand_over(self, kind: str, id: str, to: str) -> Changes:
        """At an office: ask that `to` take the record. At a coordinator: do it, in one transaction, for both sides.

        Raises NoNetwork, UnknownOffice, NoSuchRecord, NotShared.
        """
        record = self._casework.load(kind, id)
        if not self._desk.identity.network_id:
            raise NoNetwork
        if to not in {laptop.office for laptop in self._desk.roster().laptops.values()}:
            raise UnknownOffice(office=to)
        if not self._is_shared(record):
            raise NotShared
        if not self._desk.identity.coordinator:
            return self._casework.write_registers(record, {"moving_to": to})
        if record.home == to:
            return Changes()
        with self._vault.changing():
            family = [record, *self._casework.children_of(record, going_along=True)]
            for one in family:
                here, there = audiences.shared(one.home), audiences.shared(to)
                self._casework.write_registers(one, {"home": to, "moving_to": None}, [here, there])
                carry(self._desk, one.id, there)
            for person in self._casework.people_of(family):
                carry(self._desk, person, audiences.shared(to))
            changes = Changes()
            for one in family:
                changes = changes | Changes.of(one.type.name, [one.id])
        return changes

    def _is_shared(self, record: Record) -> bool:
        """Whether the coordinators read it whole: nobody carries what they cannot read, or may read no longer."""
        kept = record.type.audience == "confidentiality" and is_secret(record)
        return not kept and audiences.shared(record.home) in self._vault.journal.stands_in(record.id)
