"""What a form asks of the vault, as plain functions for its thread: opening a record, saving what is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from clinic_app.changes import Changes
from clinic_app.records.declared import record_type
from clinic_app.records.record import Record
from clinic_app.records.values import Elements, Fault, Ref
from clinic_app.use_cases.casework import version_of
from clinic_app.use_cases.coming_again import known_of
from ui.forms.presenter import is_draft_of, references


@dataclass(frozen=True)
class Opened:
    """A record with all a form needs to show it."""

    record: Record
    new: bool
    version: str
    names: Mapping[str, str] = field(default_factory=dict)  # of the persons it points to
    person: Record | None = None
    titles: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    conflicts: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, Any] | None = None  # of the draft taken up again
    draft_at: datetime | None = None
    waiting: Sequence[tuple[str, datetime, str]] = ()  # other drafts of new records: key, when, title
    mode: str = ""  # the way of the form the draft was written in


@dataclass(frozen=True)
class Order:
    """What is to be saved: the record, the person typed with it, and names of others by field."""

    record: Record
    person: Mapping[str, Any]
    people: Mapping[str, Sequence[str]]
    draft: str = ""
    person_shown: Record | None = None  # the person as the form showed them
    people_alone: Mapping[str, str] = field(default_factory=dict)  # field of one person -> the name of somebody new


@dataclass(frozen=True)
class Refused:
    """Nothing was saved: these fields are wrong."""

    faults: Mapping[str, Fault]


@dataclass(frozen=True)
class Kept:
    """The record as it stands now, and what was touched."""

    record: Record
    changes: Changes


def open_form(clinic: Any, kind: str, id: str = "", draft: str = "", given: Mapping[str, Any] | None = None) -> Opened:
    """A record (a blank one without `id`), with its draft if there is one. NoSuchRecord."""
    drafts = {one.key: one for one in clinic.drafts.all() if is_draft_of(one.content, kind)}
    mine = drafts.get(draft)
    id = id or (str(mine.content.get("id", "")) if mine else "")
    if id:
        record = clinic.casework.load(kind, id)
        if mine and mine.content.get("version"):
            # What the draft's form had seen, so that a change made meanwhile is not overwritten unseen.
            record = clinic.casework.as_shown(clinic.casework.at_version(record, mine.content["version"]))
    else:
        record = replace(clinic.casework.blank(kind), **_given(clinic, kind, given or {}))
    people = _people_of(record)
    person_id = getattr(record, "person_id", None)
    persons = {one.id: one for one in clinic.casework.load_many("person", sorted({*people, person_id or ""} - {""}))}
    waiting = [
        (one.key, one.at, str(one.content.get("title", "")))
        for one in drafts.values()
        if not one.content.get("id") and one.key != draft
    ]
    return Opened(
        record=record,
        new=not id,
        version=version_of(record) if id else "",
        names={key: str(getattr(one, "name_display", "")) for key, one in persons.items()},
        person=persons.get(person_id or ""),
        titles={name: _titles(clinic, name) for name in references(record_type(kind))},
        conflicts=_conflicts(clinic, record),
        states=mine.content["states"] if mine else None,
        draft_at=mine.at if mine else None,
        waiting=waiting,
        mode=str(mine.content.get("mode", "")) if mine else "",
    )


def save_form(clinic: Any, order: Order) -> Kept | Refused:
    """Save; a new person or new opponents are made on the way. InvalidRecord, FieldInConflict."""
    record = order.record
    faults = dict(clinic.casework.faults(record))
    if order.person.get("name_display") or getattr(record, "person_id", None):
        faults.pop("person_id", None)
    for name in (*order.people, *order.people_alone):
        faults.pop(name, None)
    if faults:
        return Refused(faults)
    changes = Changes()
    with clinic.in_one_change():
        for name, given in order.people.items():
            record = replace(record, **{name: frozenset(clinic.intake.opponents(list(given)))})
            changes = changes | Changes.of("person", getattr(record, name))
        for name, words in order.people_alone.items():
            record = replace(record, **{name: clinic.intake.opponents([words])[0]})
            changes = changes | Changes.of("person", [getattr(record, name)])
        changes = changes | _mend_person(clinic, order)
        saved = clinic.intake.save(record, dict(order.person) or None)
        if order.draft:
            clinic.drafts.drop(order.draft)
    now = clinic.casework.load_many(saved.record.type.name, [saved.record.id])
    return Kept(next(iter(now), saved.record), saved.changes | changes)  # it may have been given into other hands


def _mend_person(clinic: Any, order: Order) -> Changes:
    """What was changed of a person known already; an empty field of somebody just chosen empties nothing."""
    id = getattr(order.record, "person_id", None)
    if not id or not order.person:
        return Changes()
    mine = order.person_shown is not None and order.person_shown.id == id
    base: Any = order.person_shown if mine else clinic.casework.load("person", id)
    told = {name: base.type.field(name).kind.read(value) for name, value in order.person.items()}
    changed = {
        name: value
        for name, value in told.items()
        if value != getattr(base, name) and (mine or value != base.type.field(name).kind.empty)
    }
    saved: Changes = clinic.casework.save(replace(base, **changed)).changes if changed else Changes()
    return saved


def _given(clinic: Any, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a new record begins with: what was given, over what is known of the person it is about."""
    known = known_of(clinic, given["person_id"]) if kind == "consultation" and given.get("person_id") else {}
    return {**known, **given}


def _people_of(record: Record) -> set[str]:
    found: set[str] = set()
    for spec in record.type.fields:
        value = getattr(record, spec.name)
        if isinstance(spec.kind, Ref) and spec.kind.to == "person" and value:
            found.add(value)
        elif isinstance(spec.kind, Elements) and spec.kind.to == "person":
            found |= set(value)
    return found


def _titles(clinic: Any, kind: str) -> list[tuple[str, str]]:
    ids = clinic.casework.ids(kind)
    known = clinic.casework.titles(kind, ids)
    return sorted(known.items(), key=lambda one: one[1])


def _conflicts(clinic: Any, record: Record) -> dict[str, int]:
    if not record.conflicts:
        return {}
    return {c.field: len(c.values) for c in clinic.settling.conflicts() if c.id == record.id}
