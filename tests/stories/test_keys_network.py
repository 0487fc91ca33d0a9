"""The network's key is replaced with each removal, and whoever was removed never gets the next one."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from clinic_app.changes import Changes
from clinic_app.clinic import Clinic
from clinic_app.errors import LastCoordinatorLaptop, NotTrusted
from clinic_app.exchange import age_file
from clinic_app.exchange.distrust import Distrust
from clinic_app.exchange.key_notes import KeyNotes
from clinic_app.exchange.manifest import Manifest
from clinic_app.exchange.package import address_of
from clinic_app.keys.identity import AgeIdentity
from clinic_app.use_cases.exchanging.network_key import NetworkKeys
from clinic_app.use_cases.exchanging.packages import REFUSED, PackageTaken
from clinic_app.use_cases.exchanging.taking import Taking
from tests.stories.clinics import Clinics, consult, edit, form, meant, statuses


def roster_of(clinic: Clinic) -> dict[str, bool]:
    """office -> whether its (only) laptop was removed."""
    return {laptop.office: laptop.removed for laptop in clinic.network.roster()}


def held_by(clinic: Clinic) -> list[str]:
    """Every secret age key in a case book: what whoever broke its lock could try."""
    return [clinic.keeping.age_identity(), *clinic._desk.network_identities]


def opens(package: Path, clinic: Clinic) -> bool:
    """Whether any key of that case book opens the package."""
    with tarfile.open(package) as packed:
        sealed = packed.extractfile("package.age").read()  # type: ignore[union-attr]
    try:
        age_file.decrypt(sealed, held_by(clinic))
    except NotTrusted:
        return False
    return True


def notes_in(package: Path, clinic: Clinic) -> dict[str, object]:
    """What stands under `more` in a package that `clinic` can open."""
    with tarfile.open(package) as packed:
        sealed = packed.extractfile("package.age").read()  # type: ignore[union-attr]
    with tarfile.open(fileobj=io.BytesIO(age_file.decrypt(sealed, held_by(clinic)))) as inner:
        told = json.loads(inner.extractfile("manifest.json").read())  # type: ignore[union-attr]
    return dict(told["more"])


def secret(clinic: Clinic) -> str:
    """The network's secret key that is in use, as far as that case book knows and has it."""
    return NetworkKeys(clinic._desk, clinic.casework).identity()


def three(clinics: Clinics) -> tuple[Clinic, Clinic, Clinic]:
    """A coordinator and two offices who have all of each other."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    consult(naryn), consult(osh)
    clinics.exchange_all(bishkek, naryn, osh)
    return bishkek, naryn, osh


def test_a_removal_replaces_the_key_and_the_removed_laptop_opens_nothing_new(clinics: Clinics) -> None:
    """Who can open what, tried with every key that lies on the removed laptop."""
    bishkek, naryn, osh = three(clinics)
    before = osh._desk.network_identities
    bishkek.network.remove(osh.identity.device_id)
    edit(bishkek, consult(bishkek), facts="not for osh")
    packages = clinics.packages(bishkek)
    assert {address_of(file.read_bytes()).audience for file in packages} >= {"net", "shared:NAR1"}
    assert not [file.name for file in packages if opens(file, osh)]
    merged = naryn.exchange.merge(packages)
    assert "refused" not in statuses(merged)
    assert roster_of(naryn) == {"BIS": False, "NAR1": False, "OSH1": True}
    assert secret(naryn) == secret(bishkek) not in before
    assert {one.reason for one in osh.exchange.merge(packages).packages} == {"not_for_us"}
    assert roster_of(osh) == {"BIS": False, "NAR1": False, "OSH1": False}


def test_news_of_the_roster_comes_with_the_key_in_whatever_order_files_lie(clinics: Clinics) -> None:
    """A network package whose key has not come is not for us yet, and no news is lost."""
    bishkek, naryn, osh = three(clinics)
    bishkek.network.remove(osh.identity.device_id)
    packages = clinics.packages(bishkek)
    net = [file for file in packages if address_of(file.read_bytes()).audience == "net"]
    others = [file for file in packages if file not in net]
    assert roster_of(naryn)["OSH1"] is False
    for file in net:
        assert meant(naryn.exchange.merge([file.parent / file.name])) == []  # for others, as far as can be known
    assert roster_of(naryn)["OSH1"] is False
    naryn.exchange.merge(others)
    clinics.carry(bishkek, naryn)  # what nobody has acknowledged comes again
    assert roster_of(naryn)["OSH1"] is True
    clinics.exchange_all(bishkek, naryn)
    assert bishkek.exchange.waiting().packages == naryn.exchange.waiting().packages == 0
    assert bishkek.keeping.problems() == naryn.keeping.problems() == []


def test_the_key_comes_beside_words_of_a_laptop_that_nobody_knows_yet(clinics: Clinics) -> None:
    """Who came and was removed between two sticks is a stranger until the news is opened, and its key lies in the very
    package that hands on the stranger's words. Planted, refused as a whole, it shut the office out for good.
    """
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    clinics.exchange_all(bishkek, osh)
    guest = clinics.joined(bishkek, clinics.office("OSH"))
    record = consult(guest, advice="of the guest")
    clinics.carry(guest, bishkek)
    bishkek.network.remove(guest.identity.device_id)
    assert not clinics.carry(bishkek, osh).refused
    assert form(osh, record).advice == "of the guest"  # type: ignore[attr-defined]
    assert {one.id for one in osh.network.roster() if one.removed} == {guest.identity.device_id}


def test_what_waited_for_such_a_package_is_not_called_held_in_the_end(clinics: Clinics) -> None:
    """Planted, without a second look at what was held, the later package was said to wait for the one before it."""
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    known = consult(osh, advice="one")
    clinics.exchange_all(bishkek, osh)
    guest = clinics.joined(bishkek, clinics.office("OSH"))
    consult(guest, advice="of the guest")
    clinics.carry(guest, bishkek)
    bishkek.network.remove(guest.identity.device_id)
    stick = clinics.stick()
    for advice in ("two", "three"):
        edit(bishkek, known, advice=advice)
        bishkek.exchange.export(stick)
    done = osh.exchange.merge([stick])
    assert {one.status for one in done.packages} <= {"merged", "nothing_new"}
    assert not any(one.missing for one in done.packages)
    assert form(osh, known).advice == "three"  # type: ignore[attr-defined]


def test_keys_that_are_pushed_out_and_come_again_end_the_merge(
    clinics: Clinics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coordinator may hand out what they like; compared with the keys of one turn before, this never ended."""
    bishkek = clinics.coordinator()
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    files = clinics.packages(osh)
    own, turns = bishkek._desk.network_identities, 0

    def refused(taking: Taking, file: Path, *_more: object) -> tuple[PackageTaken, Changes]:
        nonlocal turns
        turns += 1
        assert turns < 20 * len(files), "tried again and again"
        taking._desk.vault.remember("network_identities", [f"key {turns % 2}", *own])
        return PackageTaken(str(file), file.name, REFUSED, reason=Distrust.STRANGER), Changes()

    monkeypatch.setattr(Taking, "_take", refused)
    assert {one.status for one in bishkek.exchange.merge(files).packages} == {REFUSED}


def test_the_key_is_handed_out_until_it_is_acknowledged_and_no_longer(clinics: Clinics) -> None:
    bishkek, naryn, osh = three(clinics)
    bishkek.network.remove(osh.identity.device_id)
    first = [file for file in clinics.packages(bishkek) if opens(file, naryn)]
    assert [("network_identity" in notes_in(file, naryn)) for file in first] == [True]
    clinics.exchange_all(bishkek, naryn)
    edit(bishkek, consult(bishkek), facts="later")
    stick = clinics.stick()
    bishkek.exchange.export(stick, everything=True)
    told = [notes_in(file, naryn) for file in stick.glob("*.clinic") if opens(file, naryn)]
    assert told and not any("network_identity" in more for more in told)


def test_two_coordinators_remove_at_once_and_neither_removed_laptop_gets_the_key_in_the_end(clinics: Clinics) -> None:
    """Each made a key that the other one's removed laptop may have been given: neither stays in use.

    Planted once: with `keep_up` content with any key made after a removal, Batken could open what came later.
    """
    bishkek = clinics.coordinator()
    tokmok = clinics.joined(bishkek, clinics.office("TOK", "Айбек", "coordinator"))
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    batken = clinics.joined(bishkek, clinics.office("BAT1"))
    clinics.exchange_all(bishkek, tokmok, naryn, osh, batken)
    bishkek.network.remove(osh.identity.device_id)
    tokmok.network.remove(batken.identity.device_id)
    clinics.carry(bishkek, batken, naryn)  # who knows of the other removal only later
    clinics.carry(tokmok, osh, naryn)
    assert len(batken._desk.network_identities) > 1  # it was still one of them for Bishkek
    clinics.exchange_all(bishkek, tokmok, naryn, rounds=4)
    keys = {clinic.network.network_recipient() for clinic in (bishkek, tokmok, naryn)}
    assert len(keys) == 1
    assert roster_of(naryn) == {"BIS": False, "TOK": False, "NAR1": False, "OSH1": True, "BAT1": True}
    clinics.joined(bishkek, clinics.office("TAL1"))
    for coordinator in (bishkek, tokmok):
        for file in clinics.packages(coordinator, everything=True):
            assert not opens(file, osh) and not opens(file, batken)
    assert [clinic.exchange.waiting().packages for clinic in (naryn,)] == [0]


def test_a_coordinator_who_has_not_heard_of_the_removal_hands_the_key_to_nobody(clinics: Clinics) -> None:
    """Tokmok has the key before it has read of the removal: the roster does not name it yet, so it stays there."""
    bishkek = clinics.coordinator()
    tokmok = clinics.joined(bishkek, clinics.office("TOK", "Айбек", "coordinator"))
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    consult(osh)
    clinics.exchange_all(bishkek, tokmok, osh)
    bishkek.network.remove(osh.identity.device_id)
    packages = clinics.packages(bishkek)
    tokmok.exchange.merge([file for file in packages if address_of(file.read_bytes()).audience != "net"])
    assert roster_of(tokmok)["OSH1"] is False  # the news is still under way
    assert len(tokmok._desk.network_identities) == 2
    assert tokmok._desk.network_identities != bishkek._desk.network_identities
    edit(tokmok, form(tokmok, consult(tokmok)), facts="x")
    osh.exchange.merge(clinics.packages(tokmok, everything=True))
    assert len(osh._desk.network_identities) == 1
    newcomer = clinics.joined(tokmok, clinics.office("TAL1"))
    clinics.exchange_all(bishkek, tokmok, newcomer)
    assert secret(newcomer) == secret(bishkek)
    assert roster_of(newcomer)["OSH1"] is True


def test_an_office_hands_out_no_key(clinics: Clinics) -> None:
    """What a laptop that is no coordinator's says of the network's key is not kept."""
    bishkek, naryn, _ = three(clinics)
    colleague = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    clinics.exchange_all(bishkek, naryn, colleague)
    roster = colleague._desk.roster()
    note = KeyNotes(network_identity=AgeIdentity.new().text)
    told = Manifest("0" * 40, naryn.identity.device_id, "shared:NAR1", ("x",), 1, "", "", keys=note)
    keys = NetworkKeys(colleague._desk, colleague.casework)
    keys.hear(told, roster.laptops[naryn.identity.device_id])
    assert note.network_identity not in colleague._desk.network_identities
    keys.hear(told, roster.laptops[bishkek.identity.device_id])
    assert note.network_identity in colleague._desk.network_identities


def test_the_remover_is_told_what_the_laptop_already_had(clinics: Clinics) -> None:
    bishkek, naryn, _osh = three(clinics)
    late = consult(naryn)
    had = bishkek.network.what_it_had(naryn.identity.device_id)
    assert had.records["consultation"] == 1 and had.on_the_way == 0
    assert "shared:NAR1" in had.audiences and "office:NAR1" in had.audiences and had.own_office_too
    assert had.last_heard is not None and had.silent_days == 0 and had.colleagues == 0
    clinics.carry(naryn, bishkek)
    edit(bishkek, form(bishkek, late), facts="of the coordinator")
    consult(bishkek)
    bishkek.exchange.export(clinics.stick())
    again = bishkek.network.what_it_had(naryn.identity.device_id)
    assert again.records["consultation"] == 2
    bishkek.network.remove(naryn.identity.device_id)
    assert bishkek.network.what_it_had(naryn.identity.device_id).records == again.records


def test_the_last_coordinators_laptop_is_not_removed(clinics: Clinics) -> None:
    bishkek, naryn, _ = three(clinics)
    with pytest.raises(LastCoordinatorLaptop):
        bishkek.network.remove(bishkek.identity.device_id)
    assert roster_of(bishkek)["BIS"] is False
    assert len(bishkek._desk.network_identities) == 1
    tokmok = clinics.joined(bishkek, clinics.office("TOK", "Айбек", "coordinator"))
    clinics.exchange_all(bishkek, tokmok, naryn)
    tokmok.network.remove(bishkek.identity.device_id)  # the first one too, when it was stolen
    clinics.exchange_all(tokmok, naryn)
    assert roster_of(naryn)["BIS"] is True
    osh = clinics.joined(tokmok, clinics.office("TAL1"))
    assert roster_of(osh)["BIS"] is True
