"""What every list of records shows of lawyers and offices; for the vault's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clinic_app.use_cases.identity import Identity
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.words import _
from ui.forms.narrowing import Narrow, lawyer_choices, office_choices
from ui.widgets.rows_model import Column


def lawyer_and_office(clinic: Any, records: Sequence[Any]) -> dict[str, tuple[str, str]]:
    """Record -> (its lawyer's name, its office's name)."""
    lawyers = clinic.casework.titles("member", [getattr(one, "lawyer_id", None) or "" for one in records])
    offices = clinic.casework.titles("office", [one.home for one in records])
    return {
        one.id: (lawyers.get(getattr(one, "lawyer_id", None) or "", ""), offices.get(one.home, one.home))
        for one in records
    }


def office_column(me: Identity) -> list[Column]:
    """The office whose record it is; an office of its own needs no such column."""
    if not me.coordinator:
        return []
    return [Column("home", _("Office"), lambda row: row.office, sortable=True, hidden=True)]


def late_choices(clinic: Any) -> Mapping[str, Sequence[Narrow | None]]:
    """The lawyers and offices of the case book, in the alphabet's order."""
    return {
        "lawyer": lawyer_choices(clinic.identity.member_id, _named(clinic, "member")),
        "office": office_choices(_named(clinic, "office")),
    }


def _named(clinic: Any, kind: str) -> list[tuple[str, str]]:
    titles = clinic.casework.titles(kind, clinic.casework.ids(kind))
    return sorted(titles.items(), key=lambda one: alphabet_key(one[1]))
