"""Hand-over of a record to another office: an office asks, a coordinator does it, and its history goes along."""

from __future__ import annotations

from clinic_app.changes import Changes
from clinic_app.errors import NoNetwork, NotCoordinator, NotShared, UnknownOffice
from clinic_app.journal import audience as audiences
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.counted_rows import is_secret
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.carrying import carry
from clinic_app.wording.words import _


class HandingOver:
    """Hand-overs in an open vault."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._shown = casework
        self._casework = casework.whole  # a record is handed over with all that belongs to it

    def hand_over(self, kind: str, id: str, to: str) -> Changes:
        """At an office: ask that `to` take the record. At a coordinator: do it, in one transaction, for both sides.

        Raises NoNetwork, UnknownOffice, NoSuchRecord, NotShared, NotCoordinator.
        """
        self._shown.load(kind, id)
        record = self._casework.load(kind, id)
        if not self._desk.identity.network_id:
            raise NoNetwork
        if to not in {laptop.office for laptop in self._desk.roster().laptops.values()}:
            raise UnknownOffice(office=to)
        if not self._is_shared(record):
            raise NotShared
        me = self._desk.identity
        if not me.decides:
            if record.home != me.office_id and me.coordinator:
                raise NotCoordinator  # what is another's nobody but a coordinator asks to move
            return self._casework.write_registers(record, {"moving_to": to})
        if record.home == to:
            return Changes()
        with self._vault.changing():
            family = [record, *self._casework.children_of(record, going_along=True)]
            for incident in self.incidents_of(record)[0]:
                family += [incident, *self._casework.children_of(incident, going_along=True)]
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

    def incidents_of(self, record: Record) -> tuple[list[Record], list[Record]]:
        """(the incidents that go along with a case, those that stay behind): what belongs to this case alone goes.

        One that another case names too, that another office has, or that the coordinators do not read, stays.
        """
        if record.type.name != "journalist_case":
            return [], []
        ids = self._casework.ids("incident", where={"case_ids": record.id}, archived=None)
        some = [one for one in self._casework.load_many("incident", ids) if not one.erased]
        alone = {record.id}
        going = [
            one
            for one in some
            if one.home == record.home and set(getattr(one, "case_ids", ())) == alone and self._is_shared(one)
        ]
        return going, [one for one in some if one not in going]

    def told(self, kind: str, id: str) -> str:
        """One sentence about the incidents of a record that is to be handed over; "" where it has none."""
        going, staying = self.incidents_of(self._shown.load(kind, id))
        parts = []
        if going:
            numbers = ", ".join(self._number(one) for one in going)
            parts.append(_("These incidents go along: {numbers}.").format(numbers=numbers))
        if staying:
            numbers = ", ".join(self._number(one) for one in staying)
            parts.append(
                _("These incidents stay, because they are not of this case alone or not shared: {numbers}.").format(
                    numbers=numbers
                )
            )
        return " ".join(parts)

    def _number(self, record: Record) -> str:
        shown = self._shown.shows(record.type.name, [record.id])
        return str(getattr(record, "record_no", "")) if shown else _("(not open to you)")

    def _is_shared(self, record: Record) -> bool:
        """Whether the coordinators read it whole: nobody carries what they cannot read, or may read no longer."""
        kept = record.type.audience == "confidentiality" and is_secret(record)
        return not kept and audiences.shared(record.home) in self._vault.journal.stands_in(record.id)
