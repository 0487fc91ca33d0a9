"""What follows when a child of a case is saved: terms of a request, deadlines an event offers. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from clinic_app.changes import Changes
from clinic_app.records.record import Record
from ui.forms.saving import Order, Refused, save_form
from ui.pages.cases.offering import Offer, offers_of


@dataclass(frozen=True)
class ChildKept:
    """The child as it stands now, what was touched, and the deadlines it offers."""

    record: Record
    changes: Changes
    offers: Sequence[Offer] = ()


def save_child(clinic: Any, order: Order, before: Any) -> ChildKept | Refused:
    """Vault's thread: save a child and what follows from it, in one change. InvalidRecord, FieldInConflict, NotOurs."""
    with clinic.in_one_change():
        kept = save_form(clinic, replace(order, record=_finished(order.record, before)))
        if isinstance(kept, Refused):
            return kept
        changes = kept.changes
        if kept.record.type.name == "duty_request":
            changes = changes | clinic.duty_requests.keep_terms(kept.record.id).changes
        elif kept.record.type.name == "risk_assessment":
            changes = changes | clinic.safety.assess(kept.record)  # the case says the level that holds
    record: Any = kept.record
    offers = offers_of(clinic, record) if record.type.name == "case_event" and record.trigger else ()
    return ChildKept(record, changes, offers)


def _finished(record: Any, before: Any) -> Any:
    """A deadline whose day a person wrote is a typed one, whatever rule stood behind it."""
    if record.type.name != "deadline":
        return record
    by_hand = not record.id or (record.due_on, record.due_at) != (before.due_on, before.due_at)
    return replace(record, typed=True) if by_hand else record
