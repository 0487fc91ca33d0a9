"""Random histories of two laptops and a coordinator: whatever they do, both sides count the same in the end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import FieldInConflict
from tests.stories.clinics import Clinics, consult, edit, form, person
from tests.stories.test_counting import entries_of_rows, numbers, rows

LEVELS = ("coord", "office", "lawyer", "aggregate")
TOPICS = ("FAM.ALI", "FAM.DIV", "LAB.DIS", "HOU.EVI")


def something(chance: random.Random, clinic: Clinic, people: list[str]) -> None:
    """One thing a lawyer does."""
    ids = clinic.casework.ids("consultation", archived=None)
    here = [record for record in clinic.casework.load_many("consultation", ids) if not record.erased]
    what = chance.choice(("new", "new", "edit", "edit", "level", "archive", "erase", "person"))
    known = [one for one in people if clinic.casework.known("person", [one])]
    who = chance.choice([*known, None])
    if what == "new" or not here:
        given = {"topic": chance.choice(TOPICS), "confidentiality": chance.choice(LEVELS)}
        vulnerability = frozenset({chance.choice(("disability", "low_income"))})
        consult(clinic, person_id=who, anonymous=who is None, vulnerability=vulnerability, **given)
        return
    record = chance.choice(here)
    try:
        if what == "edit":
            edit(clinic, record, topic=chance.choice(TOPICS), sex=chance.choice(("f", "m")))
        elif what == "person":
            edit(clinic, record, person_id=who, anonymous=who is None)
        elif what == "level":
            edit(clinic, record, confidentiality=chance.choice(LEVELS))
        elif what == "archive":
            clinic.casework.archive("consultation", record.id, not record.archived)
        else:
            clinic.erasing.erase("consultation", record.id)
    except FieldInConflict:
        conflict = next(one for one in clinic.settling.conflicts() if one.record == record.id)
        clinic.settling.resolve(conflict.id, take=conflict.values[0].dot)


@pytest.mark.parametrize("seed", range(12))
def test_both_sides_count_the_same_in_the_end(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    clinics = Clinics(tmp_path)
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    everybody = [naryn, second, bishkek]
    people = [person(naryn, f"Client {number}").id for number in range(3)]
    for _ in range(60):
        doing = chance.choice(("work", "work", "work", "carry"))
        if doing == "work":
            something(chance, chance.choice((naryn, second)), people)
        else:
            giver, taker = chance.sample(everybody, 2)
            clinics.carry(giver, taker)
    clinics.exchange_all(*everybody, rounds=5)
    for clinic in (naryn, second):
        for conflict in clinic.settling.conflicts():
            clinic.settling.resolve(conflict.id, take=conflict.values[0].dot)
        clinics.exchange_all(*everybody, rounds=3)
    assert rows(naryn) == rows(second) == rows(bishkek)
    secret = {  # by whoever of the office sees it
        record.id: clinic
        for clinic in (naryn, second)
        for record in clinic.casework.load_many("consultation", clinic.casework.ids("consultation", archived=None))
        if record.confidentiality != "coord" and not record.erased  # type: ignore[attr-defined]
    }
    assert len([row for row in rows(bishkek) if not row.erased]) == len(secret)
    assert numbers(naryn) == numbers(second)
    ours, theirs = numbers(naryn), numbers(bishkek)
    assert ours[0][0] == theirs[0][0] and ours[1] == theirs[1]  # consultations; a person with both kinds counts twice
    told = len(entries_of_rows(bishkek))
    clinics.exchange_all(*everybody)
    assert len(entries_of_rows(bishkek)) == told
    assert all(form(clinic, clinic.casework.load("consultation", id)).id == id for id, clinic in secret.items())
    clinics.close_all()
