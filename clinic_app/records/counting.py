"""Counting rows: what coordinators may know of a record that stays on its office's laptops.

The fields of a row are derived from those of the record: whatever has a `share` other than `never`, reduced as its kind
and share say. There is no second list to keep: a new field with a share stands in the row by itself. Free text,
numbers of records, names, pseudonyms and exact days never do, whatever their share: what said of two rows that they are
of one person would name both as soon as one of them is known.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from clinic_app.records.case import JournalistCase
from clinic_app.records.consultation import Consultation
from clinic_app.records.fields import texts, yes_no
from clinic_app.records.incident import Incident
from clinic_app.records.record import Field, Record, RecordType, record
from clinic_app.records.values import Choice, Day, Elements, Kind, Moment, Ref, Whole, YesNo
from clinic_app.reference import lists
from clinic_app.wording.words import N_

DISTRICT = "2"  # the level of a district or town among the divisions
WITHDRAWN, PERSON_COUNTED = "withdrawn", "person_counted"


@record(
    "pseudonym_key",
    title=N_("Key of the counting rows"),
    plural=N_("Keys of the counting rows"),
    audience="office",
    by_program=True,
)
class PseudonymKey(Record):
    """What the ids of an office's rows are derived with; only its own laptops have it.

    Two laptops may each make one: all stay known, the smallest is used.
    """

    secrets: frozenset[str] = texts(N_("Key"), share="never", sensitivity="secret")


@record(
    "erasure",
    title=N_("Erasure asked for"),
    plural=N_("Erasures asked for"),
    audience="shared",
    by_program=True,
)
class Erasure(Record):
    """Stands for a record that the coordinators do not read and are asked to erase; it says nothing of it."""


def counted_kind(spec: Field) -> Kind | None:
    """The kind a field has in a counting row; None when it never leaves the office."""
    kind = spec.kind
    if spec.share == "never":
        return None
    if isinstance(kind, Ref):
        public = kind.to == "office" and spec.share == "full"
        return kind if public else None
    if spec.share == "pseudonym":
        return None
    if isinstance(kind, Whole) and spec.share == "age_group":
        return Choice(list="age_group")
    if isinstance(kind, Elements):
        return kind if kind.list is not None else None
    return kind if isinstance(kind, (Choice, Day, Moment, Whole, YesNo)) else None


def counted_value(spec: Field, value: Any, on: date | None) -> Any:
    """What a row says of `value`, which `counted_kind` lets through; `on` is the record's day."""
    kind = spec.kind
    if value == kind.empty:
        return value
    if isinstance(kind, Moment):
        return value.replace(day=1, hour=0, minute=0, second=0)
    if isinstance(kind, Day):
        return value.replace(day=1)
    if isinstance(kind, Whole) and spec.share == "age_group":
        return _age_group(on.year - value) if on else None
    if isinstance(kind, Whole) and kind.name == "money":
        return _two_digits(value)  # claims stand to the som in the courts' public lists
    if spec.share == "oblast_or_district":
        return _district(value)
    return value


def month_of(value: date | None) -> date | None:
    """The first of a day's month."""
    return date(value.year, value.month, 1) if value else None


def count_type(of: type[Record], name: str, title: str, plural: str) -> RecordType:
    """The type of the rows that count records of the class `of`."""
    lines: dict[str, Any] = {}
    for spec in of.type.fields:
        kind = counted_kind(spec)
        if kind is not None:
            lines[spec.name] = Field(name="", label=spec.label, kind=kind, share=spec.share)
    lines[WITHDRAWN] = yes_no(N_("Withdrawn"), share="full")
    if "person_id" in of.type.by_name:
        lines[PERSON_COUNTED] = yes_no(N_("The person is counted here"), share="full")
    body = {
        "__doc__": f"What coordinators may count of a {of.type.name} that stays with its office.",
        "__module__": __name__,
        "__annotations__": dict.fromkeys(lines, Any),
        **lines,
    }
    made: type[Record] = type(f"{of.__name__}Count", (Record,), body)
    declare = record(
        name,
        title=title,
        plural=plural,
        audience="shared",
        title_field="office_id",
        date_field=of.type.date_field,
        by_program=True,
    )
    declared: RecordType = declare(made).type
    return declared


# record type -> the type of the rows that count it
COUNTS: dict[str, RecordType] = {
    Consultation.type.name: count_type(
        Consultation, "consultation_count", N_("Counted consultation"), N_("Counted consultations")
    ),
    JournalistCase.type.name: count_type(JournalistCase, "case_count", N_("Counted case"), N_("Counted cases")),
    Incident.type.name: count_type(Incident, "incident_count", N_("Counted incident"), N_("Counted incidents")),
}

# What stands, in a shared audience, for a record of its office alone.
HANDLES = (*(kind.name for kind in COUNTS.values()), Erasure.type.name)


def _district(code: str) -> str:
    known = lists.items("divisions")
    while code in known and known[code].more.get("level", "") > DISTRICT and known[code].parent:
        code = known[code].parent
    return code


def _age_group(age: int) -> str | None:
    for code in lists.items("age_group"):
        first, _, last = code.partition("_")
        if first.isdigit() and int(first) <= age and (last == "plus" or int(last) >= age):
            return code
    return None


def _two_digits(amount: int) -> int:
    step = 10 ** max(len(str(amount)) - 2, 0)
    return int(amount // step * step)
