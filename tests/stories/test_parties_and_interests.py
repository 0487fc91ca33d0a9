"""Whoever is a party of a case, or is suspected in an incident, stands on a side: checks find them there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from clinic_app.clinic import Clinic
from tests.stories.clinics import WHOLE_CASE, Clinics, person
from tests.stories.test_conflicts_of_interest import consult


def case(clinic: Clinic, journalist: Any, **told: Any) -> Any:
    values = WHOLE_CASE | {"opened_on": date(2026, 1, 12), "person_id": journalist.id} | told
    return clinic.intake.save(clinic.casework.blank("journalist_case", **values)).record


def party(clinic: Clinic, case: str, who: Any, side: str, role: str = "claimant") -> Any:
    blank = clinic.casework.blank("party", case_id=case, person_id=who.id, side=side, role=role)
    return clinic.intake.save(blank).record


def waiting(clinic: Clinic) -> set[str]:
    clinic.interests.catch_up(60)
    return {one.id for one in clinic.interests.waiting().first}


def test_a_party_added_later_raises_the_check_on_the_case(clinics: Clinics) -> None:
    """Nobody stood on the other side when the case was opened; half a year later a claimant is entered who is our
    client elsewhere. With the case checked by its own fields alone (planted once) nothing waits.
    """
    naryn = clinics.office("NAR1")
    asan = person(naryn, "Асанов Үсөн Бакытович", birth_year=1980)
    advised = consult(naryn, asan)
    made = case(naryn, person(naryn, "Журналист Айбек"))
    assert waiting(naryn) == set()
    added = party(naryn, made.id, asan, "theirs")
    assert {one.id for one in naryn.interests.waiting().first} == {made.id, advised.id}  # at once, not in the quiet
    (found,) = naryn.interests.undecided("journalist_case", made.id)
    assert (found.name, found.asked.side) == ("Асанов Үсөн Бакытович", "opponent")
    assert advised.record_no in found.line
    assert made.record_no in naryn.interests.undecided("consultation", advised.id)[0].line
    for kind, id in (("journalist_case", made.id), ("consultation", advised.id)):
        naryn.interests.decide(kind, id, "conflict", "Биз ага каршыбыз", naryn.interests.undecided(kind, id))
    assert waiting(naryn) == set()
    naryn.casework.save(replace(added, side="neutral"))
    assert naryn.interests.findings("journalist_case", made.id) == ()


def test_saved_by_whatever_way_and_taken_away_again(clinics: Clinics) -> None:
    """A save without the check leaves the party in the queue; archiving or erasing it releases whoever waited."""
    naryn = clinics.office("NAR1")
    asan = person(naryn, "Асанов Үсөн Бакытович", birth_year=1980)
    advised = consult(naryn, asan)
    made = case(naryn, person(naryn, "Журналист Айбек"))
    blank = naryn.casework.blank("party", case_id=made.id, person_id=asan.id, side="theirs", role="claimant")
    added = naryn.casework.save(blank).record
    assert waiting(naryn) == {made.id, advised.id}
    naryn.casework.archive("party", added.id)
    assert waiting(naryn) == set()
    naryn.casework.archive("party", added.id, False)
    assert waiting(naryn) == {made.id, advised.id}
    naryn.erasing.erase("party", added.id)
    assert waiting(naryn) == set()


def test_our_own_party_is_our_client(clinics: Clinics) -> None:
    """The editor who is sued beside the journalist is the other side in an old consultation."""
    naryn = clinics.office("NAR1")
    editor = person(naryn, "Редактор Сапар Осмонов", birth_year=1970)
    old = consult(naryn, person(naryn, "Кызматкер Нуржан"), editor)
    made = case(naryn, person(naryn, "Журналист Айбек"))
    party(naryn, made.id, editor, "ours", "defendant")
    assert waiting(naryn) == {made.id, old.id}
    assert [one.asked.side for one in naryn.interests.undecided("journalist_case", made.id)] == ["client"]


def test_a_witness_of_neither_side_raises_nothing(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    asan = person(naryn, "Асанов Үсөн Бакытович")
    consult(naryn, asan)
    made = case(naryn, person(naryn, "Журналист Айбек"))
    party(naryn, made.id, asan, "neutral", "witness")
    assert waiting(naryn) == set()


def test_whoever_is_suspected_stands_on_the_other_side(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    asan, aibek = person(naryn, "Асанов Үсөн Бакытович"), person(naryn, "Журналист Айбек")
    blank = naryn.casework.blank(
        "incident", title="Threat", person_ids=frozenset({aibek.id}), suspected_ids=frozenset({asan.id})
    )
    incident: Any = naryn.intake.save(blank).record
    assert waiting(naryn) == set()
    advised = consult(naryn, asan)
    assert waiting(naryn) == {advised.id, incident.id}
    (found,) = naryn.interests.undecided("consultation", advised.id)
    assert f"suspected in {incident.record_no}" in found.line
    (other,) = naryn.interests.undecided("incident", incident.id)
    naryn.interests.decide("incident", incident.id, "clear", "Башка адам", [other])
    assert waiting(naryn) == set()
    assert naryn.interests.verdict("incident", incident.id) == "clear"


def test_a_party_that_comes_by_merging_is_looked_at_too(clinics: Clinics) -> None:
    """The second laptop of the office has the consultation; the case with its party comes from the first."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Азамат Токтоев"))
    asan = person(naryn, "Асанов Үсөн Бакытович", birth_year=1980)
    made = case(naryn, person(naryn, "Журналист Айбек"))
    clinics.exchange_all(bishkek, naryn, second)
    advised = consult(second, person(second, "Асанов Үсөн Бакытович", birth_year=1980))
    naryn.casework.save(
        naryn.casework.blank("party", case_id=made.id, person_id=asan.id, side="theirs", role="claimant")
    )
    clinics.exchange_all(bishkek, naryn, second)
    assert waiting(second) == {made.id, advised.id}
    assert waiting(naryn) == {made.id, advised.id}
    assert waiting(bishkek) == set()  # another office's matters


def test_two_laptops_that_wrote_the_side_apart(clinics: Clinics) -> None:
    """While nobody has settled it, the person may be meant on either side: the check is for the worse."""
    naryn = clinics.office("NAR1")
    asan = person(naryn, "Асанов Үсөн Бакытович")
    advised = consult(naryn, asan)
    made = case(naryn, person(naryn, "Журналист Айбек"))
    one = party(naryn, made.id, asan, "neutral")
    naryn.casework.save(replace(one, side="theirs"))
    naryn.casework.save(replace(one, side="ours"))  # typed on a form that showed "neutral"
    assert naryn.casework.load("party", one.id).conflicts == {"side"}
    assert waiting(naryn) >= {made.id, advised.id}


def test_the_whole_case_book_read_anew_says_the_same(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    asan = person(naryn, "Асанов Үсөн Бакытович")
    made = case(naryn, person(naryn, "Журналист Айбек"))
    party(naryn, made.id, asan, "theirs")
    before = naryn.people.parties.of(asan.id)
    assert [(place.type, place.id, place.side) for place in before] == [("journalist_case", made.id, "opponent")]
    again = clinics.reopened(naryn)
    assert again.people.parties.of(asan.id) == before
    assert again.people.roles(asan.id) == ("opponent",)
