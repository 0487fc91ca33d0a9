"""A laptop's age key changes every month, and nothing that is under way is lost; copies of a case book are told."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import KeyChangeUnderWay
from clinic_app.exchange.package import address_of
from clinic_app.keys.identity import AgeIdentity
from clinic_app.use_cases.exchanging.own_keys import OwnKeys, own_identities
from tests.stories.clinics import Clinics, consult, edit, form, meant, readings, statuses
from tests.stories.test_keys_network import notes_in, opens
from tests.stories.test_restored import restored


def days_pass(clinic: Clinic, counted: int, by_clock: int = 0) -> None:
    """So many days on which something came from others, and so many by the clock."""
    vault = clinic._desk.vault
    kept = vault.recall("counted_days", {"days": 0, "on": ""})
    vault.remember("counted_days", {"days": kept["days"] + counted, "on": "long ago"})
    told = vault.recall("own_age")
    vault.remember("own_age", told | {"since": (date.today() - timedelta(days=by_clock)).isoformat()})


def shown_key(clinic: Clinic, of: Clinic) -> str:
    """What `clinic`'s roster shows as the age key of another laptop."""
    return clinic._desk.roster().laptops[of.identity.device_id].age_recipient


def own_key(clinic: Clinic) -> str:
    return AgeIdentity(clinic.keeping.age_identity()).recipient


def network_of_four(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic, Clinic]:
    """A coordinator, two laptops of one office, one of another; all have all."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    for one in (naryn, second, osh):
        consult(one)
    clinics.exchange_all(bishkek, naryn, second, osh)
    return bishkek, naryn, second, osh


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_keys_change_in_every_office_while_packages_lie_about_in_every_order(clinics: Clinics, seed: int) -> None:
    """Everybody's key changes twice; of three sticks each is carried late, and in any order. Nothing is lost."""
    chance = random.Random(seed)
    everybody = network_of_four(clinics)
    first = {clinic.identity.device_id: own_key(clinic) for clinic in everybody}
    late: list[Path] = []
    for turn in range(6):
        for one in chance.sample(everybody, 4):
            if turn % 3 == 0:
                days_pass(one, 1, by_clock=31)
            else:
                days_pass(one, 2)
            edit(one, consult(one), facts=f"turn {turn}")
            stick = clinics.stick()
            one.exchange.export(stick)
            late.append(stick)
        chance.shuffle(late)
        for stick in late[: len(late) * 2 // 3]:
            for reader in everybody:
                assert "refused" not in statuses(reader.exchange.merge([stick]))
        late = late[len(late) // 2 :]
    clinics.exchange_all(*everybody, rounds=4)
    bishkek = everybody[0]
    for one in everybody:
        assert own_key(one) != first[one.identity.device_id]
        assert shown_key(bishkek, one) == own_key(one)
        assert one.exchange.waiting().packages == 0 and one.keeping.problems() == []
        theirs = readings(bishkek)
        assert all(theirs[key] == value for key, value in readings(one).items() if key in theirs)
    assert len(readings(bishkek)) >= 24 and bishkek.network.copy_noticed() is None


def test_the_old_key_opens_what_was_under_way_and_goes_when_everybody_has_heard(clinics: Clinics) -> None:
    bishkek, naryn, second, osh = network_of_four(clinics)
    before = own_key(naryn)
    record = edit(bishkek, _shared(clinics, naryn, bishkek), facts="late")
    late = clinics.packages(bishkek)
    days_pass(naryn, 0, by_clock=31)
    told = [notes_in(file, bishkek) for file in clinics.packages(naryn) if opens(file, bishkek)]
    assert own_key(naryn) != before and shown_key(bishkek, naryn) == before
    assert {more["keys"]["age"] for more in told if "keys" in more} == {own_key(naryn)}  # type: ignore[index]
    clinics.exchange_all(naryn, bishkek, second, osh)
    assert shown_key(bishkek, naryn) == shown_key(second, naryn) == own_key(naryn)
    assert len(own_identities(naryn._desk)) == 2
    assert "merged" in statuses(naryn.exchange.merge(late)) or form(naryn, record).facts == "late"
    days_pass(naryn, 2)
    clinics.exchange_all(naryn, bishkek)
    assert len(own_identities(naryn._desk)) == 2  # two counted days and today's are not three
    days_pass(naryn, 2)
    naryn.exchange.export(clinics.stick())
    assert len(own_identities(naryn._desk)) == 1
    assert naryn.network.own_age().destroyed == 1
    files = [file for file in clinics.packages(naryn, everything=True) if opens(file, bishkek)]
    assert files and not any("keys" in notes_in(file, bishkek) for file in files)


def _shared(clinics: Clinics, office: Clinic, coordinator: Clinic):  # type: ignore[no-untyped-def]
    record = consult(office)
    clinics.carry(office, coordinator)
    return form(coordinator, record)


def test_while_a_package_is_missing_or_somebody_has_not_heard_the_old_key_stays(clinics: Clinics) -> None:
    """Were a key destroyed before everybody knows the next one, the late package could not be opened."""
    bishkek, naryn, second, osh = network_of_four(clinics)
    days_pass(naryn, 0, by_clock=31)
    naryn.exchange.export(clinics.stick())
    clinics.exchange_all(naryn, bishkek, osh)  # the colleague hears nothing
    days_pass(naryn, 9)
    naryn.exchange.export(clinics.stick())
    assert len(own_identities(naryn._desk)) == 2
    edit(second, consult(second), facts="sealed to the old key")
    late = clinics.packages(second)
    clinics.exchange_all(bishkek, second)
    consult(second)
    naryn.exchange.merge([file for file in clinics.packages(second) if file.name not in {one.name for one in late}])
    days_pass(naryn, 9)
    naryn.exchange.export(clinics.stick())
    assert len(own_identities(naryn._desk)) == 2  # what the colleague named has not come
    assert "refused" not in statuses(naryn.exchange.merge(late))
    naryn.exchange.export(clinics.stick())
    assert len(own_identities(naryn._desk)) == 1


def test_what_comes_after_the_key_is_gone_is_refused_and_sent_again(clinics: Clinics) -> None:
    """Somebody who is never heard of must not keep an old key for ever; what is lost by that is sent again."""
    bishkek, naryn, second, osh = network_of_four(clinics)
    record = edit(bishkek, _shared(clinics, naryn, bishkek), facts="sealed to the old key")
    late = [file for file in clinics.packages(bishkek) if address_of(file.read_bytes()).audience == "shared:NAR1"]
    days_pass(naryn, 0, by_clock=31)
    naryn.exchange.export(clinics.stick())
    stick = clinics.stick()
    naryn.exchange.export(stick)
    bishkek.exchange.merge([stick])
    news = [file for file in clinics.packages(bishkek) if file.name not in {one.name for one in late}]
    naryn.exchange.merge(news)
    naryn.exchange.export(clinics.stick())
    days_pass(naryn, 31)
    naryn.exchange.export(clinics.stick())  # the next key is due as well
    assert naryn.network.own_age().destroyed == 1
    refused = naryn.exchange.merge(late)
    assert {(one.status, one.reason) for one in meant(refused)} == {("refused", "old_key")}
    assert form(naryn, record).facts != "sealed to the old key"
    for _ in range(3):
        clinics.carry(naryn, bishkek)
        edit(bishkek, consult(bishkek), facts="more")
        clinics.carry(bishkek, naryn)
    assert form(naryn, record).facts == "sealed to the old key"
    clinics.exchange_all(bishkek, naryn, second, osh)
    assert naryn.exchange.waiting().packages == bishkek.exchange.waiting().packages == 0


def test_a_clock_turned_forward_makes_a_new_key_and_destroys_none(clinics: Clinics) -> None:
    bishkek, naryn, _, _ = network_of_four(clinics)
    naryn.exchange.export(clinics.stick())
    far = OwnKeys(naryn._desk, date.today() + timedelta(days=4000))
    far.keep_up(naryn._desk.roster())
    assert len(own_identities(naryn._desk)) == 2
    clinics.exchange_all(naryn, bishkek)
    far = OwnKeys(naryn._desk, date.today() + timedelta(days=8000))
    far.keep_up(naryn._desk.roster())
    assert len(own_identities(naryn._desk)) == 3
    assert far.facts().destroyed == 0
    with pytest.raises(KeyChangeUnderWay):
        naryn.network.new_age_key()


def test_a_replayed_package_sets_no_key_back(clinics: Clinics) -> None:
    bishkek, naryn, second, osh = network_of_four(clinics)
    replayed: list[Path] = []
    for _ in range(2):
        days_pass(naryn, 0, by_clock=31)
        replayed += clinics.packages(naryn)
        clinics.exchange_all(naryn, bishkek, second, osh)
    bishkek.exchange.merge(replayed)
    bishkek.exchange.export(clinics.stick())
    assert shown_key(bishkek, naryn) == own_key(naryn)
    assert [element for element in form(bishkek, _device(bishkek, naryn)).age_keys if "1.2:" in element]


def _device(clinic: Clinic, of: Clinic):  # type: ignore[no-untyped-def]
    return clinic.casework.load("device", of.identity.device_id)


def test_a_coordinator_changes_its_own_key_and_an_older_program_reads_it_in_the_old_field(clinics: Clinics) -> None:
    bishkek, naryn, _, osh = network_of_four(clinics)
    bishkek.network.new_age_key()
    clinics.exchange_all(bishkek, naryn, osh)
    assert shown_key(naryn, bishkek) == own_key(bishkek) == _device(naryn, bishkek).age_recipient
    edit(naryn, consult(naryn), facts="to the new key")
    assert set(statuses(clinics.carry(naryn, bishkek))) == {"merged"}


def test_a_laptop_restored_from_before_the_change_is_reached_again(clinics: Clinics) -> None:
    """Its new key was lost with the disk; the old one, back from the backup, is told as the newer."""
    bishkek, naryn, second, osh = network_of_four(clinics)
    backup = clinics.folder / "monday.clinic-backup"
    naryn.keeping.backup(backup)
    days_pass(naryn, 0, by_clock=31)
    clinics.exchange_all(naryn, bishkek, second, osh)
    record = edit(bishkek, _shared(clinics, naryn, bishkek), facts="to a key that is lost")
    clinics.packages(bishkek)
    naryn = restored(clinics, naryn, backup)
    consult(naryn)
    clinics.exchange_all(naryn, bishkek, second, osh, rounds=4)
    assert shown_key(bishkek, naryn) == own_key(naryn)
    assert form(naryn, record).facts == "to a key that is lost"
    assert naryn.network.copy_noticed() is None
    assert naryn.exchange.waiting().packages == bishkek.exchange.waiting().packages == 0


# --- copies -----------------------------------------------------------------------------------------------------------


def test_both_copies_of_a_case_book_are_told(clinics: Clinics) -> None:
    """Real folders, both write and exchange. Planted once: without `forked` the first to exchange was never told."""
    bishkek, naryn, _, _ = network_of_four(clinics)
    naryn, twin = clinics.copied(naryn)
    consult(naryn, advice="of the first"), consult(twin, advice="of the second")
    clinics.carry(naryn, bishkek)
    assert bishkek.exchange.merge(clinics.packages(twin)).refused
    assert naryn.network.copy_noticed() is twin.network.copy_noticed() is None
    clinics.carry(bishkek, naryn, twin)
    for copy in (naryn, twin):
        noticed = copy.network.copy_noticed()
        assert noticed is not None and noticed.by == bishkek.identity.device_id
        assert copy.identity.laptop == "A2"
    assert bishkek.network.copy_noticed() is None and len(bishkek.streams.forks()) == 1
    before = own_key(naryn)
    days_pass(naryn, 40, by_clock=60)
    naryn.exchange.export(clinics.stick())
    assert own_key(naryn) == before  # the two would fight over whose key is shown


def test_a_settled_copy_is_not_told_of_again_but_another_one_is(clinics: Clinics) -> None:
    bishkek, naryn, _, _ = network_of_four(clinics)
    naryn, twin = clinics.copied(naryn)
    consult(naryn), consult(twin)
    clinics.carry(naryn, bishkek)
    bishkek.exchange.merge(clinics.packages(twin))
    clinics.close(twin)
    clinics.carry(bishkek, naryn)
    assert naryn.network.copy_noticed() is not None
    naryn.network.settle_copy()
    bishkek.streams.read_both()
    for _ in range(2):
        consult(naryn)
        clinics.exchange_all(naryn, bishkek)
    assert naryn.network.copy_noticed() is None and naryn.identity.laptop == "A2"
    naryn, another = clinics.copied(naryn)
    consult(naryn), consult(another)
    clinics.carry(naryn, bishkek)
    bishkek.exchange.merge(clinics.packages(another))
    clinics.carry(bishkek, naryn)
    assert naryn.network.copy_noticed() is not None


def test_a_copy_that_wrote_nothing_yet_is_noticed_by_streams_nobody_wrote_here(clinics: Clinics) -> None:
    """The twin has begun a life of its own; the first copy hears of its streams and is told too."""
    bishkek, naryn, _, _ = network_of_four(clinics)
    naryn, twin = clinics.copied(naryn)
    consult(naryn)
    clinics.carry(naryn, bishkek)
    consult(bishkek)
    clinics.carry(bishkek, twin)
    assert twin.network.copy_noticed() is not None and twin.identity.laptop == "A2"
    consult(twin)
    assert "refused" not in statuses(clinics.carry(twin, bishkek))
    consult(bishkek)
    clinics.carry(bishkek, naryn)
    assert naryn.network.copy_noticed() is not None
    assert naryn.keeping.problems() == twin.keeping.problems() == bishkek.keeping.problems() == []
