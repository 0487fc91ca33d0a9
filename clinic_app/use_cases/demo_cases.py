"""Invented cases of journalists: outlets and people that do not exist, with a timeline and a next step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache
from random import Random
from typing import Any

from clinic_app.paths import RESOURCES
from clinic_app.records.case import CaseEvent, JournalistCase
from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.records.values import Consent
from clinic_app.reference import lists
from clinic_app.use_cases.demo_matters import matters, proceeding_id
from clinic_app.use_cases.demo_people import impossible_phone
from clinic_app.use_cases.importing.ids import made_id

_IN_COURT = {"hearing", "postponed", "decision", "verdict", "summons"}
_NO_COURT = {"access_to_information", "non_court", "admin_procedure", "pre_investigation"}


@cache
def plots() -> Any:
    return json.loads((RESOURCES / "demo" / "cases.json").read_text(encoding="utf-8"))


def believable_cases(
    office: dict[str, Any], rng: Random, cases: int, today: date, members: Sequence[str], letter: str
) -> list[Record]:
    """`cases` cases with their journalists and events; next steps lie around today, some are overdue, some are none."""
    known, numbers = plots()["plots"], dict[int, int]()
    found: list[Record] = []
    start = rng.randrange(len(known)) if cases < len(known) else 0
    ages = sorted((_age_of(known[(start + place) % len(known)], rng), place) for place in range(cases))
    for age, place in reversed(ages):  # numbers run with time
        plot = known[(start + place) % len(known)]
        opened = today - timedelta(days=age)
        numbers[opened.year] = numbers.get(opened.year, 0) + 1
        number = f"{office['id']}-{opened.year}-{letter}J-{numbers[opened.year]:04}"
        journalist = _journalist(office, rng, place)
        case = _case(office, rng, plot, place, number, opened, today, members, journalist)
        found += [journalist, case, *matters(plot, case, opened, today, members, place)]
        found += _events(rng, plot, case, opened, today)
    return found


def _age_of(plot: dict[str, Any], rng: Random) -> int:
    """How many days ago a case began: its last event lies shortly behind us."""
    last = max(event[0] for event in plot["events"])
    return int(last) + (rng.randint(40, 200) if plot["stage"] == "closed" else rng.randint(1, 12))


def _journalist(office: dict[str, Any], rng: Random, place: int) -> Person:
    people = plots()["journalists"]
    name, sex = people[(place + sum(map(ord, office["id"]))) % len(people)]
    return Person(
        id=made_id("demo journalist", office["id"], place),
        home=office["id"],
        name_display=name,
        sex=sex,
        phone=impossible_phone(rng),
        safe_contact=rng.choice(("Signal аркылуу гана", "Кечинде, экинчи номерге", "Жеке жолугушуу")),
        division_id=office["division_id"],
    )


def _bare(outlet: str) -> str:
    """A name without its quotation marks, where they stand round the whole of it."""
    inside = outlet[1:-1]
    return inside if outlet == f"«{inside}»" and "»" not in inside else outlet


def _case(
    office: dict[str, Any], rng: Random, plot: dict[str, Any], place: int, number: str, opened: date, today: date,
    members: Sequence[str], journalist: Person,
) -> JournalistCase:  # fmt: skip
    outlets = plots()["outlets"]
    outlet, kind = outlets[(place + sum(map(ord, office["id"]))) % len(outlets)]
    consent = _draw(rng, lists.document("synthetic_demo_params.json")["journalist_cases"]["consent"])
    closed = plot["stage"] == "closed"
    last = opened + timedelta(days=max(event[0] for event in plot["events"]))
    return JournalistCase(
        id=made_id("demo case", office["id"], place),
        home=office["id"],
        record_no=number,
        office_id=office["id"],
        title=plot["title"].format(outlet=outlet),
        opened_on=opened,
        person_id=journalist.id,
        medium_name=_bare(outlet),
        medium_type=kind,
        media_worker_role=plot["role"],
        attack_types=frozenset(plot["attack"]),
        source_of_threat=frozenset(plot["source"]),
        threat_level_of_actor=plot["actor"],
        stage=plot["stage"],
        urgency=plot["urgency"],
        risk_level=plot["risk"],
        help_kind=frozenset(plot["help"]),
        summary=plot["summary"],
        court_id=_court(office, plot),
        procedure=plot["procedure"],
        claim_amount=plot.get("claim"),
        moral_damages=plot.get("moral"),
        next_step=plot["next"],
        next_step_on=today + timedelta(days=plot["due"]) if plot["due"] is not None else None,
        publication_consent=consent,
        outcome=plot.get("outcome"),
        closed_on=last if closed else None,
        lawyer_id=rng.choice(members) if members else None,
        consents=(Consent(kind="processing", form="written", on=opened, text_version="2026-01"),),
        confidentiality="coord",
    )


def _court(office: dict[str, Any], plot: dict[str, Any]) -> str | None:
    """The court of first instance of the office's district; none where the procedure knows no court."""
    court = f"D-{office['division_id']}"
    return court if plot["procedure"] not in _NO_COURT and court in lists.items("courts") else None


def _events(rng: Random, plot: dict[str, Any], case: JournalistCase, opened: date, today: date) -> list[Record]:
    told = list(plot["events"])
    if plot["hearing"] is not None:
        title = "Кийинки угуу" if case.summary[:1] and _is_kyrgyz(case.summary) else "Следующее заседание"
        told.append([(today - opened).days + plot["hearing"], "hearing", title, ""])
    found: list[Record] = []
    for place, (after, kind, title, notes) in enumerate(told):
        day = opened + timedelta(days=after)
        later = [opened + timedelta(days=e[0]) for e in told[place + 1 :] if e[1] == "hearing"]
        found.append(
            CaseEvent(
                id=made_id("demo event", case.id, place),
                home=case.home,
                case_id=case.id,
                kind=kind,
                on=day.isoformat(),
                at=time(rng.choice((9, 10, 11, 14, 15)), rng.choice((0, 30))) if kind == "hearing" else None,
                court_id=case.court_id if kind in _IN_COURT else None,
                proceeding_id=proceeding_id(case) if kind in _IN_COURT else None,
                title=title,
                notes=notes,
                postponed_to=later[0] if kind == "postponed" and later else None,
            )
        )
    return found


def _is_kyrgyz(text: str) -> bool:
    return any(letter in text for letter in "ңөү")


def _draw(rng: Random, weights: dict[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
