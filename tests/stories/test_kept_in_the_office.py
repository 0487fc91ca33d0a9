"""Relations and conflict-of-interest decisions stay on their office's laptops, wherever the record itself goes.

Mistakes that were planted and that these stories noticed: children of any kind carried where a record is widened or
handed over; an erasure that leaves a decision behind.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from clinic_app.clinic import Clinic
from clinic_app.records.record import Record
from tests.stories.clinics import Clinics, consult, form, person, save, statuses
from tests.stories.forging import entry, forged
from tests.stories.test_erasure import MARKER, said


def decided(clinic: Clinic, about: Record) -> Record:
    return clinic.casework.save(
        clinic.casework.blank(
            "conflict_decision",
            parent_type=about.type.name,
            parent_id=about.id,
            found="Бакыт Асанов: opponent in NAR1-2025-A-0031",
            verdict="clear",
            reason=f"{MARKER} another person",
        )
    ).record


def related(clinic: Clinic, one: Record, other: Record) -> Record:
    return clinic.casework.save(
        clinic.casework.blank("relation", person_id=one.id, other_id=other.id, kind="spouse", note=MARKER)
    ).record


def ids(clinic: Clinic, kind: str) -> list[str]:
    return clinic.casework.ids(kind, archived=None)


@pytest.fixture
def offices(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic]:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    return bishkek, naryn, clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))


def test_they_reach_the_office_and_nobody_else_though_the_record_is_shared(
    clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]
) -> None:
    bishkek, naryn, second = offices
    client, family = person(naryn), person(naryn, "Үсөнова Айгүл")
    record = consult(naryn, person_id=client.id)
    decision, relation = decided(naryn, record), related(naryn, client, family)
    clinics.exchange_all(naryn, second, bishkek)
    assert ids(bishkek, "consultation") == [record.id] and ids(bishkek, "person") == [client.id]
    assert ids(bishkek, "conflict_decision") == ids(bishkek, "relation") == []
    assert ids(second, "conflict_decision") == [decision.id] and ids(second, "relation") == [relation.id]


def test_widening_later_and_handing_over_take_neither_along(
    clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]
) -> None:
    bishkek, naryn, _second = offices
    osh = clinics.joined(bishkek, clinics.office("OSH1", "Гүлзат"))
    client, family = person(naryn), person(naryn, "Үсөнова Айгүл")
    record = consult(naryn, person_id=client.id, confidentiality="office")
    decided(naryn, record), related(naryn, client, family)
    clinics.exchange_all(naryn, bishkek)
    save(naryn, replace(form(naryn, record), confidentiality="coord"))
    clinics.exchange_all(naryn, bishkek)
    bishkek.handing_over.hand_over("consultation", record.id, "OSH1")
    clinics.exchange_all(bishkek, naryn, osh)
    assert ids(osh, "consultation") == [record.id]
    for elsewhere in (bishkek, osh):
        assert ids(elsewhere, "conflict_decision") == ids(elsewhere, "relation") == []
        assert family.id not in ids(elsewhere, "person")


def test_they_are_erased_with_what_they_belong_to(clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]) -> None:
    bishkek, naryn, second = offices
    client, family = person(naryn), person(naryn, "Үсөнова Айгүл")
    record = consult(naryn, person_id=client.id)
    decided(naryn, record), related(naryn, client, family)
    clinics.exchange_all(naryn, second, bishkek)
    assert said(second, MARKER)
    naryn.erasing.erase("consultation", record.id)
    naryn.erasing.erase("person", client.id)
    for _round in range(2):
        clinics.exchange_all(naryn, second, bishkek)
    for clinic in (naryn, second):
        assert not said(clinic, MARKER) and clinic.casework.ids("conflict_decision") == []
        assert clinic.casework.ids("relation") == []


def test_a_relation_goes_with_either_of_its_persons(clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]) -> None:
    bishkek, naryn, second = offices
    client, family = person(naryn), person(naryn, "Үсөнова Айгүл")
    related(naryn, client, family)
    clinics.exchange_all(naryn, second, bishkek)
    naryn.erasing.erase("person", family.id)
    for _round in range(2):
        clinics.exchange_all(naryn, second, bishkek)
    for clinic in (naryn, second):
        assert clinic.casework.ids("relation") == [] and not said(clinic, MARKER)


def test_what_a_coordinator_adds_about_an_offices_person_stays_with_the_coordinators_office(
    clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]
) -> None:
    """It went to the office by the shared audience, and took the coordinator's own person along."""
    bishkek, naryn, _second = offices
    client = person(naryn)
    record = consult(naryn, person_id=client.id)
    clinics.exchange_all(naryn, bishkek)
    own = person(bishkek, "Үсөнова Айгүл")
    blank = replace(
        bishkek.casework.blank("relation", person_id=client.id, other_id=own.id, kind="spouse", note=MARKER), home=""
    )
    relation = bishkek.casework.save(blank).record
    decided(bishkek, record)
    clinics.exchange_all(naryn, bishkek)
    assert relation.home == "BIS" and own.id not in ids(naryn, "person")
    assert not said(naryn, MARKER) and ids(naryn, "relation") == ids(naryn, "conflict_decision") == []


def test_nobody_but_the_office_itself_tells_it_what_it_decided(
    clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]
) -> None:
    """A decision from elsewhere would silence a conflict of interest."""
    bishkek, naryn, _second = offices
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    told = {
        "home": "NAR1",
        "parent_type": "consultation",
        "parent_id": record.id,
        "verdict": "clear",
        "decided_at": "2026-04-02T10:15",
        "decided_by": bishkek.identity.member_id,
    }
    note = entry(bishkek, "conflict_decision", "forged", told, {})
    package = forged(bishkek, naryn, [note], clinics.stick(), "shared:NAR1")
    assert statuses(naryn.exchange.merge([package])) == ["refused"]
    assert ids(naryn, "conflict_decision") == []


def test_in_a_case_book_without_a_network_they_go_at_once(clinics: Clinics) -> None:
    alone = clinics.office("NAR1")
    record = consult(alone)
    decided(alone, record)
    assert said(alone, MARKER)
    alone.erasing.erase("consultation", record.id)
    assert said(alone, MARKER) is False


def test_the_coordinators_own_stay_when_their_record_is_handed_over(
    clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]
) -> None:
    bishkek, naryn, _second = offices
    client, family = person(bishkek), person(bishkek, "Үсөнова Айгүл")
    record = consult(bishkek, person_id=client.id)
    decision = decided(bishkek, record)
    related(bishkek, client, family)
    bishkek.handing_over.hand_over("consultation", record.id, "NAR1")
    clinics.exchange_all(bishkek, naryn)
    assert record.id in ids(naryn, "consultation")
    assert ids(naryn, "conflict_decision") == ids(naryn, "relation") == []
    assert bishkek.casework.load("conflict_decision", decision.id).home == decision.home


def test_a_decision_written_before_hearing_of_the_erasure_goes_too(
    clinics: Clinics, offices: tuple[Clinic, Clinic, Clinic]
) -> None:
    bishkek, naryn, second = offices
    record = consult(naryn)
    clinics.exchange_all(naryn, second, bishkek)
    naryn.erasing.erase("consultation", record.id)
    decided(second, record)
    for _round in range(3):
        clinics.exchange_all(naryn, second, bishkek)
    for clinic in (naryn, second):
        assert clinic.casework.ids("conflict_decision") == [] and not said(clinic, MARKER)
