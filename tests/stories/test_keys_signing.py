"""A laptop gives its signing key up: what it had sealed stays, what the old key signs afterwards is refused."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import KeyChangeUnderWay, RestoredKeepsKey
from clinic_app.exchange.key_notes import NewKey
from clinic_app.exchange.manifest import Manifest
from clinic_app.exchange.package import address_of
from clinic_app.journal.device_keys import proof_text
from clinic_app.keys.identity import SigningKey
from clinic_app.use_cases.exchanging.key_roster import KeyRoster
from tests.stories.clinics import Clinics, consult, edit, form, meant, readings, statuses
from tests.stories.forging import entry, forged
from tests.stories.places import Cloud, sync, use_cloud
from tests.stories.test_keys_age import network_of_four
from tests.stories.test_keys_network import notes_in, opens
from tests.stories.test_restored import restored


def shown_sign(clinic: Clinic, of: Clinic) -> str:
    return clinic._desk.roster().laptops[of.identity.device_id].sign_key


def own_sign(clinic: Clinic) -> str:
    return clinic.keeping.facts().public_keys["minisign"]


def thief_of(clinic: Clinic) -> bytes:
    """The signing seed as a thief would have copied it."""
    return bytes.fromhex(clinic._desk.vault.recall("device_keys")["sign_seed"])


def everything_agrees(*clinics_: Clinic) -> None:
    first = readings(clinics_[0])
    for one in clinics_:
        assert one.exchange.waiting().packages == 0, one.identity.office_id
        assert one.keeping.problems() == []
        assert all(first[key] == value for key, value in readings(one).items() if key in first)


def test_a_new_signing_key_spreads_and_nothing_is_lost(clinics: Clinics) -> None:
    bishkek, naryn, second, osh = network_of_four(clinics)
    before, letter, life = own_sign(naryn), naryn.identity.laptop, naryn.identity.life
    late = consult(naryn, advice="before the change, not sent yet")
    naryn.network.new_signing_key()
    assert own_sign(naryn) != before and naryn.identity.laptop == letter
    assert naryn.identity.life[:16] == life[:16] and naryn.identity.life != life
    after = consult(naryn, advice="after the change")
    with pytest.raises(KeyChangeUnderWay):
        naryn.network.new_signing_key()
    done = clinics.carry(naryn, bishkek)
    assert "refused" not in statuses(done)
    assert {form(bishkek, one).advice for one in (late, after)} == {late.advice, after.advice}  # type: ignore[attr-defined]
    assert shown_sign(bishkek, naryn) == own_sign(naryn)
    clinics.exchange_all(bishkek, naryn, second, osh)
    assert shown_sign(osh, naryn) == shown_sign(second, naryn) == own_sign(naryn)
    everything_agrees(bishkek, naryn, second, osh)
    naryn.network.new_signing_key()  # and once more
    consult(naryn)
    clinics.exchange_all(naryn, bishkek, second, osh)
    assert shown_sign(osh, naryn) == own_sign(naryn)
    everything_agrees(bishkek, naryn, second, osh)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[::2])
def test_sticks_of_before_at_and_after_the_change_come_in_any_order(
    clinics: Clinics, order: tuple[int, int, int]
) -> None:
    """A colleague who has not heard of the key refuses what it signed, and takes it when the roster has come."""
    bishkek, naryn, second, osh = network_of_four(clinics)
    sticks: list[list[Path]] = []
    consult(naryn, advice="one")
    sticks.append(clinics.packages(naryn))
    consult(naryn, advice="two")
    naryn.network.new_signing_key()
    sticks.append(clinics.packages(naryn))
    consult(naryn, advice="three")
    sticks.append([file for file in clinics.packages(naryn) if file.name not in {one.name for one in sticks[1]}])
    for at in order:
        done = second.exchange.merge(sticks[at])
        assert {one.reason for one in meant(done) if one.status == "refused"} <= {"new_key"}
        done = bishkek.exchange.merge(sticks[at])
        assert {one.reason for one in meant(done) if one.status == "refused"} <= {"new_key"}
    clinics.exchange_all(bishkek, naryn, second, osh)
    assert {"one", "two", "three"} <= {
        record.advice for record in second.casework.load_many("consultation", second.casework.ids("consultation"))
    }
    everything_agrees(bishkek, naryn, second, osh)


def test_what_a_thief_signs_with_the_old_key_is_refused(clinics: Clinics) -> None:
    """New streams, old streams written on, empty packages. Planted once: past keys believed without their ends."""
    bishkek, naryn, second, osh = network_of_four(clinics)
    vault = clinics.copied(naryn)
    naryn, thief = vault
    ((stream, head, _, _),) = [
        one for one in thief._desk.vault.journal.streams("shared:NAR1") if one[0].device == naryn.identity.device_id
    ]
    chain = thief._desk.vault.journal.chain_here(stream.id, head)
    replayed = clinics.packages(naryn, everything=True)
    naryn.network.new_signing_key()
    clinics.exchange_all(naryn, bishkek, second, osh)
    before = readings(bishkek)
    note = entry(thief, "person", "0199aaaa-0000-7000-8000-000000000001", {"name_display": "X"}, {})
    fresh = forged(thief, bishkek, [note], clinics.stick())
    onward = forged(thief, bishkek, [note], clinics.stick(), stream=stream, first=head + 1, before=chain, number=901)
    for file in (fresh, onward):
        done = bishkek.exchange.merge([file])
        assert [(one.status, one.reason) for one in meant(done)] == [("refused", "retired_key")]
    done = bishkek.exchange.merge(replayed)  # genuine, of before: no harm, and nothing that it says is heard
    assert "refused" not in statuses(done)
    assert readings(bishkek) == before and bishkek.keeping.problems() == []
    consult(thief)
    done = bishkek.exchange.merge(clinics.packages(thief))
    assert bishkek._desk.roster().laptops[naryn.identity.device_id].sign_key == own_sign(naryn)
    consult(naryn, advice="of the true one")
    assert "refused" not in statuses(clinics.carry(naryn, bishkek))


def test_a_thief_who_announces_too_is_late_or_disputed(clinics: Clinics) -> None:
    """The first to be heard holds; where two coordinators heard differently, neither key is believed."""
    bishkek = clinics.coordinator()
    tokmok = clinics.joined(bishkek, clinics.office("TOK", "Айбек", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn)
    clinics.exchange_all(bishkek, tokmok, naryn)
    naryn, thief = clinics.copied(naryn)
    naryn.network.new_signing_key()
    thief.network.new_signing_key()
    clinics.carry(naryn, bishkek)
    assert {one.reason for one in meant(clinics.carry(thief, bishkek)) if one.status == "refused"} <= {
        "new_key",
        "retired_key",
    }
    assert shown_sign(bishkek, naryn) == own_sign(naryn)
    clinics.carry(thief, tokmok)
    clinics.exchange_all(bishkek, tokmok)
    for coordinator in (bishkek, tokmok):
        assert coordinator._desk.roster().laptops[naryn.identity.device_id].disputed
    consult(naryn), consult(thief)
    for one in (naryn, thief):
        done = meant(clinics.carry(one, bishkek))
        assert {told.reason for told in done if told.status == "refused"} == {"disputed_key"}


def test_nobody_claims_a_key_without_having_it_or_for_another(clinics: Clinics) -> None:
    """Planted once: with `holds` always true, the first of these was written into the roster."""
    bishkek, naryn, _, osh = network_of_four(clinics)
    roster = bishkek._desk.roster()
    me = roster.laptops[naryn.identity.device_id]
    new = SigningKey.new()

    def told(by: SigningKey, **changed: object) -> Manifest:
        says = {"network": roster.network, "device": me.id, "old": me.sign_key, "new": new.public, "turn": 2} | changed
        proof = by.sign(proof_text(ends=[], **says)).hex()  # type: ignore[arg-type]
        note = NewKey(str(says["new"]), str(says["old"]), int(str(says["turn"])), {}, proof)
        blank = Manifest(roster.network, me.id, "shared:NAR1", ("x",), 1, "", "")
        return replace(blank, keys=replace(blank.keys, new_key=note))

    keys = KeyRoster(bishkek._desk, bishkek.casework)
    other = SigningKey.new()
    wrong = [
        told(other),
        told(new, device=osh.identity.device_id),
        told(new, network="0" * 40),
        told(new, old=own_sign(osh)),
        told(new, turn=3),
    ]
    for manifest in wrong:
        keys.hear_new_key(manifest, me, roster)
    keys.hear_new_key(told(new, new=own_sign(osh)), me, roster)
    assert shown_sign(bishkek, naryn) == own_sign(naryn)
    keys.hear_new_key(told(new), me, roster)
    assert shown_sign(bishkek, naryn) == new.public


def test_the_first_coordinator_changes_its_key_and_newcomers_still_find_the_root(clinics: Clinics) -> None:
    """The network is pinned to the first key for ever: its own old streams stay sealed by it."""
    bishkek = clinics.coordinator()
    tokmok = clinics.joined(bishkek, clinics.office("TOK", "Айбек", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(bishkek, tokmok, naryn)
    bishkek.network.new_signing_key()
    talas = clinics.joined(bishkek, clinics.office("TAL1"))
    edit(bishkek, consult(bishkek), facts="x")
    clinics.exchange_all(bishkek, tokmok, naryn, talas)
    assert {shown_sign(one, bishkek) for one in (tokmok, naryn, talas)} == {own_sign(bishkek)}
    batken = clinics.joined(tokmok, clinics.office("BAT1"))
    consult(batken), consult(talas)
    clinics.exchange_all(bishkek, tokmok, naryn, talas, batken)
    assert shown_sign(batken, bishkek) == own_sign(bishkek)
    assert {laptop.office for laptop in naryn.network.roster()} == {"BIS", "TOK", "NAR1", "TAL1", "BAT1"}
    everything_agrees(bishkek, tokmok, naryn, talas, batken)


def test_a_laptop_that_was_put_back_to_before_the_coordinators_change_still_follows(clinics: Clinics) -> None:
    bishkek, naryn, second, osh = network_of_four(clinics)
    backup = clinics.folder / "monday.clinic-backup"
    naryn.keeping.backup(backup)
    bishkek.network.new_signing_key()
    clinics.exchange_all(bishkek, naryn, second, osh)
    naryn = restored(clinics, naryn, backup)
    consult(naryn)
    clinics.exchange_all(naryn, bishkek, second, osh, rounds=4)
    assert shown_sign(naryn, bishkek) == own_sign(bishkek)
    everything_agrees(bishkek, naryn, second, osh)


def test_a_laptop_put_back_from_a_backup_keeps_its_key(clinics: Clinics) -> None:
    """It cannot name the ends of its former streams. Found by a history: what it had lost was refused."""
    bishkek, naryn, second, osh = network_of_four(clinics)
    backup = clinics.folder / "monday.clinic-backup"
    naryn.keeping.backup(backup)
    lost = consult(naryn, advice="lost with the disk")
    clinics.carry(naryn, bishkek)
    naryn = restored(clinics, naryn, backup)
    with pytest.raises(RestoredKeepsKey):
        naryn.network.new_signing_key()
    consult(naryn)  # by its first package the others hear of its new life
    clinics.exchange_all(naryn, bishkek, second, osh, rounds=4)
    assert form(second, lost).advice == form(naryn, lost).advice == "lost with the disk"


def test_over_a_place_the_news_is_found_by_those_who_know_the_old_key(clinics: Clinics) -> None:
    """An index is signed with the old key until all have heard: signed with the new one nobody could read it."""
    bishkek, naryn, _, _ = network_of_four(clinics)
    cloud = Cloud()
    for clinic in (bishkek, naryn):
        use_cloud(clinic, cloud)
    for clinic in (bishkek, naryn) * 2:
        sync(clinic)
    naryn.network.new_signing_key()
    record = consult(naryn, advice="over the place")
    for clinic in (naryn, bishkek) * 3:
        done = sync(clinic)
        assert not done.oddities and done.problem is None
    assert shown_sign(bishkek, naryn) == own_sign(naryn)
    assert form(bishkek, record).advice == "over the place"
    bishkek.network.new_signing_key()
    other = edit(bishkek, consult(bishkek), facts="x")
    for clinic in (bishkek, naryn) * 3:
        assert not sync(clinic).oddities
    assert shown_sign(naryn, bishkek) == own_sign(bishkek) and other.id
    assert bishkek.exchange.waiting().unsealed == 0
    assert naryn.keeping.problems() == bishkek.keeping.problems() == []


def test_the_announcement_is_signed_by_the_old_key_and_says_nothing_else(clinics: Clinics) -> None:
    bishkek, naryn, second, osh = network_of_four(clinics)
    naryn.network.new_signing_key()
    files = [file for file in clinics.packages(naryn) if opens(file, bishkek)]
    told = [notes_in(file, bishkek) for file in files]
    assert [sorted(more) for more in told if "new_key" in more] == [["new_key"]]
    again = [notes_in(file, bishkek) for file in clinics.packages(naryn) if opens(file, bishkek)]
    assert [more for more in again if "new_key" in more] == [more for more in told if "new_key" in more]
    clinics.exchange_all(naryn, bishkek, second, osh)
    files = [file for file in clinics.packages(naryn, everything=True) if opens(file, bishkek)]
    assert files and not any("new_key" in notes_in(file, bishkek) for file in files)
    assert {address_of(file.read_bytes()).sender for file in files} == {naryn.identity.device_id}
