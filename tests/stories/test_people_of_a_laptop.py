"""Several people at one laptop of a network: the person does a coordinator's acts, the laptop goes on with its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NotCoordinator, NotOurs, NotSupervisor
from tests.founding import stretch_once
from tests.stories.clinics import Clinics, consult, form, open_case, person, statuses

LAWYER, STUDENT = "a passphrase of a lawyer", "a passphrase of the student"


@pytest.fixture(autouse=True)
def _quick() -> None:
    stretch_once()


@pytest.fixture
def bishkek(clinics: Clinics) -> Clinic:
    return clinics.coordinator()


@pytest.fixture
def naryn(clinics: Clinics, bishkek: Clinic) -> Clinic:
    return clinics.joined(bishkek, clinics.office("NAR1", "Айгүл Токтосунова"))


@pytest.fixture
def lawyer(bishkek: Clinic) -> Iterator[Clinic]:
    """A lawyer who works at the coordinator's laptop."""
    made = bishkek.accounts.add("Асан Үсөнов", role="lawyer", passphrase=LAWYER)
    with closing(Clinic.open(bishkek.folder, LAWYER, made.slots[0])) as clinic:
        yield clinic


def test_a_lawyer_merges_at_the_coordinators_laptop_and_it_does_its_part(
    clinics: Clinics, naryn: Clinic, lawyer: Clinic
) -> None:
    """Planted: `confirm_few` asking `.decides` leaves the wish of the office unheard while a lawyer sits there."""
    kept, gone = consult(naryn), consult(naryn)
    clinics.carry(naryn, lawyer)
    assert form(lawyer, kept).home == "NAR1"
    naryn.erasing.erase("consultation", gone.id)
    assert "merged" in statuses(clinics.carry(naryn, lawyer))
    assert form(lawyer, gone).erased == "confirmed"
    clinics.carry(lawyer, naryn)
    assert form(naryn, gone).erased == "confirmed"


def test_what_only_a_coordinator_does_the_lawyer_there_does_not(
    clinics: Clinics, bishkek: Clinic, naryn: Clinic, lawyer: Clinic
) -> None:
    osh = clinics.joined(bishkek, clinics.office("OSH1", "Гүлнара Сапарова"))
    record = open_case(naryn, person(naryn).id)
    clinics.exchange_all(bishkek, naryn, osh, rounds=1)
    with pytest.raises(NotCoordinator):
        lawyer.handing_over.hand_over("journalist_case", record.id, "OSH1")
    with pytest.raises(NotOurs):
        lawyer.erasing.erase("journalist_case", record.id)
    with pytest.raises(NotCoordinator):
        lawyer.network.remove(osh.identity.device_id)
    bishkek.handing_over.hand_over("journalist_case", record.id, "OSH1")
    clinics.exchange_all(lawyer, naryn, osh, rounds=1)
    assert form(osh, record).home == "OSH1", "what the coordinator has decided goes out, whoever sits there"


def test_advice_that_waits_on_one_laptop_waits_on_the_other(clinics: Clinics, bishkek: Clinic, naryn: Clinic) -> None:
    other = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан Байтемиров"))
    made = naryn.accounts.add("Нурбек", role="student", supervisor=naryn.identity.member_id, passphrase=STUDENT)
    with closing(Clinic.open(naryn.folder, STUDENT, made.slots[0])) as student:
        record = consult(student)
    clinics.exchange_all(bishkek, naryn, other, rounds=2)
    there = form(other, record)
    assert there.approval == "waiting"  # type: ignore[attr-defined]  # a consultation
    assert other.approving.waiting_for_me() == []
    with pytest.raises(NotSupervisor):
        other.approving.approve(record.id)
    assert other.approving.standing(record.id).supervisor == "Айгүл Токтосунова"
    naryn.approving.approve(record.id)
    clinics.carry(naryn, other)
    assert form(other, record).approval == "approved"  # type: ignore[attr-defined]  # a consultation
