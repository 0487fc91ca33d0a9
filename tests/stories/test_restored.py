"""A case book put back from a backup: a new life with new streams; nothing is refused, nothing sent is lost."""

from __future__ import annotations

from pathlib import Path

from clinic_app.clinic import Clinic
from tests.founding import PASSPHRASE
from tests.stories.clinics import Clinics, consult, edit, form, readings, statuses


def restored(clinics: Clinics, clinic: Clinic, backup: Path) -> Clinic:
    """The laptop broke; its backup is put on another disk."""
    clinics.close(clinic)
    target = clinics.folder / f"restored-{backup.stem}"
    Clinic.restore(backup, target, PASSPHRASE)
    return clinics.opened(target)


def test_a_restored_backup_begins_a_new_life_and_nothing_is_refused(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    old = consult(naryn, advice="before the backup")
    clinics.exchange_all(naryn, bishkek)
    backup = clinics.folder / "monday.clinic-backup"
    naryn.keeping.backup(backup)
    lost = consult(naryn, advice="after the backup")
    clinics.carry(naryn, bishkek)
    naryn = restored(clinics, naryn, backup)
    assert naryn.identity.laptop == "A2"
    again = consult(naryn, advice="in the new life")
    assert "-A2-" in again.record_no  # type: ignore[attr-defined]
    edit(naryn, old, facts="edited in the new life")
    done = clinics.carry(naryn, bishkek)
    assert set(statuses(done)) == {"merged"}
    assert form(bishkek, old).facts == "edited in the new life"
    assert {lost.id, old.id, again.id} <= set(bishkek.casework.ids("consultation"))
    assert bishkek.keeping.problems() == naryn.keeping.problems() == []


def test_one_restore_is_one_new_life(clinics: Clinics) -> None:
    """Every later package of the others tells of the lost entries again; that is no further restore."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    backup = clinics.folder / "monday.clinic-backup"
    naryn.keeping.backup(backup)
    consult(naryn, advice="after the backup")
    clinics.carry(naryn, bishkek)
    naryn = restored(clinics, naryn, backup)
    for _ in range(3):
        consult(bishkek)
        clinics.carry(bishkek, naryn)
        consult(naryn)
        clinics.carry(naryn, bishkek)
    assert naryn.identity.laptop == "A2"


def test_what_was_sent_before_the_loss_comes_back(clinics: Clinics) -> None:
    """Records that only the others still have, and roster news sent meanwhile, reach the restored laptop."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    backup = clinics.folder / "monday.clinic-backup"
    naryn.keeping.backup(backup)
    lost = consult(naryn, advice="after the backup")
    osh = clinics.joined(bishkek, clinics.office("OSH1"))
    of_bishkek = edit(bishkek, consult(bishkek), facts="x")
    clinics.exchange_all(naryn, bishkek, osh)
    naryn = restored(clinics, naryn, backup)
    consult(naryn, advice="in the new life")
    clinics.exchange_all(naryn, bishkek)
    assert form(naryn, lost).advice == "after the backup"
    assert {laptop.office for laptop in naryn.network.roster()} == {"BIS", "NAR1", "OSH1"}
    theirs = readings(bishkek)
    assert all(theirs[key] == value for key, value in readings(naryn).items() if key in theirs)
    assert ("consultation", of_bishkek.id) in theirs
    assert naryn.exchange.waiting().packages == 0


def test_looking_at_a_package_begins_no_new_life(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    naryn, twin = clinics.copied(naryn)
    consult(naryn, advice="the other goes on")
    clinics.carry(naryn, bishkek)
    consult(bishkek)
    twin.exchange.preview(clinics.packages(bishkek))
    assert twin.identity.laptop == "A"
    assert twin.identity == clinics.reopened(twin).identity
