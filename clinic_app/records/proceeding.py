"""A case before a court or another body, who takes part, and what public bodies were asked for."""

from __future__ import annotations

from datetime import date

from clinic_app.records.fields import choice, day, long_text, money, ref, refs, text, yes_no
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record(
    "proceeding",
    title=N_("Proceeding"),
    plural=N_("Proceedings"),
    parent_field="case_id",
    audience="parent",
    title_field="case_number",
    date_field="began_on",
)
class Proceeding(Record):
    """A case in one instance; the next instance is another record that follows it."""

    case_id: str | None = ref("journalist_case", N_("Case"), required=True, share="never")
    procedure: str | None = choice("proceedings", N_("Procedure"), required=True, in_table=True, share="full")
    stage: str | None = choice("proceedings_stages", N_("Stage"), in_table=True, share="full")
    instance: str | None = choice("court_instance", N_("Instance"), in_table=True, share="full")
    follows_id: str | None = ref("proceeding", N_("Follows"), share="never")
    court_id: str | None = choice("courts", N_("Court"), in_table=True, share="full")
    body_name: str = text(N_("Body, where it is no court"), share="never", sensitivity="confidential")
    case_number: str = text(
        N_("Case number"), in_table=True, searchable="body", share="never", sensitivity="confidential"
    )
    judge_ids: frozenset[str] = refs("person", N_("Judges"), share="never", sensitivity="confidential")
    our_side: str | None = choice("party_role", N_("Our client is"), share="full")
    language: str | None = choice("language", N_("Language of the proceeding"), share="full")
    interpreter: bool | None = yes_no(N_("Interpreter needed"), share="full")
    began_on: date | None = day(N_("Began on"), in_table=True, share="month_only")
    claim_amount: int | None = money(
        N_("Amount claimed (som)"), share="suppressed_aggregate", sensitivity="confidential"
    )
    moral_damages: int | None = money(
        N_("Moral damages (som)"), share="suppressed_aggregate", sensitivity="confidential"
    )
    awarded_amount: int | None = money(
        N_("Amount awarded (som)"), share="suppressed_aggregate", sensitivity="confidential"
    )
    awarded_damages: int | None = money(
        N_("Moral damages awarded (som)"), share="suppressed_aggregate", sensitivity="confidential"
    )
    outcome: str | None = choice("case_outcome", N_("Outcome"), in_table=True, share="full")
    decided_on: date | None = day(N_("Decided on"), share="month_only")
    in_force_on: date | None = day(N_("In force since"), share="month_only")
    note: str = long_text(N_("Note"), searchable="body", share="never", sensitivity="privileged")


@record(
    "party",
    title=N_("Party"),
    plural=N_("Parties"),
    parent_field="case_id",
    audience="parent",
    title_field="role",
)
class Party(Record):
    """Somebody who takes part in a case or one of its proceedings, and their lawyer."""

    case_id: str | None = ref("journalist_case", N_("Case"), required=True, share="never")
    proceeding_id: str | None = ref("proceeding", N_("Proceeding"), share="never")
    person_id: str | None = ref("person", N_("Who"), required=True, share="never", sensitivity="confidential")
    role: str | None = choice("party_role", N_("Role"), required=True, in_table=True, share="never")
    side: str | None = choice("party_side", N_("On whose side"), required=True, in_table=True, share="never")
    counsel_id: str | None = ref("person", N_("Lawyer of the party"), share="never", sensitivity="confidential")
    note: str = long_text(N_("Note"), share="never", sensitivity="privileged")


@record(
    "duty_request",
    title=N_("Request to a public body"),
    plural=N_("Requests to public bodies"),
    parent_field="parent_id",
    audience="parent",
    title_field="subject",
    date_field="asked_on",
)
class DutyRequest(Record):
    """What a body that owes an answer was asked for: asked, due, answered, complied."""

    parent_type: str = text(N_("Record type"), required=True, share="never")
    parent_id: str | None = ref("", N_("Record"), required=True, share="never")
    kind: str | None = choice("request_kind", N_("Kind"), required=True, in_table=True, share="full")
    body_name: str = text(
        N_("Public body"), required=True, in_table=True, searchable="body", share="never", sensitivity="confidential"
    )
    subject: str = text(
        N_("What is asked for"),
        required=True,
        in_table=True,
        searchable="body",
        share="never",
        sensitivity="confidential",
    )
    asked_on: date | None = day(N_("Sent on"), required=True, in_table=True, share="month_only")
    way: str | None = choice("request_way", N_("How it was sent"), share="full")
    received_on: date | None = day(N_("Received by the body on"), share="month_only")
    registered_on: date | None = day(N_("Registered on"), share="month_only")
    number: str = text(N_("Incoming number"), searchable="body", share="never", sensitivity="confidential")
    extension_on: date | None = day(N_("Notice of extension on"), share="month_only")
    forwarded_to: str = text(N_("Forwarded to"), share="never", sensitivity="confidential")
    answered_on: date | None = day(N_("Answered on"), in_table=True, share="month_only")
    answer: str | None = choice("request_answer", N_("Answer"), in_table=True, share="full")
    refusal_ground: str = long_text(N_("Ground of the refusal"), share="never", sensitivity="confidential")
    refusal_received_on: date | None = day(N_("Refusal received on"), share="month_only")
    appealed_on: date | None = day(N_("Appealed on"), share="month_only")
    appealed_to: str = text(N_("Appealed to"), share="never", sensitivity="confidential")
    complied: str | None = choice("resolved", N_("Complied with"), in_table=True, share="full")
    complied_on: date | None = day(N_("Complied with on"), share="month_only")
    disciplined: bool | None = yes_no(N_("An official was disciplined"), share="full")
    note: str = long_text(N_("Note"), share="never", sensitivity="privileged")
