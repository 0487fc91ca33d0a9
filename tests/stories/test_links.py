"""Two person records are one person by a link, never by rewriting: who decides, who learns of it, what undo gives back.

Mistakes that were planted and that these stories noticed: `seen` of a decision taken from the vault at the moment of
saving (a verdict nobody had seen was overwritten); an id drawn anew for each link (two coordinators made two records);
`home` of a link taken from the one who decides (two coordinators quarrelled about it); every link to the office's
shared audience (an office-only person's id reached the coordinators).
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NotOurs
from clinic_app.records.link import link_id
from clinic_app.records.record import Record
from clinic_app.use_cases.value_words import words_of
from tests.stories.clinics import Clinics, consult, journal_bytes, person, readings

KINDS = ("person", "link", "consultation")
OFFICE_ONLY = {"confidentiality": "office"}


@dataclass(frozen=True)
class Network:
    """Two coordinators of two offices, two field offices, and one client known to both of these."""

    bishkek: Clinic
    second: Clinic
    naryn: Clinic
    osh: Clinic
    one: Record
    other: Record

    @property
    def everybody(self) -> tuple[Clinic, ...]:
        return (self.bishkek, self.second, self.naryn, self.osh)


def client(clinic: Clinic, name: str = "Айгүл Токтоматова", **values: object) -> Record:
    """A person with a consultation that the coordinators read."""
    found = person(clinic, name, **values)
    consult(clinic, person_id=found.id)
    return found


@pytest.fixture
def network(clinics: Clinics) -> Network:
    bishkek = clinics.coordinator()
    second = clinics.joined(bishkek, clinics.office("CHU1", "Второй Координатор", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1", "Нурлан"))
    one = client(naryn, phone="0555 12 34 56", birth_year=1985)
    other = client(osh, "ТОКТОМАТОВА Айгул", phone="+996 555 123456")
    made = Network(bishkek, second, naryn, osh, one, other)
    clinics.exchange_all(*made.everybody, rounds=2)
    return made


def test_a_person_known_to_two_offices_is_offered_with_what_tells_them_apart(network: Network) -> None:
    (pair,) = network.bishkek.linking.candidates()
    facts = {one.office: one for one in (pair.one, pair.other)}
    assert facts.keys() == {"NAR1", "OSH1"}
    assert facts["NAR1"].office_name == "Office NAR1" and facts["NAR1"].born == 1985
    assert (facts["OSH1"].phone, facts["OSH1"].records) == ("+996 555 123456", 1)
    assert pair.why == "same name and phone"
    assert network.bishkek.linking.count() == 1
    assert network.naryn.linking.candidates() == [], "an office does not decide across offices"


def test_a_name_alone_makes_nobody_a_candidate(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    person(naryn, "Асан Усенов", phone="0555 1", birth_year=1980)
    person(naryn, "Асан Усенов", birth_year=1981)
    person(naryn, "Асан Усенов", phone="0700 111222")
    person(naryn, "аноним", phone="0700 111222")
    person(naryn, "аноним", phone="0700 111222")
    assert naryn.linking.candidates() == []
    twin = person(naryn, "Усенов АСАН", birth_year=1980)
    (pair,) = naryn.linking.candidates()
    assert twin.id in (pair.one.id, pair.other.id) and pair.why == "same name and birth year"


def test_archived_and_erased_persons_are_no_candidates(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    first, second, third = (person(naryn, "Асан Усенов", birth_year=1980) for _ in range(3))
    assert naryn.linking.count() == 3
    naryn.casework.archive("person", third.id)
    assert naryn.linking.count() == 1
    naryn.erasing.erase("person", second.id)
    assert naryn.linking.candidates() == []
    assert naryn.linking.same_as(first.id) == set()


def test_two_coordinators_who_decide_alike_make_one_record(clinics: Clinics, network: Network) -> None:
    for clinic in (network.bishkek, network.second):
        clinic.linking.decide(network.one.id, network.other.id, True)
    clinics.exchange_all(*network.everybody)
    for clinic in (network.bishkek, network.second):
        assert clinic.casework.ids("link") == [link_id(network.other.id, network.one.id)]
        assert clinic.settling.conflicts() == []
        assert clinic.linking.same_as(network.one.id) == {network.other.id}
        assert clinic.linking.candidates() == []
        (decided,) = clinic.linking.decided()
        assert decided.same and not decided.torn and decided.by in ("Бакыт Осмонов", "Второй Координатор")
    assert readings(network.bishkek, KINDS) == readings(network.second, KINDS)


def test_an_office_learns_nothing_of_a_link_across_offices(clinics: Clinics, network: Network) -> None:
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    clinics.exchange_all(*network.everybody)
    for clinic, foreign in ((network.naryn, network.other), (network.osh, network.one)):
        assert clinic.casework.ids("link", archived=None) == []
        kept = journal_bytes(clinic)
        assert b"link-" not in kept and foreign.id.encode() not in kept


def test_a_link_across_offices_is_the_coordinators(clinics: Clinics, network: Network) -> None:
    """Its home is no office; lists and previews have a word for it, and a preview of it is readable."""
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    stick = clinics.stick()
    network.bishkek.exchange.export(stick)
    preview = network.second.exchange.look_into([stick])
    (news,) = [one for one in preview.records if one.type == "link"]
    assert preview.offices[news.home] == "Coordinators"
    assert news.title in ("Айгүл Токтоматова", "ТОКТОМАТОВА Айгул")
    said = {one.register: words_of("link", one.register, one.after, preview.titles) for one in news.fields}
    assert said["verdict"] == "Same person" and said["one"] != said["other"]


def test_an_office_does_not_link_its_person_with_anothers_of_whom_it_has_a_copy(
    clinics: Clinics, network: Network
) -> None:
    (record,) = network.osh.casework.ids("consultation")
    network.bishkek.handing_over.hand_over("consultation", record, "NAR1")
    clinics.exchange_all(network.bishkek, network.naryn)
    assert network.naryn.casework.known("person", [network.other.id])
    assert network.naryn.linking.candidates() == []
    with pytest.raises(NotOurs):
        network.naryn.linking.decide(network.one.id, network.other.id, True)


def test_neither_person_is_rewritten_and_undo_gives_the_pair_back(clinics: Clinics, network: Network) -> None:
    before = {kind: found for kind, found in readings(network.bishkek).items() if kind[0] == "person"}
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    clinics.exchange_all(*network.everybody)
    (decided,) = network.second.linking.decided()
    network.second.linking.undo(decided.id, decided.version)
    clinics.exchange_all(*network.everybody)
    for clinic in (network.bishkek, network.second):
        assert clinic.linking.decided() == [] and clinic.linking.same_as(network.one.id) == set()
        assert [pair.id for pair in clinic.linking.candidates()] == [decided.id]
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    clinics.exchange_all(*network.everybody)
    assert network.second.linking.same_as(network.other.id) == {network.one.id}
    assert {kind: found for kind, found in readings(network.second).items() if kind[0] == "person"} == before
    verdicts = [c.after for c in network.second.history.of("link", decided.id) if c.field == "archived"]
    assert verdicts == [True, None], "what was decided, undone and decided again is in the history"


def test_differing_verdicts_are_a_conflict_and_the_careful_one_holds(clinics: Clinics, network: Network) -> None:
    """Whoever decides a pair that was shown as undecided has not seen what came meanwhile."""
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    network.second.linking.decide(network.one.id, network.other.id, False)
    clinics.exchange_all(*network.everybody)
    for clinic in (network.bishkek, network.second):
        (conflict,) = clinic.settling.conflicts()
        assert (conflict.type, conflict.register) == ("link", "verdict")
        assert conflict.title in ("Айгүл Токтоматова", "ТОКТОМАТОВА Айгул")
        assert clinic.linking.same_as(network.one.id) == set() and clinic.linking.same_as_map() == {}
        (decided,) = clinic.linking.decided()
        assert decided.torn and not decided.same
    network.second.linking.decide(network.one.id, network.other.id, True, decided.version)
    clinics.exchange_all(*network.everybody)
    for clinic in (network.bishkek, network.second):
        assert clinic.settling.conflicts() == []
        assert clinic.linking.same_as(network.one.id) == {network.other.id}


def test_a_verdict_that_came_while_the_pair_was_on_the_desk_is_not_overwritten(
    clinics: Clinics, network: Network
) -> None:
    (shown,) = network.bishkek.linking.candidates()
    network.second.linking.decide(network.one.id, network.other.id, False)
    clinics.exchange_all(network.second, network.bishkek)
    network.bishkek.linking.decide(shown.one.id, shown.other.id, True)
    (conflict,) = network.bishkek.settling.conflicts()
    assert {one.value for one in conflict.values} == {"same", "different"}


def test_an_undo_beside_another_undo_or_a_new_verdict_never_links_anybody(clinics: Clinics, network: Network) -> None:
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    clinics.exchange_all(*network.everybody)
    id = link_id(network.one.id, network.other.id)
    network.bishkek.linking.undo(id)
    network.second.linking.undo(id)
    network.second.linking.decide(network.one.id, network.other.id, False)
    clinics.exchange_all(*network.everybody)
    for clinic in (network.bishkek, network.second):
        assert clinic.linking.same_as(network.one.id) == set()
    assert readings(network.bishkek, KINDS) == readings(network.second, KINDS)
    network.second.linking.decide(network.one.id, network.other.id, False)
    clinics.exchange_all(*network.everybody)
    assert network.bishkek.settling.conflicts() == []
    assert [one.same for one in network.bishkek.linking.decided()] == [False]


def test_a_coordinator_who_joins_later_receives_the_links(clinics: Clinics, network: Network) -> None:
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    clinics.exchange_all(*network.everybody)
    late = clinics.joined(network.bishkek, clinics.office("TAL1", "Поздний", "coordinator"))
    clinics.exchange_all(*network.everybody, late)
    assert late.linking.same_as(network.one.id) == {network.other.id}
    assert late.linking.same_as_map() == network.bishkek.linking.same_as_map()
    late.linking.undo(link_id(network.one.id, network.other.id))
    clinics.exchange_all(*network.everybody, late)
    assert network.bishkek.linking.same_as(network.one.id) == set()


def test_an_office_links_its_own_persons_and_its_laptops_and_coordinators_learn_of_it(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    laptop = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    one, other = client(naryn, birth_year=1990), client(naryn, birth_year=1990)
    clinics.exchange_all(bishkek, naryn, laptop)
    (pair,) = laptop.linking.candidates()
    laptop.linking.decide(pair.one.id, pair.other.id, True)
    clinics.exchange_all(bishkek, naryn, laptop)
    for clinic in (bishkek, naryn, laptop):
        assert clinic.linking.same_as(one.id) == {other.id}
    bishkek.linking.undo(pair.id)
    clinics.exchange_all(bishkek, naryn, laptop)
    assert naryn.linking.same_as(one.id) == set()


def test_a_link_goes_where_both_its_persons_are_and_no_further(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    shared, hidden = client(naryn, birth_year=1990), person(naryn, birth_year=1990)
    consult(naryn, person_id=hidden.id, **OFFICE_ONLY)
    naryn.linking.decide(shared.id, hidden.id, True)
    clinics.exchange_all(bishkek, naryn)
    assert b"link-" not in journal_bytes(bishkek) and hidden.id.encode() not in journal_bytes(bishkek)
    consult(naryn, person_id=hidden.id)
    clinics.exchange_all(bishkek, naryn)
    assert bishkek.linking.same_as(shared.id) == {hidden.id}, "it is widened together with its second person"


def test_a_coordinators_own_hidden_person_is_not_named_to_other_coordinators(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    theirs, hidden = client(naryn, birth_year=1990), person(bishkek, birth_year=1990)
    clinics.exchange_all(bishkek, naryn)
    assert bishkek.linking.candidates() == []
    with pytest.raises(NotOurs):
        bishkek.linking.decide(theirs.id, hidden.id, True)


def test_links_are_followed_and_a_torn_group_is_not_counted_as_one(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    a, b, c, d = sorted(person(naryn, "Асан Усенов", birth_year=1980).id for _ in range(4))
    naryn.linking.decide(b, a, True)
    naryn.linking.decide(c, b, True)
    assert naryn.linking.same_as(a) == {b, c} and naryn.linking.same_as(d) == set()
    assert naryn.linking.same_as_map() == {a: a, b: a, c: a}
    assert all({pair.one.id, pair.other.id} & {d} for pair in naryn.linking.candidates()), "a and c follow from b"
    naryn.linking.decide(c, a, False)
    assert (naryn.linking.same_as(a), naryn.linking.same_as(b)) == ({b}, {a, c})
    assert naryn.linking.same_as_map() == {}


def test_lists_find_the_records_of_the_same_person_under_either_name(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    one, other = client(naryn, "Айгүл Токтоматова"), client(naryn, "Гүля Бекова")
    assert len(naryn.casework.ids("consultation", words="Бекова")) == 1
    naryn.linking.decide(one.id, other.id, True)
    assert len(naryn.casework.ids("consultation", words="Бекова")) == 2


def test_erasing_a_person_erases_the_links_that_would_name_them(clinics: Clinics, network: Network) -> None:
    network.bishkek.linking.decide(network.one.id, network.other.id, True)
    clinics.exchange_all(*network.everybody)
    network.naryn.erasing.erase("person", network.one.id)
    clinics.exchange_all(*network.everybody)
    for clinic in (network.bishkek, network.second):
        assert clinic.linking.same_as(network.other.id) == set()
        assert clinic.linking.decided() == []
        assert b'"verdict"' not in journal_bytes(clinic)


def test_search_shows_the_same_person_under_their_other_name(clinics: Clinics) -> None:
    naryn = clinics.office("NAR1")
    one, other = person(naryn, "Айгүл Токтоматова"), person(naryn, "Гүля Бекова")
    assert [hit.id for hit in naryn.searching.search("Бекова")] == [other.id]
    naryn.linking.decide(one.id, other.id, True)
    assert [hit.id for hit in naryn.searching.search("Бекова")] == [other.id, one.id]
