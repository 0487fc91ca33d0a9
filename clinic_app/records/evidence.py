"""Files that belong to a record, sealed, and what was done with them."""

from __future__ import annotations

from datetime import datetime

from clinic_app.records.fields import choice, count, moment, ref, text, yes_no
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record(
    "attachment",
    title=N_("Attachment"),
    plural=N_("Attachments"),
    parent_field="parent_id",
    audience="parent",
    title_field="name",
    date_field="added_on",
)
class Attachment(Record):
    """A sealed file belonging to a record. The sealed file lies beside the journal, its key in this entry."""

    parent_type: str = text(N_("Record type"), required=True, share="never")
    parent_id: str | None = ref("", N_("Record"), required=True, share="never")
    name: str = text(
        N_("File name"), required=True, in_table=True, searchable="body", share="never", sensitivity="privileged"
    )
    size: int | None = count(N_("Size (bytes)"), required=True, in_table=True, share="never")
    sha256: str = text(N_("SHA-256 of the content"), required=True, share="never", sensitivity="privileged")
    added_on: datetime | None = moment(N_("Added on"), required=True, program_fills=True, in_table=True, share="never")
    added_by: str | None = ref("member", N_("Added by"), required=True, program_fills=True, share="never")
    note: str = text(N_("Note"), searchable="body", share="never", sensitivity="privileged")
    media_type: str = text(N_("Type of file"), share="never")
    kind: str | None = choice("attachment_kind", N_("What it is"), share="never")
    made_from: str | None = ref(
        "attachment", N_("Made from"), share="never"
    )  # a copy without metadata names its original
    sealed_name: str = text(N_("SHA-256 of the sealed file"), share="never", hidden=True)
    sealed_size: int | None = count(N_("Size of the sealed file (bytes)"), share="never", hidden=True)
    sealed_key: str = text(N_("Key of the sealed file"), share="never", sensitivity="secret", hidden=True)


@record(
    "custody_event",
    title=N_("Custody entry"),
    plural=N_("Custody log"),
    parent_field="parent_id",
    audience="parent",
    title_field="kind",
    date_field="at",
)
class CustodyEvent(Record):
    """What was done with a piece of evidence. A child of the attachment's parent: it goes where that goes."""

    parent_type: str = text(N_("Record type"), required=True, share="never")
    parent_id: str | None = ref("", N_("Record"), required=True, share="never")
    attachment_id: str | None = ref("attachment", N_("Attachment"), required=True, share="never")
    kind: str | None = choice("custody_kind", N_("What was done"), required=True, in_table=True, share="never")
    at: datetime | None = moment(N_("When"), required=True, program_fills=True, in_table=True, share="never")
    by: str | None = ref("member", N_("By whom"), required=True, program_fills=True, share="never")
    to_whom: str = text(N_("To whom"), share="never", sensitivity="confidential")
    sha256: str = text(N_("SHA-256 of what was given"), share="never")
    intact: bool | None = yes_no(N_("Found unchanged"), share="never")
    note: str = text(N_("Note"), share="never", sensitivity="privileged")
