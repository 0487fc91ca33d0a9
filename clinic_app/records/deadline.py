"""A deadline of a case, and what coordinators changed in the rules and the calendar by which deadlines are counted."""

from __future__ import annotations

from datetime import date, time

from clinic_app.records.fields import choice, clock, count, day, long_text, ref, text, texts, yes_no
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record(
    "deadline",
    title=N_("Deadline"),
    plural=N_("Deadlines"),
    parent_field="parent_id",
    audience="parent",
    title_field="title",
    date_field="due_on",
)
class Deadline(Record):
    """A day by which something must be done: counted by a rule from an event, or typed by a lawyer."""

    parent_type: str = text(N_("Record type"), required=True, share="never")
    parent_id: str | None = ref("", N_("Record"), required=True, share="never")
    title: str = text(
        N_("What must be done"), in_table=True, searchable="body", share="never", sensitivity="confidential"
    )
    rule: str = text(N_("Rule"), share="never")  # the rule's id; empty: no rule stands behind it
    trigger_type: str = text(N_("Record that starts it"), share="never")
    trigger_id: str | None = ref("", N_("What starts it"), share="never")
    trigger_on: date | None = day(N_("Counted from"), share="never")
    trigger_at: time | None = clock(N_("Counted from (time)"), share="never")
    extended_on: date | None = day(N_("Extended by notice of"), share="never")
    due_on: date | None = day(N_("Due on"), required=True, in_table=True, share="never")
    due_at: time | None = clock(N_("Due at"), share="never")
    typed: bool | None = yes_no(N_("The date was typed by a lawyer"), share="never")
    proceeding_id: str | None = ref("proceeding", N_("Proceeding"), share="never")
    owner: str | None = choice("deadline_owner", N_("Whose deadline"), in_table=True, share="never")
    severity: str | None = choice("deadline_severity", N_("Weight"), in_table=True, share="never")
    member_id: str | None = ref("member", N_("Who sees to it"), share="never")
    court_id: str | None = choice("courts", N_("Court"), share="never")
    repeats: str | None = choice("repeats", N_("Repeats"), share="never")
    repeats_until: date | None = day(N_("Repeats until"), share="never")
    ended: str | None = choice("deadline_ended", N_("How it ended"), in_table=True, share="never")
    ended_on: date | None = day(N_("Ended on"), share="never")
    # "2026-05-18>2026-05-15": changed rules or days moved it, and nobody has looked yet.
    moved: frozenset[str] = texts(N_("Moved by changed rules"), share="never", hidden=True)
    note: str = long_text(N_("Note"), share="never", sensitivity="privileged")


@record(
    "deadline_rule",
    title=N_("Deadline rule"),
    plural=N_("Deadline rules"),
    audience="network",
    title_field="code",
)
class DeadlineRule(Record):
    """A rule of the clinic's own, whole: it stands in the place of the shipped rule of the same code.

    Its id follows from the code, so two coordinators who change one rule write one record.
    """

    code: str = text(N_("Code"), required=True, share="never")
    procedure: str | None = choice("proceedings", N_("Procedure"), share="never")
    name_ky: str = text(N_("Name in Kyrgyz"), share="never")
    name_ru: str = text(N_("Name in Russian"), share="never")
    name_en: str = text(N_("Name in English"), share="never")
    trigger: str | None = choice("deadline_triggers", N_("Event that starts it"), share="never")
    value: int | None = count(N_("How many"), most=1200, share="never")
    unit: str | None = choice("term_unit", N_("Of what"), share="never")
    counting: str | None = choice("term_counting", N_("Counting starts"), share="never")
    roll: str | None = choice("term_roll", N_("If it ends on a day off"), share="never")
    owner: str | None = choice("deadline_owner", N_("Whose deadline"), share="never")
    severity: str | None = choice("deadline_severity", N_("Weight"), share="never")
    extension_value: int | None = count(N_("Extension: how many"), most=1200, share="never")
    extension_unit: str | None = choice("term_unit", N_("Extension: of what"), share="never")
    alerts: frozenset[str] = texts(N_("Warnings before"), share="never")  # "5 working_day"
    valid_from: date | None = day(N_("Valid from"), share="never")
    valid_to: date | None = day(N_("Valid to"), share="never")
    source: str = long_text(N_("Source"), share="never")
    confidence: str | None = choice("confidence", N_("Confidence"), share="never")
    verified_on: date | None = day(N_("Verified on"), share="never")
    verified_by: str = text(N_("Verified by"), share="never")
    review_by: date | None = day(N_("To be reviewed by"), share="never")
    enabled: bool | None = yes_no(N_("In use"), share="never")
    note: str = long_text(N_("Note"), share="never")


@record(
    "calendar_day",
    title=N_("Day of the calendar"),
    plural=N_("Days of the calendar"),
    audience="network",
    title_field="name_ru",
    date_field="on",
)
class CalendarDay(Record):
    """A correction of the calendar: a day off or a working day, everywhere or at one place or court.

    Its id follows from day and scope.
    """

    on: date | None = day(N_("Date"), required=True, share="never")
    kind: str | None = choice("calendar_kind", N_("Kind of day"), required=True, share="never")
    scope: str = text(N_("Where"), share="never")  # empty: the whole country; else the id of a division or a court
    name_ky: str = text(N_("Name in Kyrgyz"), share="never")
    name_ru: str = text(N_("Name in Russian"), share="never")
    name_en: str = text(N_("Name in English"), share="never")
    source: str = long_text(N_("Source"), share="never")
    enabled: bool | None = yes_no(N_("In use"), share="never")
