"""What the case page asks of the vault, all at once, as frozen values for the window. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clinic_app.wording.words import _
from ui.pages.cases.court_rows import court_rows
from ui.pages.cases.deadline_rows import deadline_rows, lost_terms
from ui.pages.cases.entries import Badge, Entry, day, label
from ui.pages.cases.incident_rows import incident_rows
from ui.pages.cases.moments import Moment, history_moments, moment_of
from ui.pages.cases.presenter import days_words, hearing_day, step_tone
from ui.pages.cases.request_rows import request_rows
from ui.pages.cases.safety_rows import latest, review_overdue, safety_rows

CHILDREN = (
    "case_event",
    "proceeding",
    "party",
    "duty_request",
    "deadline",
    "risk_assessment",
    "emergency_contact",
    "seizure",
    "seized_item",
    "attachment",
)  # fmt: skip
DUE_SHOWN = 4


@dataclass(frozen=True)
class CaseFacts:
    """All the case page shows. `rows`: tab -> its entries; `titles`: record type -> (id, title) for references."""

    record: Any
    journalist: Any
    lawyer: str
    opponents: Sequence[str]
    moments: Sequence[Moment]
    history: Sequence[Moment]
    rows: Mapping[str, Sequence[Entry]]
    due: Sequence[Badge] = ()
    undecided: bool = False  # whether a conflict of interest is to be decided
    assessment: Any = None
    review_overdue: bool = False
    counsel: Sequence[str] = ()  # of the other side
    titles: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    lost: Sequence[str] = ()  # of each filing that came back and waits to be filed again, the terms that ran out
    records: Mapping[str, Any] = field(default_factory=dict)  # every child by id, for what is done to it


def read_case(clinic: Any, id: str, today: date) -> CaseFacts:
    """Vault's thread: a case with everything in it. NoSuchRecord."""
    record = clinic.casework.load("journalist_case", id)
    children = {kind: clinic.casework.children(kind, id) for kind in CHILDREN}
    incidents = _incidents(clinic, id)
    names = _names(clinic, record, children)
    members = _members(clinic, record, children)
    terms = clinic.deadlines.of(id, today)
    came_back = clinic.proceedings.came_back(id)
    check_in = next((one for one in clinic.safety.check_ins() if one.case_id == id), None)
    assessment = latest(children["risk_assessment"])
    return CaseFacts(
        record=record,
        journalist=next(iter(clinic.casework.load_many("person", [record.person_id or ""])), None),
        lawyer=members.get(record.lawyer_id or "", ""),
        opponents=_against(record, children["party"], names),
        moments=[moment_of(row, today) for row in clinic.timeline.of(id, today=today)],
        history=history_moments(clinic, id, today),
        rows={
            "incidents": incident_rows(incidents, children["seizure"], children["seized_item"]),
            "courts": court_rows(children["proceeding"], children["party"], children["case_event"], names, today),
            "requests": request_rows(clinic.duty_requests.of(id, today), today),
            "deadlines": deadline_rows(terms, members, today, came_back),
            "safety": safety_rows(
                children["risk_assessment"],
                children["emergency_contact"],
                clinic.safety.whereabouts(id),
                check_in,
                members,
                today,
            ),
        },
        due=due_next(children, terms, today),
        undecided=clinic.interests.verdict("journalist_case", id) == "not_done",
        assessment=assessment,
        review_overdue=review_overdue(assessment, today),
        counsel=_counsel(children["party"], names),
        titles=_titles(children, incidents),
        lost=[lost_terms(one, terms) for one in came_back if one.too_late and _waits(one.alarm)],
        records={one.id: one for some in children.values() for one in some},
    )


def _waits(alarm: Any) -> bool:
    """Whether nobody has dealt yet with a filing that came back."""
    return alarm is not None and not alarm.ended


def due_next(children: Mapping[str, Sequence[Any]], terms: Sequence[Any], today: date) -> list[Badge]:
    """What comes next, by day: open deadlines, hearings ahead, the review of the danger."""
    found: list[tuple[date, str, str]] = []
    for row in terms:
        if not row.record.ended and row.record.due_on:
            found.append((row.record.due_on, "clock", row.title))
    followed = {event.about_id for event in children["case_event"] if event.kind == "hearing"}
    for event in children["case_event"]:
        # A hearing that was put off stands on its new day once: as the hearing that follows it, else by itself.
        on = hearing_day(event) if event.kind == "hearing" and event.id not in followed else None
        if on is not None and on >= today:
            at = f" {event.at:%H:%M}" if event.at and not event.postponed_to else ""
            found.append((on, "gavel", label("timeline_event", "hearing") + at))
    assessment = latest(children["risk_assessment"])
    if assessment is not None and assessment.next_review_on:
        found.append((assessment.next_review_on, "shield-check", _("Review of the risk")))
    found.sort()
    return [
        Badge(
            "alert-circle" if on < today else icon, f"{day(on)} {title}: {days_words(on, today)}", step_tone(on, today)
        )
        for on, icon, title in found
    ]


def _incidents(clinic: Any, id: str) -> list[Any]:
    found: list[Any] = clinic.casework.load_many("incident", clinic.casework.ids("incident", where={"case_ids": id}))
    return found


def _names(clinic: Any, record: Any, children: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """The persons named anywhere in the case, by id."""
    wanted = {record.person_id, *record.opponent_ids}
    for party in children["party"]:
        wanted |= {party.person_id, party.counsel_id}
    for proceeding in children["proceeding"]:
        wanted |= proceeding.judge_ids
    found: dict[str, str] = clinic.casework.titles("person", sorted(wanted - {None, ""}))
    return found


def _members(clinic: Any, record: Any, children: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    wanted = {record.lawyer_id}
    for one in children["risk_assessment"]:
        wanted |= {one.assessed_by, one.check_in_by}
    wanted |= {one.member_id for one in children["deadline"]}
    found: dict[str, str] = clinic.casework.titles("member", sorted(wanted - {None, ""}))
    return found


def _against(record: Any, parties: Sequence[Any], names: Mapping[str, str]) -> list[str]:
    """Everybody on the other side, whether written on the case or as a party."""
    ids = set(record.opponent_ids) | {one.person_id for one in parties if one.side == "theirs"}
    return sorted({names[id] for id in ids if id in names})


def _counsel(parties: Sequence[Any], names: Mapping[str, str]) -> list[str]:
    return sorted({names[one.counsel_id] for one in parties if one.side == "theirs" and one.counsel_id in names})


def _titles(children: Mapping[str, Sequence[Any]], incidents: Sequence[Any]) -> dict[str, list[tuple[str, str]]]:
    """What a reference within the case may name."""
    return {
        "proceeding": [
            (
                one.id,
                " · ".join(filter(None, (label("court_instance", one.instance), one.case_number)))
                or label("proceedings", one.procedure),
            )
            for one in children["proceeding"]
        ],
        "case_event": [
            (one.id, " · ".join(filter(None, (str(one.on or ""), label("timeline_event", one.kind), one.title))))
            for one in children["case_event"]
        ],
        "seizure": [(one.id, f"{one.on} {one.authority}".strip()) for one in children["seizure"]],
        "incident": [(one.id, one.title) for one in incidents],
        "attachment": [(one.id, one.name) for one in children["attachment"]],
    }
