"""A person: client, opponent, journalist, witness. One display name is all that is required."""

from __future__ import annotations

from clinic_app.records.fields import choice, choices, country, long_text, phone, phones, pin, ref, text, texts, year
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record("person", title=N_("Person"), plural=N_("People"), audience="person", title_field="name_display")
class Person(Record):
    """Two records may be one person: a link says so, neither is rewritten."""

    name_display: str = text(
        N_("Name"), required=True, in_table=True, searchable="name", share="never", sensitivity="confidential"
    )
    name_family: str = text(N_("Family name"), searchable="name", share="never", sensitivity="confidential")
    name_given: str = text(N_("Given name"), searchable="name", share="never", sensitivity="confidential")
    name_patronymic: str = text(N_("Patronymic"), searchable="name", share="never", sensitivity="confidential")
    name_latin: str = text(
        N_("In Latin letters (as in the passport)"), searchable="name", share="never", sensitivity="confidential"
    )
    earlier_names: frozenset[str] = texts(
        N_("Earlier names"), searchable="name", share="never", sensitivity="confidential"
    )
    aliases: frozenset[str] = texts(N_("Other names"), searchable="name", share="never", sensitivity="confidential")
    sex: str | None = choice("sex", N_("Sex"), in_table=True, share="full")
    pin: str = pin(N_("Personal number (PIN)"), share="never", sensitivity="confidential")
    birth_year: int | None = year(N_("Year of birth"), in_table=True, share="age_group", sensitivity="confidential")
    phone: str = phone(N_("Phone"), in_table=True, searchable="body", share="never", sensitivity="confidential")
    phones_more: frozenset[str] = phones(
        N_("More phones"), searchable="body", share="never", sensitivity="confidential"
    )
    safe_contact: str = text(N_("Safe way and time to contact"), share="never", sensitivity="secret")
    address: str = text(N_("Address"), searchable="body", share="never", sensitivity="confidential")
    citizenship: str = country(N_("Citizenship"), share="group")
    ethnicity: str | None = choice(
        "ethnicity", N_("Ethnicity (optional)"), share="suppressed_aggregate", sensitivity="sensitive"
    )
    division_id: str | None = choice(
        "divisions", N_("Place of residence"), in_table=True, share="oblast_or_district", sensitivity="confidential"
    )
    languages: frozenset[str] = choices("language", N_("Languages"), share="never")
    known_as: frozenset[str] = choices("person_role", N_("Known here as"), share="never", sensitivity="confidential")
    notes: str = long_text(N_("Note"), searchable="body", share="never", sensitivity="privileged")


@record(
    "relation",
    title=N_("Relation"),
    plural=N_("Relations"),
    parent_field="person_id",
    audience="office",
    title_field="other_id",
)
class Relation(Record):
    """What one person is to another. It stays on its office's laptops: a client who is shared takes no family along."""

    person_id: str | None = ref("person", N_("Person"), required=True, share="never", sensitivity="confidential")
    kind: str | None = choice("relation_kind", N_("Is to them"), required=True, in_table=True, share="never")
    other_id: str | None = ref("person", N_("Who"), required=True, share="never", sensitivity="confidential")
    note: str = text(N_("Note"), share="never", sensitivity="confidential")
