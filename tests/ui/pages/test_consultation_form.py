"""The consultation form, driven by keys over a real case book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clinic_app.clinic import Clinic
from clinic_app.wording.words import speak
from tests.ui.pages.keys import leave, press, settle, write
from ui.pages.consultations.form_page import ConsultationPage
from ui.widgets.typeahead import Typeahead

Show = Callable[..., Any]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def widget(page: Any, name: str) -> QWidget:
    """The widget of a field."""
    return page.form.controls[name].widget


def choose(page: Any, name: str, words: str) -> None:
    """Choose from a long list as a person does: type, Enter."""
    line = widget(page, name)
    assert isinstance(line, Typeahead)
    line.setFocus()
    line.selectAll()
    write(line, words)
    press(line, Qt.Key.Key_Return)


def fill(page: Any, name: str = "Үсөнбекова Жаңыл", phone: str = "+996 555 210 034") -> None:
    """A whole consultation by keys and clicks."""
    write(widget(page, "person_id"), name)
    press(widget(page, "person_id"), Qt.Key.Key_Escape)
    write(widget(page, "person.phone"), phone)
    write(widget(page, "person.birth_year"), "1992")
    choose(page, "channel", "hotl")
    choose(page, "division_id", "Кочкор")
    choose(page, "topic", "wages")
    choose(page, "outcome", "Advice")
    write(widget(page, "advice"), "Эмгек инспекциясына арыз жазуу")
    for field, key in (("language", "ky"), ("first_time", "no"), ("sex", "f")):
        widget(page, field).button(key).click()
    for field, key in (("vulnerability", "low_income"), ("service_kind", "oral")):
        widget(page, field).chip(key).click()
    page.form.controls["consents"].ticks["processing"].click()


def test_what_is_typed_is_saved_with_its_person(show: Show, clinic: Clinic, qtbot: Any) -> None:
    page = show(ConsultationPage)
    page.open()
    fill(page)
    with qtbot.waitSignal(page.saved) as told:
        qtbot.keyClick(widget(page, "advice"), Qt.Key.Key_Return, CONTROL)
    record: Any = clinic.casework.load("consultation", told.args[1])
    person: Any = clinic.casework.load("person", record.person_id)
    assert (person.name_display, person.phone, person.birth_year) == ("Үсөнбекова Жаңыл", "+996 555 210 034", 1992)
    assert (record.advice, record.topic, record.channel) == ("Эмгек инспекциясына арыз жазуу", "LAB.WAG", "hotline")
    assert (record.age_group, record.sex, record.first_time) == ("25_34", "f", "no")
    assert (record.vulnerability, record.service_kind) == (frozenset({"low_income"}), frozenset({"oral"}))
    assert [consent.kind for consent in record.consents if consent.stands] == ["processing"]
    assert record.record_no.startswith("NAR1-")


def test_a_fault_stands_beside_its_field_and_nothing_is_saved(show: Show, clinic: Clinic) -> None:
    page = show(ConsultationPage)
    page.open()
    fill(page)
    widget(page, "advice").set_text("")
    page.save()
    assert page.form.fields["advice"].fault()
    assert widget(page, "advice").property("fault") is True
    assert not page.form.fields["topic"].fault()
    assert clinic.casework.count("consultation") == 0
    write(widget(page, "advice"), "К")
    assert not page.form.fields["advice"].fault()


def test_a_wrong_phone_is_told_when_the_field_is_left(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    line = widget(page, "person.phone")
    line.setFocus()
    write(line, "жок")
    assert not page.form.fields["person.phone"].fault()
    leave(line)
    assert page.form.fields["person.phone"].fault()


def test_ctrl_z_goes_back_through_the_whole_form(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    facts, advice = widget(page, "facts"), widget(page, "advice")
    write(facts, "бир эки")
    write(advice, "үч")
    widget(page, "sex").button("m").click()
    press(advice, Qt.Key.Key_Z, CONTROL)
    assert page.form.controls["sex"].give() is None
    press(advice, Qt.Key.Key_Z, CONTROL)
    assert (advice.text(), facts.text()) == ("", "бир эки")
    press(facts, Qt.Key.Key_Z, CONTROL)
    assert facts.text() == "бир"
    press(facts, Qt.Key.Key_Z, CONTROL | SHIFT)
    press(facts, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert (advice.text(), facts.text()) == ("үч", "бир эки")


def test_a_caller_without_a_name_leaves_nothing_of_themselves(show: Show, clinic: Clinic, qtbot: Any) -> None:
    page = show(ConsultationPage)
    page.open()
    fill(page)
    tick = widget(page, "anonymous")
    tick.click()
    assert widget(page, "person_id").text() == "" == widget(page, "person.phone").text()
    assert widget(page, "person_id").isReadOnly()
    press(page.form, Qt.Key.Key_Z, CONTROL)
    assert widget(page, "person_id").text() == "Үсөнбекова Жаңыл"
    assert not widget(page, "person_id").isReadOnly()
    tick.click()
    with qtbot.waitSignal(page.saved) as told:
        page.save()
    record: Any = clinic.casework.load("consultation", told.args[1])
    assert (record.anonymous, record.person_id) == (True, None)
    assert clinic.casework.count("person") == 0


def test_a_draft_comes_back_after_the_page_is_gone(show: Show, clinic: Clinic, qtbot: Any) -> None:
    page = show(ConsultationPage)
    page.open()
    write(widget(page, "person_id"), "Ңурматов Эркин")
    choose(page, "topic", "wages")
    widget(page, "followup_on").setFocus()
    write(widget(page, "followup_on"), "32.")
    page.step_back()
    (draft,) = clinic.drafts.all()
    assert draft.content["title"] == "Ңурматов Эркин"
    again = show(ConsultationPage)
    again.open(draft=draft.key)
    assert again.form.name.name() == "Ңурматов Эркин"
    assert again.form.controls["topic"].give() == "LAB.WAG"
    assert widget(again, "followup_on").text() == "32."
    widget(again, "followup_on").clear()
    fill(again, name="", phone="")
    with qtbot.waitSignal(again.saved):
        again.save()
    assert clinic.drafts.all() == []


def test_a_draft_is_kept_by_itself_soon_after_typing(show: Show, clinic: Clinic, qtbot: Any) -> None:
    page = show(ConsultationPage)
    page.open()
    page.drafts._waits.setInterval(1)
    with qtbot.waitSignal(page.drafts.kept):
        write(widget(page, "facts"), "айлык акы")
    (draft,) = clinic.drafts.all()
    assert "айлык акы" in draft.content["states"]["facts"]


def test_a_draft_of_an_edited_record_overwrites_nothing_unseen(
    show: Show, clinic: Clinic, consultation: Any, qtbot: Any
) -> None:
    """Planted: with the draft's version left out, the restored form showed itself as having seen the other's advice."""
    record = consultation(advice="биринчи")
    page = show(ConsultationPage)
    page.open(id=record.id)
    widget(page, "advice").set_text("меники")
    page.step_back()
    clinic.casework.save(replace(clinic.casework.load("consultation", record.id), advice="башканыкы"))
    again = show(ConsultationPage)
    again.open(id=record.id)
    assert widget(again, "advice").text() == "меники"
    with qtbot.waitSignal(again.changed):
        again.save()
    assert clinic.casework.load("consultation", record.id).conflicts == frozenset({"advice"})


def test_a_stale_form_keeps_both_values_and_says_so(show: Show, clinic: Clinic, consultation: Any) -> None:
    record = consultation(advice="биринчи")
    page = show(ConsultationPage)
    page.open(id=record.id)
    clinic.casework.save(replace(clinic.casework.load("consultation", record.id), advice="башканыкы"))
    widget(page, "advice").set_text("меники")
    page.save()
    (conflict,) = clinic.settling.conflicts()
    assert {candidate.value for candidate in conflict.values} == {"башканыкы", "меники"}
    assert page.form is not None and page.form.conflicts == {"advice": 2}
    assert widget(page, "advice").isReadOnly()
    assert page.notices.count() == 1


def test_a_field_in_conflict_is_closed_and_the_rest_can_be_saved(
    show: Show, clinic: Clinic, consultation: Any, qtbot: Any
) -> None:
    record = consultation(advice="биринчи")
    one, other = (clinic.casework.load("consultation", record.id) for _ in range(2))
    clinic.casework.save(replace(one, advice="бир"))
    clinic.casework.save(replace(other, advice="эки"))
    page = show(ConsultationPage)
    page.open(id=record.id)
    assert widget(page, "advice").isReadOnly() and not widget(page, "facts").isReadOnly()
    write(widget(page, "facts"), "кошумча")
    page.save()
    saved: Any = clinic.casework.load("consultation", record.id)
    assert (saved.facts, saved.conflicts) == ("кошумча", frozenset({"advice"}))


def test_alt_1_takes_the_person_who_is_known_already(show: Show, clinic: Clinic, consultation: Any, qtbot: Any) -> None:
    known = consultation({"name_display": "Ибраимова Гүлзат", "phone": "+996 700 123 456", "birth_year": 1992})
    page = show(ConsultationPage)
    page.open()
    fill(page, "Ибраимова Гүл", "")
    assert [one.name for one in page.panel.candidates] == ["Ибраимова Гүлзат"]
    page._take(1)
    assert widget(page, "person.phone").text() == "+996 700 123 456"
    with qtbot.waitSignal(page.saved) as told:
        page.save()
    again: Any = clinic.casework.load("consultation", told.args[1])
    assert again.person_id == known.person_id
    assert clinic.casework.count("person") == 1


def test_a_known_name_is_closed_and_leaving_it_takes_nothing_along(
    show: Show, clinic: Clinic, consultation: Any, qtbot: Any
) -> None:
    """Planted: with the phone left behind, a new person got the telephone of the one before."""
    record = consultation({"name_display": "Ким Людмила", "phone": "+996 551 404 040", "birth_year": 1961})
    page = show(ConsultationPage)
    page.open(id=record.id)
    line = widget(page, "person_id")
    assert line.isReadOnly()
    line.trailing_pressed.emit()
    assert not line.isReadOnly()
    assert (line.text(), widget(page, "person.phone").text()) == ("", "")
    assert widget(page, "person.birth_year").text() == ""
    write(line, "Цой Анна")
    with qtbot.waitSignal(page.saved):
        page.save()
    after: Any = clinic.casework.load("consultation", record.id)
    person: Any = clinic.casework.load("person", after.person_id)
    assert (person.name_display, person.phone) == ("Цой Анна", "")
    before: Any = clinic.casework.load("person", record.person_id)
    assert before.phone == "+996 551 404 040"


def test_a_client_who_opposes_our_client_is_told_of(show: Show, consultation: Any) -> None:
    consultation({"name_display": "Осмонов Талант Бекович", "phone": "+996 555 000 001", "birth_year": 1979})
    page = show(ConsultationPage)
    page.open()
    write(widget(page, "opponent_ids"), "Osmonov Talant Bekovich")
    settle()
    assert page.panel.interests.count() == 1
    assert page.panel.interests.needs_decision()


def test_new_opponents_become_persons_and_known_ones_stay(
    show: Show, clinic: Clinic, consultation: Any, qtbot: Any
) -> None:
    page = show(ConsultationPage)
    page.open()
    fill(page)
    write(widget(page, "opponent_ids"), "Осмонов Талант, ЖЧК «Береке»")
    with qtbot.waitSignal(page.saved) as told:
        page.save()
    record: Any = clinic.casework.load("consultation", told.args[1])
    names = clinic.casework.titles("person", record.opponent_ids)
    assert sorted(names.values()) == ["ЖЧК «Береке»", "Осмонов Талант"]
    page.open(id=record.id)
    page.save()
    assert clinic.casework.load("consultation", record.id) == record


def test_a_changed_phone_of_a_known_client_is_kept(show: Show, clinic: Clinic, consultation: Any, qtbot: Any) -> None:
    """Planted: without mending the person, what was typed into the phone was silently lost."""
    record = consultation({"name_display": "Ким Людмила", "phone": "+996 551 404 040"})
    page = show(ConsultationPage)
    page.open(id=record.id)
    widget(page, "person.phone").clear()
    write(widget(page, "person.phone"), "+996 551 999 999")
    with qtbot.waitSignal(page.saved):
        page.save()
    person: Any = clinic.casework.load("person", record.person_id)
    assert person.phone == "+996 551 999 999"


def test_saving_an_untouched_record_changes_nothing(show: Show, clinic: Clinic, consultation: Any) -> None:
    record = consultation({"name_display": "Ким Людмила", "phone": "+996 551 404 040", "safe_contact": "кечинде"})
    before = len(clinic.history.of("consultation", record.id))
    person_before = len(clinic.history.of("person", record.person_id))
    page = show(ConsultationPage)
    page.open(id=record.id)
    page.save()
    assert clinic.casework.load("consultation", record.id) == record
    assert len(clinic.history.of("consultation", record.id)) == before
    assert len(clinic.history.of("person", record.person_id)) == person_before


def test_every_field_of_the_record_is_somewhere_on_the_form(show: Show) -> None:
    """Planted: a field left out of `rest` is missing here, so adding a field to the record is one line."""
    page = show(ConsultationPage)
    page.open()
    own = {name for name in page.form.controls if not name.startswith("person.")}
    kept_by_program = {"record_no", "office_id", "attachments"}
    kept_by_program |= {spec.name for spec in page.form.kind.fields if spec.by_step}
    assert own == {spec.name for spec in page.form.kind.fields} - kept_by_program


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_usual_form_fits_a_laptop_without_scrolling(show: Show, language: str) -> None:
    speak(language)
    page = show(ConsultationPage, 1302, 667)
    page.open()
    settle()
    assert page.scroll.widget().height() > 500
    assert page.scroll.verticalScrollBar().maximum() == 0
    assert page.save_button.isVisible()


def test_a_small_window_scrolls_and_the_buttons_stay(show: Show) -> None:
    page = show(ConsultationPage, 960, 560)
    page.open()
    page.room_changed(False)
    settle()
    assert page.scroll.verticalScrollBar().maximum() > 0
    assert page.scroll.widget().width() <= page.scroll.viewport().width()
    assert (
        page.save_button.isVisible() and page.save_button.mapTo(page, page.save_button.rect().bottomRight()).x() < 960
    )


def test_another_language_keeps_what_is_typed(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    write(widget(page, "person_id"), "Ңурматов Эркин")
    kept = page.keep()
    speak("ky")
    again = show(ConsultationPage)
    again.restore(kept)
    assert again.form.name.name() == "Ңурматов Эркин"
    assert again.form.controls["sex"].widget.button("f").text() == "Аял"


def test_every_control_of_the_form_has_a_name(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    page.form.show_more(True)
    nameless = [
        child
        for child in page.form.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.isVisible()
        and not child.accessibleName()
        and child.metaObject().className() not in ("QScrollBar",)
    ]
    assert nameless == []
