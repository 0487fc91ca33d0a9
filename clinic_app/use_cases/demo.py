"""Believable data for looking around: 21 offices, everything invented, the same for the same seed and day.

It makes records only; whoever opens a throw-away vault for them stores them and marks everything DEMO.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from clinic_app.records.person import Person
from clinic_app.records.record import Record
from clinic_app.records.staff import Member, Office
from clinic_app.reference import lists
from clinic_app.use_cases.demo_cases import believable_cases
from clinic_app.use_cases.demo_consultations import Desk
from clinic_app.use_cases.demo_people import believable_name
from clinic_app.use_cases.importing.ids import made_id

OWN_OFFICE, OWN_LETTER = "NAR1", "B"
SEED = 2026
_DAYS = 400


def offices() -> Mapping[str, dict[str, Any]]:
    """The 21 invented offices by id: label (ky, ru, en), division_id, oblast_id, weight, language_mix."""
    return {office["id"]: office for office in lists.document("synthetic_demo_params.json")["offices"]}


def office_records(office_id: str, *, seed: int, language: str = "ky") -> list[Record]:
    """The office and its two or three members; ids are the same for the same seed."""
    office, rng = offices()[office_id], Random(f"members {seed} {office_id}")
    made: list[Record] = [
        Office(
            id=office_id,
            home=office_id,
            code=office_id,
            name=office["label"][language],
            division_id=office["division_id"],
            hours="09:00-17:00",
            lunch="13:00-14:00",
            languages=frozenset({"ky", "ru"}),
        )
    ]
    for place in range(3 if office["weight"] >= 1 else 2):
        sex = rng.choice("fm")
        made.append(
            Member(
                id=made_id("demo member", seed, office_id, place),
                home=office_id,
                name=believable_name(rng, sex, "ky"),
                role="lawyer" if place < 2 else "paralegal",
                office_id=office_id,
                active=True,
                languages=frozenset({"ky", "ru"}),
            )
        )
    return made


def believable(
    office_id: str,
    *,
    seed: int,
    consultations: int,
    today: date,
    cases: int = 0,
    members: Sequence[str] = (),
    letter: str = OWN_LETTER,
    days: int = _DAYS,
    language_mix: Mapping[str, float] | None = None,
) -> list[Record]:
    """Records of one office: persons, consultations, cases and events, parents before children.

    `members`: ids of the lawyers who did the work (not made here). `language_mix`: code -> share; else
    that of the office. Only next steps, follow-ups and hearings lie ahead.
    """
    office = dict(offices()[office_id])
    if language_mix:
        office["language_mix"] = dict(language_mix)
    rng = Random(f"{seed} {office_id}")
    desk = Desk(office, rng, members, today, letter)
    return [
        *desk.work(consultations, days),
        *believable_cases(office, rng, cases, today, members, letter),
    ]


def demo_office(today: date, *, owner_id: str = "", seed: int = SEED) -> list[Record]:
    """What a lawyer's demo vault holds: the Naryn office (laptop B), about 400 consultations and 12 cases.

    `owner_id`: the member who owns the vault; most work is theirs.
    """
    staff = office_records(OWN_OFFICE, seed=seed)
    members = _members(staff)
    lawyers = [owner_id, owner_id, owner_id, *members] if owner_id else members
    return [*staff, *believable(OWN_OFFICE, seed=seed, consultations=400, cases=12, today=today, members=lawyers)]


def demo_network(today: date, *, seed: int = SEED, per_weight: int = 45) -> list[Record]:
    """What a coordinator's demo vault holds: all 21 offices, consultations by their weight, a case or two each.

    Every fifth office knows a person that another office knows under another spelling of the same name.
    """
    made: list[Record] = []
    for place, (office_id, office) in enumerate(offices().items()):
        staff = office_records(office_id, seed=seed)
        work = believable(
            office_id,
            seed=seed,
            consultations=round(per_weight * office["weight"]),
            cases=1 + place % 2,
            today=today,
            members=_members(staff),
            letter="ABC"[place % 3],
        )
        made += [*staff, *(_seen_twice(work, made) if place % 5 == 4 else work)]
    return made


def _seen_twice(work: Sequence[Record], elsewhere: Sequence[Record]) -> list[Record]:
    """The work of an office whose first client is known elsewhere too, written there with ң ө ү and here without."""
    other = next(
        person
        for person in reversed(elsewhere)
        if isinstance(person, Person) and person.phone and any(letter in person.name_display for letter in "ңөүӨҮ")
    )
    here = next(person for person in work if isinstance(person, Person) and person.sex == other.sex)
    plain = other.name_display.translate(str.maketrans("ңөүӨҮ", "ноуОУ"))
    twin = replace(here, name_display=plain, phone=other.phone, birth_year=other.birth_year)
    return [twin if record is here else record for record in work]


def _members(staff: Sequence[Record]) -> list[str]:
    return [record.id for record in staff if isinstance(record, Member)]
