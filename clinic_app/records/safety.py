"""How dangerous it is for a journalist, what is done against it, and whom to call."""

from __future__ import annotations

from datetime import date

from clinic_app.records.fields import choice, choices, count, day, long_text, phone, ref, text
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record(
    "risk_assessment",
    title=N_("Risk assessment"),
    plural=N_("Risk assessments"),
    parent_field="case_id",
    audience="parent",
    title_field="risk_level",
    date_field="assessed_on",
)
class RiskAssessment(Record):
    """The danger as it was judged on one day; the newest holds."""

    case_id: str | None = ref("journalist_case", N_("Case"), required=True, share="never")
    assessed_on: date | None = day(N_("Assessed on"), required=True, program_fills=True, in_table=True, share="never")
    assessed_by: str | None = ref("member", N_("Assessed by"), required=True, program_fills=True, share="never")
    risk_level: str | None = choice("risk_level", N_("Risk level"), required=True, in_table=True, share="never")
    actor_level: str | None = choice("threat_level_of_actor", N_("Level of the actor"), share="never")
    factors: frozenset[str] = choices(
        "risk_factor", N_("What makes it dangerous"), share="never", sensitivity="sensitive"
    )
    measures: frozenset[str] = choices("safety_measure", N_("What is done against it"), share="never")
    plan: str = long_text(N_("Safety plan"), share="never", sensitivity="secret")
    safe_channels: frozenset[str] = choices("safe_channel", N_("Safe channels"), share="never", sensitivity="secret")
    check_in_hours: int | None = count(N_("Check in every … hours"), most=24 * 60, least=1, share="never")
    check_in_by: str | None = ref("member", N_("Who checks in"), share="never")
    if_silent: str = long_text(N_("If there is no answer"), share="never", sensitivity="secret")
    next_review_on: date | None = day(N_("Next review on"), required=True, in_table=True, share="never")


@record(
    "emergency_contact",
    title=N_("Emergency contact"),
    plural=N_("Emergency contacts"),
    parent_field="case_id",
    audience="parent",
    title_field="name",
)
class EmergencyContact(Record):
    """Whom to call, and how it is safe to call them. In no search, in no export."""

    case_id: str | None = ref("journalist_case", N_("Case"), required=True, share="never")
    name: str = text(N_("Full name"), required=True, share="never", sensitivity="secret")
    relation: str = text(N_("Who they are to the journalist"), share="never", sensitivity="secret")
    phone: str = phone(N_("Phone"), share="never", sensitivity="secret")
    safe_contact: str = text(N_("Safe way and time to contact"), share="never", sensitivity="secret")
    language: str | None = choice("language", N_("Language"), share="never")
    note: str = long_text(N_("Note"), share="never", sensitivity="secret")
