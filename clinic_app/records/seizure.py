"""The sheet of a search or seizure, and what was taken."""

from __future__ import annotations

from datetime import date, time

from clinic_app.records.fields import choice, clock, count, day, long_text, partial_day, ref, text
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record(
    "seizure",
    title=N_("Search or seizure"),
    plural=N_("Searches and seizures"),
    parent_field="case_id",
    audience="parent",
    title_field="authority",
    date_field="on",
)
class Seizure(Record):
    """One search or seizure, sheet by sheet: who came, with what paper, and what they took."""

    case_id: str | None = ref("journalist_case", N_("Case"), required=True, share="never")
    incident_id: str | None = ref("incident", N_("Incident"), share="never")
    on: str | None = partial_day(N_("Date"), required=True, in_table=True, share="never")
    at: time | None = clock(N_("Time"), share="never")
    ended_at: time | None = clock(N_("Ended at"), share="never")
    authority: str = text(N_("Which authority"), in_table=True, share="never", sensitivity="confidential")
    officials: str = long_text(N_("Who came (names, ranks)"), share="never", sensitivity="confidential")
    place: str = text(N_("Place in words"), share="never", sensitivity="confidential")
    warrant_seen: str | None = choice("yes_no_unknown", N_("Warrant shown"), share="never")
    warrant_number: str = text(N_("Number and date of the warrant"), share="never", sensitivity="confidential")
    protocol_given: str | None = choice("yes_no_unknown", N_("Copy of the protocol given"), share="never")
    protocol_number: str = text(N_("Number of the protocol"), share="never", sensitivity="confidential")
    lawyer_present: str | None = choice("yes_no_unknown", N_("Lawyer present"), share="never")
    remarks_made: str = long_text(N_("Remarks entered in the protocol"), share="never", sensitivity="privileged")
    return_state: str | None = choice("return_state", N_("Returned"), in_table=True, share="never")
    note: str = long_text(N_("Note"), share="never", sensitivity="privileged")


@record(
    "seized_item",
    title=N_("Seized item"),
    plural=N_("Seized items"),
    parent_field="case_id",
    audience="parent",
    title_field="item",
)
class SeizedItem(Record):
    """One thing that was taken. Its passwords are never recorded."""

    case_id: str | None = ref("journalist_case", N_("Case"), required=True, share="never")
    seizure_id: str | None = ref("seizure", N_("Search or seizure"), required=True, share="never")
    item: str = text(N_("What was taken"), required=True, in_table=True, share="never", sensitivity="confidential")
    kind: str | None = choice("seized_kind", N_("Kind"), in_table=True, share="never")
    quantity: int | None = count(N_("How many"), most=100000, share="never")
    serial: str = text(N_("Serial number, IMEI"), in_table=True, share="never", sensitivity="confidential")
    owner: str = text(N_("Whose it is"), share="never", sensitivity="confidential")
    condition: str = text(N_("Condition, seals"), share="never", sensitivity="confidential")
    return_state: str | None = choice("return_state", N_("Returned"), in_table=True, share="never")
    returned_on: date | None = day(N_("Returned on"), share="never")
    note: str = text(N_("Note"), share="never", sensitivity="privileged")
