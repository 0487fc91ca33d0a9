# ruff: noqa: ARG005 - every door is asked in one way
"""Every way by which a person reads records: each is asked, and everything it answers is looked through for marks.

A new use case that shows records to people gets a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from clinic_app.clinic import Clinic
from clinic_app.errors import ClinicError
from clinic_app.reports.chronology import OFFICE
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases.interest_findings import Asked
from clinic_app.use_cases.parties import CLIENT
from tests.use_cases.sight.world import MARK, PERSON, TODAY, World

Door = Callable[[Clinic, World], Any]
TYPES = (
    "consultation",
    "journalist_case",
    "incident",
    "person",
    "case_event",
    "risk_assessment",
    "emergency_contact",
    "duty_request",
    "deadline",
    "attachment",
    "custody_event",
    "relation",
)
_LATER = TODAY + timedelta(days=30)
_BEFORE = TODAY - timedelta(days=30)
_PERIOD = (datetime.now() - timedelta(days=2), datetime.now() + timedelta(days=2))


def _records(w: World) -> list[tuple[str, str]]:
    return [
        ("consultation", w.consultation),
        ("journalist_case", w.case),
        ("incident", w.incident),
        ("person", w.person),
        ("person", w.journalist),
        ("person", w.opponent),
        ("case_event", w.event),
        ("risk_assessment", w.assessment),
        ("emergency_contact", w.contact),
        ("duty_request", w.request),
        ("deadline", w.deadline),
        ("attachment", w.piece),
        ("relation", w.relation),
    ]


def _all(c: Clinic) -> list[Any]:
    return [_with(c, kind, c.casework.ids(kind, archived=None)) for kind in TYPES]


def _with(c: Clinic, kind: str, ids: Sequence[str]) -> tuple[Any, Any]:
    """The ids as they were answered, and the records behind them: loading would leave out what a list must not name."""
    return ids, c.casework.load_many(kind, ids)


def _each(w: World, ask: Callable[[str, str], Any]) -> list[Any]:
    """What is told of each record; a refusal tells what its sentence is made of."""
    told: list[Any] = []
    for kind, id in _records(w):
        try:
            told.append(ask(kind, id))
        except ClinicError as problem:
            told.append(problem.data)
    return told


def _tried(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except ClinicError as problem:
        return problem.data


def _listed(c: Clinic, w: World) -> Any:
    told: list[Any] = []
    for kind in TYPES[:4]:
        for column in ("", *(spec.name for spec in c.casework.blank(kind).type.fields if spec.in_table), "home"):
            with suppress(ClinicError):
                ids = c.listing.ids(kind, _order(column))
                told.append(_with(c, kind, ids))
    return told


def _order(column: str) -> Any:
    from clinic_app.use_cases.listing import Order

    return Order(column)


def _whole_ids(w: World, kind: str) -> list[str]:
    return [id for of, id in _records(w) if of == kind]


DOORS: Mapping[str, Door] = {
    "load": lambda c, w: _each(w, c.casework.load),
    "load_many": lambda c, w: [c.casework.load_many(kind, [id]) for kind, id in _records(w)],
    "ids": lambda c, w: _all(c),
    "ids where": lambda c, w: [_with(c, kind, c.casework.ids(kind, where={"lawyer_id": w.lead})) for kind in TYPES[:3]],
    "words": lambda c, w: [_with(c, kind, c.casework.ids(kind, words=MARK)) for kind in TYPES[:5]],
    "words of a person": lambda c, w: [_with(c, kind, c.casework.ids(kind, words=PERSON)) for kind in TYPES[:3]],
    "children": lambda c, w: [c.casework.children(kind, w.case) for kind in ("case_event", "risk_assessment")],
    "children of": lambda c, w: _each(w, lambda kind, id: c.casework.children_of(c.casework.load(kind, id))),
    "titles": lambda c, w: [c.casework.titles(kind, [id]) for kind, id in _records(w)],
    "numbers taken": lambda c, w: c.casework.numbers_taken(_numbers(w)),
    "links": lambda c, w: _each(w, lambda kind, id: c.casework.links_of(c.casework.load(kind, id))),
    "at version": lambda c, w: _each(w, lambda kind, id: c.casework.as_shown(c.casework.load(kind, id))),
    "lists": _listed,
    "list words": lambda c, w: [_with(c, kind, c.listing.ids(kind, words=MARK)) for kind in TYPES[:4]],
    "list only": lambda c, w: [_with(c, kind, c.listing.ids(kind, only=_whole_ids(w, kind))) for kind in TYPES[:4]],
    "search": lambda c, w: c.searching.search(MARK),
    "search newest": lambda c, w: c.searching.search(MARK, people_first=False),
    "search person": lambda c, w: c.searching.search(PERSON),
    "search phone": lambda c, w: c.searching.search("0555111222"),
    "suggestions": lambda c, w: [c.searching.suggestions("Qqmrak"), c.searching.suggestions("Zarylbkova")],
    "people check": lambda c, w: c.people.check(f"{PERSON} {MARK}"),
    "people places": lambda c, w: [c.people.places(id) for id in (w.person, w.journalist, w.opponent)],
    "people roles": lambda c, w: [c.people.roles(id) for id in (w.person, w.journalist)],
    "find same": lambda c, w: c.people.find_same(f"{PERSON} {MARK}", "0555111222"),
    "relations": lambda c, w: [c.relations.of(id) for id in (w.person, w.opponent)],
    "linking": lambda c, w: [c.linking.candidates(), c.linking.decided(), c.linking.about(w.person)],
    "history": lambda c, w: _each(w, c.history.of),
    "timeline": lambda c, w: [
        _tried(lambda: c.timeline.of(w.case)),
        _tried(lambda: c.timeline.of_incident(w.incident)),
    ],
    "interests look": lambda c, w: c.interests.look([Asked(CLIENT, f"Opponent{PERSON} {MARK}")]),
    "interests findings": lambda c, w: [
        _tried(lambda: c.interests.findings("consultation", w.consultation)),
        _tried(lambda: c.interests.findings("journalist_case", w.case)),
    ],
    "interests decisions": lambda c, w: [c.interests.decisions("consultation", w.consultation)],
    "interests waiting": lambda c, w: c.interests.waiting(),
    "conflicts": lambda c, w: c.settling.conflicts(),
    "conflicts of ours": lambda c, w: c.settling.ours(),
    "evidence": lambda c, w: c.evidence.of(w.case),
    "evidence open": lambda c, w: _tried(lambda: c.evidence.open_bytes(w.piece)),
    "evidence custody": lambda c, w: _tried(lambda: c.evidence.custody(w.piece)),
    "evidence sheet": lambda c, w: _tried(lambda: c.evidence.custody_sheet(w.piece)),
    "evidence export": lambda c, w: _tried(lambda: c.evidence.export(w.piece, w.desk.vault.folder / "out.txt")),
    "case paper": lambda c, w: _tried(lambda: c.case_paper.chronology(w.case, reader=OFFICE)),
    "names on paper": lambda c, w: _tried(lambda: c.case_paper.names_on(w.case, OFFICE)),
    "card": lambda c, w: _each(w, c.reporting.card),
    "list export": lambda c, w: [
        c.list_export.build(kind, c.casework.ids(kind), "internal") for kind in ("consultation", "journalist_case")
    ],
    "list export of ids": lambda c, w: [c.list_export.build("journalist_case", [w.case], "internal")],
    "incident table": lambda c, w: [c.incident_table.build(), c.incident_table.build(profile="outward")],
    "publishing": lambda c, w: [
        _tried(lambda: c.publishing.open_modes("journalist_case", w.case)),
        _tried(lambda: c.publishing.given_out("journalist_case", w.case)),
    ],
    "deadlines": lambda c, w: [c.deadlines.list(), c.deadlines.of(w.case), c.deadlines.moved()],
    "calendar": lambda c, w: [c.deadlines.calendar(_BEFORE, _LATER), c.deadlines.clashes(_BEFORE, _LATER)],
    "reminders": lambda c, w: c.deadlines.reminders(*_PERIOD),
    "calendar file": lambda c, w: c.deadlines.ics(_BEFORE, _LATER, neutral=False, member="").decode("utf-8"),
    "requests": lambda c, w: [c.duty_requests.of(w.case), c.duty_requests.requests(_BEFORE, _LATER)],
    "proceedings": lambda c, w: [_tried(lambda: c.proceedings.of(w.case))],
    "incidents": lambda c, w: [c.incidents.incidents_of(w.case), c.incidents.ladder(w.incident)],
    "safety": lambda c, w: [c.safety.check_ins(), c.safety.overdue_reviews(_LATER), c.safety.latest(w.case)],
    "whereabouts": lambda c, w: [one.words for one in c.safety.whereabouts(w.case)],
    "today": lambda c, w: c.today.facts(),
    "bin": lambda c, w: c.bin.listed(older=True),
    "drafts": lambda c, w: c.drafts.all(),
    "approvals": lambda c, w: [c.approving.waiting_for_me(), c.approving.my_own()],
    "trail": lambda c, w: c.trail_reading.shown(Wanted()),
    "erasures asked": lambda c, w: c.erasing.asked(),
    "hand over": lambda c, w: _tried(lambda: c.handing_over.told("journalist_case", w.case)),
    "several lawyers": lambda c, w: c.several.lawyers("journalist_case", [w.case]),
    "seen rows": lambda c, w: c.casework.seen.records.rows("person", ("name_display", "phone")),
    "seen told": lambda c, w: c.casework.seen.records.told("journalist_case", "title"),
    "seen column": lambda c, w: c.casework.seen.records.column("journalist_case", "title", [w.case]),
    "seen entries": lambda c, w: [c.casework.seen.entries(kind, id) for kind, id in _records(w)],
    "seen entries of": lambda c, w: c.casework.seen.entries_of([id for _, id in _records(w)]),
    "seen leaves": lambda c, w: [c.casework.seen.leaves(kind, id) for kind, id in _records(w)],
}


def _numbers(w: World) -> list[str]:
    whole = w.clinic.casework.whole
    return [whole.load(kind, id).record_no for kind, id in _records(w)[:3]]  # type: ignore[attr-defined]


# Doors that are asked for no record: what they answer names none that is not shown, not even by its id. (Who manages
# the laptop sees every row of the trail, with ids.)
UNASKED = frozenset(
    """ids, ids where, words, words of a person, lists, list words, list only, search, search newest, search person,
    search phone, suggestions, people check, find same, interests waiting, conflicts, conflicts of ours, incident table,
    calendar, reminders, calendar file, safety, today, bin, drafts, approvals, erasures asked, seen rows,
    seen told, seen entries of""".replace("\n    ", " ").split(", ")
)


def records_of(world: World) -> list[str]:
    """The ids of the records, and of the persons whom nothing else names."""
    return [id for _kind, id in _records(world)] + [world.binned]


def told_by(door: Door, clinic: Clinic, world: World) -> str:
    """Everything a door answers, as one text; enough of it to find any mark, id or number."""
    return repr(door(clinic, world))


def ids_of(world: World) -> dict[str, str]:
    """What nobody may be told who does not see the records: their numbers, by type."""
    return dict(zip(("consultation", "journalist_case", "incident"), _numbers(world), strict=True))


__all__ = ["DOORS", "UNASKED", "date", "ids_of", "records_of", "told_by"]
