"""Taking over: a record that only its lead lawyer reads is not lost when that lawyer has left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import NotForYou
from clinic_app.records.confidentiality import CHOSEN_BY_LEVEL, LEAD
from clinic_app.records.declared import record_type
from clinic_app.records.record import TYPES, Record
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.desk import Desk


@dataclass(frozen=True)
class Left:
    """A record without an active lead lawyer that nobody else reads: its number, and who had it (id and name)."""

    type: str
    id: str
    record_no: str
    lead: str
    had: str


class TakingOver:
    """Takes over records of an open vault; only who looks after its people may."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    def left(self) -> list[Left]:
        """The records that wait to be taken over; none for who may not."""
        if not self._desk.identity.manages:
            return []
        found = []
        with self._vault.looking():
            for kind in (one.name for one in TYPES.values() if one.audience == CHOSEN_BY_LEVEL):
                ids = sorted(id for id, lead in self._vault.records.narrow(kind) if not self._is_active(lead))
                hidden = sorted(set(ids) - self._casework.shows(kind, ids))
                found += [self._left(one) for one in self._casework.whole.load_many(kind, hidden)]
        return sorted(found, key=lambda one: one.record_no)

    def may(self, kind: str, id: str) -> bool:
        """Whether the person who works here may take this record over."""
        if not self._desk.identity.manages or LEAD not in record_type(kind).by_name:
            return False
        found: list[Any] = self._casework.whole.load_many(kind, [id])
        return any(not one.erased and self._is_ours(one) and not self._is_active(one.lawyer_id) for one in found)

    def take_over(self, kind: str, id: str) -> Changes:
        """Become the lead lawyer of a record whose own has left. NotForYou."""
        if not self.may(kind, id):
            raise NotForYou(type=kind, id=id, ask=self._casework.ask_whom(kind, id), field="")
        with self._vault.changing():
            record = self._casework.whole.load(kind, id)
            changes = self._casework.whole.write_registers(record, {LEAD: self._desk.identity.member_id})
            self._desk.trail.note("taken_over", kind, id)
        return changes

    def take_over_from(self, lead: str) -> Changes:
        """Become the lead lawyer of all that a member who has left had alone: all of it or nothing. NotForYou."""
        with self._vault.changing():
            return reduce(or_, (self.take_over(one.type, one.id) for one in self.left() if one.lead == lead), Changes())

    # --- inside -----------------------------------------------------------------------------------------------------

    def _left(self, record: Record) -> Left:
        lead = str(getattr(record, LEAD) or "")
        had = str(self._vault.records.column("member", "name", [lead]).get(lead) or "")
        return Left(record.type.name, record.id, str(getattr(record, "record_no", "")), lead, had)

    def _is_active(self, member: str | None) -> bool:
        told = self._vault.records.column("member", "active", [member]) if member else {}
        return bool(told) and 0 not in told.values()

    def _is_ours(self, record: Record) -> bool:
        me = self._desk.identity
        return me.coordinator or record.home in ("", me.office_id)
