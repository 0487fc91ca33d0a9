"""What somebody decided after a conflict-of-interest check, and what the check had shown."""

from __future__ import annotations

from datetime import datetime

from clinic_app.records.fields import choice, long_text, moment, ref, text, texts
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_

_OF = "of:"


@record(
    "conflict_decision",
    title=N_("Conflict-of-interest decision"),
    plural=N_("Conflict-of-interest decisions"),
    parent_field="parent_id",
    audience="office",
    title_field="reason",
    date_field="decided_at",
)
class ConflictDecision(Record):
    """One decision about one consultation or case. It names persons of other matters: it never leaves its office."""

    parent_type: str = text(N_("Record type"), required=True, share="never")
    parent_id: str | None = ref("", N_("Record"), required=True, share="never")
    names: frozenset[str] = texts(N_("Names that were checked"), share="never", sensitivity="privileged")
    found: str = long_text(N_("What the check showed"), share="never", sensitivity="privileged")
    covers: frozenset[str] = texts(N_("What it covers"), share="never")  # keys of findings, marks (see mark_of)
    verdict: str | None = choice("conflict_check", N_("Decision"), required=True, in_table=True, share="never")
    reason: str = long_text(N_("Reason"), share="never", sensitivity="privileged")
    decided_at: datetime | None = moment(
        N_("Decided on"), required=True, program_fills=True, in_table=True, share="never"
    )
    decided_by: str | None = ref("member", N_("Decided by"), required=True, program_fills=True, share="never")


def mark_of(record: str) -> str:
    """Marks a person or record, by id, whom a decision's text names: the decision goes when that one is erased."""
    return f"{_OF}{record}"


def id_of(mark: str) -> str:
    """Whom a mark names; "" for the key of a finding."""
    return mark.removeprefix(_OF) if mark.startswith(_OF) else ""
