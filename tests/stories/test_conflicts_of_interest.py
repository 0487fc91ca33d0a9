"""Conflicts of interest: found on every save and when a role changes later, decided by a person, kept in the office.

Mistakes that were planted and that these stories noticed are named with each of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import InvalidRecord, NotOurs
from clinic_app.records.record import Record
from clinic_app.use_cases.interest_findings import Asked, Finding
from clinic_app.wording.words import speak
from tests.stories.clinics import WHOLE_CASE, WHOLE_CONSULTATION, Clinics, journal_bytes, person


@pytest.fixture
def naryn(clinics: Clinics) -> Clinic:
    speak("en")
    return clinics.office("NAR1")


def consult(clinic: Clinic, client: Record | None = None, *against: Record, **values: Any) -> Any:
    """A consultation saved as the form and the command line save it."""
    record = clinic.casework.blank("consultation", **(WHOLE_CONSULTATION | values))
    named = {"person_id": client.id if client else None, "opponent_ids": frozenset(one.id for one in against)}
    return clinic.intake.save(replace(record, **named)).record


def open_case(clinic: Clinic, journalist: Record, *against: Record) -> Any:
    record = clinic.casework.blank("journalist_case", **WHOLE_CASE)
    named = {"person_id": journalist.id, "opponent_ids": frozenset(one.id for one in against)}
    return clinic.intake.save(replace(record, **named)).record


def now(clinic: Clinic, record: Any) -> Any:
    return clinic.casework.load(record.type.name, record.id)


def check(clinic: Clinic, record: Any) -> str:
    return clinic.interests.verdict(record.type.name, record.id)


def found(clinic: Clinic, record: Any) -> tuple[Finding, ...]:
    return clinic.interests.undecided(record.type.name, record.id)


def waiting(clinic: Clinic) -> set[str]:
    return {one.id for one in clinic.interests.waiting().first}


def decide(clinic: Clinic, record: Any, verdict: str = "clear", reason: str = "another person") -> None:
    clinic.interests.decide(record.type.name, record.id, verdict, reason, found(clinic, record))


def relate(clinic: Clinic, one: Record, kind: str, other: Record) -> Any:
    """`other` is (kind) to `one`."""
    relation = clinic.casework.blank("relation", person_id=one.id, other_id=other.id, kind=kind)
    return clinic.intake.save(relation).record


def test_a_client_nobody_is_like_is_clear_and_waits_for_nobody(naryn: Clinic) -> None:
    record = consult(naryn, person(naryn), person(naryn, "Петров Сергей"))
    assert check(naryn, record) == now(naryn, record).conflict_check == "clear"
    assert found(naryn, record) == () and waiting(naryn) == set()


def test_an_opponent_here_who_becomes_a_client_there_stops_both_records(naryn: Clinic) -> None:
    """Planted mistake: looking at the new record alone leaves the lawyer of the old one in the dark."""
    asan = person(naryn, "Асанов Үсөн", birth_year=1980)
    old = consult(naryn, person(naryn), asan)
    new = consult(naryn, asan)
    (finding,) = found(naryn, new)
    assert finding.said == f"the same person; opposing party in {old.record_no}"
    assert (check(naryn, new), check(naryn, old)) == ("not_done", "not_done")
    assert now(naryn, old).conflict_check == now(naryn, new).conflict_check == "not_done"
    assert waiting(naryn) == {new.id, old.id} and naryn.interests.waiting().total == 2
    decide(naryn, new, "clear", "the earlier matter is closed and another one")
    assert waiting(naryn) == set()
    assert now(naryn, old).conflict_check == now(naryn, new).conflict_check == "clear"


def test_another_spelling_is_found_with_the_reason_and_the_place_in_words(naryn: Clinic) -> None:
    speak("en")
    journalist = person(naryn, "Сатыбалдиева Мээрим")
    case = open_case(naryn, journalist, person(naryn, "Асанов Үсөн Бакытович", birth_year=1980))
    new = consult(naryn, person(naryn, "Asanov Uson", birth_year=1980))
    (finding,) = found(naryn, new)
    assert finding.said == f"same name in another spelling, same birth year; opposing party in {case.record_no}"
    assert finding.line == f"Asanov Uson — Асанов Үсөн Бакытович, 1980: {finding.said}"
    assert check(naryn, case) == "not_done" and waiting(naryn) == {case.id, new.id}


def test_opposite_roles_come_before_namesakes_of_the_same_role_who_stop_nothing(naryn: Clinic) -> None:
    """Planted mistake: ranked by likeness alone, the namesake who is a client too stands first."""
    consult(naryn, person(naryn, "Асанов Үсөн", birth_year=1980))
    old = consult(naryn, person(naryn), person(naryn, "Асанов Усон", birth_year=1990))
    new = consult(naryn, person(naryn, "Асанов Үсөн", birth_year=1980))
    both = naryn.interests.findings("consultation", new.id)
    assert [(one.opposite, one.needs_decision) for one in both] == [(True, True), (False, False)]
    assert both[0].places[0].id == old.id and both[0].score < both[1].score
    assert found(naryn, new) == both[:1]


def test_the_same_two_facing_each_other_again_is_no_conflict(naryn: Clinic) -> None:
    """Planted mistake: the wife who sues again under her husband's family name is like her own opponent."""
    wife, husband = person(naryn, "Асанова Айгүл"), person(naryn, "Асанов Айгул уулу")
    relate(naryn, wife, "spouse", husband)
    first, second = consult(naryn, wife, husband), consult(naryn, wife, husband)
    assert found(naryn, first) == found(naryn, second) == ()
    assert waiting(naryn) == set()


def test_one_person_on_both_sides_of_one_record_is_found(naryn: Clinic) -> None:
    asan = person(naryn, "Асанов Үсөн")
    record = consult(naryn, asan, asan)
    (finding,) = found(naryn, record)
    assert finding.said == "the same person; on both sides of this record" and finding.strong
    decide(naryn, record)
    assert waiting(naryn) == set()


def test_a_spouse_of_the_opponent_is_found_when_the_relation_is_noted_later(naryn: Clinic) -> None:
    """Planted mistake: relations read from one end only: she is noted as his wife, he not as her husband."""
    husband, wife = person(naryn, "Токтогулов Самат"), person(naryn, "Ибраимова Гүлзат")
    ours = consult(naryn, wife)
    against = consult(naryn, person(naryn), husband)
    assert waiting(naryn) == set() and check(naryn, against) == "clear"
    relation = relate(naryn, husband, "spouse", wife)
    assert waiting(naryn) == {ours.id, against.id}
    (finding,) = found(naryn, against)
    assert finding.said == (f"Ибраимова Гүлзат is noted as spouse to Токтогулов Самат; client in {ours.record_no}")
    assert found(naryn, ours)[0].places[0].id == against.id
    naryn.intake.save(replace(relation, archived=True))
    assert waiting(naryn) == set()
    assert now(naryn, ours).conflict_check == now(naryn, against).conflict_check == "clear"


def test_a_link_made_later_is_another_finding_than_the_likeness_that_was_decided(naryn: Clinic) -> None:
    """Planted mistake: a decision that covers the pair whatever ties them keeps silent when they are linked."""
    opponent, client = person(naryn, "Асанов Үсөн"), person(naryn, "Asanov Uson", birth_year=1980)
    old, new = consult(naryn, person(naryn), opponent), consult(naryn, client)
    decide(naryn, new)
    assert waiting(naryn) == set()
    naryn.linking.decide(opponent.id, client.id, same=True)
    assert waiting(naryn) == {old.id, new.id}
    assert found(naryn, new)[0].said == f"the same person; opposing party in {old.record_no}"
    link = naryn.linking.decided()[0]
    naryn.linking.undo(link.id, link.version)
    assert waiting(naryn) == set() and now(naryn, new).conflict_check == "clear"


def test_who_was_told_apart_is_not_found_again(naryn: Clinic) -> None:
    opponent, client = person(naryn, "Асанов Үсөн"), person(naryn, "Асанов Усон")
    consult(naryn, person(naryn), opponent)
    new = consult(naryn, client)
    assert found(naryn, new)
    naryn.linking.decide(opponent.id, client.id, same=False)
    assert found(naryn, new) == () and waiting(naryn) == set()


def test_a_name_mended_later_is_checked_then(naryn: Clinic) -> None:
    """Planted mistake: checking on saves of consultations and cases only."""
    opponent, client = person(naryn, "Асанов Үсөн"), person(naryn, "Иванова Анна")
    consult(naryn, person(naryn), opponent)
    new = consult(naryn, client)
    assert waiting(naryn) == set()
    naryn.intake.save(replace(now(naryn, client), earlier_names=frozenset({"Асанов Үсөн"})))
    assert new.id in waiting(naryn)
    assert "under an earlier or other name" in found(naryn, new)[0].said


def test_renamed_after_marriage_with_the_same_given_name_father_and_year(naryn: Clinic) -> None:
    old = consult(naryn, person(naryn), person(naryn, "Ибраимова Айгүл Маратовна", birth_year=1988))
    new = consult(naryn, person(naryn, "Токтоматова Айгуль Маратовна", birth_year=1988))
    (finding,) = found(naryn, new)
    assert finding.strong and old.record_no in finding.said
    assert finding.why.startswith("same given name and patronymic in another spelling, another family name")


def test_a_reason_is_wanted_for_a_conflict_and_for_clearing_what_is_strong(naryn: Clinic) -> None:
    asan = person(naryn, "Асанов Үсөн")
    consult(naryn, person(naryn), asan)
    new = consult(naryn, asan)
    for verdict in ("clear", "conflict"):
        with pytest.raises(InvalidRecord):
            decide(naryn, new, verdict, "  ")
    assert naryn.interests.decisions("consultation", new.id) == []
    decide(naryn, new, "conflict", "Биз бул кишиге каршы чыкканбыз")
    (decision,) = naryn.interests.decisions("consultation", new.id)
    assert (decision.verdict, decision.names) == ("conflict", frozenset({"Асанов Үсөн"}))
    assert "opposing party in" in decision.found and now(naryn, new).conflict_check == "conflict"


def test_a_conflict_that_was_chosen_is_never_softened_by_the_program(naryn: Clinic) -> None:
    """Planted mistake: writing "clear" whenever nothing is found."""
    record = consult(naryn, person(naryn), conflict_check="conflict")
    assert now(naryn, record).conflict_check == "conflict"
    asan = person(naryn, "Асанов Үсөн")
    consult(naryn, person(naryn, "Жумабеков Чыңгыз"), asan)
    relation = relate(naryn, now(naryn, person(naryn, "Турдубеков Нурлан")), "spouse", asan)
    torn = consult(naryn, asan, conflict_check="conflict")
    naryn.intake.save(replace(relation, archived=True))
    naryn.intake.save(replace(now(naryn, torn), person_id=None))
    assert now(naryn, torn).conflict_check == "conflict"
    again: Any = naryn.intake.save(replace(now(naryn, record), opponent_ids=frozenset({person(naryn, "Петров").id})))
    assert again.record.conflict_check == "conflict"


def test_a_new_opponent_asks_anew_though_the_record_was_decided(naryn: Clinic) -> None:
    asan, bakyt = person(naryn, "Асанов Үсөн"), person(naryn, "Жумабеков Чыңгыз")
    consult(naryn, person(naryn), asan)
    consult(naryn, bakyt)
    record = consult(naryn, asan)
    decide(naryn, record)
    changed: Any = naryn.intake.save(replace(now(naryn, record), opponent_ids=frozenset({bakyt.id}))).record
    assert changed.conflict_check == "not_done"
    assert [one.asked.name for one in found(naryn, record)] == ["Жумабеков Чыңгыз"]
    naryn.intake.save(replace(now(naryn, record), opponent_ids=frozenset()))
    assert waiting(naryn) == set() and now(naryn, record).conflict_check == "clear"


def test_names_still_being_written_are_compared_with_the_same_words(naryn: Clinic) -> None:
    old = consult(naryn, person(naryn), person(naryn, "Асанов Үсөн", birth_year=1980))
    (finding,) = naryn.interests.look([Asked("client", "asanov uson", born=1980)])
    assert old.record_no in finding.said and finding.needs_decision and not finding.keys
    assert naryn.interests.look([Asked("client", "аноним"), Asked("opponent", "")]) == ()


def test_what_is_rolled_back_is_not_remembered(naryn: Clinic) -> None:
    """Planted mistake: names and places kept in memory from a save that never happened."""
    asan = person(naryn, "Асанов Үсөн")
    with pytest.raises(RuntimeError), naryn.in_one_change():
        consult(naryn, person(naryn, "Турдубеков Нурлан"), asan)
        raise RuntimeError
    other = person(naryn, "Сыдыков Эмил")
    assert found(naryn, consult(naryn, asan)) == ()
    assert [hit.id for hit in naryn.people.check("Сыдыков Эмил")] == [other.id]
    assert naryn.people.check("Турдубеков Нурлан") == []


def test_the_coordinators_learn_nothing_of_what_was_found(clinics: Clinics) -> None:
    """Planted mistake: the reason, or what was found, written into the consultation."""
    speak("en")
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    secret = person(naryn, "Хусейинов Жахонгир", birth_year=1970)
    hidden = consult(naryn, person(naryn, "Кубаныч Асан уулу"), secret, confidentiality="office")
    shared = consult(naryn, person(naryn, "Khuseyinov Jahongir", birth_year=1970))
    assert waiting(naryn) == {hidden.id, shared.id}
    decide(naryn, shared, "clear", "MARKER another person")
    clinics.exchange_all(naryn, second, bishkek)
    seen = journal_bytes(bishkek)
    for word in ("Хусейинов", hidden.record_no, "MARKER", "opposing party"):
        assert word.encode() not in seen
    assert shared.id in bishkek.casework.ids("consultation")
    assert [one.reason for one in second.interests.decisions("consultation", shared.id)] == ["MARKER another person"]
    assert second.interests.undecided("consultation", shared.id) == ()
    with pytest.raises(NotOurs):
        bishkek.interests.decide("consultation", shared.id, "conflict", "MARKER", ())


def test_what_waits_survives_switching_the_laptop_off(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    asan = person(naryn, "Асанов Үсөн")
    old, new = consult(naryn, person(naryn), asan), consult(naryn, asan)
    naryn = clinics.reopened(naryn)
    assert waiting(naryn) == {old.id, new.id}


def test_what_a_colleague_wrote_meanwhile_is_looked_at_after_the_merge(clinics: Clinics) -> None:
    """Planted mistake: checking one's own saves only: two laptops of one office serve both sides for months."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    clinics.exchange_all(bishkek, naryn, second)
    ours = consult(naryn, person(naryn, "Асанов Үсөн", birth_year=1980))
    theirs = consult(second, person(second), person(second, "Asanov Uson", birth_year=1980))
    assert waiting(naryn) == waiting(second) == set()
    entries = naryn._desk.vault.journal.count()
    clinics.carry(second, naryn)
    assert waiting(naryn) == {ours.id, theirs.id} and check(naryn, ours) == "not_done"
    told = naryn._desk.vault.journal.count()
    clinics.carry(second, naryn)
    assert naryn._desk.vault.journal.count() == told > entries
    decide(naryn, ours)
    clinics.exchange_all(naryn, second, bishkek)
    assert waiting(naryn) == waiting(second) == set()


def test_people_know_more_phones_and_earlier_names(naryn: Clinic) -> None:
    """Planted mistake: only `phone` and the name shown are compared."""
    known = person(
        naryn,
        "Токтоматова Айгүл",
        phone="0555 111 222",
        phones_more=frozenset({"0700 123 456"}),
        earlier_names=frozenset({"Ибраимова Айгүл"}),
    )
    assert naryn.people.find_same("Ибраимова Айгүл", "+996700123456") == known.id
    assert naryn.people.find_same("Ибраимова Айгүл", "+996700999999") is None
    assert [hit.id for hit in naryn.people.check("Ibraimova Aigul")] == [known.id]
    assert known.id in naryn.casework.ids("person", words="0700123456")


def test_roles_come_from_records_and_from_what_was_noted(naryn: Clinic) -> None:
    asan = person(naryn, "Асанов Үсөн", known_as=frozenset({"judge"}))
    assert naryn.people.roles(asan.id) == ("judge",)
    record = consult(naryn, asan)
    open_case(naryn, person(naryn), asan)
    assert naryn.people.roles(asan.id) == ("client", "opponent", "judge")
    naryn.intake.save(replace(now(naryn, record), person_id=None))
    assert naryn.people.roles(asan.id) == ("opponent", "judge")
