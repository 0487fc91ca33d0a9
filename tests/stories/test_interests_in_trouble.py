"""A record whose check fails: it holds up nobody else, no merge ends with it, and it is tried again later.

Planted: a check that raises for one record, as a value of a newer program or a mistake of ours may make it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import DiskFull
from clinic_app.use_cases import interest_later
from clinic_app.use_cases.interest_matters import Matters
from clinic_app.wording.words import speak
from tests.stories.clinics import Clinics, person
from tests.stories.test_conflicts_of_interest import consult, now, waiting

Break = Callable[[str], None]


@pytest.fixture
def naryn(clinics: Clinics) -> Clinic:
    speak("en")
    return clinics.office("NAR1")


@pytest.fixture
def office(clinics: Clinics) -> tuple[Clinic, Clinic]:
    """Two laptops of one office."""
    speak("en")
    bishkek = clinics.coordinator()
    one, other = (clinics.joined(bishkek, clinics.office("NAR1", name)) for name in ("Айгүл", "Нурлан"))
    clinics.exchange_all(one, other, bishkek)
    return one, other


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Has the check of one record raise, of "" none."""
    right = Matters.found
    of = {"id": ""}

    def found(self: Matters, record: Any) -> Any:
        if record.id == of["id"]:
            raise ZeroDivisionError
        return right(self, record)

    monkeypatch.setattr(Matters, "found", found)
    return lambda id: of.update(id=id)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock says, in seconds; it goes on by hand."""
    says = [1_000_000.0]
    monkeypatch.setattr(interest_later.time, "time", lambda: says[0])
    return says


def put_back(clinic: Clinic) -> list[str]:
    return [id.split()[1] for id in clinic.keeping.unchecked()]


def test_a_record_whose_check_fails_holds_up_no_other_and_no_merge(
    clinics: Clinics, office: tuple[Clinic, Clinic], broken: Break
) -> None:
    """It was so: the whole look was taken back, each time anew, and the merge that was kept ended in an error."""
    one, other = office
    ours = consult(one, person(one, "Асанов Үсөн", birth_year=1980))
    one.interests.catch_up(60.0)
    theirs = consult(other, person(other, "Иванова Анна"), person(other, "Асанов Үсөн", birth_year=1980))
    bad = consult(other, person(other, "Ким Анна"))
    more = consult(other, person(other, "Бейшеналиев Бакыт"), person(other, "Асанов Үсөн", birth_year=1980))
    broken(bad.id)
    clinics.carry(other, one)
    assert waiting(one) == {ours.id, theirs.id, more.id}
    assert one.interests.look_on(1.0)[0] == 0 and put_back(one) == [bad.id]
    assert one.keeping.problems() == []  # the file is whole: a backup of it is one
    assert now(one, bad).id == bad.id


def test_a_merge_that_was_kept_ends_well_whatever_the_look_meets(
    clinics: Clinics, office: tuple[Clinic, Clinic], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file's own trouble is no record's: nothing is put back, all of it waits in the queue."""
    one, other = office
    theirs = consult(other, person(other, "Иванова Анна"))

    def full(*_told: object) -> None:
        raise DiskFull(where="")

    with monkeypatch.context() as planted:
        planted.setattr(Matters, "found", full)
        clinics.carry(other, one)
        assert now(one, theirs).id == theirs.id and put_back(one) == []
        with pytest.raises(DiskFull):
            one.interests.look_on(60.0)
    assert one.interests.look_on(60.0)[0] == 0 and put_back(one) == []


def test_it_is_tried_again_after_pauses_that_grow(naryn: Clinic, broken: Break, clock: list[float]) -> None:
    """Seen to fail with a pause that stays the same, and with one that a clock set back makes longer."""
    asan = person(naryn, "Асанов Үсөн", birth_year=1980)
    ours, bad = consult(naryn, asan), consult(naryn, person(naryn, "Ким Анна"))
    tried: list[float] = []
    broken(bad.id)
    naryn.casework.decide("consultation", bad.id, f"opponent_ids/{asan.id}", True, ())
    queue = naryn._desk.vault.to_look
    for _ in range(30):
        before = queue.due(clock[0], 1)
        naryn.interests.look_on(60.0)
        tried += [clock[0]] if before else []
        clock[0] += 60.0
    assert [round(at - 1_000_000) // 60 for at in tried] == [1, 3, 7, 15]
    clock[0] = 5.0  # set back by years
    assert queue.due(clock[0], 1) == [("consultation", bad.id)]
    broken("")
    naryn.interests.look_on(60.0)
    assert waiting(naryn) == {ours.id, bad.id} and put_back(naryn) == []


def test_what_is_written_of_it_is_looked_at_at_once(naryn: Clinic, broken: Break, clock: list[float]) -> None:
    bad = consult(naryn, person(naryn, "Ким Анна"))
    naryn.interests.catch_up(60.0)
    broken(bad.id)
    naryn.casework.write_registers(now(naryn, bad), {"advice": "башка"})
    naryn.interests.catch_up(60.0)
    assert put_back(naryn) == [bad.id] and clock
    broken("")
    naryn.casework.write_registers(now(naryn, bad), {"advice": "жаңы"})
    naryn.interests.catch_up(60.0)
    assert put_back(naryn) == []


def test_a_person_is_saved_though_the_check_of_a_record_that_names_them_fails(naryn: Clinic, broken: Break) -> None:
    """It was so: the save of the person was refused with the error of a check."""
    asan = person(naryn, "Асанов Үсөн", birth_year=1980)
    bad, good = consult(naryn, asan), consult(naryn, asan)
    against = consult(naryn, person(naryn, "Ким Анна"), person(naryn, "Петров Сергей", birth_year=1970))
    broken(bad.id)
    saved = naryn.intake.save(replace(now(naryn, asan), earlier_names=frozenset({"Петров Сергей"})))
    assert saved.record.id == asan.id and put_back(naryn) == [bad.id]
    assert {good.id, against.id} <= waiting(naryn)


def test_what_was_typed_is_saved_though_its_own_check_fails(naryn: Clinic, broken: Break, clock: list[float]) -> None:
    """It was so: the save was refused with the error of a check; what was typed stood in a draft alone."""
    asan = person(naryn, "Асанов Үсөн", birth_year=1980)
    old, bad = consult(naryn, asan), consult(naryn, person(naryn, "Ким Анна"))
    broken(bad.id)
    saved = naryn.intake.save(replace(now(naryn, bad), advice="жаңы", opponent_ids=frozenset({asan.id}))).record
    assert (saved.advice, saved.conflict_check) == ("жаңы", "not_done")  # type: ignore[attr-defined]
    broken("")
    clock[0] += 60.0
    naryn.interests.look_on(60.0)
    assert waiting(naryn) == {old.id, bad.id} and put_back(naryn) == []


def test_notes_of_an_older_program_are_kept(clinics: Clinics, naryn: Clinic) -> None:
    """It kept what waits in one value; seen to fail with `renew` left out."""
    ours = consult(naryn, person(naryn, "Асанов Үсөн", birth_year=1980))
    against = consult(naryn, person(naryn, "Ким Анна"), person(naryn, "Асанов Үсөн", birth_year=1980))
    vault = naryn._desk.vault
    before = vault.pending.all()
    assert waiting(naryn) == {ours.id, against.id} == before.keys()
    with vault.changing():
        for id in before:
            vault.pending.drop(id)
    vault.remember("interests:pending", before)
    assert waiting(naryn) == set()
    again = clinics.reopened(naryn)
    assert waiting(again) == {ours.id, against.id} and again._desk.vault.recall("interests:pending") is None
