"""Leaving records of a package out, and undoing a merge: marks of one's own vault, as if something had not come."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NoSuchPackage
from tests.stories.clinics import Clinics, consult, edit, form, readings, save, statuses, told


def next_package(clinics: Clinics, clinic: Clinic) -> Path:
    """The newest package of `clinic` to the coordinators."""
    made = [Path(one.file) for one in clinic.exchange.export(clinics.stick()) if one.audience.startswith("shared:")]
    return max(made, key=lambda file: file.name)


def test_what_was_not_chosen_waits_with_its_later_news_and_is_taken_in_again(clinics: Clinics) -> None:
    """With "later news is read at once" planted (nothing set aside when a package comes unchosen), this failed."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    wanted, other = consult(naryn, advice="wanted"), consult(naryn, advice="other")
    first = next_package(clinics, naryn)
    assert [one.new for one in bishkek.exchange.merge([first], only=[wanted.id]).packages] == [1]
    assert set(readings(bishkek, ["consultation"])) == {("consultation", wanted.id)}
    edit(naryn, other, advice="other, later")
    edit(naryn, wanted, facts="news")
    second = next_package(clinics, naryn)
    bishkek.exchange.merge([second])
    assert set(readings(bishkek, ["consultation"])) == {("consultation", wanted.id)}
    assert form(bishkek, wanted).facts == "news"  # type: ignore[attr-defined]
    bishkek = clinics.reopened(bishkek)
    assert bishkek.keeping.problems() == []
    bishkek.exchange.merge([first])
    assert form(bishkek, other).advice == "other, later"  # type: ignore[attr-defined]
    assert readings(bishkek, ["consultation"]) == readings(naryn, ["consultation"])
    assert statuses(bishkek.exchange.merge([first, second])) == ["nothing_new", "nothing_new"]


def test_a_record_left_out_is_taken_in_by_choosing_it(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    one, other = consult(naryn, advice="one"), consult(naryn, advice="other")
    package = next_package(clinics, naryn)
    bishkek.exchange.merge([package], only=[one.id])
    bishkek.exchange.merge([package], only=[other.id])
    assert set(readings(bishkek, ["consultation"])) == {("consultation", one.id), ("consultation", other.id)}


def test_being_left_out_is_private(clinics: Clinics) -> None:
    """Export, forwarding and acknowledgements ignore it: a colleague gets everything, nothing is sent twice."""
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    one, other = consult(naryn, advice="one"), consult(naryn, advice="other")
    bishkek.exchange.merge([next_package(clinics, naryn)], only=[one.id])
    clinics.carry(bishkek, naryn)
    assert naryn.exchange.waiting().packages == 0
    colleague = clinics.joined(bishkek, clinics.office("NAR1"))
    clinics.carry(bishkek, colleague)
    assert form(colleague, other).advice == "other"  # type: ignore[attr-defined]


def test_undo_takes_back_what_a_package_brought_and_merging_takes_it_in_again(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    bishkek.exchange.merge([next_package(clinics, naryn)])
    before = readings(bishkek)
    edit(naryn, record, advice="two")
    new = consult(naryn, advice="new")
    second = next_package(clinics, naryn)
    bishkek.exchange.merge([second])
    after = readings(bishkek)
    assert bishkek.exchange.undo(second.name)[0] == []
    assert readings(bishkek) == before
    assert bishkek.casework.known("consultation", [new.id]) == set()
    assert [
        change.set_aside for change in bishkek.history.of("consultation", record.id) if change.field == "advice"
    ] == [
        False,
        True,
    ]
    assert bishkek.keeping.problems() == []
    bishkek.exchange.merge([second])
    assert readings(bishkek) == after
    with pytest.raises(NoSuchPackage):
        bishkek.exchange.undo("NAR1-A-000999.clinic")


def test_undo_under_ones_own_edit_looks_through(clinics: Clinics) -> None:
    """The mistake "undo does not look through what was set aside" was planted in `reading.live` (nothing put to
    `waiting`): the first value came back beside one's own, as a conflict, and this failed.
    """
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    bishkek.exchange.merge([next_package(clinics, naryn)])
    edit(naryn, record, advice="two", facts="brought")
    second = next_package(clinics, naryn)
    bishkek.exchange.merge([second])
    mine = save(bishkek, form(bishkek, record), advice="mine, on top of two")
    (built,) = bishkek.exchange.built_on(second.name)
    assert (built.type, built.record, built.field) == ("consultation", record.id, "advice")
    assert bishkek.exchange.undo(second.name)[0] == [built]
    now = form(bishkek, record)
    assert now.advice == mine.advice == "mine, on top of two"  # type: ignore[attr-defined]
    assert now.facts == ""  # type: ignore[attr-defined]
    assert now.conflicts == frozenset()
    assert told(bishkek.history.of("consultation", record.id), "advice") == ["one", "two", "mine, on top of two"]
    clinics.carry(bishkek, naryn)
    assert form(naryn, record).advice == "mine, on top of two"  # type: ignore[attr-defined]
    assert form(naryn, record).facts == "brought"  # type: ignore[attr-defined]


def test_undo_never_sets_aside_the_roster_or_ones_own(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    mine = consult(naryn, advice="mine")
    clinics.exchange_all(naryn, bishkek)
    clinics.joined(bishkek, clinics.office("OSH"))
    clinics.carry(bishkek, naryn)
    laptops = naryn.network.roster()
    for report in naryn.exchange.reports():
        naryn.exchange.undo(report.package)
    assert naryn.network.roster() == laptops
    assert form(naryn, mine).advice == "mine"  # type: ignore[attr-defined]
