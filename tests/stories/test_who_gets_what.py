"""Confidentiality: what stays on the office's laptops never reaches a coordinator, not even as bytes."""

from __future__ import annotations

import pytest

from clinic_app.errors import NotShared
from tests.stories.clinics import (
    Clinics,
    consult,
    edit,
    form,
    journal_bytes,
    open_case,
    person,
    readings,
    save,
    statuses,
    told,
)
from tests.stories.forging import entry, forged

OFFICE_ONLY = {"confidentiality": "office"}


def test_an_office_only_record_never_reaches_the_coordinator(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    client = person(naryn, "Тууганбаева Сырга")
    secrets = [
        consult(naryn, advice="SECRET-A", person_id=client.id, **OFFICE_ONLY),
        consult(naryn, advice="SECRET-B", confidentiality="lawyer"),
        consult(naryn, advice="SECRET-C", confidentiality="aggregate"),
        open_case(naryn, client.id, summary="SECRET-D", **OFFICE_ONLY),
    ]
    naryn.casework.save(
        naryn.casework.blank("case_event", case_id=secrets[3].id, kind="publication", on="2026", notes="SECRET-E")
    )
    open_one = consult(naryn, advice="OPEN")
    edit(naryn, secrets[0], facts="SECRET-F")
    clinics.exchange_all(naryn, second, bishkek)
    edit(second, secrets[0], facts="SECRET-G")
    clinics.exchange_all(naryn, second, bishkek)
    theirs = journal_bytes(bishkek)
    assert b"OPEN" in theirs and b"SECRET" not in theirs and "Сырга".encode() not in theirs
    assert all(record.id.encode() not in theirs for record in secrets)
    assert bishkek.casework.ids("consultation") == [open_one.id]
    assert form(second, secrets[3]).summary == "SECRET-D"  # type: ignore[attr-defined]
    assert form(naryn, secrets[0]).facts == "SECRET-G"  # type: ignore[attr-defined]
    assert {key[1] for key in readings(second)} == {key[1] for key in readings(naryn)}


def test_the_person_of_a_shared_record_goes_along(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client, opponent, nobody = (person(naryn, name) for name in ("Client One", "Opponent Two", "Nobody Three"))
    edit(naryn, client, phone="0555 1")
    clinics.carry(naryn, bishkek)
    assert bishkek.casework.ids("person") == []
    record = consult(naryn, person_id=client.id, opponent_ids=frozenset({opponent.id}))
    edit(naryn, client, phone="0555 2")
    clinics.carry(naryn, bishkek)
    assert set(bishkek.casework.ids("person")) == {client.id, opponent.id}
    assert told(bishkek.history.of("person", client.id), "phone") == ["0555 1", "0555 2"]
    edit(naryn, record, opponent_ids=frozenset({opponent.id, nobody.id}))
    clinics.carry(naryn, bishkek)
    assert nobody.id in bishkek.casework.ids("person")


def test_widening_sends_the_history_and_the_children(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    client = person(naryn)
    case = open_case(naryn, client.id, summary="one", **OFFICE_ONLY)
    event = naryn.casework.save(
        naryn.casework.blank("case_event", case_id=case.id, kind="publication", on="2026", notes="n1")
    ).record
    clinics.exchange_all(naryn, second, bishkek)
    edit(second, case, summary="two")
    clinics.exchange_all(naryn, second, bishkek)
    assert bishkek.casework.ids("journalist_case") == []
    edit(naryn, case, confidentiality="coord")
    clinics.exchange_all(naryn, second, bishkek)
    assert told(bishkek.history.of("journalist_case", case.id), "summary") == ["one", "two"]
    assert form(bishkek, event).notes == "n1"  # type: ignore[attr-defined]
    assert form(bishkek, client).name_display == "Айгүл Токтоматова"  # type: ignore[attr-defined]
    theirs = readings(bishkek)
    assert {key: theirs[key] for key in readings(naryn)} == readings(naryn) == readings(second)


def test_narrowing_tells_only_the_confidentiality(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="known to all")
    clinics.carry(naryn, bishkek)
    edit(naryn, record, advice="SECRET", confidentiality="office")
    edit(naryn, record, facts="SECRET too")
    clinics.carry(naryn, bishkek)
    assert form(bishkek, record).confidentiality == "office"  # type: ignore[attr-defined]
    assert form(bishkek, record).advice == "known to all"  # type: ignore[attr-defined]
    assert b"SECRET" not in journal_bytes(bishkek)


def test_a_form_opened_before_the_narrowing_leaks_nothing(clinics: Clinics) -> None:
    """Who reads a save follows from what the record is now, not from what a stale form still shows."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="known to all")
    clinics.carry(naryn, bishkek)
    stale = form(naryn, record)
    edit(naryn, record, confidentiality="office")
    save(naryn, stale, facts="SECRET")
    clinics.carry(naryn, bishkek)
    assert b"SECRET" not in journal_bytes(bishkek)
    assert form(naryn, record).facts == "SECRET"  # type: ignore[attr-defined]


def test_an_edit_of_a_record_whose_beginning_has_not_come_leaks_nothing(clinics: Clinics) -> None:
    """Who reads it is not known yet; so it goes no further than where its other entries stand."""
    bishkek = clinics.coordinator()
    first = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    third = clinics.joined(bishkek, clinics.office("NAR1", "Асель"))
    for clinic in (first, second, third):
        consult(clinic, **OFFICE_ONLY)
    clinics.exchange_all(first, second, third, bishkek)
    record = consult(first, advice="SECRET-1", **OFFICE_ONLY)
    clinics.carry(first, second)
    edit(second, record, advice="SECRET-2")
    clinics.carry(second, third)
    shown = form(third, record)
    assert not shown.complete and shown.advice == "SECRET-2"  # type: ignore[attr-defined]
    me = third.identity
    # The form would refuse an incomplete record; the journal must be safe by itself.
    late = entry(third, "consultation", record.id, {"advice": "SECRET-3"}, {})
    with third.in_one_change():
        third.casework._enter(late, shown)
    assert third._desk.vault.journal.stands_in(record.id) == {f"office:{me.office_id}"}


def test_a_coordinators_edit_goes_back_to_the_office(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    other = clinics.joined(bishkek, clinics.office("OSH1", "Второй", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek, other)
    edit(bishkek, record, supervisor_ok=True)
    edit(other, form(other, record), outcome="settled")
    clinics.exchange_all(naryn, bishkek, other)
    for clinic in (naryn, bishkek, other):
        shown = form(clinic, record)
        assert (shown.supervisor_ok, shown.outcome) == (True, "settled")  # type: ignore[attr-defined]


def test_a_second_laptop_that_joins_later_receives_everything(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="long ago")
    secret = consult(naryn, advice="SECRET", **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    edit(bishkek, record, supervisor_ok=True)
    clinics.exchange_all(naryn, bishkek)
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    clinics.exchange_all(bishkek, naryn, second)
    assert {key: value for key, value in readings(second).items() if key in readings(naryn)} == readings(naryn)
    assert form(second, secret).advice == "SECRET"  # type: ignore[attr-defined]
    mine = consult(second)
    assert "-B-" in mine.record_no  # type: ignore[attr-defined]
    clinics.exchange_all(bishkek, naryn, second)
    assert readings(naryn) == readings(second)


def test_two_coordinators_see_the_same(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    other = clinics.joined(bishkek, clinics.office("OSH1", "Второй", "coordinator"))
    clinics.exchange_all(bishkek, other, naryn)
    edit(other, record, outcome="won")
    edit(bishkek, record, outcome="lost")
    clinics.exchange_all(bishkek, other, naryn)
    (conflict,) = other.settling.conflicts()
    other.settling.resolve(conflict.id, take=conflict.values[0].dot)
    clinics.exchange_all(bishkek, other, naryn)
    assert readings(bishkek) == readings(other)
    assert bishkek.settling.conflicts() == []
    assert set(statuses(clinics.carry(other, bishkek))) <= {"nothing_new"}


def test_a_coordinator_who_narrows_an_offices_record_loses_nothing_of_the_save(clinics: Clinics) -> None:
    """A coordinator cannot write to the office's own audience: the whole save goes back by the shared one."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    clinics.carry(naryn, bishkek)
    edit(bishkek, record, advice="two", confidentiality="office")
    edit(bishkek, record, facts="three")
    clinics.carry(bishkek, naryn)
    shown = form(naryn, record)
    assert (shown.advice, shown.facts, shown.confidentiality) == ("two", "three", "office")  # type: ignore[attr-defined]
    edit(naryn, record, advice="SECRET")
    clinics.exchange_all(naryn, bishkek)
    assert b"SECRET" not in journal_bytes(bishkek)


def test_a_settled_confidentiality_reaches_the_coordinator(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    record = consult(naryn)
    clinics.exchange_all(naryn, second, bishkek)
    edit(naryn, record, confidentiality="office")
    edit(second, record, confidentiality="aggregate")
    clinics.exchange_all(naryn, second, bishkek)
    (conflict,) = second.settling.conflicts()
    second.settling.resolve(conflict.id, value="coord")
    clinics.exchange_all(naryn, second, bishkek)
    for clinic in (naryn, second, bishkek):
        assert clinic.settling.conflicts() == []
        assert form(clinic, record).confidentiality == "coord"  # type: ignore[attr-defined]


def test_what_a_colleague_wrote_before_hearing_of_the_widening_goes_along(clinics: Clinics) -> None:
    """With `WhoReads.bring_along` left out the coordinator never had the colleague's words, event and new number."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    client = person(naryn)
    case = open_case(naryn, client.id, **OFFICE_ONLY)
    clinics.exchange_all(naryn, second, bishkek)
    edit(naryn, case, confidentiality="coord")
    edit(second, case, summary="written meanwhile")
    edit(second, client, phone="0555 3")
    event = second.casework.save(
        second.casework.blank("case_event", case_id=case.id, kind="publication", on="2026", notes="event meanwhile")
    ).record
    clinics.exchange_all(naryn, second, bishkek)
    assert form(bishkek, case).summary == "written meanwhile"  # type: ignore[attr-defined]
    assert form(bishkek, event).notes == "event meanwhile"  # type: ignore[attr-defined]
    assert form(bishkek, client).phone == "0555 3"  # type: ignore[attr-defined]
    theirs = readings(bishkek)
    assert {key: theirs[key] for key in readings(naryn)} == readings(naryn) == readings(second)


def test_only_its_office_widens_a_record(clinics: Clinics) -> None:
    """Review 4: a coordinator set the confidentiality back, and the office's program sent what was written since."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    edit(naryn, record, confidentiality="office")
    edit(naryn, record, advice="SECRET")
    clinics.exchange_all(naryn, bishkek)
    with pytest.raises(NotShared):
        edit(bishkek, record, confidentiality="coord")
    first = next(one for one in bishkek.history.of("consultation", record.id) if one.register == "confidentiality")
    with pytest.raises(NotShared):
        bishkek.history.restore("consultation", record.id, first.dot, "confidentiality")
    live = bishkek._desk.vault.leaves("consultation", record.id)["confidentiality"]
    widening = entry(bishkek, "consultation", record.id, {"confidentiality": "coord"}, {"confidentiality": tuple(live)})
    naryn.exchange.merge([forged(bishkek, naryn, [widening], clinics.stick(), audience="shared:NAR1")])
    edit(naryn, record, facts="SECRET too")
    clinics.exchange_all(naryn, bishkek)
    assert b"SECRET" not in journal_bytes(bishkek)
    edit(naryn, record, confidentiality="office")
    edit(naryn, record, confidentiality="coord")
    clinics.exchange_all(naryn, bishkek)
    assert form(bishkek, record).advice == "SECRET"  # type: ignore[attr-defined]


def test_an_entry_of_a_coordinator_takes_no_person_along(clinics: Clinics) -> None:
    """Review 5: one entry without content, under a guessed id, and the whole person went to the coordinators."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client = person(naryn, "SECRET client")
    consult(naryn, person_id=client.id, **OFFICE_ONLY)
    clinics.exchange_all(naryn, bishkek)
    inert = entry(bishkek, "person", client.id, {"home": "NAR1"}, {})
    naryn.exchange.merge([forged(bishkek, naryn, [inert], clinics.stick(), audience="shared:NAR1")])
    edit(naryn, client, notes="SECRET notes")
    clinics.exchange_all(naryn, bishkek)
    assert b"SECRET" not in journal_bytes(bishkek)
    consult(naryn, person_id=client.id)
    clinics.exchange_all(naryn, bishkek)
    assert form(bishkek, client).name_display == "SECRET client"  # type: ignore[attr-defined]


def test_the_persons_whom_a_cases_parties_name_go_along_when_the_case_is_shared(clinics: Clinics) -> None:
    """With `widen_people` left out for children the judge and the opposing lawyer came as ids without a name."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client, opponent, counsel, judge = (person(naryn, name) for name in ("Client", "Opponent", "Counsel", "Judge"))
    case = open_case(naryn, client.id, **OFFICE_ONLY)
    add = naryn.casework.blank
    naryn.casework.save(
        add("party", case_id=case.id, person_id=opponent.id, counsel_id=counsel.id, role="claimant", side="theirs")
    )
    naryn.casework.save(add("proceeding", case_id=case.id, procedure="civil", judge_ids=frozenset({judge.id})))
    clinics.exchange_all(naryn, bishkek)
    assert bishkek.casework.ids("person") == bishkek.casework.ids("party") == []
    edit(naryn, case, confidentiality="coord")
    clinics.exchange_all(naryn, bishkek)
    assert len(bishkek.casework.ids("party")) == len(bishkek.casework.ids("proceeding")) == 1
    names = bishkek.casework.titles("person", [opponent.id, counsel.id, judge.id])
    assert sorted(names.values()) == ["Counsel", "Judge", "Opponent"]
