"""A consultation: somebody asked, a lawyer advised. Field ids and privacy rules: the customer's record_fields list."""

from __future__ import annotations

from datetime import date, datetime

from clinic_app.records.fields import (
    choice,
    choices,
    consents,
    count,
    day,
    kept,
    long_text,
    moment,
    number,
    ref,
    refs,
    text,
    yes_no,
)
from clinic_app.records.record import Record, record
from clinic_app.records.values import Consents
from clinic_app.wording.words import N_


@record(
    "consultation",
    title=N_("Consultation"),
    plural=N_("Consultations"),
    audience="confidentiality",
    title_field="record_no",
    date_field="received_at",
)
class Consultation(Record):
    """Sex, age group, place and vulnerability are the person's as of that day, so that old reports stay true."""

    record_no: str = number(N_("Record number"), required=True, in_table=True, searchable="body", share="full")
    office_id: str | None = ref(
        "office", N_("Office"), required=True, program_fills=True, share="full", sensitivity="public"
    )
    received_at: datetime | None = moment(
        N_("Date and time received"), required=True, program_fills=True, in_table=True, share="month_only"
    )
    channel: str | None = choice("channel", N_("Channel"), required=True, share="full", sensitivity="public")
    language: str | None = choice(
        "language", N_("Language of advice"), required=True, share="full", sensitivity="public"
    )
    interpreter: bool | None = yes_no(N_("Interpreter needed"), share="full", sensitivity="public")
    anonymous: bool | None = yes_no(N_("Anonymous"), required=True, share="full", sensitivity="public")
    first_time: str | None = choice(
        "yes_no_unknown", N_("First contact"), required=True, share="full", sensitivity="public"
    )
    person_id: str | None = ref("person", N_("Client"), in_table=True, share="pseudonym", sensitivity="confidential")
    age_group: str | None = choice("age_group", N_("Age group"), required=True, share="full")
    sex: str | None = choice("sex", N_("Sex"), required=True, share="full")
    division_id: str | None = choice(
        "divisions", N_("District or city of residence"), required=True, share="oblast_or_district"
    )
    settlement_type: str | None = choice(
        "settlement_type", N_("Type of settlement"), share="full", sensitivity="public"
    )
    vulnerability: frozenset[str] = choices(
        "vulnerability",
        N_("Vulnerability (multiple)"),
        required=True,
        share="suppressed_aggregate",
        sensitivity="sensitive",
    )
    income_band: str | None = choice(
        "income_band", N_("Income against the statutory limit"), share="full", sensitivity="confidential"
    )
    eligibility_basis: str | None = choice("eligibility_basis", N_("Basis of eligibility"), share="full")
    eligibility_reason: str = text(N_("Why help was given all the same"), share="never", sensitivity="confidential")
    decision: str | None = choice("intake_decision", N_("Decision on the request"), share="full")
    decline_reason: str | None = choice("decline_reason", N_("Reason for declining"), share="full")
    topic: str | None = choice("legal_topics", N_("Legal topic"), required=True, in_table=True, share="full")
    topic_more: frozenset[str] = choices("legal_topics", N_("More topics"), share="full")
    facts: str = long_text(N_("Summary of facts"), searchable="body", share="never", sensitivity="privileged")
    advice: str = long_text(
        N_("Advice given"), required=True, searchable="body", share="never", sensitivity="privileged"
    )
    service_kind: frozenset[str] = choices("service_kind", N_("Kind of service"), required=True, share="full")
    aid_level: str | None = choice("aid_level", N_("Level of aid"), share="full")
    opponent_ids: frozenset[str] = refs("person", N_("Opposing party"), share="never", sensitivity="confidential")
    conflict_check: str | None = choice(
        "conflict_check", N_("Conflict of interest checked"), required=True, program_fills=True, share="never"
    )
    duration_min: int | None = count(
        N_("Duration, minutes"), most=10_000, required=True, share="full", sensitivity="public"
    )
    lawyer_id: str | None = ref("member", N_("Lawyer"), required=True, program_fills=True, share="pseudonym")
    supervisor_ok: bool | None = yes_no(N_("Checked by supervisor"), share="never")
    approval: str | None = choice("approval", N_("Approval of the advice"), share="never", by_step=True)
    approved_by: str | None = ref("member", N_("Who judged the advice"), share="never", by_step=True)
    approved_at: datetime | None = moment(N_("When the advice was judged"), share="never", by_step=True)
    approval_note: str = text(N_("Supervisor's note"), share="never", sensitivity="privileged", by_step=True)
    outcome: str | None = choice("outcome", N_("Outcome"), required=True, in_table=True, share="full")
    referral_to: frozenset[str] = choices("referral_to", N_("Referred to"), share="full")
    followup_on: date | None = day(N_("Follow-up date"), share="never")
    satisfaction: int | None = count(N_("Client rating (1-5)"), least=1, most=5, share="full")
    resolved: str | None = choice("resolved", N_("Problem resolved (client view)"), share="full")
    project_codes: frozenset[str] = choices("", N_("Project / donor"), share="full")
    consents: Consents = consents(N_("Consents"), required=True, program_fills=True, share="never")
    attachments: tuple[str, ...] = kept(N_("Attachments"), share="never", sensitivity="privileged")
    confidentiality: str | None = choice(
        "confidentiality", N_("Confidentiality level"), required=True, program_fills=True, share="never"
    )
    retention_until: date | None = day(N_("Keep until"), share="never")
    source_ref: str = text(N_("Number in the source"), searchable="body", share="never")
