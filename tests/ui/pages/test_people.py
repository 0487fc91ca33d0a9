"""The pages of a person and of a conflict of interest, driven by keys over a real case book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clinic_app.clinic import Clinic
from tests.ui.pages.keys import press, settle, write
from tests.ui.whole_window import window_over
from ui.pages.cases.case_page import CasePage
from ui.pages.cases.form_page import CaseFormPage
from ui.pages.interests.page import InterestsPage
from ui.pages.people.form_page import PersonFormPage
from ui.pages.people.person_page import PersonPage
from ui.tasks import InlineTasks
from ui.widgets.labels import Label

Show = Callable[..., Any]
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def person(clinic: Clinic, name: str, **told: Any) -> Any:
    return clinic.intake.save(clinic.casework.blank("person", name_display=name, **told)).record


def said(page: QWidget) -> str:
    """Every word in sight."""
    settle()
    return "\n".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def take(field: Any, letters: str) -> None:
    """Type, and take the first that is offered."""
    field.setFocus()
    write(field, letters)
    settle()
    press(field, Qt.Key.Key_Return)


@pytest.fixture
def against(clinic: Clinic, consultation: Callable[..., Any]) -> Callable[..., Any]:
    """Saves a consultation of one person against others."""

    def save(client: Any, *opponents: Any) -> Any:
        record = consultation({"name_display": client.name_display}, person_id=client.id)
        named = frozenset(one.id for one in opponents)
        return clinic.intake.save(replace(record, opponent_ids=named)).record if named else record

    return save


def test_a_relation_is_added_by_keys_and_read_from_both_ends(show: Show, clinic: Clinic, qtbot: Any) -> None:
    """A mistake it is meant for: relations loaded by `person_id` alone leave the other end's page empty."""
    husband, wife = person(clinic, "Токтогулов Самат"), person(clinic, "Ибраимова Гүлзат")
    page = show(PersonPage)
    page.open(husband.id)
    card = page.panel.relations
    press(card.opener, Qt.Key.Key_Space)
    take(card.picker, "ibraimova gul")
    take(card.kind, "spou")
    qtbot.keyClick(card.kind, Qt.Key.Key_Return, CONTROL)
    (related,) = clinic.relations.of(wife.id)
    assert (related.other, related.kind, related.turned) == (husband.id, "spouse", False)
    assert "Ибраимова Гүлзат" in said(card) and "spouse" in said(card)
    page.open(wife.id)
    assert "Токтогулов Самат" in said(page.panel.relations)


def test_a_parent_is_a_child_from_the_other_end_and_an_employer_is_told_as_it_was_noted(clinic: Clinic) -> None:
    one, other = person(clinic, "Асанов Үсөн"), person(clinic, "Асанова Айгүл")
    clinic.relations.add(one.id, "parent", other.id)
    clinic.relations.add(one.id, "employer", other.id)
    assert {(r.kind, r.turned) for r in clinic.relations.of(one.id)} == {("parent", False), ("employer", False)}
    assert {(r.kind, r.turned) for r in clinic.relations.of(other.id)} == {("child", False), ("employer", True)}


def test_the_same_person_is_linked_and_unlinked_on_the_page(show: Show, clinic: Clinic) -> None:
    one, other = person(clinic, "Асанов Үсөн", birth_year=1980), person(clinic, "Asanov Uson", birth_year=1980)
    page = show(PersonPage)
    page.open(one.id)
    card = page.panel.same
    press(card.opener, Qt.Key.Key_Space)
    take(card.picker, "asanov us")
    press(card.same, Qt.Key.Key_Space)
    assert clinic.linking.same_as(one.id) == {other.id}
    assert "the same person" in said(card) and "Also known here as" in said(page)
    from ui.widgets.buttons import LinkButton

    undo = next(b for b in card.findChildren(LinkButton) if b.text().strip() == "Take it back")
    press(undo, Qt.Key.Key_Space)
    assert clinic.linking.same_as(one.id) == set() and clinic.linking.about(one.id) == []


def test_roles_numbers_and_doubts_stand_on_the_page(show: Show, clinic: Clinic, against: Any) -> None:
    one = person(
        clinic,
        "Асанов Үсөн",
        phone="0700123456",
        phones_more=frozenset({"12345", "112"}),
        pin="20101198099999",
        sex="f",
        birth_year=1981,
        known_as=frozenset({"witness"}),
        earlier_names=frozenset({"Бакыт уулу Үсөн"}),
    )
    against(person(clinic, "Петров Сергей"), one)
    against(one)
    page = show(PersonPage)
    page.open(one.id)
    assert page.header.facts.text().startswith("client, opposing party, witness")
    told = said(page.panel)
    assert "+996 700 123 456" in told and "“12345” is no whole number" in told and "“112”" not in told
    assert "another sex than this card" in told
    assert "says 1980 as the year of birth, this card says 1981" in told
    assert "Бакыт уулу Үсөн" in told


def test_a_form_doubts_a_number_and_saves_it_all_the_same(show: Show, clinic: Clinic, qtbot: Any) -> None:
    """A mistake it is meant for: a doubt shown as a fault keeps the card from being saved."""
    page = show(PersonFormPage)
    page.open()
    form = page.form
    write(form.controls["name_display"].widget, "Асанов Үсөн")
    write(form.controls["phone"].widget, "66-44-33")
    form.more.unfold()
    write(form.controls["pin"].widget, "29902198099999")
    assert "no whole number" in form.fields["phone"]._words.text() and not form.fields["phone"].fault()
    assert "no date of birth" in form.fields["pin"]._words.text() and not form.fields["pin"].fault()
    with qtbot.waitSignal(page.saved) as told:
        press(form.controls["name_display"].widget, Qt.Key.Key_Return, CONTROL)
    saved: Any = clinic.casework.load("person", told.args[1])
    assert (saved.phone, saved.pin) == ("66-44-33", "29902198099999")


def test_who_may_be_meant_stands_beside_the_form_of_a_person(show: Show, clinic: Clinic, qtbot: Any) -> None:
    one = person(clinic, "Асанов Үсөн", phone="0700 123 456")
    person(clinic, "Асанов Усон", phone="0555 000 111", birth_year=1950)
    person(clinic, "Ибраимова Гүлзат")
    page = show(PersonFormPage)
    page.open()
    write(page.form.controls["name_display"].widget, "asanov uson")
    write(page.form.controls["phone"].widget, "+996700123456")
    settle()
    assert page.panel.hits[0].id == one.id and len(page.panel.hits) == 2
    assert "same telephone" in said(page.panel)
    with qtbot.waitSignal(page.open_requested) as told:
        press(page.form.controls["phone"].widget, Qt.Key.Key_1, ALT)
    assert told.args == ["person", one.id]


def test_the_decision_is_asked_for_calmly_and_kept_by_keys(
    show: Show, clinic: Clinic, against: Any, qtbot: Any
) -> None:
    """A mistake it is meant for: a strong finding cleared without a reason."""
    asan = person(clinic, "Асанов Үсөн")
    old, new = against(person(clinic, "Петров Сергей"), asan), against(asan)
    page = show(InterestsPage)
    page.open("consultation", new.id)
    page.entered()
    assert old.record_no in said(page) and "It can wait" in said(page)
    clear = page.box.verdict.button("clear")
    press(clear, Qt.Key.Key_Space)
    qtbot.keyClick(clear, Qt.Key.Key_Return, CONTROL)
    assert page.box.reason_field.fault() and clinic.interests.decisions("consultation", new.id) == []
    write(page.box.reason, "Мурунку иш жабылган")
    qtbot.keyClick(page.box.reason, Qt.Key.Key_Return, CONTROL)
    (decision,) = clinic.interests.decisions("consultation", new.id)
    assert (decision.verdict, decision.reason) == ("clear", "Мурунку иш жабылган")
    assert "Everything found here is decided." in said(page) and "Мурунку иш жабылган" in said(page)
    assert not page.box.needs_decision() and clinic.interests.waiting().total == 0


def test_a_reason_begun_comes_back_after_the_lock_and_goes_with_the_record(
    show: Show, clinic: Clinic, against: Any
) -> None:
    """Without `hideEvent` the last seconds before a lock were lost; hiding is what a lock does to every page."""
    asan = person(clinic, "Асанов Үсөн")
    against(person(clinic, "Петров Сергей"), asan)
    new = against(asan)
    page = show(InterestsPage)
    page.open("consultation", new.id)
    press(page.box.verdict.button("clear"), Qt.Key.Key_Space)
    write(page.box.reason, "Мурунку иш жабылган")
    page.hide()
    again = show(InterestsPage)
    again.open("consultation", new.id)
    assert (again.box.verdict.value(), again.box.reason.text()) == ("clear", "Мурунку иш жабылган")
    other = against(asan)
    again.open("consultation", other.id)
    assert again.box.reason.text() == "", "of another record"
    again.open("consultation", new.id)
    again.box.decide()
    assert clinic.interests.decisions("consultation", new.id) and clinic.drafts.all() == []
    write(again.box.reason, "дагы бир жолу")
    again.hide()
    assert len(clinic.drafts.all()) == 1
    clinic._desk.vault.drop_drafts_of(new.id)
    assert clinic.drafts.all() == []


def test_the_page_of_a_person_lists_decisions_and_opens_them(
    show: Show, clinic: Clinic, against: Any, qtbot: Any
) -> None:
    asan = person(clinic, "Асанов Үсөн")
    against(person(clinic, "Петров Сергей"), asan)
    new = against(asan)
    clinic.interests.decide(
        "consultation", new.id, "conflict", "Карама-каршы тарап", clinic.interests.findings("consultation", new.id)
    )
    page = show(PersonPage)
    page.open(asan.id)
    page.tabs.choose("decisions")
    page._show_rows()
    assert page.model.rowCount() == 1
    with qtbot.waitSignal(page.interests_requested) as told:
        page.table.row_opened.emit(page.model.row(0))
    assert told.args == ["consultation", new.id]


def test_a_case_shows_what_waits_and_its_form_compares_while_one_types(
    show: Show, clinic: Clinic, case: Callable[..., Any], against: Any, qtbot: Any
) -> None:
    """A mistake it is meant for: only consultations are checked, so the journalist's opponent is advised next door."""
    asan = person(clinic, "Асанов Үсөн")
    served = against(asan)
    made = case(opponent_ids=frozenset({asan.id}))
    page = show(CasePage)
    page.open(made.id)
    assert "A possible conflict of interest waits for a decision" in said(page)
    with qtbot.waitSignal(page.interests_requested) as told:
        page.show_interests()
    assert told.args == ["journalist_case", made.id]
    form = show(CaseFormPage)
    form.open()
    write(form.form.controls["opponent_ids"].widget, "asanov uson")
    settle()
    assert served.record_no in said(form.interests)
    found = clinic.interests.findings("journalist_case", made.id)
    page.changed.emit(clinic.interests.decide("journalist_case", made.id, "conflict", "Кардарыбыз", found))
    page.refresh()
    assert "waits for a decision" not in said(page)


def test_after_saving_the_window_shows_what_was_found(
    clinic: Clinic, theme: Any, tmp_path: Any, against: Any, qtbot: Any
) -> None:
    from types import SimpleNamespace

    from ui.wiring import Wiring

    asan = person(clinic, "Асанов Үсөн")
    calm = against(person(clinic, "Петров Сергей"), asan)
    new = against(asan)
    with window_over(clinic, tmp_path, theme) as window:
        host = SimpleNamespace(clinic=clinic, tasks=InlineTasks(), take_changes=window.take_changes, renew_owner=None)
        wiring = Wiring(host, window)
        wiring.after_saving("consultation", new.id)
        assert window.page_name() == "interests" and window.page().id == new.id
        found = clinic.interests.findings("consultation", new.id)
        clinic.interests.decide("consultation", new.id, "clear", "башка иш", found)
        window.show_page("people")
        window.show_page("cases")
        wiring.after_saving("consultation", calm.id)
        assert window.page_name() == "people"
