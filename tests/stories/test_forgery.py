"""What a stranger, a removed laptop or a bad member of the network sends is refused, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.journal import audience as audiences
from tests.stories.clinics import Clinics, consult, edit, form, meant, readings, statuses
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
