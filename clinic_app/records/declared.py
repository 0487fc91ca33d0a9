"""Every record type a clinic keeps. The set is closed: a new one is declared in a module of this folder and named
here.
"""

from __future__ import annotations

from clinic_app.errors import UnknownRecordType
from clinic_app.records import (
    case,
    conflict_decision,
    consultation,
    counting,
    deadline,
    disclosure,
    evidence,
    incident,
    link,
    list_item,
    person,
    proceeding,
    roster,
    safety,
    seizure,
    staff,
)
from clinic_app.records.record import TYPES, Record, RecordType
from clinic_app.records.values import Elements, Ref

MODULES = (
    consultation,
    case,
    incident,
    proceeding,
    seizure,
    safety,
    deadline,
    evidence,
    disclosure,
    person,
    conflict_decision,
    staff,
    roster,
    list_item,
    link,
    counting,
)

# What commands and lists offer; the roster's types have commands of their own.
PUBLIC = (
    "person",
    "relation",
    "consultation",
    "conflict_decision",
    "journalist_case",
    "case_event",
    "incident",
    "verification_step",
    "disclosure",
    "proceeding",
    "party",
    "duty_request",
    "seizure",
    "seized_item",
    "risk_assessment",
    "emergency_contact",
    "deadline",
    "attachment",
    "custody_event",
    "member",
    "office",
)


def all_types() -> dict[str, RecordType]:
    """All declared types by name."""
    return dict(TYPES)


def child_types(*, going_along: bool = False) -> list[RecordType]:
    """The types whose records belong to another record; `going_along`: only those that are read where that is read."""
    return [
        kind
        for kind in TYPES.values()
        if kind.parent_field and not kind.by_program and (kind.audience == "parent" or not going_along)
    ]


def record_type(name: str) -> RecordType:
    """The declared type `name`; UnknownRecordType otherwise."""
    if name not in TYPES:
        raise UnknownRecordType(type=name)
    return TYPES[name]


def parent_of(record: Record) -> tuple[str, str]:
    """(type, id) of the record another belongs to; empty where it belongs to none."""
    if not record.type.parent_field:
        return "", ""
    spec = record.type.by_name[record.type.parent_field]
    return str(getattr(record, "parent_type", "") or getattr(spec.kind, "to", "")), str(
        getattr(record, spec.name) or ""
    )


# Records that speak of persons in their own way: they go with one of the two they are about.
_OF_PERSONS = frozenset({"link", "relation", "conflict_decision"})


def naming_fields() -> list[tuple[str, str]]:
    """(type, field) of every field by which a record names persons."""
    return [
        (kind.name, spec.name)
        for kind in TYPES.values()
        if not kind.by_program and kind.name not in _OF_PERSONS
        for spec in kind.fields
        if isinstance(spec.kind, (Ref, Elements)) and spec.kind.to == "person"
    ]


def is_hidden(type: str, register: str) -> bool:
    """Whether a register is for the program alone."""
    declared = TYPES.get(type)
    spec = declared.by_name.get(register.partition("/")[0]) if declared else None
    return spec is not None and spec.hidden
