"""What was done to a journalist, or what a public body did: recorded apart from cases, checked step by step."""

from __future__ import annotations

from datetime import date, time

from clinic_app.records.fields import (
    choice,
    choices,
    clock,
    consents,
    count,
    day,
    long_text,
    number,
    partial_day,
    ref,
    refs,
    text,
    yes_no,
)
from clinic_app.records.record import Record, record
from clinic_app.records.values import Consents
from clinic_app.wording.words import N_


@record(
    "incident",
    title=N_("Incident"),
    plural=N_("Incidents"),
    audience="confidentiality",
    title_field="title",
    date_field="reported_on",
)
class Incident(Record):
    """One attack, or one appeal about a public body. A case may have many incidents, an incident many cases."""

    record_no: str = number(N_("Record number"), required=True, in_table=True, searchable="body", share="full")
    office_id: str | None = ref(
        "office", N_("Office"), required=True, program_fills=True, share="full", sensitivity="public"
    )
    about: str | None = choice(
        "incident_about", N_("What it is about"), required=True, program_fills=True, share="full"
    )
    title: str = text(
        N_("What happened, in one line"),
        required=True,
        in_table=True,
        searchable="body",
        share="never",
        sensitivity="confidential",
    )
    reported_on: date | None = day(
        N_("Reported on"), required=True, program_fills=True, in_table=True, share="month_only"
    )
    occurred_on: str | None = partial_day(N_("Happened on"), in_table=True, share="never")
    occurred_at: time | None = clock(N_("Time"), share="never")
    ended_on: str | None = partial_day(N_("Ended on"), share="never")
    division_id: str | None = choice("divisions", N_("Where it happened"), share="oblast_or_district")
    place_note: str = text(N_("Place in words"), share="never", sensitivity="confidential")
    online: bool | None = yes_no(N_("On the internet"), share="full")
    person_ids: frozenset[str] = refs("person", N_("To whom it was done"), share="never", sensitivity="secret")
    medium_name: str = text(N_("Media outlet"), searchable="body", share="never", sensitivity="confidential")
    medium_type: str | None = choice("medium_type", N_("Type of medium"), share="full")
    attack_types: frozenset[str] = choices(
        "attack_types", N_("Types of attack"), share="suppressed_aggregate", sensitivity="sensitive"
    )
    actor_kinds: frozenset[str] = choices(
        "source_of_threat", N_("By whom"), share="suppressed_aggregate", sensitivity="sensitive"
    )
    actor_level: str | None = choice("threat_level_of_actor", N_("Level of the actor"), share="suppressed_aggregate")
    suspected_ids: frozenset[str] = refs("person", N_("Who is suspected"), share="never", sensitivity="confidential")
    methods: frozenset[str] = choices("incident_method", N_("How it was done"), share="suppressed_aggregate")
    harm: frozenset[str] = choices("incident_harm", N_("Harm done"), share="suppressed_aggregate")
    description: str = long_text(N_("What is known"), searchable="body", share="never", sensitivity="privileged")
    body_name: str = text(N_("Public body"), searchable="body", share="never", sensitivity="confidential")
    authority_response: str | None = choice("authority_response", N_("What the authorities did"), share="full")
    report_number: str = text(N_("Number of the report to the police"), share="never", sensitivity="confidential")
    case_ids: frozenset[str] = refs("journalist_case", N_("Cases"), share="never")
    source_ref: str = text(N_("Number in the source"), searchable="body", share="never")
    verification: str | None = choice(
        "verification_level",
        N_("Verification"),
        required=True,
        program_fills=True,
        in_table=True,
        share="full",
        by_step=True,
    )
    publication_consent: str | None = choice(
        "publication_consent", N_("Consent to publication"), required=True, program_fills=True, share="never"
    )
    consents: Consents = consents(N_("Consents"), required=True, program_fills=True, share="never")
    lawyer_id: str | None = ref("member", N_("Lawyer"), required=True, program_fills=True, share="pseudonym")
    confidentiality: str | None = choice(
        "confidentiality", N_("Confidentiality level"), required=True, program_fills=True, share="never"
    )


@record(
    "verification_step",
    title=N_("Verification step"),
    plural=N_("Verification steps"),
    parent_field="incident_id",
    audience="parent",
    title_field="level",
    date_field="decided_on",
)
class VerificationStep(Record):
    """One rung of the ladder: who decided, when, on what. Never names a source."""

    incident_id: str | None = ref("incident", N_("Incident"), required=True, share="never")
    level: str | None = choice(
        "verification_level", N_("Verification"), required=True, in_table=True, share="never", by_step=True
    )
    decided_on: date | None = day(N_("Decided on"), required=True, program_fills=True, in_table=True, share="never")
    decided_by: str | None = ref("member", N_("Decided by"), required=True, program_fills=True, share="never")
    basis: frozenset[str] = choices("verification_basis", N_("On what"), share="never")
    sources: int | None = count(N_("Number of sources"), most=1000, share="never")
    attachment_ids: frozenset[str] = refs("attachment", N_("Evidence"), share="never")
    note: str = long_text(N_("Note (never who the source is)"), share="never", sensitivity="privileged")
