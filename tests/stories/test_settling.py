"""Conflicts as the desk reads them: what each author had seen, what is put off, and who may decide.

Tried with `had_seen` taken from the value shown now, with the mark of a settled conflict left behind, and with
`ours` that forgets to ask who wrote: each failed one of these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NoSuchConflict, NotOurs
from clinic_app.records.record import Record
from tests.stories.clinics import WHOLE_CONSULTATION, Clinics, consult, edit, form, save


@pytest.fixture
def network(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic]:
    """A coordinator, and two laptops of one office."""
    coordinator = clinics.coordinator()
    first = clinics.joined(coordinator, clinics.office("NAR1", "Айгүл Токтосунова"))
    second = clinics.joined(coordinator, clinics.office("NAR1", "Нурбек Жолдошев"))
    clinics.exchange_all(coordinator, first, second)
    return coordinator, first, second


def torn(clinics: Clinics, network: tuple[Clinic, Clinic, Clinic], *writers: Clinic, **own: Any) -> Record:
    """A consultation that each writer changed without knowing of the others; merged by everybody."""
    record = consult(network[1], advice="First words", duration_min=10)
    clinics.exchange_all(*network)
    for place, writer in enumerate(writers):
        edit(writer, record, advice=f"Words {place}", **own)
    clinics.exchange_all(*network)
    return record


def test_each_candidate_tells_what_its_author_had_seen(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]
) -> None:
    coordinator, first, second = network
    record = consult(first, advice="First words", facts="")
    clinics.exchange_all(*network)
    stale = form(second, record)
    edit(first, record, advice="Second words", facts="20")
    clinics.exchange_all(*network)
    edit(coordinator, record, advice="The coordinator's words")
    save(second, stale, advice="The second laptop's words", facts="30")
    clinics.exchange_all(*network)
    advice, facts = coordinator.settling.conflicts()
    told = {one.value: (one.had_seen, one.saw_nothing) for one in advice.values}
    assert told == {
        "The coordinator's words": ("Second words", False),
        "The second laptop's words": ("First words", False),
    }
    assert {(one.value, one.had_seen, one.saw_nothing) for one in facts.values} == {
        ("20", None, True),
        ("30", None, True),
    }
    assert {one.laptop for one in facts.values} == {"A", "B"}
    assert advice.before is None, "no value was seen by both"
    assert advice.home == "NAR1"


def test_conflicts_are_narrowed_by_office_and_field(clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]) -> None:
    coordinator, first, second = network
    other = clinics.joined(coordinator, clinics.office("OSH1", "Гүлнара Сапарова"))
    record = consult(other, advice="Osh")
    clinics.carry(other, coordinator)
    edit(other, record, advice="Osh one")
    edit(coordinator, record, advice="Osh two")
    clinics.carry(other, coordinator)
    torn(clinics, network, first, second)
    settling = coordinator.settling
    assert settling.count() == 2
    assert [one.record for one in settling.conflicts(office="OSH1")] == [record.id]
    assert len(settling.conflicts(office="NAR1", field="advice")) == 1
    assert settling.conflicts(field="consultation.advice") == settling.conflicts(field="advice")
    assert settling.conflicts(field="outcome") == []


def test_what_is_put_off_comes_last_keeps_its_note_and_can_be_taken_up(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]
) -> None:
    coordinator, first, second = network
    for _turn in range(3):
        torn(clinics, network, first, second)
    one, two, three = coordinator.settling.conflicts()
    coordinator.settling.postpone(one.id, "  ask Aigul ")
    coordinator.settling.postpone(two.id)
    coordinator = clinics.reopened(coordinator)
    found = coordinator.settling.conflicts()
    assert [c.id for c in found] == [three.id, one.id, two.id]
    assert [(c.postponed, c.note) for c in found] == [(False, ""), (True, "ask Aigul"), (True, "")]
    assert coordinator.settling.count() == 3
    coordinator.settling.take_up(one.id)
    assert [c.id for c in coordinator.settling.conflicts()] == [one.id, three.id, two.id]
    with pytest.raises(NoSuchConflict):
        coordinator.settling.postpone(f"{one.record}:outcome")


def test_what_was_settled_is_no_longer_put_off_when_it_is_torn_again(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]
) -> None:
    coordinator, first, second = network
    record = torn(clinics, network, first, second)
    (conflict,) = coordinator.settling.conflicts()
    coordinator.settling.postpone(conflict.id)
    coordinator.settling.resolve(conflict.id, take=conflict.values[0].dot)
    clinics.exchange_all(coordinator, first, second)
    edit(first, record, advice="Torn again")
    edit(second, record, advice="And again")
    clinics.exchange_all(coordinator, first, second)
    (again,) = coordinator.settling.conflicts()
    assert again.id == conflict.id
    assert not again.postponed


def test_two_laptops_of_one_office_settle_between_themselves(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]
) -> None:
    coordinator, first, second = network
    record = torn(clinics, network, first, second)
    (conflict,) = second.settling.ours()
    assert second.settling.may_settle(conflict)
    second.settling.resolve(conflict.id, take=conflict.values[0].dot)
    clinics.exchange_all(coordinator, first, second)
    for clinic in (coordinator, first, second):
        assert clinic.settling.conflicts() == []
        assert clinic.casework.load("consultation", record.id).advice == conflict.values[0].value


def test_what_a_coordinator_wrote_against_an_office_is_left_to_the_coordinators(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]
) -> None:
    coordinator, first, _second = network
    torn(clinics, network, first, coordinator)
    assert len(first.settling.conflicts()) == 1
    assert first.settling.ours() == []


def test_nobody_settles_what_is_for_everyone_but_a_coordinator(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]
) -> None:
    coordinator, first, second = network
    torn(clinics, network, first, second)
    (conflict,) = coordinator.settling.conflicts()
    assert not first.settling.may_settle(replace(conflict, type="device"))
    assert not first.settling.may_settle(replace(conflict, home="OSH1"))
    assert coordinator.settling.may_settle(replace(conflict, type="device", home="OSH1"))
    other = clinics.joined(coordinator, clinics.office("OSH1", "Гүлнара Сапарова"))
    with pytest.raises((NotOurs, NoSuchConflict)):
        other.settling.resolve(conflict.id, take=conflict.values[0].dot)


def test_the_other_fields_of_the_record_are_told(clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]) -> None:
    coordinator, first, second = network
    record = consult(first, advice="First words", duration_min=10)
    clinics.exchange_all(*network)
    edit(first, record, advice="One", duration_min=20)
    edit(second, record, advice="Two", duration_min=30)
    clinics.exchange_all(*network)
    advice = next(one for one in coordinator.settling.conflicts() if one.field == "advice")
    duration, *same = coordinator.settling.beside(advice.id)
    assert (duration.register, sorted(duration.values), duration.torn) == ("duration_min", [20, 30], True)
    assert ("outcome", ("advised",), False) in {(one.register, one.values, one.torn) for one in same}
    assert not any(one.register in ("advice", "duration_min") for one in same)


def test_two_hundred_conflicts_are_read_at_once(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic], monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator, first, _second = network
    blanks = [first.casework.blank("consultation", **(WHOLE_CONSULTATION | {"advice": "x"})) for _turn in range(200)]
    first.casework.save_many(blanks)
    clinics.exchange_all(*network, rounds=1)
    for place, id in enumerate(coordinator.casework.ids("consultation")):
        edit(first, first.casework.load("consultation", id), advice=f"One {place}")
        edit(coordinator, coordinator.casework.load("consultation", id), advice=f"Two {place}")
    clinics.carry(first, coordinator)
    asked: list[str] = []
    sql = coordinator.settling._vault.sql
    real = sql.all
    monkeypatch.setattr(sql, "all", lambda statement, *given: asked.append(statement) or real(statement, *given))
    assert len(coordinator.settling.conflicts()) == 200
    assert len(asked) < 40, "read in one go, not one by one"
    asked.clear()
    assert coordinator.settling.count() == 200
    assert len(asked) == 1


def test_a_value_that_came_while_somebody_decided_stays_beside_the_decision(
    clinics: Clinics, network: tuple[Clinic, Clinic, Clinic]
) -> None:
    """With all values live at that moment taken as seen, the third was overwritten by somebody who never read it."""
    bishkek, naryn, _osh = network
    record = consult(naryn, advice="before")
    clinics.carry(naryn, bishkek)
    stale = form(bishkek, record)
    edit(naryn, record, advice="the office")
    late = form(naryn, record)
    clinics.carry(naryn, bishkek)
    save(bishkek, stale, advice="the coordinator")
    (shown,) = bishkek.settling.conflicts()
    save(naryn, late, advice="the office again")  # overwrites what the coordinator is looking at
    clinics.carry(naryn, bishkek)
    bishkek.settling.resolve(shown.id, value="decided", shown=[one.dot for one in shown.values])
    (left,) = bishkek.settling.conflicts()
    assert {one.value for one in left.values} == {"decided", "the office again"}
    bishkek.settling.resolve(left.id, take=next(one.dot for one in left.values if one.value == "decided"))
    assert bishkek.settling.conflicts() == []
