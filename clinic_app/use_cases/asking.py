"""Who may be asked about a record that is not shown: the one thing that is told of it."""

from __future__ import annotations

from collections.abc import Iterator

from clinic_app.records.confidentiality import CHOSEN_BY_LEVEL, LEAD
from clinic_app.records.declared import naming_fields, parent_of
from clinic_app.records.record import TYPES
from clinic_app.store.vault import Vault


def lead_name(vault: Vault, kind: str, id: str) -> str:
    """The name of the active lead lawyer of a record, of its parent, or of what names a person; "" for none."""
    for lead in _leads(vault, kind, id):
        told = vault.records.column("member", "name", [lead]).get(lead)
        if told and vault.records.column("member", "active", [lead]).get(lead) != 0:
            return str(told)
    return ""


def _leads(vault: Vault, kind: str, id: str) -> Iterator[str]:
    declared = TYPES[kind]
    if declared.audience == CHOSEN_BY_LEVEL:
        yield str(vault.records.column(kind, LEAD, [id]).get(id) or "")
    elif kind == "person":
        for naming, field in naming_fields():
            for _person, of in vault.records.naming(naming, field, {id}):
                yield from _leads(vault, naming, of)
    else:
        for record in vault.records.load(kind, [id]):
            parent, of = parent_of(record)
            if parent in TYPES and of:
                yield from _leads(vault, parent, of)
