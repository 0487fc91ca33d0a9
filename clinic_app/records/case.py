"""A journalist's case and what happens in it. Lists show the record number, not the journalist's name."""

from __future__ import annotations

from datetime import date, time

from clinic_app.records.fields import (
    choice,
    choices,
    clock,
    consents,
    day,
    long_text,
    money,
    number,
    partial_day,
    ref,
    refs,
    text,
    texts,
    yes_no,
)
from clinic_app.records.record import Record, record
from clinic_app.records.values import Consents
from clinic_app.wording.words import N_


@record(
    "journalist_case",
    title=N_("Journalist's case"),
    plural=N_("Cases"),
    audience="confidentiality",
    title_field="title",
    date_field="opened_on",
)
class JournalistCase(Record):
    """Legal support of one journalist in one matter."""

    record_no: str = number(N_("Record number"), required=True, in_table=True, searchable="body", share="full")
    office_id: str | None = ref(
        "office", N_("Office"), required=True, program_fills=True, share="full", sensitivity="public"
    )
    title: str = text(
        N_("Title"), required=True, in_table=True, searchable="body", share="never", sensitivity="confidential"
    )
    opened_on: date | None = day(N_("Opened on"), required=True, in_table=True, share="month_only")
    person_id: str | None = ref("person", N_("Journalist"), required=True, share="never", sensitivity="secret")
    medium_name: str = text(N_("Media outlet"), searchable="body", share="never", sensitivity="confidential")
    medium_type: str | None = choice("medium_type", N_("Type of medium"), share="full")
    media_worker_role: str | None = choice("media_worker_role", N_("Role in the media"), share="full")
    attack_types: frozenset[str] = choices(
        "attack_types", N_("Types of attack"), required=True, share="suppressed_aggregate", sensitivity="sensitive"
    )
    source_of_threat: frozenset[str] = choices(
        "source_of_threat", N_("Source of threat"), share="suppressed_aggregate", sensitivity="sensitive"
    )
    threat_level_of_actor: str | None = choice(
        "threat_level_of_actor", N_("Level of the actor"), share="suppressed_aggregate"
    )
    stage: str | None = choice("case_stage", N_("Stage of the case"), required=True, in_table=True, share="full")
    urgency: str | None = choice("urgency", N_("Urgency"), required=True, in_table=True, share="never")
    risk_level: str | None = choice("risk_level", N_("Risk level"), required=True, in_table=True, share="never")
    help_kind: frozenset[str] = choices("help_kind", N_("Help given"), share="full")
    summary: str = long_text(N_("Summary"), searchable="body", share="never", sensitivity="privileged")
    opponent_ids: frozenset[str] = refs("person", N_("Opponents"), share="never", sensitivity="confidential")
    court_id: str | None = choice("courts", N_("Court"), share="full")
    case_number: str = text(N_("Case number"), searchable="body", share="never", sensitivity="confidential")
    procedure: str | None = choice("proceedings", N_("Procedure"), share="full")
    claim_amount: int | None = money(
        N_("Amount claimed (som)"), share="suppressed_aggregate", sensitivity="confidential"
    )
    moral_damages: int | None = money(
        N_("Moral damages (som)"), share="suppressed_aggregate", sensitivity="confidential"
    )
    next_step: str = text(N_("Next step"), searchable="body", share="never", sensitivity="privileged")
    next_step_on: date | None = day(N_("Next step on"), share="never")
    publication_consent: str | None = choice(
        "publication_consent", N_("Consent to publication"), required=True, share="never"
    )
    outcome: str | None = choice("case_outcome", N_("Outcome of the case"), share="full")
    closed_on: date | None = day(N_("Closed on"), share="month_only")
    lawyer_id: str | None = ref("member", N_("Lawyer"), required=True, program_fills=True, share="pseudonym")
    partners: frozenset[str] = texts(N_("Who else is helping"), share="never", sensitivity="confidential")
    consents: Consents = consents(N_("Consents"), required=True, program_fills=True, share="never")
    confidentiality: str | None = choice(
        "confidentiality", N_("Confidentiality level"), required=True, program_fills=True, share="never"
    )


def is_closed(case: Record) -> bool:
    """Whether a case is over: by its stage, or by its day of closing where it was not opened again."""
    if not isinstance(case, JournalistCase):
        return False
    return case.stage == "closed" or (case.closed_on is not None and case.stage != "reopened")


@record(
    "case_event",
    title=N_("Event"),
    plural=N_("Events"),
    parent_field="case_id",
    audience="parent",
    title_field="title",
    date_field="on",
)
class CaseEvent(Record):
    """One row of a case's timeline."""

    case_id: str | None = ref("journalist_case", N_("Case"), required=True, share="never")
    kind: str | None = choice("timeline_event", N_("Kind of event"), required=True, in_table=True, share="never")
    trigger: str | None = choice("deadline_triggers", N_("Event that starts a term"), share="never")
    on: str | None = partial_day(N_("Date"), required=True, in_table=True, share="never")
    at: time | None = clock(N_("Time"), share="never")
    court_id: str | None = choice("courts", N_("Court"), share="never")
    title: str = text(N_("Title"), in_table=True, searchable="body", share="never", sensitivity="confidential")
    notes: str = long_text(N_("Note"), searchable="body", share="never", sensitivity="privileged")
    postponed_to: date | None = day(N_("Postponed to"), share="never")
    learned_on: date | None = day(N_("Learned of on"), share="never")
    proceeding_id: str | None = ref("proceeding", N_("Proceeding"), share="never")
    about_id: str | None = ref("case_event", N_("Belongs to the event"), share="never")  # the filing that was returned
    incident_id: str | None = ref("incident", N_("Incident"), share="never")
    language: str | None = choice("language", N_("Language"), share="never")
    interpreter: bool | None = yes_no(N_("Interpreter needed"), share="never")
