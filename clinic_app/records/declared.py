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
    link,
    list_item,
    person,
    roster,
    staff,
)
from clinic_app.records.record import TYPES, RecordType

MODULES = (consultation, case, person, conflict_decision, staff, roster, list_item, link, counting)

# What commands and lists offer; the roster's types have commands of their own.
PUBLIC = (
    "person",
    "relation",
    "consultation",
    "conflict_decision",
    "journalist_case",
    "case_event",
    "attachment",
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
