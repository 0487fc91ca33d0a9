"""Who reads a record, and what goes along where it is newly read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from clinic_app.changes import Changes
from clinic_app.errors import NotShared
from clinic_app.journal import audience as audiences
from clinic_app.journal import reading
from clinic_app.records.declared import child_types, parent_of
from clinic_app.records.link import COORDINATORS_HOME
from clinic_app.records.record import TYPES, Record, RecordType
from clinic_app.records.values import Elements, Ref
from clinic_app.use_cases import one_person
from clinic_app.use_cases.counted_rows import SHARED
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.carrying import carry

NOBODY: Mapping[str, Record] = MappingProxyType({})


class WhoReads:
    """The audiences of an open vault's records. `beside`: records saved in the same breath, not in the tables yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    def audience(self, record: Record, beside: Mapping[str, Record] = NOBODY) -> str:
        """Who reads a record: by its confidentiality; a child as its parent, a person as the records naming them.

        A coordinator reads no other office's own audience, so what one adds there goes back by the shared one; what
        never leaves its office does not, NotShared.
        """
        me = self._desk.identity
        home = record.home or self._home_of_entries(record.id) or me.office_id
        found = self._proper(record, home, beside)
        if record.type.audience == "office" and home != me.office_id:
            raise NotShared
        return found if audiences.writes(found, me.office_id, me.coordinator) else audiences.shared(home)

    def _home_of_entries(self, record: str) -> str:
        """The office among whose entries a record stands whose beginning has not come."""
        stands = self._vault.journal.stands_in(record) if record else set()
        return min((audiences.office_of(audience) for audience in stands if audiences.office_of(audience)), default="")

    def _proper(self, record: Record, home: str, beside: Mapping[str, Record]) -> str:
        rule = record.type.audience
        if rule == "network":
            return audiences.NETWORK
        if rule == "shared":
            return audiences.shared(home)
        if rule == "office":
            return audiences.office_alone(home)
        if rule == "link":
            return self._audience_of_link(record, home)
        if rule == "confidentiality":
            level = getattr(record, "confidentiality", None)
            widely = (level == SHARED and self._by_its_office(record, home)) or (
                # What began the record has not come: it goes no further than where it stands.
                level is None and self._vault.journal.stands_in(record.id) == {audiences.shared(home)}
            )
            return audiences.shared(home) if widely else audiences.office_alone(home)
        if rule == "parent":
            parent = self.parent(record, beside)
            return self.audience(parent, beside) if parent else audiences.office_alone(home)
        outsider = self._desk.identity.coordinator and home != self._desk.identity.office_id
        if outsider or (record.id and self._is_shared(record.id, audiences.shared(home))):
            return audiences.shared(home)
        return audiences.office_alone(home)

    def _audience_of_link(self, record: Record, home: str) -> str:
        """Between persons of two offices it lives with the coordinators; else it goes where both its persons are."""
        if home == COORDINATORS_HOME:
            return audiences.COORDINATORS
        shared = audiences.shared(home)
        both = all(self._is_shared(person, shared) for person in people_of(record))
        return shared if both else audiences.office_alone(home)

    def is_of_office(self, devices: Iterable[str]) -> bool:
        """Whether one of these laptops is, or was, of this office."""
        me, some = self._desk.identity, set(devices)
        if me.device_id in some:
            return True
        laptops = self._desk.roster().laptops
        return any(laptops[one].office == me.office_id for one in some if one in laptops)

    def _is_shared(self, record: str, audience: str) -> bool:
        """Whether a record was given to its office's shared audience: one's own office must have done that.

        Anything of it that a coordinator has put there, who may guess its id, does not take the rest along.
        """
        me = self._desk.identity
        if audience not in self._vault.journal.stands_in(record):
            return False
        if audience != audiences.shared(me.office_id) or not me.network_id:
            return True
        return self.is_of_office(self._vault.journal.devices_with(record, audience))

    def _by_its_office(self, record: Record, home: str) -> bool:
        """Whether a record was shared by the office whose it is.

        Who else finds it narrowed may not widen it: what the office wrote since would follow to all coordinators.
        """
        me = self._desk.identity
        if home != me.office_id or not me.network_id or not record.id:
            return True
        entries, aside = self._vault.entries(record.type.name, record.id)
        told = [one for one in [*entries, *aside] if "confidentiality" in one.fields]
        if all(one.fields["confidentiality"] == SHARED for one in told):
            return True
        live = reading.live(entries, aside).get("confidentiality", {})
        shared = audiences.shared(home)
        sharing = [one for one in told if one.name in live and one.fields["confidentiality"] == SHARED]
        return not sharing or any(
            (one.device, shared) in self._vault.journal.carriers(one.name) and self.is_of_office([one.device])
            for one in sharing
        )

    def parent(self, record: Record, beside: Mapping[str, Record]) -> Record | None:
        if not record.type.parent_field:
            return None
        kind, id = parent_of(record)
        if id in beside:
            return beside[id]
        found = self._vault.records.load(kind, [id]) if id and kind in TYPES else []
        return found[0] if found else None

    def children_of(self, record: Record, *, going_along: bool = False) -> dict[str, list[str]]:
        """type -> ids of a record's children; a record of another type under the same id has none of them.

        `going_along`: without what stays with the office when the record is shared or handed over.
        """
        found: dict[str, list[str]] = {}
        for declared in child_types(going_along=going_along):
            where: dict[str, object] = {declared.parent_field: record.id}
            if "parent_type" in declared.by_name:
                where["parent_type"] = record.type.name
            elif getattr(declared.by_name[declared.parent_field].kind, "to", "") != record.type.name:
                continue
            found[declared.name] = self._vault.records.ids(declared.name, where, archived=None)
            for name in () if going_along else other_ends(declared, record.type.name):
                theirs = self._vault.records.ids(declared.name, {name: record.id}, archived=None)
                found[declared.name] = list(dict.fromkeys([*found[declared.name], *theirs]))
        return found

    def widen(self, record: Record, audience: str) -> None:
        """Where a record is newly read by an audience, its whole history and its children go along."""
        stands = self._vault.journal.stands_in(record.id)
        if record.type.audience in ("confidentiality", "person", "link") and stands != {audience}:
            carry(self._desk, record.id, audience)
            for kind, ids in (
                self.children_of(record, going_along=True).items() if audience.startswith("shared:") else ()
            ):
                for child in ids:
                    if self._vault.journal.stands_in(child) != {audience}:
                        carry(self._desk, child, audience)
                for one in self._vault.records.load(kind, ids):
                    self.widen_people(one, audience)
        self.widen_people(record, audience)

    def widen_people(self, record: Record, audience: str) -> None:
        """A record the coordinators read takes the persons it names along."""
        if not audience.startswith("shared:"):
            return
        for person in people_of(record):
            if self._vault.journal.stands_in(person) and not self._is_shared(person, audience):
                carry(self._desk, person, audience)
        for link in one_person.links_naming(self._vault, people_of(record)):
            if link.id != record.id and self._audience_of_link(link, link.home) == audience:
                carry(self._desk, link.id, audience)

    def shared_people(self, records: Sequence[Record]) -> set[str]:
        """Persons named by records that the coordinators read."""
        return {
            person
            for record in records
            if record.type.audience == "confidentiality" and getattr(record, "confidentiality", None) in (SHARED, None)
            for person in people_of(record)
        }

    def bring_along(self, touched: Changes) -> None:
        """After a merge: what one laptop wrote for the office alone while another shared the record goes along."""
        office = self._desk.identity.office_id
        for kind, some in sorted(touched.records.items()):
            if kind not in TYPES or TYPES[kind].audience not in ("confidentiality", "person", "parent", "link"):
                continue
            ids = sorted(self._vault.journal.standing_in(sorted(some), audiences.office_alone(office)))
            for record in self._vault.records.load(kind, ids):
                audience = self.audience(record)
                if record.home == office and audience == audiences.shared(office):
                    carry(self._desk, record.id, audience)
                    self.widen(record, audience)


def other_ends(kind: RecordType, of: str) -> list[str]:
    """The fields by which a child that stays with its office names a second record of that type: a relation's other
    person, without whom it says nothing.
    """
    if kind.audience != "office":
        return []
    refs = [spec.name for spec in kind.fields if isinstance(spec.kind, Ref) and spec.kind.to == of]
    return [name for name in refs if name != kind.parent_field]


def people_of(record: Record) -> list[str]:
    """The persons a record names."""
    found: list[str] = []
    for spec in record.type.fields:
        if isinstance(spec.kind, Ref) and spec.kind.to == "person" and getattr(record, spec.name):
            found.append(getattr(record, spec.name))
        elif isinstance(spec.kind, Elements) and spec.kind.to == "person":
            found += sorted(getattr(record, spec.name))
    return found
