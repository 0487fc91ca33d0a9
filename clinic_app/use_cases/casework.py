"""The clinic's daily work on records: begin, load, save, list, look back. Every change is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import FieldInConflict, InvalidRecord, NoSuchRecord, NotOurs, UnknownVersion
from clinic_app.journal import audience as audiences
from clinic_app.journal import content as contents
from clinic_app.journal import reading
from clinic_app.journal.canonical import MAX_LINE
from clinic_app.journal.content import Content
from clinic_app.names import folding
from clinic_app.progress import Progress, Quiet
from clinic_app.records.declared import record_type
from clinic_app.records.link import COORDINATORS_HOME
from clinic_app.records.record import TYPES, Record, RecordType, changed_registers
from clinic_app.records.values import Elements, Fault, Ref, WrongValue
from clinic_app.store.record_tables import Shown
from clinic_app.use_cases import one_person
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.carrying import carry
from clinic_app.use_cases.identity import clock_text, new_id

NOBODY: Mapping[str, Record] = MappingProxyType({})
SHARED = "coord"  # the confidentiality that shares a record with the coordinators


@dataclass(frozen=True)
class Saved:
    """A record as it stands after saving, and what was touched."""

    record: Record
    changes: Changes


class Casework:
    """Records of an open vault."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vault = desk.vault

    # --- looking ------------------------------------------------------------------------------------------------

    def blank(self, kind: str, /, **values: Any) -> Record:
        """A new record with what the program fills in; its number is given when it is saved."""
        declared = record_type(kind)
        me = self._desk.identity
        filled: dict[str, Any] = {
            "office_id": me.office_id,
            "lawyer_id": me.member_id,
            "conflict_check": "not_done",
            "confidentiality": SHARED,
            "received_at": datetime.now().replace(second=0, microsecond=0),
            "added_on": datetime.now().replace(microsecond=0),
            "added_by": me.member_id,
            "active": True,
        }
        known = {name: value for name, value in filled.items() if name in declared.by_name}
        if kind == "journalist_case":
            known["opened_on"] = date.today()
        return declared.cls(home=me.office_id, **(known | values))

    def load(self, kind: str, id: str) -> Record:
        """One record; NoSuchRecord."""
        record_type(kind)
        with self._vault.looking():
            found = self._vault.records.load(kind, [id])
        if not found:
            raise NoSuchRecord(type=kind, id=id)
        return found[0]

    def load_many(self, kind: str, ids: Sequence[str]) -> list[Record]:
        """The records of `ids` that are here, in that order."""
        with self._vault.looking():
            return self._vault.records.load(kind, ids)

    def ids(
        self,
        kind: str,
        *,
        words: str = "",
        where: Mapping[str, Any] | None = None,
        newest_first: bool = True,
        limit: int | None = None,
        archived: bool | None = False,
    ) -> list[str]:
        """Ids of a type's records, newest first; `words` as in the search box, `where` by field (see
        RecordTables.ids).
        """
        record_type(kind)
        with self._vault.looking():
            found = self._vault.records.ids(
                kind, where, newest_first=newest_first, limit=None if words.strip() else limit, archived=archived
            )
            if words.strip():
                hits = self._matching(kind, words)
                found = [id for id in found if id in hits]
        return found[:limit] if limit is not None else found

    def _matching(self, kind: str, words: str) -> set[str]:
        """Records of a type that the words find, themselves or through a person they name."""
        expression = folding.match_expression(words)
        hits = {id for _, id in self._vault.search(expression, [kind], limit=100_000)}
        refs = [f.name for f in record_type(kind).fields if isinstance(f.kind, Ref) and f.kind.to == "person"]
        if refs:
            people = [id for _, id in self._vault.search(expression, ["person"], limit=5_000)]
            people = one_person.with_the_same(self._vault, people)
            for name in refs:
                hits |= {id for _, id in self._vault.records.having(kind, name, people)}
        return hits

    def count(self, kind: str, where: Mapping[str, Any] | None = None) -> int:
        record_type(kind)
        with self._vault.looking():
            return self._vault.records.count(kind, where)

    def children(self, kind: str, parent: str) -> list[Record]:
        """The child records of one record, newest first."""
        field = record_type(kind).parent_field
        return self.load_many(kind, self.ids(kind, where={field: parent}))

    def known(self, kind: str, ids: Iterable[str]) -> set[str]:
        """Which of `ids` are here."""
        with self._vault.looking():
            return set(self._vault.records.column(kind, "id", list(ids)))

    def numbers_taken(self, numbers: Iterable[str]) -> dict[str, str]:
        """record_no -> id, of all numbered types."""
        found: dict[str, str] = {}
        wanted = sorted(set(numbers))
        with self._vault.looking():
            for kind in ("consultation", "journalist_case"):
                found |= {str(number): id for number, id in self._vault.records.having(kind, "record_no", wanted)}
        return found

    def titles(self, kind: str, ids: Iterable[str]) -> dict[str, str]:
        """What a reference to a record shows: a person's name, a case's title. Absent ones are left out."""
        wanted = [id for id in dict.fromkeys(ids) if id]
        field = record_type(kind).title_field
        if not field:
            return {}
        with self._vault.looking():
            found = {id: str(t) for id, t in self._vault.records.column(kind, field, wanted).items() if t}
        to = getattr(record_type(kind).by_name[field].kind, "to", "")
        if not to:
            return found
        named = self.titles(to, found.values())  # a link is called as the person it names
        return {id: named[of] for id, of in found.items() if of in named}

    # --- checking -----------------------------------------------------------------------------------------------

    def faults(self, record: Record) -> dict[str, Fault]:
        """What keeps a record from being saved: field -> fault."""
        found: dict[str, Fault] = {}
        for spec in record.type.fields:
            value = getattr(record, spec.name)
            if spec.required and not spec.program_fills and value == spec.kind.empty:
                found[spec.name] = Fault.REQUIRED
                continue
            try:
                spec.kind.read(spec.kind.write(value))
            except WrongValue as wrong:
                if not self._was_there(record, spec.name):
                    found[spec.name] = wrong.fault
        if getattr(record, "anonymous", False) and getattr(record, "person_id", None):
            found["person_id"] = Fault.ANONYMOUS
        return found

    def _was_there(self, record: Record, name: str) -> bool:
        """A code of a newer program's list is kept as it is when the form did not touch it."""
        if not record.id or not self.known(record.type.name, [record.id]):
            return False
        return bool(getattr(self.load(record.type.name, record.id), name) == getattr(record, name))

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self, record: Record, *, knowing: bool = False) -> Saved:
        """Save a new or edited record as one entry (two when it leaves the coordinators' sight).

        What is overwritten is what the form showed (`record.seen`), not what lies here now: a change that came
        meanwhile stays beside it as a conflict. `knowing`: whoever saves has named the version they saw, so several
        live values of it may be overwritten. Raises InvalidRecord, FieldInConflict.
        """
        if found := self.faults(record):
            raise InvalidRecord(type=record.type.name, faults=found)
        me = self._desk.identity
        if record.id and record.home not in ("", me.office_id) and not me.coordinator:
            raise NotOurs(home=record.home)
        with self._vault.changing():
            self._desk.look_again()  # another program may have begun a new life: its streams are not ours to write on
            if not record.id or not self._vault.journal.entered(record.type.name, [record.id]):
                filled = self._begin(record)
                self._enter(self._first_content(filled), filled)
            else:
                filled = record
                self._overwrite(record, knowing)
            touched = self._vault.read_again([filled.id])
        changes = Changes.of(record.type.name, [filled.id])
        return Saved(self.load(record.type.name, filled.id) if filled.id in touched else filled, changes)

    def save_many(self, records: Sequence[Record], progress: Progress | None = None) -> Changes:
        """Save many new records in one transaction; those whose id is here already are passed over."""
        watch = progress or Quiet()
        with self._vault.changing():
            self._desk.look_again()
            fresh = self._not_here(records)
            by_audience: dict[str, list[Content]] = {}
            shared = self._shared_people(fresh)
            begun: list[Record] = []
            beside: dict[str, Record] = {}  # a parent saved in the same breath is not in the tables yet
            for place, record in enumerate(fresh):
                if place % 100 == 0:
                    watch.step(place, len(fresh))
                if found := self.faults(record):
                    raise InvalidRecord(type=record.type.name, faults=found, row=place)
                filled = self._begin(record, beside)
                begun.append(filled)
                beside[filled.id] = filled
                audience = audiences.shared(filled.home) if filled.id in shared else self._audience(filled, beside)
                by_audience.setdefault(audience, []).append(self._first_content(filled))
            me = self._desk.identity
            for audience, some in by_audience.items():
                self._vault.journal.write_many(some, audience, me.device_id, me.life)
            for record in begun:
                self._widen_people(record, self._audience(record, beside))
            self._vault.read_again([content.id for some in by_audience.values() for content in some])
            watch.step(len(fresh), len(fresh))
        return Changes.of_many((record.type.name, record.id) for record in begun)

    def decide(self, kind: str, id: str, register: str, value: Any, seen: tuple[str, ...]) -> Changes:
        """Settle a register: an ordinary entry that saw every live value."""
        record = self.load(kind, id)
        into: list[str] = []
        if register == "confidentiality":
            record = replace(record, confidentiality=value)  # type: ignore[call-arg]  # its type has the register
            shared = audiences.shared(record.home)
            if value != SHARED and shared in self._vault.journal.stands_in(id):
                into = [shared, self._audience(record)]
        with self._vault.changing():
            self._desk.look_again()
            self._enter(self._content(record, {register: value}, {register: seen}), record, into)
            self._vault.read_again([id])
        return Changes.of(kind, [id])

    def write_registers(self, record: Record, told: Mapping[str, Any], into: Sequence[str] = ()) -> Changes:
        """Write registers of a record as one entry that saw all their live values, to its audience or to `into`."""
        with self._vault.changing():
            self._desk.look_again()
            live = self._vault.leaves(record.type.name, record.id)
            seen = {register: tuple(sorted(live.get(register, ()))) for register in told}
            self._enter(self._content(record, told, seen), record, into)
            self._vault.read_again([record.id])
        return Changes.of(record.type.name, [record.id])

    def tell_everyone(self, record: Record, told: Mapping[str, Any]) -> Changes:
        """Write registers into every audience in which the record stands and this laptop may write."""
        me = self._desk.identity
        stands = sorted(self._vault.journal.stands_in(record.id))
        into = [one for one in stands if audiences.writes(one, me.office_id, me.coordinator)]
        return self.write_registers(record, told, into)

    def children_of(self, record: Record) -> list[Record]:
        """The child records of a record, of every type."""
        found: list[Record] = []
        for kind in ("case_event", "attachment"):
            found += self.load_many(kind, [id for id in self._children_of(record) if id in self.known(kind, [id])])
        return found

    def links_of(self, record: Record) -> list[Record]:
        """The links that name a person; none for other records."""
        if record.type.audience != "person":
            return []
        with self._vault.looking():
            return [link for link in one_person.links_naming(self._vault, [record.id]) if not link.erased]

    def people_of(self, records: Sequence[Record]) -> list[str]:
        """The persons that records name."""
        return sorted({person for record in records for person in _people_of(record)})

    def archive(self, kind: str, id: str, archived: bool = True) -> Changes:
        """Archive a record, or take it out again; archiving is a field like any other."""
        return self.save(replace(self.load(kind, id), archived=archived)).changes

    def at_version(self, record: Record, version: str) -> Record:
        """The record with what `version` saw as its `seen`; UnknownVersion when this vault never showed that."""
        names = tuple(part for part in version.split(".") if part)
        with self._vault.looking():
            entries, aside = self._vault.entries(record.type.name, record.id)
        shown = [entry for entry in entries if entry.name in names]
        if not names or not set(names) <= {entry.name for entry in entries}:
            raise UnknownVersion(version=version)
        # A version names what was live anywhere in the record; what one of them had overwritten was not on the form.
        others = [*aside, *(entry for entry in entries if entry.name not in names)]
        seen = {register: tuple(sorted(live)) for register, live in reading.live(shown, others).items()}
        return replace(record, seen=Shown((), seen))

    def as_shown(self, record: Record) -> Record:
        """The record as it was when `record.seen` was shown."""
        with self._vault.looking():
            entries, _ = self._vault.entries(record.type.name, record.id)
        registers = _shown_registers(record, entries)
        return record.type.from_registers(record.id, registers, seen=record.seen)

    # --- inside -------------------------------------------------------------------------------------------------

    def _not_here(self, records: Sequence[Record]) -> list[Record]:
        """Those of the records that no entry tells of."""
        by_kind: dict[str, list[str]] = {}
        for record in records:
            if record.id:
                by_kind.setdefault(record.type.name, []).append(record.id)
        here = {(kind, id) for kind, ids in by_kind.items() for id in self._vault.journal.entered(kind, ids)}
        return [record for record in records if (record.type.name, record.id) not in here]

    def _begin(self, record: Record, beside: Mapping[str, Record] = NOBODY) -> Record:
        """Give a new record its id, home and number, and fill what the program fills."""
        blank = self.blank(record.type.name)
        filled: dict[str, Any] = {"id": record.id or new_id(), "home": record.home or self._home(record, beside)}
        for spec in record.type.fields:
            if spec.program_fills and getattr(record, spec.name) == spec.kind.empty:
                filled[spec.name] = getattr(blank, spec.name)
        begun = replace(record, **filled)
        if "record_no" in record.type.by_name and not getattr(begun, "record_no", ""):
            begun = replace(begun, record_no=self._number(begun))  # type: ignore[call-arg]  # numbered types have it
        return begun

    def _home(self, record: Record, beside: Mapping[str, Record]) -> str:
        """A child's home is its parent's; everything else begins at this office."""
        parent = self._parent(record, beside)
        return parent.home if parent and parent.home else self._desk.identity.office_id

    def _parent(self, record: Record, beside: Mapping[str, Record]) -> Record | None:
        if not record.type.parent_field:
            return None
        id = getattr(record, record.type.parent_field)
        if id in beside:
            return beside[id]
        kind = getattr(record, "parent_type", "") or getattr(
            record.type.by_name[record.type.parent_field].kind, "to", ""
        )
        found = self._vault.records.load(kind, [id]) if id and kind in TYPES else []
        return found[0] if found else None

    def _number(self, record: Record) -> str:
        """Office, year, laptop letter, running number: two offline laptops never give the same one."""
        me = self._desk.identity
        when = getattr(record, record.type.date_field) or datetime.now()
        letter = me.laptop + ("J" if record.type.name == "journalist_case" else "")
        prefix = f"{me.office_id}-{when.year}-{letter}"
        return f"{prefix}-{self._vault.next_number(prefix):04d}"

    def _first_content(self, record: Record) -> Content:
        return self._content(record, record.registers(), {})

    def _content(self, record: Record, fields: Mapping[str, Any], seen: Mapping[str, tuple[str, ...]]) -> Content:
        me = self._desk.identity
        made = contents.write(
            record.type.name, record.id, fields, seen, author=me.member_id, device=me.device_id, at=clock_text()
        )
        if len(made.line) > MAX_LINE:  # each field may be long, all together must fit into one line
            longest = max(fields, key=lambda register: len(str(fields[register]))).partition("/")[0]
            raise InvalidRecord(type=record.type.name, faults={longest: Fault.TOO_LONG})
        return made

    def _overwrite(self, record: Record, knowing: bool) -> None:
        entries, _ = self._vault.entries(record.type.name, record.id)
        shown = _shown_registers(record, entries)
        before = record.type.from_registers(record.id, shown)
        changed = changed_registers(before, record)
        seen = {register: _seen_writers(record, register, entries) for register in changed}
        torn = {
            register
            for register, names in seen.items()
            if reading.choose(register, {e.name: e.fields[register] for e in entries if e.name in names})[1]
        }
        if torn and not knowing:
            raise FieldInConflict(type=record.type.name, id=record.id, field=min(torn).partition("/")[0])
        if not changed:
            return
        if "confidentiality" in record.type.by_name and "confidentiality" not in changed:
            # A form may be older than a narrowing: who reads this save follows from what the record is now.
            now = getattr(self.load(record.type.name, record.id), "confidentiality", None)
            record = replace(record, confidentiality=now)  # type: ignore[call-arg]  # its type has the field
        leaving = self._leaving(before, record, changed)
        if leaving:
            # The coordinators must learn that the record is no longer theirs to see, and nothing else of this save.
            told = {"confidentiality": changed.pop("confidentiality")}
            both = list(dict.fromkeys([audiences.shared(before.home), self._audience(record)]))
            self._enter(self._content(record, told, seen), record, both)
        if changed:
            self._enter(self._content(record, changed, seen), record)

    def _leaving(self, before: Record, after: Record, changed: Mapping[str, Any]) -> bool:
        return (
            "confidentiality" in changed
            and getattr(before, "confidentiality", None) == SHARED
            and getattr(after, "confidentiality", None) != SHARED
        )

    def _enter(self, content: Content, record: Record, into: Sequence[str] = ()) -> None:
        me = self._desk.identity
        audience = self._audience(record)
        self._vault.journal.write(content, list(into) or [audience], me.device_id, me.life)
        if not into:
            self._widen(record, audience)

    def _audience(self, record: Record, beside: Mapping[str, Record] = NOBODY) -> str:
        """Who reads a record: by its confidentiality; a child as its parent, a person as the records naming them.

        A coordinator reads no other office's own audience, so what one adds there goes back by the shared one.
        """
        me = self._desk.identity
        home = record.home or self._home_of_entries(record.id) or me.office_id
        found = self._proper_audience(record, home, beside)
        return found if audiences.writes(found, me.office_id, me.coordinator) else audiences.shared(home)

    def _home_of_entries(self, record: str) -> str:
        """The office among whose entries a record stands whose beginning has not come."""
        stands = self._vault.journal.stands_in(record) if record else set()
        return min((audiences.office_of(audience) for audience in stands if audiences.office_of(audience)), default="")

    def _proper_audience(self, record: Record, home: str, beside: Mapping[str, Record]) -> str:
        rule = record.type.audience
        if rule == "network":
            return audiences.NETWORK
        if rule == "shared":
            return audiences.shared(home)
        if rule == "link":
            return self._audience_of_link(record, home)
        if rule == "confidentiality":
            level = getattr(record, "confidentiality", None)
            widely = level == SHARED or (
                # What began the record has not come: it goes no further than where it stands.
                level is None and self._vault.journal.stands_in(record.id) == {audiences.shared(home)}
            )
            return audiences.shared(home) if widely else audiences.office_alone(home)
        if rule == "parent":
            parent = self._parent(record, beside)
            return self._audience(parent, beside) if parent else audiences.office_alone(home)
        stands = self._vault.journal.stands_in(record.id) if record.id else set()
        outsider = self._desk.identity.coordinator and home != self._desk.identity.office_id
        if outsider or audiences.shared(home) in stands:
            return audiences.shared(home)
        return audiences.office_alone(home)

    def _audience_of_link(self, record: Record, home: str) -> str:
        """Between persons of two offices it lives with the coordinators; else it goes where both its persons are."""
        if home == COORDINATORS_HOME:
            return audiences.COORDINATORS
        shared = audiences.shared(home)
        both = all(shared in self._vault.journal.stands_in(person) for person in _people_of(record))
        return shared if both else audiences.office_alone(home)

    def _widen(self, record: Record, audience: str) -> None:
        """Where a record is newly read by an audience, its whole history and its children go along."""
        stands = self._vault.journal.stands_in(record.id)
        if record.type.audience in ("confidentiality", "person", "link") and stands != {audience}:
            self._carry(record.id, audience)
            for child in self._children_of(record):
                if self._vault.journal.stands_in(child) != {audience} and audience.startswith("shared:"):
                    self._carry(child, audience)
        self._widen_people(record, audience)

    def _widen_people(self, record: Record, audience: str) -> None:
        """A record the coordinators read takes the persons it names along."""
        if not audience.startswith("shared:"):
            return
        for person in _people_of(record):
            stands = self._vault.journal.stands_in(person)
            if stands and audience not in stands:
                self._carry(person, audience)
        for link in one_person.links_naming(self._vault, _people_of(record)):
            if link.id != record.id and self._audience_of_link(link, link.home) == audience:
                self._carry(link.id, audience)

    def _carry(self, record: str, audience: str) -> None:
        carry(self._desk, record, audience)

    def _children_of(self, record: Record) -> list[str]:
        found: list[str] = []
        for kind in ("case_event", "attachment"):
            declared = record_type(kind)
            if (
                kind == "attachment"
                or getattr(declared.by_name[declared.parent_field].kind, "to", "") == record.type.name
            ):
                found += self._vault.records.ids(kind, {declared.parent_field: record.id}, archived=None)
        return found

    def _shared_people(self, records: Sequence[Record]) -> set[str]:
        """Persons named by records that the coordinators read."""
        return {
            person
            for record in records
            if record.type.audience == "confidentiality" and getattr(record, "confidentiality", None) in (SHARED, None)
            for person in _people_of(record)
        }


def version_of(record: Record) -> str:
    """What was shown of a record, as one word for `--version`."""
    names = record.seen.names() if isinstance(record.seen, Shown) else frozenset()
    return ".".join(sorted(names))


def _people_of(record: Record) -> list[str]:
    found: list[str] = []
    for spec in record.type.fields:
        if isinstance(spec.kind, Ref) and spec.kind.to == "person" and getattr(record, spec.name):
            found.append(getattr(record, spec.name))
        elif isinstance(spec.kind, Elements) and spec.kind.to == "person":
            found += sorted(getattr(record, spec.name))
    return found


def _seen_writers(record: Record, register: str, entries: Sequence[Content]) -> tuple[str, ...]:
    """Those of the entries shown for a register that really wrote it."""
    shown = set(record.seen.get(register, ()))
    return tuple(entry.name for entry in entries if entry.name in shown and register in entry.fields)


def _shown_registers(record: Record, entries: Sequence[Content]) -> dict[str, Any]:
    """The registers as the form showed them, from the entries it had seen."""
    written = {register for entry in entries for register in entry.fields}
    found: dict[str, Any] = {}
    for register in written:
        names = set(_seen_writers(record, register, entries))
        values = {entry.name: entry.fields[register] for entry in entries if entry.name in names}
        if values:
            found[register] = reading.choose(register, values)[0]
    return {register: value for register, value in found.items() if value is not None}


def fields_of(kind: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values from JSON by field name; raises UnknownField, or InvalidRecord naming every wrong one."""
    values: dict[str, Any] = {}
    wrong: dict[str, Fault] = {}
    for name, value in given.items():
        spec = kind.field(name)
        try:
            values[name] = spec.kind.read(value)
        except WrongValue as fault:
            wrong[name] = fault.fault
    if wrong:
        raise InvalidRecord(type=kind.name, faults=wrong)
    return values
