"""Packages that are lost, late or of a copied laptop: held, named, healed; quarantined, refused, kept."""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path

from clinic_app.clinic import Clinic
from tests.stories.clinics import Clinics, conflicting, consult, edit, form, journal_bytes, meant, readings, statuses


def numbered(clinics: Clinics, clinic: Clinic, times: int) -> list[Path]:
    """`times` packages of one consultation each, sealed one after the other."""
    found: list[Path] = []
    for number in range(times):
        consult(clinic, advice=f"advice {number}")
        stick = clinics.stick()
        new = {made.name: Path(made.file) for made in clinic.exchange.export(stick)}
        found.append(new[max(new)])
    return found


def test_a_gap_is_held_named_and_healed_also_after_reopening(clinics: Clinics) -> None:
    """The mistake "no gap check" was planted in `JournalTables._unbroken_to` (the last place, whatever is missing): the
    later records were read at once, and this failed."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    first, second, third = numbered(clinics, naryn, 3)
    assert statuses(bishkek.exchange.merge([first])) == ["merged"]
    done = bishkek.exchange.merge([third])
    assert statuses(done) == ["held"]
    assert done.packages[0].missing == (second.name,)
    assert bishkek.casework.count("consultation") == 1
    assert statuses(bishkek.exchange.merge([third])) == ["held"]
    assert bishkek.exchange.inbox()[0].laptops[0].missing == (second.name,)
    bishkek = clinics.reopened(bishkek)
    assert bishkek.casework.count("consultation") == 1
    assert statuses(bishkek.exchange.merge([second])) == ["merged"]
    assert bishkek.casework.count("consultation") == 3
    assert bishkek.keeping.problems() == []
    assert statuses(bishkek.exchange.merge([third])) == ["nothing_new"]
    assert bishkek.exchange.inbox()[0].laptops[0].missing == ()


def test_any_order_of_packages_reads_the_same(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    packages = [clinics.packages(naryn)[-1]]
    clinics.carry(naryn, bishkek)
    edit(bishkek, record, advice="theirs")
    for advice in ("two", "three"):
        edit(naryn, record, advice=advice, facts=advice)
        packages.append(clinics.packages(naryn)[-1])
    consult(naryn)
    packages.append(clinics.packages(naryn)[-1])
    assert len(packages) == 4
    clinics.close(bishkek)
    found = []
    for place, order in enumerate(permutations(packages)):
        folder = clinics.folder / f"order-{place}"
        shutil.copytree(bishkek.folder, folder)
        reader = clinics.opened(folder)
        for package in order:
            reader.exchange.merge([package])
        found.append(readings(reader))
        clinics.close(reader)
    assert all(one == found[0] for one in found)
    assert found[0]["consultation", record.id]["?"] == ["advice"]


def test_the_second_branch_of_a_copied_laptop_is_quarantined_refused_and_kept(clinics: Clinics) -> None:
    """The mistake "no fork check" was planted in `JournalTables._fork_in` (never a fork): the twin was merged."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn, advice="before the copy")
    clinics.carry(naryn, bishkek)
    naryn, twin = clinics.copied(naryn)
    ours = consult(naryn, advice="ours after the copy")
    theirs = consult(twin, advice="of the twin")
    clinics.carry(naryn, bishkek)
    before = readings(bishkek)
    done = clinics.carry(twin, bishkek)
    assert [(one.status, one.reason) for one in meant(done)][-1] == ("refused", "fork")
    assert done.refused
    assert readings(bishkek) == before
    assert b"of the twin" in journal_bytes(bishkek)
    assert ("consultation", ours.id) in before and ("consultation", theirs.id) not in before
    consult(twin, advice="more of the twin")
    assert [one.reason for one in meant(clinics.carry(twin, bishkek))][-1] == "fork"
    assert b"more of the twin" in journal_bytes(bishkek)
    bishkek = clinics.reopened(bishkek)
    assert any(problem.startswith("fork") for problem in bishkek.keeping.problems())
    consult(naryn, advice="the first branch goes on")
    assert "merged" in statuses(clinics.carry(naryn, bishkek))
    assert bishkek.casework.count("consultation") == 3


def test_the_first_branch_is_not_the_twins_acknowledgement(clinics: Clinics) -> None:
    """A head acknowledges the places it names, not their numbers: what lies in quarantine is not sent."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    naryn, twin = clinics.copied(naryn)
    consult(naryn, advice="ours after the copy")
    consult(twin, advice="of the twin")
    clinics.carry(naryn, bishkek)
    clinics.carry(twin, bishkek)
    waiting = twin.exchange.waiting().packages
    consult(bishkek)
    clinics.carry(bishkek, twin)
    assert twin.exchange.waiting().packages == waiting > 0


def test_a_twin_that_hears_of_the_other_branch_begins_a_new_life(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    naryn, twin = clinics.copied(naryn)
    consult(naryn, advice="ours after the copy")
    consult(twin, advice="of the twin")
    clinics.carry(naryn, bishkek)
    clinics.carry(bishkek, twin)
    assert twin.identity.laptop == "A2"
    late = consult(twin, advice="in the twin's new life")
    clinics.carry(twin, bishkek)
    assert form(bishkek, late).advice == "in the twin's new life"
    assert conflicting(bishkek) == set()
