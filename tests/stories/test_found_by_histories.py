"""What the random histories found in the engine, each as its shortest story."""

from __future__ import annotations

from pathlib import Path

from tests.stories.clinics import Clinics, consult, edit, form, journal_bytes, readings, save, statuses
from tests.stories.test_lost_for_good import next_package
from tests.stories.test_restored import restored

OFFICE_ONLY = {"confidentiality": "office"}


def test_what_lies_behind_a_lost_package_reaches_a_newcomer(clinics: Clinics) -> None:
    """Without the chain hash before it (`lead`), nothing behind a bridge could be forwarded."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    record = consult(naryn, advice="one")
    first = next_package(clinics, naryn)
    edit(naryn, record, facts="of the lost package")
    next_package(clinics, naryn)
    edit(naryn, record, advice="three")
    bishkek.exchange.merge([first, next_package(clinics, naryn)])
    bishkek.streams.give_up(bishkek.streams.gaps()[0].stream)
    second = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.carry(bishkek, second)
    assert form(second, record).advice == "three"  # type: ignore[attr-defined]
    third = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.carry(bishkek, third)
    clinics.carry(second, third)
    assert form(third, record).advice == "three"  # type: ignore[attr-defined]
    assert bishkek.keeping.problems() == second.keeping.problems() == third.keeping.problems() == []


def test_a_newcomer_who_writes_first_still_gets_everything(clinics: Clinics) -> None:
    """Once, whoever had acknowledged any stream, and be it their own, was no newcomer any more."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="long ago")
    clinics.carry(naryn, bishkek)
    second = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.carry(second, bishkek)
    clinics.carry(bishkek, second)
    assert form(second, record).advice == "long ago"  # type: ignore[attr-defined]


def test_what_a_removed_laptop_had_written_reaches_its_colleagues(clinics: Clinics) -> None:
    """Its own packages are refused from then on, so those who have its words send them on."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, colleague, bishkek)
    record = consult(naryn, advice="only the coordinator has heard")
    clinics.carry(naryn, bishkek)
    bishkek.network.remove(naryn.identity.device_id)
    clinics.carry(bishkek, colleague)
    assert form(colleague, record).advice == "only the coordinator has heard"  # type: ignore[attr-defined]


def test_what_an_office_keeps_to_itself_outlives_the_removal_of_its_laptop(clinics: Clinics) -> None:
    """A coordinator does not read those streams and can name no end in them; so they had ended at nought."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    third = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, colleague, third, bishkek)
    record = consult(naryn, advice="of the office alone", **OFFICE_ONLY)
    clinics.carry(naryn, colleague)
    bishkek.network.remove(naryn.identity.device_id)
    clinics.carry(bishkek, colleague, third)
    clinics.carry(colleague, third)
    for reader in (colleague, third):
        assert form(reader, record).advice == "of the office alone"  # type: ignore[attr-defined]
    assert b"of the office alone" not in journal_bytes(bishkek)


def test_a_form_opened_before_an_undo_saves_what_was_typed_and_nothing_else(clinics: Clinics) -> None:
    """Planted as it was: what had been set aside meanwhile was entered again, as the words of whoever saved."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    bishkek.exchange.merge([next_package(clinics, naryn)])
    edit(naryn, record, advice="two")
    second = next_package(clinics, naryn)
    bishkek.exchange.merge([second])
    shown = form(bishkek, record)
    bishkek.exchange.undo(second.name)
    save(bishkek, shown, facts="typed")
    told = [(change.field, change.after, change.office) for change in bishkek.history.of("consultation", record.id)]
    assert [one for one in told if one[2] == "BIS"] == [("facts", "typed", "BIS")]
    bishkek.exchange.merge([second])
    assert (form(bishkek, record).advice, form(bishkek, record).conflicts) == ("two", frozenset())  # type: ignore[attr-defined]


def test_a_restored_laptop_gets_back_its_own_words_from_behind_a_lost_package(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    backup = clinics.folder / "monday.clinic-backup"
    naryn.keeping.backup(backup)
    consult(naryn, advice="lost")
    next_package(clinics, naryn)
    record = consult(naryn, advice="behind what was lost")
    late = next_package(clinics, naryn)
    naryn = restored(clinics, naryn, backup)
    assert statuses(bishkek.exchange.merge([late])) == ["held"]
    consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    bishkek.streams.give_up(bishkek.streams.gaps()[0].stream)
    clinics.exchange_all(naryn, bishkek)
    assert form(naryn, record).advice == "behind what was lost"  # type: ignore[attr-defined]
    assert naryn.keeping.problems() == bishkek.keeping.problems() == []


def test_a_restored_coordinator_gets_its_roster_back_from_an_office(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    backup = clinics.folder / "monday.clinic-backup"
    bishkek.keeping.backup(backup)
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    clinics.carry(bishkek, naryn, osh)
    bishkek = restored(clinics, bishkek, backup)
    assert {laptop.office for laptop in bishkek.network.roster()} == {"BIS", "NAR1"}
    consult(naryn)
    clinics.exchange_all(naryn, bishkek)
    assert {laptop.office for laptop in bishkek.network.roster()} == {"BIS", "NAR1", "OSH"}
    record = consult(osh, advice="of Osh")
    clinics.carry(osh, bishkek)
    assert form(bishkek, record).advice == "of Osh"  # type: ignore[attr-defined]


def test_a_settled_branch_that_goes_on_is_no_gap(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    naryn, twin = clinics.copied(naryn)
    consult(naryn, advice="ours")
    consult(twin, advice="of the twin")
    bishkek.exchange.merge([next_package(clinics, naryn)])
    bishkek.exchange.merge([next_package(clinics, twin)])
    bishkek.streams.read_both()
    for number in range(3):
        late = consult(twin, advice=f"later {number}")
        assert statuses(bishkek.exchange.merge([next_package(clinics, twin)])) == ["merged"]
        assert form(bishkek, late).advice == f"later {number}"  # type: ignore[attr-defined]
    assert bishkek.streams.gaps() == []
    clinics.carry(bishkek, naryn)
    assert form(naryn, late).advice == "later 2"  # type: ignore[attr-defined]


def test_a_fork_of_what_an_office_keeps_to_itself_is_settled_as_it_tells(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn, advice="before", **OFFICE_ONLY)
    clinics.exchange_all(naryn, colleague, bishkek)
    naryn, twin = clinics.copied(naryn)
    ours, theirs = consult(naryn, advice="ours", **OFFICE_ONLY), consult(twin, advice="of the twin", **OFFICE_ONLY)
    clinics.carry(naryn, colleague)
    assert clinics.carry(twin, colleague).refused
    clinics.carry(naryn, bishkek)
    clinics.carry(twin, bishkek)
    bishkek.streams.read_both()  # of the counting rows
    clinics.carry(bishkek, colleague)
    (stream,) = colleague.streams.forked()
    first = colleague._desk.vault.journal.quarantined(stream)[0][0]
    bishkek.streams.settle_told(stream, fork=first)
    clinics.carry(bishkek, colleague, naryn, twin)
    assert colleague.keeping.problems() == []
    clinics.carry(colleague, naryn, twin)
    for reader in (colleague, naryn, twin):
        assert {key[1] for key in readings(reader, ["consultation"])} >= {ours.id, theirs.id}


def test_a_hand_over_alone_does_not_make_a_record_complete(clinics: Clinics, tmp_path: Path) -> None:
    """A record whose beginning was undone is incomplete, though a coordinator has written its home."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.joined(bishkek, clinics.office("OSH"))
    record = consult(naryn)
    package = next_package(clinics, naryn)
    bishkek.exchange.merge([package])
    bishkek.handing_over.hand_over("consultation", record.id, "OSH")
    bishkek.exchange.undo(package.name)
    assert not form(bishkek, record).complete


def test_a_package_with_something_erased_is_taken_in_again_after_an_undo(clinics: Clinics) -> None:
    """What was erased counted as fresh whenever its package came, so what had been undone stayed out for ever."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    kept, gone = consult(naryn, advice="kept"), consult(naryn, advice="gone")
    naryn.erasing.erase("consultation", gone.id)
    package = next_package(clinics, naryn)
    bishkek.exchange.merge([package])
    assert set(bishkek.casework.ids("consultation")) == {kept.id}
    bishkek.exchange.undo(package.name)
    assert bishkek.casework.ids("consultation") == []
    bishkek.exchange.merge([package])
    assert set(bishkek.casework.ids("consultation")) == {kept.id}


def test_what_is_read_after_a_lost_package_is_given_up_goes_to_the_new_home(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    clinics.exchange_all(bishkek, naryn, osh)
    record = consult(naryn, advice="one")
    bishkek.exchange.merge([next_package(clinics, naryn)])
    edit(naryn, record, facts="lost")
    next_package(clinics, naryn)
    edit(naryn, record, advice="two")
    bishkek.exchange.merge([next_package(clinics, naryn)])
    bishkek.handing_over.hand_over("consultation", record.id, "OSH")
    bishkek.streams.give_up(bishkek.streams.gaps()[0].stream)
    clinics.carry(bishkek, osh)
    assert form(osh, record).advice == "two"  # type: ignore[attr-defined]


def test_no_place_before_a_late_seen_fork_is_dropped(clinics: Clinics) -> None:
    """The twin's package is seen to fork only at its second place; its first was neither kept nor quarantined."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    naryn, twin = clinics.copied(naryn)
    first = [consult(clinic, advice="before, of each") for clinic in (naryn, twin)]
    ours, theirs = next_package(clinics, naryn), next_package(clinics, twin)
    second = [consult(twin, advice="one of the twin"), consult(twin, advice="two of the twin")]
    late = next_package(clinics, twin)
    consult(naryn, advice="one of ours")
    next_package(clinics, naryn)
    consult(naryn, advice="two of ours")
    bishkek.exchange.merge([next_package(clinics, naryn)])  # held: place 5, and 3 and 4 have not come
    bishkek.exchange.merge([late])  # places 4 and 5 of the twin
    bishkek.exchange.merge([ours])
    bishkek.exchange.merge([theirs])
    bishkek.streams.read_both()
    here = set(bishkek.casework.ids("consultation"))
    assert {record.id for record in [*first, *second]} <= here


def test_a_coordinators_stale_form_reaches_the_new_home(clinics: Clinics) -> None:
    """The save went to the office that the form still showed, and nobody carried it on."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    record = consult(naryn)
    clinics.exchange_all(naryn, bishkek, osh)
    shown = form(bishkek, record)
    bishkek.handing_over.hand_over("consultation", record.id, "OSH")
    save(bishkek, shown, facts="typed before and saved after")
    clinics.carry(bishkek, osh)
    assert form(osh, record).facts == "typed before and saved after"  # type: ignore[attr-defined]


def test_what_leads_up_to_a_lost_package_may_stand_on_the_other_branch(clinics: Clinics) -> None:
    """A copy that has its own branch waited for ever for what lay behind a package of the other branch, lost since."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    colleague = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    clinics.exchange_all(naryn, colleague, bishkek)
    naryn, twin = clinics.copied(naryn)
    consult(naryn, advice="ours")
    consult(twin, advice="of the twin")
    of_the_twin = next_package(clinics, twin)
    bishkek.exchange.merge([next_package(clinics, naryn)])
    bishkek.exchange.merge([of_the_twin])
    colleague.exchange.merge([of_the_twin])  # here the twin's branch came first
    consult(naryn, advice="before the lost one")
    before = next_package(clinics, naryn)
    consult(naryn, advice="lost")
    next_package(clinics, naryn)
    late = consult(naryn, advice="behind the lost one")
    behind = next_package(clinics, naryn)
    for clinic in (bishkek, colleague):
        clinic.exchange.merge([before, behind])
    bishkek.streams.read_both()
    bishkek.streams.give_up(bishkek.streams.gaps()[0].stream)
    clinics.carry(bishkek, colleague)
    assert form(colleague, late).advice == "behind the lost one"  # type: ignore[attr-defined]
    assert colleague.keeping.problems() == []
    assert statuses(colleague.exchange.merge([before, behind]))[-1] == "nothing_new"
