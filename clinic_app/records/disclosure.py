"""What left the clinic about a record: the list to go through when a consent is withdrawn."""

from __future__ import annotations

from datetime import datetime

from clinic_app.records.fields import choice, choices, long_text, moment, ref, text
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record(
    "disclosure",
    title=N_("What was given out"),
    plural=N_("What was given out"),
    parent_field="parent_id",
    audience="parent",
    title_field="to_whom",
    date_field="at",
)
class Disclosure(Record):
    """One publication, statement or export about a case or an incident, and the consent it rested on."""

    parent_type: str = text(N_("Record type"), required=True, share="never")
    parent_id: str | None = ref("", N_("Record"), required=True, share="never")
    form: str | None = choice("disclosure_form", N_("What was given out"), required=True, in_table=True, share="never")
    at: datetime | None = moment(N_("When"), required=True, program_fills=True, in_table=True, share="never")
    by: str | None = ref("member", N_("By whom"), required=True, program_fills=True, share="never")
    to_whom: str = text(N_("To whom"), required=True, in_table=True, share="never", sensitivity="confidential")
    mode: str | None = choice("publication_consent", N_("How much it says"), required=True, share="never", by_step=True)
    consent: str | None = choice("publication_consent", N_("Consent at that time"), share="never")
    text_version: str = text(N_("Version of the consent's text"), share="never")
    verification: str | None = choice("verification_level", N_("Verification at that time"), share="never")
    parts: frozenset[str] = choices("disclosure_part", N_("What it holds"), share="never")
    file_sha256: str = text(N_("SHA-256 of the file"), share="never")
    recalled_at: datetime | None = moment(N_("Taken back on"), share="never")
    note: str = long_text(N_("Note"), share="never", sensitivity="privileged")
