"""What a person may not write: what they are not shown. Each refusal is NotForYou; the program is never refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clinic_app.errors import NotForYou
from clinic_app.records.confidentiality import LEAD
from clinic_app.records.declared import parent_of
from clinic_app.records.record import TYPES, Record
from clinic_app.use_cases import asking
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.scope import BEGUN
from clinic_app.use_cases.seen import Seen
from clinic_app.use_cases.sight import READS_ALL_FIELDS, STUDENT

_MOST_BEGUN = 500


class Writing:
    """The rules of writing in an open vault, for the person who works there."""

    def __init__(self, desk: Desk, seen: Seen) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._seen = seen

    def refuse_unseen(self, record: Record) -> None:
        """A record that is kept from the writer, or that belongs to one."""
        parent, of = parent_of(record)
        for kind, id in ((record.type.name, record.id), (parent, of)):
            if id and kind in TYPES and self._seen.records.hides(kind, id):
                raise NotForYou(type=kind, id=id, ask=asking.lead_name(self._vault, kind, id), field="")

    def refuse_kept(self, record: Record, registers: Iterable[str]) -> None:
        """A field that is kept from the writer: it is neither cleared nor overwritten."""
        self.refuse_unseen(record)
        kept = self._seen.records.kept(record.type.name, record.id)
        for register in registers:
            if register.partition("/")[0] in kept:
                raise NotForYou(type=record.type.name, id=record.id, ask="", field=register.partition("/")[0])

    def refuse_taking(self, record: Record, told: Mapping[str, Any]) -> None:
        """Who reads less of others' records may not make one their own."""
        scope, me = self._seen.records.scope, self._desk.identity
        if scope and me.role not in READS_ALL_FIELDS and told.get(LEAD) == me.member_id and LEAD in record.type.by_name:
            raise NotForYou(type=record.type.name, id=record.id, ask="", field=LEAD)

    def refuse_supervising(self, before: Record, after: Record) -> None:
        """Nobody makes themselves the supervisor of a colleague who is no student, and so reads what is theirs."""
        if self._seen.records.scope is None or after.type.name != "member":
            return
        above, me = getattr(after, "supervisor_id", None), self._desk.identity.member_id
        if above == me != getattr(before, "supervisor_id", None) and getattr(after, "role", "") != STUDENT:
            raise NotForYou(type="member", id=after.id, ask="", field="supervisor_id")

    def note_begun(self, person: Record) -> None:
        """Whom somebody enters who reads their own records alone is theirs to see until a record names them."""
        scope = self._seen.records.scope
        if scope is None or scope.sight.reads_open or person.type.name != "person":
            return
        key = f"{BEGUN}:{scope.sight.me}"
        self._vault.remember(key, [*self._vault.recall(key, []), person.id][-_MOST_BEGUN:])

    def full(self, record: Record) -> Record:
        """A record with what is kept from its writer in its place again."""
        if not record.hidden or not record.id:
            return record
        made = object.__new__(type(record))
        made.__dict__.update(record.__dict__)
        for now in self._vault.records.load(record.type.name, [record.id]):
            made.__dict__.update({name: getattr(now, name) for name in record.hidden})
        made.__dict__["hidden"] = frozenset()
        return made
