"""Some three hundred invented consultations of a hotline's year: the same ones every time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from clinic_app.records.consultation import Consultation
from clinic_app.reference import lists

TOPICS = {
    "FAM.ALI": 30,
    "FAM.DIV": 14,
    "FAM": 4,
    "SOC": 9,
    "LAB": 11,
    "LAN": 12,
    "HOU": 8,
    "VIO": 7,
    "DEB": 5,
    "INH": 4,
    "DOC": 4,
    "CRD": 2,
    "MED": 1,
}
VULNERABLE = {
    "none": 40,
    "older": 18,
    "many_children": 12,
    "low_income": 12,
    "disability": 4,
    "dv_survivor": 4,
    "hiv": 1,
}


def drawn(dice: random.Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def invented(number: int = 300) -> list[Consultation]:
    """`number` consultations from May 2020 on, by some 70 % as many people, every ninth anonymous."""
    dice = random.Random(112)
    subs = [code for code in lists.items("legal_topics") if "." in code]
    ages = [code for code in lists.items("age_group") if code != "unk"]
    made: list[Consultation] = []
    people = [
        (
            f"person-{n}",
            drawn(dice, {"f": 60, "m": 40}),
            dice.choices(ages, [1, 2, 12, 25, 30, 16, 14])[0],
            frozenset({drawn(dice, VULNERABLE)} | ({"disability"} if n % 40 == 0 else set())) - {""},
            drawn(dice, {"ky": 70, "ru": 25, "uz": 4, "dng": 1}),
        )
        for n in range(number * 7 // 10)
    ]
    for n in range(number):
        person, sex, age, groups, language = dice.choice(people)
        anonymous = n % 9 == 0
        topic = drawn(dice, TOPICS) if n % 3 else dice.choice(subs)
        made.append(
            Consultation(
                id=f"call-{n:04}",
                record_no=f"NAR1-2020-A-{n:04}",
                received_at=datetime.fromisoformat("2020-05-01T09:00") + timedelta(hours=dice.randrange(335 * 24)),
                channel="hotline",
                language=language,
                anonymous=anonymous,
                first_time=dice.choice(["yes", "no"]) if anonymous else "unknown",
                person_id=None if anonymous else person,
                sex=sex,
                age_group=age,
                vulnerability=groups - {"none"} or frozenset({"none"}),
                topic=topic,
                conflicts=frozenset({"advice"}) if n % 97 == 5 else frozenset(),
            )
        )
    return made


@pytest.fixture(scope="session")
def calls() -> list[Consultation]:
    return invented()
