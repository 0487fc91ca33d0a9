"""In which order the panel asks for the fields of each child of a case, and which wait under "More fields". No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clinic_app.wording.words import N_

Row = tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """`rows` in sight, `more` folded; each row's fields stand beside each other where they fit. `short`: labels."""

    new: str
    rows: tuple[Row, ...]
    more: tuple[Row, ...] = ()
    short: Mapping[str, str] | None = None


SHAPES: dict[str, Shape] = {
    "case_event": Shape(
        N_("New event"),
        (("kind",), ("on", "at"), ("title",), ("notes",), ("trigger",)),
        (
            ("proceeding_id",),
            ("court_id",),
            ("postponed_to", "learned_on"),
            ("about_id",),
            ("incident_id",),
            ("language",),
            ("interpreter",),
        ),
    ),
    "proceeding": Shape(
        N_("New proceeding"),
        (
            ("procedure",),
            ("instance",),
            ("stage",),
            ("court_id",),
            ("case_number",),
            ("judge_ids",),
            ("our_side",),
            ("began_on",),
            ("claim_amount",),
            ("moral_damages",),
            ("outcome",),
            ("decided_on", "in_force_on"),
            ("note",),
        ),
        (("body_name",), ("follows_id",), ("language",), ("interpreter",), ("awarded_amount",), ("awarded_damages",)),
    ),
    "party": Shape(
        N_("New party"), (("person_id",), ("role",), ("side",), ("counsel_id",), ("proceeding_id",), ("note",))
    ),
    "duty_request": Shape(
        N_("New request"),
        (
            ("kind",),
            ("body_name",),
            ("subject",),
            ("asked_on",),
            ("way",),
            ("received_on",),
            ("registered_on",),
            ("number",),
            ("extension_on",),
            ("answer",),
            ("answered_on",),
            ("note",),
        ),
        (
            ("refusal_ground",),
            ("refusal_received_on",),
            ("appealed_on",),
            ("appealed_to",),
            ("complied",),
            ("complied_on",),
            ("disciplined",),
            ("forwarded_to",),
        ),
    ),
    "seizure": Shape(
        N_("New search or seizure"),
        (
            ("on",),
            ("at", "ended_at"),
            ("authority",),
            ("place",),
            ("warrant_seen",),
            ("warrant_number",),
            ("protocol_given",),
            ("protocol_number",),
            ("lawyer_present",),
            ("officials",),
            ("remarks_made",),
            ("return_state",),
            ("note",),
        ),
        (("incident_id",),),
    ),
    "seized_item": Shape(
        N_("New item"),
        (
            ("seizure_id",),
            ("item",),
            ("kind",),
            ("quantity",),
            ("serial",),
            ("owner",),
            ("condition",),
            ("return_state",),
            ("returned_on",),
            ("note",),
        ),
    ),
    "risk_assessment": Shape(
        N_("New risk assessment"),
        (
            ("assessed_on",),
            ("risk_level",),
            ("actor_level",),
            ("factors",),
            ("measures",),
            ("plan",),
            ("safe_channels",),
            ("next_review_on",),
            ("check_in_hours",),
            ("check_in_by",),
            ("if_silent",),
        ),
        (("assessed_by",),),
    ),
    "emergency_contact": Shape(
        N_("New emergency contact"),
        (("name",), ("relation",), ("phone",), ("safe_contact",), ("language",), ("note",)),
    ),
    "deadline": Shape(
        N_("New deadline"),
        (("title",), ("due_on", "due_at"), ("owner",), ("severity",), ("member_id",), ("note",)),
        (
            ("proceeding_id",),
            ("court_id",),
            ("trigger_on", "trigger_at"),
            ("extended_on",),
            ("repeats",),
            ("repeats_until",),
            ("ended",),
            ("ended_on",),
        ),
    ),
}
# What the program writes into these children itself.
UNSEEN: dict[str, frozenset[str]] = {
    "duty_request": frozenset({"parent_type"}),
    "deadline": frozenset({"parent_type", "rule", "trigger_type", "trigger_id", "typed"}),
}
# Words of these fields are looked through for what must never be written down.
WATCHED = frozenset({"notes", "note", "plan", "if_silent", "officials", "remarks_made", "condition", "place", "title"})
