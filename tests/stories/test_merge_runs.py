"""A merge is kept as a run: what was left out, held and refused, its report on paper, and undoing it whole."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from clinic_app.clinic import Clinic
from clinic_app.errors import NoSuchRun
from clinic_app.records.record import Record
from clinic_app.reports.writing import card_bytes
from clinic_app.wording.words import speak
from tests.stories.clinics import (
    Clinics,
    consult,
    edit,
    form,
    open_case,
    person,
    readings,
    save,
    statuses,
)


def sent(clinics: Clinics, clinic: Clinic) -> list[Path]:
    """What `clinic` leaves for the coordinators, oldest first."""
    made = [file for file in clinics.packages(clinic) if clinic.identity.office_id in file.name.split("-own-")[0]]
    return sorted((file for file in made if "-own-" not in file.name), key=lambda file: file.name)


def next_one(clinics: Clinics, clinic: Clinic) -> Path:
    """The newest package for the coordinators."""
    return sent(clinics, clinic)[-1]


def event(clinic: Clinic, case: Record, title: str) -> Record:
    blank = clinic.casework.blank("case_event", case_id=case.id, title=title, kind="hearing", on="2026-11-22")
    return clinic.casework.save(blank).record


def here(clinic: Clinic, *records: Record) -> list[bool]:
    return [bool(clinic.casework.known(record.type.name, [record.id])) for record in records]


# --- leaving out --------------------------------------------------------------------------------------------------


def test_a_record_left_out_takes_its_children_along_and_all_comes_back_with_it(clinics: Clinics) -> None:
    """With the children forgotten (`_parents` left empty in `choosing._leave_out`) the event hung without its case, and
    this failed.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client = person(naryn)
    case, kept = open_case(naryn, client.id), consult(naryn)
    child = event(naryn, case, "with the case")
    first = next_one(clinics, naryn)
    preview = bishkek.exchange.look_into([first])
    assert {one.record for one in preview.records if one.may_leave_out} >= {case.id, kept.id, client.id, child.id}
    done = bishkek.exchange.merge([first], leave_out=[case.id])
    assert here(bishkek, case, child, kept, client) == [False, False, True, True]
    assert bishkek.exchange.run(done.run).left_out == 2
    later = event(naryn, case, "later")
    edit(naryn, case, title="later")
    second = next_one(clinics, naryn)
    assert {one.record for one in bishkek.exchange.look_into([second]).records} == set()
    bishkek.exchange.merge([second])
    assert here(bishkek, case, child, later) == [False, False, False]
    bishkek = clinics.reopened(bishkek)
    bishkek.exchange.merge([first])
    assert here(bishkek, case, child, later) == [True, True, True]
    assert form(bishkek, case).title == "later"  # type: ignore[attr-defined]
    assert readings(bishkek, ["journalist_case", "case_event"]) == readings(naryn, ["journalist_case", "case_event"])
    assert bishkek.keeping.problems() == []


def test_what_a_held_package_held_can_be_left_out_when_it_becomes_readable(clinics: Clinics) -> None:
    """The entries came in an earlier run. With only the names of the package at hand set aside (as `only` does), they
    were read all the same, and this failed.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    bishkek.exchange.merge([next_one(clinics, naryn)])
    other = consult(naryn, advice="fills the gap")
    gap = next_one(clinics, naryn)
    edit(naryn, record, advice="two, held")
    assert statuses(bishkek.exchange.merge([next_one(clinics, naryn)])) == ["held"]
    preview = bishkek.exchange.look_into([gap])
    assert {one.record for one in preview.records} == {record.id, other.id}
    bishkek.exchange.merge([gap], leave_out=[record.id])
    assert form(bishkek, record).advice == "one"  # type: ignore[attr-defined]
    assert here(bishkek, other) == [True]


def test_roster_hand_over_erasure_and_ones_own_cannot_be_left_out(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    record, moved = consult(naryn, advice="one"), consult(naryn, advice="moves")
    clinics.exchange_all(naryn, osh, bishkek)
    bishkek.handing_over.hand_over("consultation", moved.id, "OSH")
    naryn.erasing.erase("consultation", record.id)
    for taker, giver in ((bishkek, naryn), (naryn, bishkek), (osh, bishkek)):
        preview = taker.exchange.look_into(clinics.packages(giver))
        done = taker.exchange.merge(clinics.packages(giver), leave_out=[one.record for one in preview.records])
        free = {one.record for one in preview.records if one.may_leave_out}
        assert not free & {record.id, *naryn.casework.ids("device", archived=None)}
        assert done.packages
    assert osh.casework.load("consultation", moved.id).home == "OSH"
    assert naryn.casework.load("consultation", moved.id).home == "OSH"
    assert form(bishkek, record).erased == "confirmed"


# --- runs ---------------------------------------------------------------------------------------------------------


def test_held_and_refused_packages_are_kept_in_the_run_and_survive_a_restart(clinics: Clinics) -> None:
    """With the rows of refused packages not written (`RunBook.refuse` left out) this failed; with held entries dropped
    at the end of a merge the last lines did.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    first = next_one(clinics, naryn)
    edit(naryn, record, advice="two")
    second = next_one(clinics, naryn)
    broken = clinics.stick() / first.name
    broken.write_bytes(first.read_bytes()[:-1])
    done = bishkek.exchange.merge([second, broken])
    assert [one.status for one in done.packages] == ["held", "refused"]
    assert here(bishkek, record) == [False]
    bishkek = clinics.reopened(bishkek)
    run = bishkek.exchange.run(done.run)
    assert [(one.package, one.status, one.reason, one.missing) for one in run.packages] == [
        (second.name, "held", "", (first.name,)),
        (first.name, "refused", "not_a_package", ()),
    ]
    assert run.packages[0].office == "NAR1"
    assert run.packages[1].sender == ""
    (office,) = bishkek.exchange.inbox()
    (laptop,) = office.laptops
    assert (office.office, laptop.last_package, laptop.held, laptop.missing) == (
        "NAR1",
        second.name,
        1,
        (first.name,),
    )
    bishkek.exchange.merge([first])
    assert form(bishkek, record).advice == "two"  # type: ignore[attr-defined]
    (laptop,) = bishkek.exchange.inbox()[0].laptops
    assert (laptop.held, laptop.missing, laptop.silent_days) == (0, (), 0)
    assert [one.id for one in bishkek.exchange.runs()][:2] == [done.run + 1, done.run]


def test_a_merge_that_says_nothing_new_is_not_kept(clinics: Clinics) -> None:
    """A sync meets the same packages every day, refused and held ones too."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn)
    first = next_one(clinics, naryn)
    consult(naryn)
    consult_lost = next_one(clinics, naryn)
    consult(naryn)
    third = next_one(clinics, naryn)
    strange = clinics.stick() / "strange.clinic"
    strange.write_bytes(b"no package")
    done = bishkek.exchange.merge([first, third, strange])
    runs, rows = bishkek.exchange.runs(), len(bishkek.exchange.reports())
    again = bishkek.exchange.merge([first, third, strange])
    assert [one.status for one in again.packages] == ["nothing_new", "held", "refused"]
    assert (done.run > 0, again.run) == (True, 0)
    assert (bishkek.exchange.runs(), len(bishkek.exchange.reports())) == (runs, rows)
    assert bishkek.exchange.merge([consult_lost]).run == done.run + 1
    with pytest.raises(NoSuchRun):
        bishkek.exchange.run(done.run + 2)


def test_only_packages_that_were_for_this_laptop_are_named_as_missing(clinics: Clinics) -> None:
    """Numbers run per audience, and the second coordinator's first package has one too. With every lacking number named
    (`gaps.missing_before` without what the sender says) it was called missing, and this failed.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    consult(naryn)
    first = next_one(clinics, naryn)
    bishkek.exchange.merge([first])
    clinics.carry(bishkek, naryn)
    second_coordinator = clinics.joined(bishkek, clinics.office("BIS", "Айбек", "coordinator"))
    clinics.carry(bishkek, naryn, second_coordinator)
    consult(naryn, advice="lost")
    made = [file for file in sent(clinics, naryn) if file.name > first.name]
    assert len(made) > 1  # one for the newcomer with everything, one for who has the beginning
    lost = [file for file in made if statuses(bishkek.exchange.preview([file.parent / file.name])) == ["merged"]]
    assert len(lost) == 1
    consult(naryn, advice="held")
    held = [file for file in sent(clinics, naryn) if file.name > made[-1].name]
    done = bishkek.exchange.merge(held)
    assert [one.missing for one in done.packages if one.status == "held"] == [(lost[0].name,)]
    laptops = [one for office in bishkek.exchange.inbox() for one in office.laptops]
    assert [one.missing for one in laptops if one.missing] == [(lost[0].name,)]


# --- undo ---------------------------------------------------------------------------------------------------------


def test_undoing_a_run_lists_what_was_built_on_it_and_keeps_ones_own(clinics: Clinics) -> None:
    """Two offices in one run. With `Undoing._hanging_on` left out, the consultation with the brought client was not
    listed, and this failed.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH"))
    mine = consult(bishkek, advice="mine")
    clinics.exchange_all(naryn, osh, bishkek)
    before = readings(bishkek)
    client = person(naryn, "Айгүл Токтоматова")
    edited, other = consult(naryn, advice="one", person_id=client.id), consult(osh, advice="two")
    case = open_case(osh, person(osh, "Бакыт").id, title="Brought")
    done = bishkek.exchange.merge([*clinics.packages(naryn), *clinics.packages(osh)])
    merged = readings(bishkek)
    save(bishkek, form(bishkek, edited), facts="seen by the coordinator", advice="one, corrected")
    hanging = consult(bishkek, person_id=client.id)
    added = event(bishkek, case, "added")
    built = bishkek.exchange.built_on_run(done.run)
    assert {(one.type, one.record, one.field) for one in built} == {
        ("consultation", edited.id, "advice"),
        ("consultation", hanging.id, "person_id"),
        ("case_event", added.id, "case_id"),
    }
    assert {one.office for one in built} == {"BIS"}
    assert {one.author for one in built} == {"Бакыт Осмонов"}
    assert form(bishkek, edited).record_no in {one.title for one in built}  # type: ignore[attr-defined]
    listed, changes = bishkek.exchange.undo_run(done.run)
    assert listed == built
    assert changes.include("consultation")
    assert here(bishkek, other, case, mine, hanging) == [False, False, True, True]
    now = form(bishkek, edited)
    assert (now.advice, now.facts, now.complete) == ("one, corrected", "seen by the coordinator", False)  # type: ignore[attr-defined]
    assert {key: value for key, value in readings(bishkek).items() if key in before} == before
    assert bishkek.exchange.run(done.run).undone_at is not None
    assert bishkek.keeping.problems() == []
    again = bishkek.exchange.merge([*clinics.packages(naryn), *clinics.packages(osh)])
    assert again.run > done.run
    assert here(bishkek, other, case) == [True, True]
    assert {key for key in merged if key not in readings(bishkek)} == set()
    bishkek.exchange.undo_run(again.run)
    assert here(bishkek, other, case) == [False, False]


def test_what_was_undone_is_taken_in_again_though_its_laptop_was_removed_meanwhile(clinics: Clinics) -> None:
    """Its packages are refused by now, so merging them again, all there was before, lost what they had brought."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.exchange_all(naryn, bishkek)
    told = consult(naryn, advice="heard in Naryn")
    left = consult(naryn, advice="left out first")
    packages = clinics.packages(naryn)
    run = bishkek.exchange.merge(packages, leave_out=[left.id]).run
    mine = save(bishkek, form(bishkek, told), facts="mine")
    merged = readings(bishkek)
    bishkek.exchange.undo_run(run)
    assert bishkek.exchange.run(run).aside == 2
    bishkek.network.remove(naryn.identity.device_id)
    assert {one.reason for one in bishkek.exchange.merge(packages).packages} == {"removed"}
    changes = bishkek.exchange.take_in_run(run)
    assert changes.include("consultation")
    again = bishkek.exchange.run(run)
    assert (again.aside, again.undone_at) == (0, None)
    assert form(bishkek, left).advice == "left out first"  # type: ignore[attr-defined]
    assert (form(bishkek, mine).advice, form(bishkek, mine).facts) == ("heard in Naryn", "mine")  # type: ignore[attr-defined]
    assert merged.keys() <= readings(bishkek).keys()
    assert bishkek.keeping.problems() == []


def test_an_undone_run_takes_its_held_packages_along(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    first = next_one(clinics, naryn)
    edit(naryn, record, advice="two")
    held = next_one(clinics, naryn)
    done = bishkek.exchange.merge([held])
    bishkek.exchange.undo_run(done.run)
    bishkek.exchange.merge([first])
    assert form(bishkek, record).advice == "one"  # type: ignore[attr-defined]
    bishkek.exchange.merge([held])
    assert form(bishkek, record).advice == "two"  # type: ignore[attr-defined]


# --- on paper -----------------------------------------------------------------------------------------------------


def test_the_report_on_paper_names_offices_packages_and_counts_and_never_a_value(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    client = person(naryn, "Айгүл Токтоматова")
    record = consult(naryn, advice="a secret advice", person_id=client.id)
    out = consult(naryn, advice="left out")
    first = next_one(clinics, naryn)
    edit(naryn, record, advice="another secret")
    lost = next_one(clinics, naryn)
    edit(naryn, record, advice="a third secret")
    held = next_one(clinics, naryn)
    strange = clinics.stick() / "strange.clinic"
    strange.write_bytes(b"no package")
    done = bishkek.exchange.merge([first, held, strange], leave_out=[out.id])
    bishkek.exchange.undo_run(done.run)
    told = {}
    try:
        for language in ("ky", "ru", "en"):
            speak(language)
            pages = PdfReader(io.BytesIO(card_bytes(bishkek.exchange.run_sheet(done.run)))).pages
            told[language] = "\n".join(page.extract_text() for page in pages)
    finally:
        speak("en")
    number = int(lost.stem.rpartition("-")[2])
    assert "Merge report" in told["en"]
    assert f"package {number} has not come" in told["en"]
    assert "1 record was left out." in told["en"]
    assert "Undone on" in told["en"]
    assert f"пакет {number} не пришёл" in told["ru"]
    assert len(set(told.values())) == 3
    for text in told.values():
        for name in ("Office NAR1", first.name, held.name, "strange.clinic"):
            assert name in text
        for word in ("secret", "left out", "Токтоматова", "Айгүл"):
            assert word not in text.replace("1 record was left out", "").replace("Records left out", "")
