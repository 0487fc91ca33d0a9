"""Invented people of the demo: names by the country's patterns, telephones that cannot ring, ids that stay the same."""

from __future__ import annotations

import csv
from functools import cache
from random import Random

from clinic_app.records.person import Person
from clinic_app.reference import lists
from clinic_app.use_cases.importing.ids import made_id

_AGES = (("14_17", 14, 17), ("18_24", 18, 24), ("25_34", 25, 34), ("35_49", 35, 49), ("50_59", 50, 59),
         ("60_plus", 60, 84))  # fmt: skip
_UNDECLINED = ("ло", "ко")
_PATRONYMIC_SHARE, _CHILD_WORD_SHARE = 0.35, 0.40


@cache
def _names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (lists.FOLDER / "synthetic_names.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            found.setdefault(row["list"], []).append(row["value"])
    return found


def believable_name(rng: Random, sex: str, language: str) -> str:
    """A name of the people who speak `language` (ky, ru, uz, dng; others as ky), for sex f or m."""
    names, end = _names(), sex if sex == "m" else "f"
    if language == "ru" and rng.random() < 0.6:
        return f"{_family(rng.choice(names['family_ru']), sex)} {rng.choice(names[f'given_{end}_ru'])}"
    if language == "uz":
        return f"{_family(rng.choice(names['family_uz']), sex)} {rng.choice(names[f'given_{end}_uz'])}"
    if language == "dng":
        return f"{_family(rng.choice(names['family_dng']), sex)} {rng.choice(names[f'given_{end}'])}"
    family, given = _family(rng.choice(names["family_kg"]), sex), rng.choice(names[f"given_{end}"])
    father, draw = rng.choice(names["father"]), rng.random()
    if draw < _PATRONYMIC_SHARE:
        return f"{family} {given} {father}{'ович' if sex == 'm' else 'овна'}"
    if draw < _PATRONYMIC_SHARE + _CHILD_WORD_SHARE:
        child = f"{father} {'уулу' if sex == 'm' else 'кызы'}"
        return f"{given} {child}" if rng.random() < 0.5 else f"{family} {given} {child}"
    return f"{family} {given}"


def _family(family: str, sex: str) -> str:
    return family if sex == "m" or family.endswith(_UNDECLINED) else f"{family}а"


def impossible_phone(rng: Random) -> str:
    """A telephone number that is never given out: +996 000 0xx xxx."""
    return f"+996 000 0{rng.randrange(100):02} {rng.randrange(1000):03}"


def believable_age(rng: Random) -> tuple[str, int]:
    """An age group and an age in it, as the people of the clinics are spread."""
    weights = lists.document("synthetic_demo_params.json")["people"]["age"]
    group, least, most = rng.choices(_AGES, [weights[code] for code, _, _ in _AGES])[0]
    return group, rng.randint(least, most)


def believable_person(
    rng: Random, office: str, place: int, *, language: str, division: str, year: int, sex: str = ""
) -> tuple[Person, str]:
    """The invented person number `place` of an office and their age group in `year`."""
    sex = sex or rng.choices(("f", "m"), (0.6, 0.4))[0]
    group, age = believable_age(rng)
    person = Person(
        id=made_id("demo person", office, place),
        home=office,
        name_display=believable_name(rng, sex, language),
        sex=sex,
        birth_year=year - age if rng.random() < 0.8 else None,
        phone=impossible_phone(rng) if rng.random() < 0.92 else "",
        safe_contact=rng.choice(("", "", "", "", "Кечинде гана чалуу", "Кат жазбоо, чалуу")),
        citizenship="KG",
        division_id=division,
        languages=frozenset({language}),
    )
    return person, group
