"""The history of a record: every value ever typed, by whom, through which package; an old value is one more entry.

Mistakes that were planted and that these stories noticed: a history of what is read only (values set aside were gone);
`before` from the vault instead of from what the author had seen; a restored value that saw what lies here at the moment
of saving (it settled a conflict nobody had seen); a restore that saved the form as it was then, all fields of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import InvalidRecord, NotOurs, UnknownField, UnknownVersion
from clinic_app.records.record import Record
from clinic_app.use_cases.casework import version_of
from clinic_app.use_cases.history import Change
from tests.stories.clinics import Clinics, conflicting, consult, edit, form, person, save, told


def of(clinic: Clinic, record: Record, field: str = "") -> list[Change]:
    return [c for c in clinic.history.of(record.type.name, record.id) if not field or c.field == field]


def dot_of(clinic: Clinic, record: Record, field: str, value: Any) -> str:
    return next(change.dot for change in of(clinic, record, field) if change.after == value)


def shown(clinic: Clinic, record: Record, field: str) -> Any:
    return getattr(form(clinic, record), field)


def test_every_value_ever_typed_is_in_the_history_with_its_author_and_package(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    stale = form(naryn, record)
    edit(naryn, record, advice="two")
    clinics.carry(naryn, bishkek)
    save(naryn, stale, advice="beside two")
    edit(bishkek, record, advice="three")
    clinics.carry(naryn, bishkek)
    assert set(told(bishkek.history.of("consultation", record.id), "advice")) == {"one", "two", "beside two", "three"}
    first, *others = of(bishkek, record, "advice")
    assert (first.before, first.after, first.author, first.office, first.laptop) == (
        None,
        "one",
        "Жылдыз Асанова",
        "NAR1",
        "A",
    )
    by_value = {change.after: change for change in others}
    assert {value: change.before for value, change in by_value.items()} == {
        "two": "one",
        "beside two": "one",
        "three": "two",
    }, "`before` is what its author had seen, whatever came since"
    assert first.package.startswith("NAR1-A") and by_value["beside two"].package > by_value["two"].package
    assert by_value["three"].package == "", "it was written here"
    assert [c.package for c in of(naryn, record)] == [""] * len(of(naryn, record))


def test_values_set_aside_and_carried_ones_are_told_as_such(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1", "Нурлан"))
    record = consult(naryn, advice="one")
    clinics.carry(naryn, bishkek)
    edit(naryn, record, advice="two")
    done = clinics.carry(naryn, bishkek)
    (package,) = [one.package for one in done.packages if one.status == "merged"]
    bishkek.exchange.undo(package)
    assert [(c.after, c.set_aside) for c in of(bishkek, record, "advice")] == [("one", False), ("two", True)]
    clinics.carry(naryn, bishkek)
    bishkek.exchange.merge(sorted(clinics.folder.glob("stick-*")))
    bishkek.handing_over.hand_over("consultation", record.id, "OSH1")
    clinics.exchange_all(bishkek, osh)
    carried = of(osh, record, "advice")
    assert [(c.after, c.carried_by) for c in carried] == [("one", "BIS-A"), ("two", "BIS-A")]
    assert {c.author for c in carried} == {"Жылдыз Асанова"} and all(c.package for c in carried)


def test_what_has_not_come_is_named_and_not_passed_over(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    second = clinics.joined(bishkek, clinics.office("NAR1", "Нурлан"))
    record = consult(naryn, advice="one")
    clinics.exchange_all(naryn, second, bishkek)
    edit(naryn, record, advice="two")
    clinics.carry(naryn, second)
    edit(second, record, advice="three")
    clinics.carry(second, bishkek)
    told = {c.after: c for c in of(bishkek, record, "advice")}
    last = told["three"]
    assert (last.missing, last.lost, last.before) == (True, False, None)
    assert not told["one"].missing
    clinics.exchange_all(naryn, second, bishkek)
    assert [(c.after, c.missing, c.before) for c in of(bishkek, record, "advice")][-1] == ("three", False, "two")


def test_of_an_erased_record_the_places_are_told_and_nothing_else(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="SECRET")
    edit(naryn, record, advice="SECRET 2")
    clinics.exchange_all(naryn, bishkek)
    naryn.erasing.erase("consultation", record.id)
    clinics.exchange_all(naryn, bishkek)
    for clinic in (naryn, bishkek):
        assert {c.field for c in of(clinic, record)} <= {"erased", "home"}
        blanks = clinic.history.blanks("consultation", record.id)
        assert [(one.erased, one.office, one.laptop) for one in blanks[:2]] == [(True, "NAR1", "A")] * 2
        with pytest.raises(NotOurs):
            clinic.history.restore("consultation", record.id, blanks[0].dot, "advice")


def test_an_old_value_is_written_again_as_a_new_entry(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one", vulnerability=frozenset({"low_income", "disability"}))
    edit(naryn, record, advice="two", vulnerability=frozenset({"low_income"}))
    count = len(of(naryn, record))
    changes = naryn.history.restore("consultation", record.id, dot_of(naryn, record, "advice", "one"), "advice")
    assert changes.include("consultation") and shown(naryn, record, "advice") == "one"
    element = "vulnerability/disability"
    naryn.history.restore("consultation", record.id, dot_of(naryn, record, element, True), element)
    assert shown(naryn, record, "vulnerability") == {"low_income", "disability"}
    assert told(naryn.history.of("consultation", record.id), "advice") == ["one", "two", "one"]
    assert len(of(naryn, record)) == count + 2
    again = naryn.history.restore("consultation", record.id, dot_of(naryn, record, "advice", "one"), "advice")
    assert not again.include("consultation") and len(of(naryn, record)) == count + 2, "it is what is shown already"
    clinics.exchange_all(naryn, bishkek)
    assert shown(bishkek, record, "advice") == "one" and conflicting(bishkek) == set()


def test_a_restored_value_settles_a_conflict_only_if_it_saw_it(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    edit(naryn, record, advice="two")
    clinics.exchange_all(naryn, bishkek)
    looked_at = version_of(form(naryn, record))
    edit(bishkek, record, advice="three")
    clinics.exchange_all(naryn, bishkek)
    old = dot_of(naryn, record, "advice", "one")
    naryn.history.restore("consultation", record.id, old, "advice", looked_at)
    assert conflicting(naryn) == {(record.id, "advice", frozenset({"one", "three"}))}
    naryn.history.restore("consultation", record.id, old, "advice", version_of(form(naryn, record)))
    assert conflicting(naryn) == set() and shown(naryn, record, "advice") == "one"
    clinics.exchange_all(naryn, bishkek)
    assert conflicting(bishkek) == set() and shown(bishkek, record, "advice") == "one"


def test_a_value_set_aside_can_be_restored_and_then_travels(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, advice="one")
    clinics.carry(naryn, bishkek)
    edit(naryn, record, advice="two")
    (package,) = [one.package for one in clinics.carry(naryn, bishkek).packages if one.status == "merged"]
    bishkek.exchange.undo(package)
    bishkek.history.restore("consultation", record.id, dot_of(bishkek, record, "advice", "two"), "advice")
    assert shown(bishkek, record, "advice") == "two"
    # Both saw the same, in the same second of two clocks: which of them is told first is not promised.
    assert sorted(c.set_aside for c in of(bishkek, record, "advice")) == [False, False, True]


def test_what_may_not_be_restored_is_refused(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    osh = clinics.joined(bishkek, clinics.office("OSH1", "Нурлан"))
    client = person(naryn)
    record = consult(naryn, person_id=client.id, facts="one")
    save(naryn, replace(form(naryn, record), person_id=None, anonymous=True))
    begun = of(naryn, record)[0].dot
    with pytest.raises(InvalidRecord) as refused:
        naryn.history.restore("consultation", record.id, begun, "person_id")
    assert "person_id" in refused.value.data["faults"]  # type: ignore[operator]  # a mapping
    for field in ("home", "no_such_field"):
        with pytest.raises((UnknownField, UnknownVersion)):
            naryn.history.restore("consultation", record.id, begun, field)
    with pytest.raises(UnknownVersion):
        naryn.history.restore("consultation", record.id, "0" * 40, "facts")
    clinics.exchange_all(naryn, bishkek)
    bishkek.handing_over.hand_over("consultation", record.id, "OSH1")
    clinics.exchange_all(bishkek, naryn, osh)
    edit(osh, record, facts="two")
    clinics.exchange_all(bishkek, naryn, osh)
    with pytest.raises(NotOurs):
        naryn.history.restore("consultation", record.id, begun, "facts")
    osh.history.restore("consultation", record.id, begun, "facts")
    assert shown(osh, record, "facts") == "one"


def test_a_restored_confidentiality_goes_where_it_must(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    record = consult(naryn, confidentiality="office", advice="one")
    edit(naryn, record, confidentiality="coord")
    clinics.carry(naryn, bishkek)
    begun = of(naryn, record)[0].dot
    naryn.history.restore("consultation", record.id, begun, "confidentiality")
    edit(naryn, record, facts="office alone")
    clinics.carry(naryn, bishkek)
    assert shown(bishkek, record, "confidentiality") == "office"
    assert shown(bishkek, record, "facts") == ""
