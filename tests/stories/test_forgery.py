"""What a stranger, a removed laptop or a bad member of the network sends is refused, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.journal import audience as audiences
from clinic_app.records.link import link_id, pair_of
from tests.stories.clinics import (
    Clinics,
    consult,
    edit,
    form,
    journal_bytes,
    meant,
    open_case,
    person,
    readings,
    statuses,
)
from tests.stories.forging import entry, forged


def role_of(clinic: Clinic, device: str) -> str:
    return next(laptop.role for laptop in clinic.network.roster() if laptop.id == device)


def names_of(clinic: Clinic, record: str) -> tuple[str, ...]:
    """The names of all entries of a record that lie here."""
    every = clinic._desk.vault.entries_of([record])
    return tuple(one.name for (_, id), (entries, _) in every.items() if id == record for one in entries)


@pytest.mark.parametrize("kind", ["device", "person", "zzz", "consultation", "aaa"])
def test_no_laptop_makes_itself_a_coordinator(clinics: Clinics, kind: str) -> None:
    """A roster entry outside the network's audience is refused; one in disguise, under another type, is not read."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    me = naryn.identity.device_id
    wanted: dict[str, Any] = {"role": "coordinator", "home": "BIS"}
    file = forged(
        naryn,
        bishkek,
        [entry(naryn, kind, me, wanted, dict.fromkeys(wanted, names_of(naryn, me)))],
        clinics.stick(),
    )
    done = bishkek.exchange.merge([file])
    if kind == "device":
        assert [(one.status, one.reason) for one in meant(done)] == [("refused", "bad_entries")]
    assert role_of(bishkek, me) == "lawyer"
    assert role_of(clinics.reopened(bishkek), me) == "lawyer"


@pytest.mark.parametrize("kind", ["zzz", "person"])
def test_a_disguise_prepared_before_the_laptop_is_admitted_is_no_use(clinics: Clinics, kind: str) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    accomplice = clinics.office("OSH1")
    device = accomplice.identity.device_id
    trap = entry(naryn, kind, device, {"role": "coordinator", "sign_key": "x", "home": "NAR1"}, {})
    bishkek.exchange.merge([forged(naryn, bishkek, [trap], clinics.stick())])
    clinics.joined(bishkek, accomplice)
    assert role_of(bishkek, device) == "lawyer"
    consult(accomplice)
    assert set(statuses(clinics.carry(accomplice, bishkek))) == {"merged"}


def test_nobody_writes_on_in_anothers_stream(clinics: Clinics) -> None:
    """A seal names no device: a laptop that appends to the coordinator's own stream could stop the roster for all."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    ((stream, _, head, _),) = naryn._desk.vault.journal.streams("net")
    chain = naryn._desk.vault.journal.chain_here(stream.id, head)
    note = entry(naryn, "person", "0199aaaa-0000-7000-8000-000000000001", {"name_display": "X"}, {})
    file = forged(naryn, bishkek, [note], clinics.stick(), stream=stream, first=head + 1, before=chain)
    done = bishkek.exchange.merge([file])
    assert [(one.status, one.reason) for one in meant(done)] == [("refused", "bad_seal")]
    clinics.joined(bishkek, clinics.office("OSH1"))
    clinics.carry(bishkek, naryn)
    assert {laptop.office for laptop in naryn.network.roster()} == {"BIS", "NAR1", "OSH1"}
    assert bishkek.keeping.problems() == []


def test_an_office_writes_to_no_other_audience(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    clinics.exchange_all(naryn, osh, bishkek)
    note = entry(naryn, "person", "0199aaaa-0000-7000-8000-000000000001", {"name_display": "X"}, {})
    for wrong in (audiences.NETWORK, audiences.COORDINATORS, "shared:OSH1", "office:OSH1", "office:BIS"):
        before = readings(bishkek)
        done = bishkek.exchange.merge([forged(naryn, bishkek, [note], clinics.stick(), wrong)])
        assert [(one.status, one.reason) for one in meant(done)] == [("refused", "stranger")]
        assert readings(bishkek) == before


def test_nobody_can_claim_to_have_seen_what_is_not_yet_written(clinics: Clinics) -> None:
    """An entry that claims to have seen invented names silences nothing."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    clinics.carry(naryn, bishkek)
    claim = entry(naryn, "consultation", record.id, {"advice": "silence"}, {"advice": ("ab" * 20, "cd" * 20)})
    bishkek.exchange.merge([forged(naryn, bishkek, [claim], clinics.stick())])
    assert form(bishkek, record).conflicts == {"advice"}


def test_a_stranger_is_refused(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.office("OSH1")
    consult(osh)
    osh_network = clinics.coordinator("TAS", "Another network")
    clinics.joined(osh_network, osh)
    before = readings(bishkek)
    done = bishkek.exchange.merge(clinics.packages(osh))
    assert [(one.status, one.reason) for one in meant(done)] == [("refused", "wrong_network")]
    assert readings(bishkek) == before
    clinics.exchange_all(naryn, bishkek)


def test_a_package_of_a_laptop_admitted_by_another_coordinator_waits_for_the_roster(clinics: Clinics) -> None:
    """Roster packages are read first, whatever they are called, and what a new laptop sent is tried again."""
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH1", role="coordinator"))
    naryn = clinics.joined(osh, clinics.office("NAR1"))
    record = consult(naryn)
    stick = clinics.stick()
    naryn.exchange.export(stick)
    done = bishkek.exchange.merge([stick])
    assert {one.reason for one in meant(done)} == {"stranger"}
    osh.exchange.export(stick)
    done = bishkek.exchange.merge([stick])
    assert "refused" not in statuses(done)
    assert form(bishkek, record).home == "NAR1"


def test_a_removed_laptop_is_refused_and_what_it_had_sent_before_stays(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    before = consult(naryn, advice="before the removal")
    clinics.exchange_all(naryn, second, bishkek)
    bishkek.network.remove(naryn.identity.device_id)
    late = consult(naryn, advice="after the theft")
    edit(naryn, before, advice="rewritten by the thief")
    stick = clinics.stick()
    naryn.exchange.export(stick)
    done = bishkek.exchange.merge([stick])
    assert {(one.status, one.reason) for one in meant(done)} == {("refused", "removed")}
    # The second laptop hears the thief first, then of the removal: what lies beyond the last place is no longer read.
    second.exchange.merge([stick])
    assert form(second, before).advice == "rewritten by the thief"
    clinics.carry(bishkek, second)
    for clinic in (bishkek, second):
        assert form(clinic, before).advice == "before the removal"
        assert late.id not in clinic.casework.ids("consultation")
    assert {(one.status, one.reason) for one in meant(second.exchange.merge([stick]))} == {("refused", "removed")}
    assert second.keeping.problems() == []


def test_one_changed_bit_is_refused(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn)
    (file,) = clinics.packages(naryn)
    data = bytearray(file.read_bytes())
    for place in range(0, len(data), 997):
        data[place] ^= 1
        file.write_bytes(bytes(data))
        assert [one.status for one in bishkek.exchange.merge([file]).packages] == ["refused"], place
        data[place] ^= 1
    assert bishkek.casework.count("consultation") == 0
    file.write_bytes(bytes(data))
    assert statuses(bishkek.exchange.merge([file])) == ["merged"]


def test_an_enormous_package_number_stops_nobody(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn)
    clinics.carry(naryn, bishkek)
    note = entry(naryn, "person", "0199aaaa-0000-7000-8000-000000000001", {"name_display": "X"}, {})
    file = forged(naryn, bishkek, [note], clinics.stick(), first=5, before="ab" * 32, number=2**53 - 1)
    (taken,) = meant(bishkek.exchange.merge([file]))
    assert taken.status == "held"
    assert len(taken.missing) == 100


# --- insiders: a rightful laptop with a changed program ------------------------------------------------------------


def three(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic]:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    clinics.exchange_all(naryn, osh, bishkek)
    return bishkek, naryn, osh


@pytest.mark.parametrize("takes_back", [False, True])
def test_a_former_office_neither_erases_nor_takes_back_what_it_handed_over(clinics: Clinics, takes_back: bool) -> None:
    """Planted: every office that ever claimed the record may ask; Naryn's whole case was destroyed by Osh."""
    bishkek, naryn, osh = three(clinics)
    case = open_case(osh, person(osh).id)
    clinics.exchange_all(osh, bishkek)
    late = entry(osh, "journalist_case", case.id, {"next_step": "written before Osh heard of it"}, {})
    bishkek.handing_over.hand_over("journalist_case", case.id, "NAR1")
    clinics.exchange_all(bishkek, naryn, osh)
    edit(naryn, naryn.casework.load("journalist_case", case.id), summary="WORK OF NARYN")
    clinics.exchange_all(naryn, bishkek)
    wanted: dict[str, Any] = {"erased": "asked"} | ({"home": "OSH1"} if takes_back else {})
    wish = entry(osh, "journalist_case", case.id, wanted, dict.fromkeys(wanted, names_of(osh, case.id)))
    bishkek.exchange.merge([forged(osh, bishkek, [wish, late], clinics.stick())])
    clinics.exchange_all(naryn, bishkek, osh)
    assert bishkek.erasing.asked() == []
    for reader in (bishkek, naryn, osh):
        assert (form(reader, case).home, form(reader, case).erased) == ("NAR1", "")
    assert b"WORK OF NARYN" in journal_bytes(naryn)
    assert form(naryn, case).next_step == "written before Osh heard of it"  # type: ignore[attr-defined]
    naryn.erasing.erase("journalist_case", case.id)  # the present office asks, and is heard
    clinics.exchange_all(naryn, bishkek)
    assert b"WORK OF NARYN" not in journal_bytes(naryn)


@pytest.mark.parametrize("wanted", [{"home": "NAR1", "erased": "asked"}, {"erased": "asked"}])
def test_nobody_asks_in_advance_for_the_erasure_of_anothers_record(clinics: Clinics, wanted: dict[str, Any]) -> None:
    """Planted: everything counts while no home is known; the coordinator confirmed, and Naryn's record was gone."""
    bishkek, naryn, osh = three(clinics)
    record = consult(naryn, advice="NOBODY ASKED")
    bishkek.exchange.merge([forged(osh, bishkek, [entry(osh, "consultation", record.id, wanted, {})], clinics.stick())])
    assert bishkek.erasing.asked() == []
    clinics.exchange_all(naryn, bishkek)
    for reader in (naryn, bishkek):
        assert form(reader, record).erased == ""
        assert b"NOBODY ASKED" in journal_bytes(reader)


def test_two_offices_that_claim_one_record_erase_nothing_and_read_nothing_of_each_other(clinics: Clinics) -> None:
    """Planted: the claim of either is enough; Osh destroyed Naryn's record under an id it could compute."""
    bishkek, naryn, osh = three(clinics)
    record = consult(naryn, advice="OF NARYN")
    clinics.exchange_all(naryn, bishkek)
    trap = entry(osh, "consultation", record.id, {"home": "OSH1", "erased": "asked", "facts": "OF OSH"}, {})
    bishkek.exchange.merge([forged(osh, bishkek, [trap], clinics.stick())])
    assert bishkek.erasing.asked() == []
    edit(bishkek, record, duration_min=5)
    clinics.exchange_all(bishkek, naryn, osh)
    assert b"OF NARYN" in journal_bytes(naryn) and b"OF NARYN" in journal_bytes(bishkek)
    assert b"OF NARYN" not in journal_bytes(osh)


def test_a_record_of_another_type_under_the_same_id_takes_no_children_along(clinics: Clinics) -> None:
    """Planted: attachments found by `parent_id` alone; Naryn's evidence was destroyed with Osh's consultation."""
    bishkek, naryn, osh = three(clinics)
    case = open_case(naryn, person(naryn).id)
    told = {"home": "NAR1", "parent_type": "journalist_case", "parent_id": case.id, "description": "EVIDENCE"}
    evidence = entry(naryn, "attachment", "evidence-1", told, {})
    clinics.exchange_all(naryn, bishkek)
    bishkek.exchange.merge([forged(naryn, bishkek, [evidence], clinics.stick())])
    wish = entry(osh, "consultation", case.id, {"home": "OSH1", "erased": "asked"}, {})
    bishkek.exchange.merge([forged(osh, bishkek, [wish], clinics.stick())])
    assert bishkek.casework.load("consultation", case.id).erased == "confirmed"
    assert bishkek.casework.load("attachment", "evidence-1").erased == ""
    assert b"EVIDENCE" in journal_bytes(bishkek)


@pytest.mark.parametrize("late", [False, True])
def test_anothers_child_does_not_go_with_a_record(clinics: Clinics, late: bool) -> None:
    """Planted: children of every home go along; Osh named a parent of its own type and id and took Naryn's event."""
    bishkek, naryn, osh = three(clinics)
    told = {"home": "NAR1", "case_id": "case-of-naryn", "notes": "EVENT OF NARYN"}
    event = entry(naryn, "case_event", "event-1", told, {})
    wish = entry(osh, "journalist_case", "case-of-naryn", {"home": "OSH1", "erased": "asked"}, {})
    files = [forged(naryn, bishkek, [event], clinics.stick()), forged(osh, bishkek, [wish], clinics.stick())]
    for file in reversed(files) if late else files:
        bishkek.exchange.merge([file])
    assert bishkek.casework.load("case_event", "event-1").erased == ""
    assert b"EVENT OF NARYN" in journal_bytes(bishkek)


def test_an_office_invents_no_record_of_another(clinics: Clinics) -> None:
    """Planted: a claim in another office's audience counts while there is no better one."""
    bishkek, _, osh = three(clinics)
    before = readings(bishkek)
    told = {"home": "NAR1", "topic": "FAM.ALI", "received_at": "2026-11-01T00:00"}
    made = [entry(osh, kind, "0" * 31 + "1", told, {}) for kind in ("consultation", "consultation_count", "person")]
    bishkek.exchange.merge([forged(osh, bishkek, made, clinics.stick())])
    assert readings(bishkek) == before
    assert bishkek.keeping.problems() == []


def test_what_is_left_of_a_record_without_its_beginning_is_shown_as_incomplete(clinics: Clinics) -> None:
    bishkek, naryn, _ = three(clinics)
    later = entry(naryn, "consultation", "begun-elsewhere", {"facts": "later"}, {"facts": ("ab" * 20,)})
    wish = entry(naryn, "consultation", "begun-elsewhere", {"erased": "asked"}, {})
    bishkek.exchange.merge([forged(naryn, bishkek, [later, wish], clinics.stick())])
    found = bishkek.casework.load("consultation", "begun-elsewhere")
    assert (found.complete, found.home, found.erased) == (False, "", "")
    assert found.facts == "later"  # type: ignore[attr-defined]
    assert bishkek.erasing.asked() == []


@pytest.mark.parametrize("home", ["*", "OSH1", "NAR1", ""])
@pytest.mark.parametrize("own_id", [True, False])
def test_an_office_forges_no_link_of_others_persons(clinics: Clinics, home: str, own_id: bool) -> None:
    """Planted: links count whatever their id and home; Osh made two clients one, and tore Naryn's decision."""
    bishkek, naryn, osh = three(clinics)
    one, other, third = person(naryn), person(naryn), person(osh)
    for client in (one, other):
        consult(naryn, person_id=client.id)
    consult(osh, person_id=third.id)
    clinics.exchange_all(naryn, osh, bishkek)
    bishkek.linking.decide(one.id, other.id, True)
    before = bishkek.linking.same_as_map()
    decided = [each.id for each in bishkek.linking.decided()]
    forgeries = []
    for pair, verdict in (((one.id, other.id), "different"), ((one.id, third.id), "same")):
        first, second = pair_of(*pair)
        told = {"one": first, "other": second, "verdict": verdict} | ({"home": home} if home else {})
        forgeries.append(entry(osh, "link", link_id(*pair) if own_id else f"link-{verdict}", told, {}))
    bishkek.exchange.merge([forged(osh, bishkek, forgeries, clinics.stick())])
    assert bishkek.linking.same_as_map() == before
    assert bishkek.linking.same_as(one.id) == {other.id}
    assert [each.id for each in bishkek.linking.decided()] == decided
