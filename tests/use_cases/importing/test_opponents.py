"""Opponents in a register: names become persons, the dry run tells of them, the look for conflicts follows."""

from __future__ import annotations

from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.names.person_names import name_identity
from clinic_app.use_cases.importing.importing import would_be
from tests.stories.clinics import consult, person
from tests.use_cases.importing.test_updates import sheet, take_in, the_one

HEAD = ["№", "Дата", "ФИО", "Телефон", "Ответчик", "Район", "Тема", "Консультация"]
ROW = [
    "1",
    "01.05.2024",
    "Асанова Айгүл",
    "0700 111222",
    "Усенов Бакыт; ОсОО «Ромашка»",
    "город Нарын",
    "Алименты",
    "Сотко кайрылсын",
]


def names(clinic: Clinic, ids: object) -> set[str]:
    return set(clinic.casework.titles("person", sorted(ids)).values())  # type: ignore[call-overload]


def test_a_column_of_names_makes_opponents_and_the_dry_run_says_so(clinic: Clinic, tmp_path: Path) -> None:
    """With opponents left out of the plan's records the consultations named nobody's ids, and this failed."""
    file = sheet(tmp_path, [ROW, ["2", *ROW[1:4], "усенов  БАКЫТ, нет", *ROW[5:]]], HEAD)
    plan = clinic.importing.plan(file, "consultation")
    assert plan.mapping.headings["Ответчик"] == "opponent_ids"
    assert (plan.added, plan.people, plan.opponents, plan.errors) == (2, 3, 2, ())
    dry = would_be(plan).as_json()
    assert clinic.casework.ids("person") == [], "nothing is written by a dry run"
    done = clinic.importing.carry_out(plan)
    assert done.as_json() == dry
    first, second = (
        clinic.casework.load("consultation", id)
        for id in reversed(clinic.casework.ids("consultation", newest_first=True))
    )
    both = sorted([first, second], key=lambda one: len(one.opponent_ids))  # type: ignore[attr-defined]
    assert names(clinic, both[1].opponent_ids) == {"Усенов Бакыт", "ОсОО «Ромашка»"}  # type: ignore[attr-defined]
    assert both[0].opponent_ids < both[1].opponent_ids  # type: ignore[attr-defined]
    again = clinic.importing.plan(file, "consultation")
    assert (again.added, again.skipped, again.people, again.opponents) == (0, 2, 0, 0)


def test_somebody_without_a_telephone_is_taken_a_namesake_with_one_is_not(clinic: Clinic, tmp_path: Path) -> None:
    here = person(clinic, "Усенов Бакыт")
    other = person(clinic, "Ромашка", phone="0700 999888")
    file = sheet(tmp_path, [[*ROW[:4], "Бакыт Усенов; Ромашка", *ROW[5:]]], HEAD)
    plan = clinic.importing.plan(file, "consultation")
    assert plan.opponents == (1 if name_identity("Бакыт Усенов") == name_identity("Усенов Бакыт") else 2)
    clinic.importing.carry_out(plan)
    opponents = the_one(clinic).opponent_ids
    assert other.id not in opponents
    assert plan.opponents == 2 or here.id in opponents


def test_the_look_for_conflicts_of_interest_follows(clinic: Clinic, tmp_path: Path) -> None:
    """The opponent of the register is a client already: found without anybody opening the record."""
    client = person(clinic, "Усенов Бакыт Маратович", phone="0555 123456")
    consult(clinic, person_id=client.id)
    before = set(clinic.casework.ids("consultation"))
    take_in(clinic, sheet(tmp_path, [[*ROW[:4], "Усенов Бакыт Маратович", *ROW[5:]]], HEAD))
    clinic.interests.catch_up()
    (new,) = set(clinic.casework.ids("consultation")) - before
    assert new in clinic.interests.waiting_ids("consultation")
    assert clinic.interests.undecided("consultation", new)


def test_an_update_adds_opponents_and_strikes_none_off(clinic: Clinic, tmp_path: Path) -> None:
    """With the sheet's names put instead of those that stand there, whom the clinic must not meet was forgotten."""
    take_in(clinic, sheet(tmp_path, [ROW], HEAD))
    plan = clinic.importing.plan(
        sheet(tmp_path, [[*ROW[:4], "Садыков Нурлан", *ROW[5:]]], HEAD), "consultation", update=True
    )
    assert (plan.updated, plan.opponents, plan.people) == (1, 1, 1)
    assert "Садыков Нурлан" in plan.names.values()
    done = clinic.importing.carry_out(plan)
    assert (done.people, done.opponents) == (1, 1)
    assert names(clinic, the_one(clinic).opponent_ids) == {"Усенов Бакыт", "ОсОО «Ромашка»", "Садыков Нурлан"}
    assert clinic.importing.plan(sheet(tmp_path, [ROW], HEAD), "consultation", update=True).updated == 0
