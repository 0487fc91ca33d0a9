"""Who works where: offices and their members."""

from __future__ import annotations

from clinic_app.records.fields import choice, choices, phone, ref, text, yes_no
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record("member", title=N_("Member"), plural=N_("Members"), audience="shared", title_field="name")
class Member(Record):
    """A person who works in the clinic."""

    name: str = text(N_("Name"), required=True, in_table=True, share="never")
    role: str | None = choice("member_role", N_("Role"), required=True, in_table=True, share="never", by_manager=True)
    office_id: str | None = ref("office", N_("Office"), required=True, program_fills=True, in_table=True, share="never")
    supervisor_id: str | None = ref("member", N_("Supervisor"), share="never", by_manager=True)
    active: bool | None = yes_no(N_("Active"), required=True, program_fills=True, share="never", by_manager=True)
    languages: frozenset[str] = choices("language", N_("Languages"), share="never")


@record("office", title=N_("Office"), plural=N_("Offices"), audience="shared", title_field="name")
class Office(Record):
    """An office. Its record id is the code it was founded with; the code shown may change, the id never."""

    code: str = text(N_("Code"), required=True, in_table=True, share="full")
    name: str = text(N_("Office name"), required=True, in_table=True, share="full")
    division_id: str | None = choice("divisions", N_("Territory"), share="full")
    address: str = text(N_("Address"), share="full")
    hours: str = text(N_("Opening hours"), share="full")
    lunch: str = text(N_("Lunch break"), share="full")
    phone: str = phone(N_("Phone"), share="full")
    languages: frozenset[str] = choices("language", N_("Languages"), share="full")
