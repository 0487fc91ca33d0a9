"""The clinic's daily work on records: begin, load, save, list, look back. Every change is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import FieldInConflict, InvalidRecord, NotManager, NotOurs, NotShared, OnlyByStep
from clinic_app.journal import audience as audiences
from clinic_app.journal import content as contents
from clinic_app.journal import reading
from clinic_app.journal.canonical import MAX_LINE
from clinic_app.journal.content import Content
from clinic_app.progress import Progress, Quiet
from clinic_app.records.record import Record, RecordType, changed_registers
from clinic_app.records.values import Fault, WrongValue
from clinic_app.use_cases import one_person, proceeding_rules
from clinic_app.use_cases.approval_rule import decided, to_be_approved
from clinic_app.use_cases.beginning import Beginning
from clinic_app.use_cases.counted_rows import SHARED
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.identity import clock_text
from clinic_app.use_cases.looking import Looking
from clinic_app.use_cases.shown import fields_of, seen_writers, shown_registers, version_of
from clinic_app.use_cases.who_reads import WhoReads, people_of
from clinic_app.use_cases.writing import Writing

__all__ = ["Casework", "Saved", "fields_of", "version_of"]


@dataclass(frozen=True)
class Saved:
    """A record as it stands after saving, and what was touched."""

    record: Record
    changes: Changes


class Casework(Looking):
    """Records of an open vault: looked at, and written, by the person who works there: only what is theirs to see."""

    def __init__(self, desk: Desk, *, everything: bool = False) -> None:
        super().__init__(desk, everything=everything)
        self._readers = WhoReads(desk)
        self._beginning = Beginning(desk, self._readers)
        self._writing = Writing(desk, self.seen)
        self._everything = everything

    @cached_property
    def whole(self) -> Casework:
        """The same records with nothing kept back: for what the program does by itself, never for showing to anybody
        (see tests/use_cases/test_sight_house.py).
        """
        return self if self._everything else Casework(self._desk, everything=True)

    def blank(self, kind: str, /, **values: Any) -> Record:
        """A new record with what the program fills in; its number is given when it is saved."""
        return self._beginning.blank(kind, **values)

    # --- checking -----------------------------------------------------------------------------------------------

    def faults(self, record: Record) -> dict[str, Fault]:
        """What keeps a record from being saved: field -> fault."""
        found: dict[str, Fault] = {}
        for spec in record.type.fields:
            value = getattr(record, spec.name)
            if spec.name in record.hidden:
                continue  # what is kept from somebody is not theirs to fill in
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
        return proceeding_rules.faults_of(record, self._before(record)) | found

    def _was_there(self, record: Record, name: str) -> bool:
        """A code of a newer program's list is kept as it is when the form did not touch it."""
        if not record.id or not self.known(record.type.name, [record.id]):
            return False
        return bool(getattr(self.load(record.type.name, record.id), name) == getattr(record, name))

    def _before(self, record: Record) -> Record | None:
        """A proceeding as it stands; other types have no rule that asks."""
        if record.type.name != "proceeding" or not record.id:
            return None
        return next(iter(self.load_many("proceeding", [record.id])), None)

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self, record: Record, *, knowing: bool = False, by_step: bool = False) -> Saved:
        """Save a new or edited record as one entry (two when it leaves the coordinators' sight).

        What is overwritten is what the form showed (`record.seen`), not what lies here now: a change that came
        meanwhile stays beside it as a conflict. `knowing`: whoever saves has named the version they saw, so several
        live values of it may be overwritten. `by_step`: this save is part of the act that alone changes such fields.
        Raises InvalidRecord, FieldInConflict, NotOurs, NotShared, OnlyByStep, NotManager.
        """
        if found := self.faults(record):
            raise InvalidRecord(type=record.type.name, faults=found)
        me = self._desk.identity
        if record.id and record.home not in ("", me.office_id) and not me.coordinator:
            raise NotOurs(home=record.home)
        with self._vault.changing():
            self._desk.look_again()  # another program may have begun a new life: its streams are not ours to write on
            if not record.id or not self._vault.journal.entered(record.type.name, [record.id]):
                filled = self._beginning.begin(record)
                if not by_step:
                    self._refuse_typed(None, filled)
                filled, _anew = to_be_approved(None, filled, self._desk.identity)
                self._writing.refuse_unseen(filled)
                self._enter(self._first_content(filled), filled)
                self._writing.note_begun(filled)
            else:
                filled = record
                self._overwrite(record, knowing, by_step)
            touched = self._vault.read_again([filled.id])
        changes = Changes.of(record.type.name, [filled.id])
        # What was given into other hands by this save is not theirs to see any more; they know what they typed.
        now = self.load_many(record.type.name, [filled.id]) if filled.id in touched else []
        return Saved(next(iter(now), filled), changes)

    def save_many(
        self, records: Sequence[Record], progress: Progress | None = None, *, by_step: bool = False
    ) -> Changes:
        """Save many new records in one transaction; those whose id is here already are passed over. `by_step` as in
        `save`.
        """
        watch = progress or Quiet()
        with self._vault.changing():
            self._desk.look_again()
            fresh = self._not_here(records)
            by_audience: dict[str, list[Content]] = {}
            shared = self._readers.shared_people(fresh)
            begun: list[Record] = []
            beside: dict[str, Record] = {}  # a parent saved in the same breath is not in the tables yet
            for place, record in enumerate(fresh):
                if place % 100 == 0:
                    watch.step(place, len(fresh))
                if found := self.faults(record):
                    raise InvalidRecord(type=record.type.name, faults=found, row=place)
                filled = self._beginning.begin(record, beside)
                if not by_step:
                    self._refuse_typed(None, filled)
                filled, _anew = to_be_approved(None, filled, self._desk.identity)
                begun.append(filled)
                beside[filled.id] = filled
                audience = (
                    audiences.shared(filled.home) if filled.id in shared else self._readers.audience(filled, beside)
                )
                by_audience.setdefault(audience, []).append(self._first_content(filled))
            me = self._desk.identity
            for audience, some in by_audience.items():
                self._vault.journal.write_many(some, audience, me.device_id, me.life)
            for record in begun:
                self._readers.widen_people(record, self._readers.audience(record, beside))
            self._vault.read_again([content.id for some in by_audience.values() for content in some])
            watch.step(len(fresh), len(fresh))
        return Changes.of_many((record.type.name, record.id) for record in begun)

    def decide(self, kind: str, id: str, register: str, value: Any, seen: tuple[str, ...]) -> Changes:
        """Settle a register: an ordinary entry that saw every live value. What only a step may say is chosen among
        what steps have said; OnlyByStep, NotManager, NotSupervisor.
        """
        record = self.load(kind, id)
        self._writing.refuse_kept(record, [register])
        self._writing.refuse_taking(record, {register: value})
        also = decided(record, register, self._desk.identity)
        self._refuse_managed(record, [register])
        if _is_by_step(record.type, register):
            live = self._vault.leaves(kind, id).get(register, {}).values()
            if value not in [one for one, _entry in live]:
                raise OnlyByStep(type=kind, field=register)
        into: list[str] = []
        if register == "confidentiality":
            self._refuse_widening(record, value)
            record = replace(record, confidentiality=value)  # type: ignore[call-arg]  # its type has the register
            shared = audiences.shared(record.home)
            if value != SHARED and shared in self._vault.journal.stands_in(id):
                into = [shared, self._readers.audience(record)]
        with self._vault.changing():
            self._desk.look_again()
            full = self.full(record)
            standing = self._vault.leaves(kind, id) if also else {}
            told_seen = {register: seen} | {name: tuple(sorted(standing.get(name, ()))) for name in also}
            self._enter(self._content(full, {register: value, **also}, told_seen), full, into)
            self._vault.read_again([id])
        return Changes.of(kind, [id])

    def write_registers(self, record: Record, told: Mapping[str, Any], into: Sequence[str] = ()) -> Changes:
        """Write registers of a record as one entry that saw all their live values, to its audience or to `into`."""
        for register in told:
            if _is_by_step(record.type, register):
                raise OnlyByStep(type=record.type.name, field=register)
        self._writing.refuse_kept(record, told)
        self._writing.refuse_taking(record, told)
        record = self.full(record)
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

    def children_of(self, record: Record, *, going_along: bool = False) -> list[Record]:
        """The child records of a record, of every type; `going_along`: those that are read where it is read."""
        children = self._readers.children_of(record, going_along=going_along)
        return [child for kind, ids in children.items() for child in self.load_many(kind, ids)]

    def links_of(self, record: Record) -> list[Record]:
        """The links that name a person; none for other records."""
        if record.type.audience != "person":
            return []
        with self._vault.looking():
            return [link for link in one_person.links_naming(self._vault, [record.id]) if not link.erased]

    def people_of(self, records: Sequence[Record]) -> list[str]:
        """The persons that records name."""
        return sorted({person for record in records for person in people_of(record)})

    def archive(self, kind: str, id: str, archived: bool = True) -> Changes:
        """Archive a record, or take it out again; archiving is a field like any other."""
        return self.save(replace(self.load(kind, id), archived=archived)).changes

    def full(self, record: Record) -> Record:
        """A record that is about to be written with what is kept from the writer in its place again: who reads it, and
        what a check compares, follows from the whole of it. Never for showing.
        """
        return self._writing.full(record)

    # --- inside -------------------------------------------------------------------------------------------------

    def _not_here(self, records: Sequence[Record]) -> list[Record]:
        """Those of the records that no entry tells of."""
        by_kind: dict[str, list[str]] = {}
        for record in records:
            if record.id:
                by_kind.setdefault(record.type.name, []).append(record.id)
        here = {(kind, id) for kind, ids in by_kind.items() for id in self._vault.journal.entered(kind, ids)}
        return [record for record in records if (record.type.name, record.id) not in here]

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

    def _refuse_typed(self, before: Record | None, after: Record) -> None:
        """What a step alone may say is not typed into a form, a sheet or a command; OnlyByStep. `before`: None when
        the record is new.
        """
        names = [spec.name for spec in after.type.fields if spec.by_step]
        was = (before or self.blank(after.type.name)) if names else after
        for name in names:
            if getattr(was, name) != getattr(after, name):
                raise OnlyByStep(type=after.type.name, field=name)

    def _refuse_managed(self, record: Record, changed: Iterable[str]) -> None:
        """What somebody is here only who manages the laptop's people changes; NotManager."""
        known = record.type.by_name
        if any(one in known and known[one].by_manager for one in changed) and not self._desk.identity.manages:
            raise NotManager

    def _overwrite(self, record: Record, knowing: bool, by_step: bool) -> None:
        self._writing.refuse_unseen(record)
        # What the form showed it did show, be it set aside by now: else it would be entered as typed by this person.
        entries = list(chain(*self._vault.entries(record.type.name, record.id)))
        shown = shown_registers(record, entries)
        before = record.type.from_registers(record.id, shown)
        if not by_step:
            self._refuse_typed(before, record)
        typed = changed_registers(before, record)
        self._refuse_managed(record, typed)
        self._writing.refuse_kept(record, typed)
        self._writing.refuse_taking(record, typed)
        self._writing.refuse_supervising(before, record)
        record, anew = to_be_approved(before, record, self._desk.identity)
        changed = changed_registers(before, record) | {one: record.registers()[one] for one in anew}
        record = self.full(record)
        seen = {register: seen_writers(record, register, entries) for register in changed}
        torn = {
            register
            for register, names in seen.items()
            if register in typed  # what a rule writes, nobody can be asked to settle first
            and reading.choose(register, {e.name: e.fields[register] for e in entries if e.name in names})[1]
        }
        if torn and not knowing:
            raise FieldInConflict(type=record.type.name, id=record.id, field=min(torn).partition("/")[0])
        if not changed:
            return
        home = self._vault.home_of(record.type.name, record.id) if self._desk.identity.coordinator else ""
        if home:
            record = replace(record, home=home)  # a form may be older than a hand-over: the save goes where it is now
        if "confidentiality" in record.type.by_name and "confidentiality" not in changed:
            # A form may be older than a narrowing: who reads this save follows from what the record is now.
            now = getattr(self.load(record.type.name, record.id), "confidentiality", None)
            record = replace(record, confidentiality=now)  # type: ignore[call-arg]  # its type has the field
        if "confidentiality" in changed:
            self._refuse_widening(record, changed["confidentiality"])
        leaving = _leaving(before, record, changed)
        if leaving:
            # The coordinators must learn that the record is no longer theirs to see, and nothing else of this save.
            told = {"confidentiality": changed.pop("confidentiality")}
            both = list(dict.fromkeys([audiences.shared(before.home), self._readers.audience(record)]))
            self._enter(self._content(record, told, seen), record, both)
        if changed:
            self._enter(self._content(record, changed, seen), record)

    def _refuse_widening(self, record: Record, value: Any) -> None:
        """Only its own office shares a record with the coordinators: a coordinator of another may not; NotShared."""
        if value == SHARED and record.home not in ("", self._desk.identity.office_id):
            raise NotShared

    def _enter(self, content: Content, record: Record, into: Sequence[str] = ()) -> None:
        me = self._desk.identity
        audience = self._readers.audience(record)
        self._vault.journal.write(content, list(into) or [audience], me.device_id, me.life)
        if not into:
            self._readers.widen(record, audience)


def _is_by_step(kind: RecordType, register: str) -> bool:
    spec = kind.by_name.get(register.partition("/")[0])
    return spec is not None and spec.by_step


def _leaving(before: Record, after: Record, changed: Mapping[str, Any]) -> bool:
    """Whether this save takes a record out of the coordinators' sight."""
    was, now = (getattr(one, "confidentiality", None) for one in (before, after))
    return "confidentiality" in changed and was == SHARED and now != SHARED
