"""Every record type a clinic keeps, in the order people think of them. The set is closed: a new one is added here."""

from __future__ import annotations

from clinic_app.records import case, consultation, person, roster, staff
from clinic_app.records.record import TYPES, RecordType

_MODULES = (consultation, case, person, staff, roster)

PUBLIC = ("person", "consultation", "journalist_case", "case_event", "attachment", "member", "office")


def all_types() -> dict[str, RecordType]:
    """All declared types by name."""
    return TYPES
