"""Hand-over: an office asks, a coordinator does it, and the record goes with its children, persons and history."""

from __future__ import annotations

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NoNetwork, NotOurs, NotShared, UnknownOffice
from tests.stories.clinics import Clinics, consult, edit, form, open_case, person, readings, told


def three(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic]:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    return bishkek, naryn, osh


def test_an_office_asks_and_a_coordinator_does_it_with_the_whole_history(clinics: Clinics) -> None:
    """The mistake "`home` is sent to one side only" was planted (to the new office): the old one could still edit."""
    bishkek, naryn, osh = three(clinics)
    client = person(naryn)
    case = open_case(naryn, client.id, title="first title")
    edit(naryn, case, title="second title")
    clinics.exchange_all(naryn, bishkek, osh)
    naryn.handing_over.hand_over("journalist_case", case.id, "OSH")
    assert (form(naryn, case).home, form(naryn, case).moving_to) == ("NAR1", "OSH")
    clinics.carry(naryn, bishkek)
    assert form(bishkek, case).moving_to == "OSH"
    bishkek.handing_over.hand_over("journalist_case", case.id, "OSH")
    clinics.carry(bishkek, naryn, osh)
    for reader in (bishkek, naryn, osh):
        assert (form(reader, case).home, form(reader, case).moving_to) == ("OSH", "")
        titles = told(reader.history.of("journalist_case", case.id), "title")
        assert titles == ["first title", "second title"]
    assert form(osh, client).name_display == form(naryn, client).name_display  # type: ignore[attr-defined]
    carried = {change.carried_by for change in osh.history.of("journalist_case", case.id) if change.field == "title"}
    assert carried == {"BIS-A"}
    with pytest.raises(NotOurs):
        edit(naryn, case, title="no longer ours")
    edit(osh, case, title="at home in Osh")
    clinics.exchange_all(osh, bishkek, naryn)
    assert form(bishkek, case).title == "at home in Osh"  # type: ignore[attr-defined]
    assert {one.keeping.problems() == [] for one in (bishkek, naryn, osh)} == {True}


def test_a_late_arrival_is_carried_on_and_the_record_can_come_back(clinics: Clinics) -> None:
    bishkek, naryn, osh = three(clinics)
    record = consult(naryn, advice="one")
    clinics.exchange_all(naryn, bishkek, osh)
    edit(naryn, record, facts="written before Naryn heard of it")
    bishkek.handing_over.hand_over("consultation", record.id, "OSH")
    clinics.carry(bishkek, osh)
    assert form(osh, record).facts == ""  # type: ignore[attr-defined]
    clinics.carry(naryn, bishkek)
    clinics.carry(bishkek, osh)
    assert form(osh, record).facts == "written before Naryn heard of it"  # type: ignore[attr-defined]
    clinics.carry(bishkek, naryn)
    edit(osh, record, advice="of Osh")
    clinics.carry(osh, bishkek)
    bishkek.handing_over.hand_over("consultation", record.id, "NAR1")
    clinics.carry(bishkek, naryn, osh)
    assert form(naryn, record).advice == "of Osh"  # type: ignore[attr-defined]
    edit(naryn, record, advice="back in Naryn")
    clinics.exchange_all(naryn, bishkek, osh)
    assert form(bishkek, record).advice == "back in Naryn"  # type: ignore[attr-defined]
    with pytest.raises(NotOurs):
        edit(osh, record, advice="no longer ours")


def test_only_to_offices_of_the_network(clinics: Clinics) -> None:
    bishkek, naryn, _ = three(clinics)
    record = consult(naryn)
    with pytest.raises(UnknownOffice):
        naryn.handing_over.hand_over("consultation", record.id, "NOWHERE")
    alone = clinics.office("JAL")
    mine = consult(alone)
    with pytest.raises(NoNetwork):
        alone.handing_over.hand_over("consultation", mine.id, "OSH")
    assert readings(bishkek, ["consultation"]) == {}


def test_what_the_coordinators_do_not_read_is_shared_before_it_is_handed_over(clinics: Clinics) -> None:
    bishkek, naryn, osh = three(clinics)
    record = consult(naryn, advice="first", confidentiality="office")
    clinics.exchange_all(naryn, bishkek, osh)
    with pytest.raises(NotShared):
        naryn.handing_over.hand_over("consultation", record.id, "OSH")
    edit(naryn, record, confidentiality="coord")
    naryn.handing_over.hand_over("consultation", record.id, "OSH")
    clinics.exchange_all(naryn, bishkek, osh)
    bishkek.handing_over.hand_over("consultation", record.id, "OSH")
    clinics.exchange_all(naryn, bishkek, osh)
    edit(osh, record, advice="second", confidentiality="office")
    clinics.exchange_all(naryn, bishkek, osh)
    with pytest.raises(NotShared):
        bishkek.handing_over.hand_over("consultation", record.id, "NAR1")
    assert form(bishkek, record).advice == "first"  # type: ignore[attr-defined]
    (row,) = bishkek.casework.load_many(
        "consultation_count", bishkek.casework.ids("consultation_count", where={"withdrawn": None})
    )
    assert (row.home, form(naryn, record).advice) == ("OSH", "first")  # type: ignore[attr-defined]
