"""What waits, what is acknowledged, and when nobody owes anybody anything."""

from __future__ import annotations

from tests.stories.clinics import Clinics, consult, meant, readings


def test_an_acknowledgement_frees_the_outbox_and_a_receipt_calls_for_none(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    assert clinics.packages(naryn) == clinics.packages(bishkek) == []
    consult(naryn)
    assert naryn.exchange.waiting().unsealed == 1
    assert len(clinics.packages(naryn)) == 1
    waiting = naryn.exchange.waiting()
    assert (waiting.packages, waiting.entries, waiting.unsealed) == (1, 1, 0)
    assert len(clinics.packages(naryn)) == 1  # it stays until it is acknowledged
    clinics.carry(naryn, bishkek)
    receipts = clinics.packages(bishkek)
    assert len(receipts) == 1
    (taken,) = meant(naryn.exchange.merge(receipts))
    assert taken.status == "nothing_new"
    assert naryn.exchange.waiting().packages == 0
    assert clinics.packages(naryn) == clinics.packages(bishkek) == []


def test_every_reader_gets_a_receipt_also_one_who_lacks_something_else(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    other = clinics.joined(bishkek, clinics.office("OSH1", "Второй", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek, other)
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    clinics.carry(bishkek, naryn, other)
    consult(other)
    consult(naryn)
    clinics.carry(naryn, bishkek, other)
    clinics.exchange_all(bishkek, other, naryn, second)
    for clinic in (bishkek, other, naryn, second):
        assert clinic.exchange.waiting().packages == 0, clinic.identity.office_id
        assert clinics.packages(clinic) == []


def test_exporting_everything_sends_it_all_again_and_changes_nothing(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    before = readings(bishkek)
    packages = clinics.packages(naryn, everything=True)
    assert packages
    assert {one.status for one in meant(bishkek.exchange.merge(packages))} == {"nothing_new"}
    assert readings(bishkek) == before


def test_what_lies_sealed_for_a_removed_laptop_is_left_nowhere(clinics: Clinics) -> None:
    """A package that a stolen laptop could open must not go on being left in the common folder after its removal."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    clinics.exchange_all(naryn, second, bishkek)
    record = consult(naryn, advice="sealed for both, before the theft")
    assert clinics.packages(naryn)
    bishkek.network.remove(second.identity.device_id)
    clinics.carry(bishkek, naryn)
    thief = second.exchange.merge(clinics.packages(naryn))
    assert record.id not in second.casework.ids("consultation")
    assert "merged" not in {one.status for one in thief.packages}
    clinics.carry(naryn, bishkek)
    assert record.id in bishkek.casework.ids("consultation")
    clinics.carry(bishkek, naryn)
    assert naryn.exchange.waiting().packages == 0
