"""What the form proposes and asks: phone calls, decisions, eligibility, consents, safe contact, somebody known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clinic_app.clinic import Clinic
from clinic_app.records.declared import record_type
from clinic_app.use_cases.consent_texts import kinds, text_of
from clinic_app.wording.words import speak
from tests.ui.pages.keys import press, settle, write
from tests.ui.pages.test_consultation_form import choose, fill, widget
from ui.forms.partial_date import PartialDayControl
from ui.forms.safe_phone import SafePhones
from ui.pages.consultations.form_page import ConsultationPage
from ui.pages.consultations.phone_form import PhoneForm

Show = Callable[..., Any]
SILENT = "Чалбаңыз, Signal аркылуу гана"


def decide(page: Any, code: str) -> None:
    button = widget(page, "decision").button(code)
    if not button.isChecked():
        button.click()


# --- a phone call ---------------------------------------------------------------------------------------------------


def test_a_phone_call_is_saved_from_what_stands_on_its_first_screen(show: Show, clinic: Clinic, qtbot: Any) -> None:
    page = show(ConsultationPage)
    page.open(phone=True)
    choose(page, "topic", "wages")
    write(widget(page, "facts"), "Айлык төлөнбөйт")
    write(widget(page, "advice"), "Арыз жазуу")
    choose(page, "division_id", "Кочкор")
    widget(page, "sex").button("f").click()
    widget(page, "age_group").button("35_49").click()
    with qtbot.waitSignal(page.saved) as told:
        page.save()
    record: Any = clinic.casework.load("consultation", told.args[1])
    assert (record.channel, record.anonymous, record.person_id, record.language) == ("hotline", True, None, "en")
    assert (record.decision, record.outcome, record.first_time) == ("advised", "advised", "unknown")
    assert (record.vulnerability, record.service_kind) == (frozenset({"not_asked"}), frozenset({"oral"}))
    assert record.duration_min >= 1
    assert record.followup_on is None


def test_f8_changes_the_form_and_loses_nothing(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    write(widget(page, "person_id"), "Ңурматов Эркин")
    write(widget(page, "facts"), "айлык акы")
    press(page.form, Qt.Key.Key_F8)
    page.choose_phone(True)
    assert isinstance(page.form, PhoneForm)
    assert page.form.controls["anonymous"].give() is False  # a name was written: nobody takes it away
    assert (page.form.name.name(), widget(page, "facts").text()) == ("Ңурматов Эркин", "айлык акы")
    assert page.form.controls["channel"].give() == "hotline"
    write(widget(page, "advice"), "арыз")
    page.choose_phone(False)
    assert not isinstance(page.form, PhoneForm)
    assert (page.form.name.name(), widget(page, "advice").text()) == ("Ңурматов Эркин", "арыз")


def test_a_draft_of_a_call_comes_back_as_a_call(show: Show, clinic: Clinic) -> None:
    page = show(ConsultationPage)
    page.open(phone=True)
    write(widget(page, "facts"), "айлык акы")
    page.step_back()
    (draft,) = clinic.drafts.all()
    again = show(ConsultationPage)
    again.open(draft=draft.key)
    assert isinstance(again.form, PhoneForm)
    assert widget(again, "facts").text() == "айлык акы"


def test_a_call_only_looked_at_leaves_no_draft(show: Show, clinic: Clinic) -> None:
    """Planted: what the program fills in by itself was kept as a draft that nobody had written."""
    page = show(ConsultationPage)
    page.open(phone=True)
    page.step_back()
    assert clinic.drafts.all() == []


# --- the decision ---------------------------------------------------------------------------------------------------


def test_a_decision_proposes_the_outcome_and_never_overwrites_one(show: Show) -> None:
    """Planted: without asking whether somebody chose, "Refer" overwrote the outcome they had taken from the list."""
    page = show(ConsultationPage)
    page.open()
    outcome = page.form.controls["outcome"]
    decide(page, "accept")
    assert outcome.give() == "ongoing"
    decide(page, "refer")
    assert outcome.give() == "referred"
    choose(page, "outcome", "Settlement")
    decide(page, "advised")
    assert outcome.give() == "settled"


def test_reasons_are_asked_only_after_their_decision(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    shown = {
        code: [n for n in ("decline_reason", "referral_to") if not page.form.fields[n].isHidden()]
        for code in ("accept", "refer", "decline", "advised")
        if decide(page, code) is None
    }
    assert shown == {"accept": [], "refer": ["referral_to"], "decline": ["decline_reason"], "advised": []}


def test_ctrl_z_takes_a_decision_back_with_what_followed_from_it(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    decide(page, "refer")
    press(page.form, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.form.controls["decision"].give() is None
    assert page.form.controls["outcome"].give() is None


# --- eligibility ----------------------------------------------------------------------------------------------------


def said(page: Any) -> str:
    return str(page.form.fields["decision"].control.accessibleDescription())


def test_the_ground_for_help_is_said_in_words_and_kept(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    widget(page, "vulnerability").chip("disability").click()
    assert said(page) == "Eligible by category: Person with a disability"
    assert page.form.controls["eligibility_basis"].give() == "category"


def test_help_beyond_advice_without_a_ground_asks_why(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    reason = page.form.fields["eligibility_reason"]
    widget(page, "income_band").button("above").click()
    decide(page, "advised")
    assert (reason.isHidden(), said(page)) == (True, "Income above the limit: advice is open to everybody")
    decide(page, "accept")
    assert (reason.isHidden(), said(page)) == (False, "")
    assert reason.control.placeholderText() == "Income above the limit: write why help is given"
    widget(page, "vulnerability").chip("disability").click()
    assert reason.isHidden()


# --- call back ------------------------------------------------------------------------------------------------------


def test_a_call_back_is_proposed_where_it_was_agreed(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    follow = page.form.controls["followup_on"]
    write(widget(page, "person_id"), "Үсөнбекова Жаңыл")
    assert follow.give() is None
    page.form.controls["consents"].ticks["contact"].click()
    assert follow.give() == (date.today() + timedelta(days=14)).isoformat()
    page.form.controls["consents"].ticks["contact"].click()
    assert follow.give() is None


def test_nobody_is_called_back_who_must_not_be_called(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    page.form.controls["consents"].ticks["contact"].click()
    write(widget(page, "person.safe_contact"), SILENT)
    assert page.form.controls["followup_on"].give() is None
    assert page.form.sign.word() == "Do not call"


def test_a_safe_way_is_never_cut_short(show: Show) -> None:
    """Planted: measured before the form had its width, a long one stood there with dots and nothing below."""
    long = "Чалбаңыз, Signal аркылуу гана, жекшемби күндөн башка күнү кечки саат сегизден кийин"
    page = show(ConsultationPage)
    page.open()
    page.form.fill("person.safe_contact", long)
    settle()
    assert page.form.fields["person.safe_contact"].control.accessibleDescription() == long
    page.form.fill("person.safe_contact", "Кечинде")
    assert page.form.fields["person.safe_contact"].control.accessibleDescription() == ""


def test_a_day_somebody_chose_stays(show: Show) -> None:
    page = show(ConsultationPage)
    page.open()
    write(widget(page, "followup_on"), "+3")
    page.form.controls["consents"].ticks["contact"].click()
    assert page.form.controls["followup_on"].give() == (date.today() + timedelta(days=3)).isoformat()


# --- consents -------------------------------------------------------------------------------------------------------


def test_a_consent_keeps_which_text_was_read_in_the_language_of_the_advice(
    show: Show, clinic: Clinic, qtbot: Any
) -> None:
    page = show(ConsultationPage)
    page.open()
    fill(page)
    with qtbot.waitSignal(page.saved) as told:
        page.save()
    record: Any = clinic.casework.load("consultation", told.args[1])
    assert [(c.kind, c.text_version) for c in record.consents] == [("processing", "1-ky")]


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_every_consent_has_a_text_in_each_language(language: str) -> None:
    assert len(kinds()) == 7
    texts = [text_of(kind, language) for kind in kinds()]
    assert all(texts) and len(set(texts)) == 7
    assert texts != [text_of(kind, "ru" if language == "en" else "en") for kind in kinds()]


def test_the_texts_are_shown_whole_and_esc_closes_them(show: Show, qtbot: Any) -> None:
    page = show(ConsultationPage)
    page.open()
    widget(page, "language").button("ru").click()
    page.form.controls["consents"].texts.click()
    shown = [w for w in page.findChildren(QWidget) if type(w).__name__ == "ConsentTexts"]
    assert len(shown) == 1
    words = [label.text() for label in shown[0].findChildren(QWidget) if hasattr(label, "text")]
    assert text_of("contact", "ru") in words
    shown[0].close()


# --- somebody known -------------------------------------------------------------------------------------------------


def test_a_known_person_brings_everything_known_of_them(show: Show, clinic: Clinic, consultation: Any) -> None:
    before = consultation(
        {"name_display": "Ким Людмила", "phone": "+996 551 404 040", "safe_contact": SILENT, "birth_year": 1961},
        language="ru",
        vulnerability=frozenset({"disability"}),
        confidentiality="office",
    )
    page = show(ConsultationPage)
    page.open(id="", person_id=before.person_id)
    given = {name: control.give() for name, control in page.form.controls.items()}
    assert (given["person_id"], given["language"], given["sex"]) == (before.person_id, "ru", "f")
    assert (given["division_id"], given["vulnerability"], given["first_time"]) == ("41711", ["disability"], "no")
    assert given["age_group"] == "60_plus"
    assert (given["person.phone"], given["person.safe_contact"]) == ("+996 551 404 040", SILENT)
    assert given["confidentiality"] == "office"  # the second visit is shared no further than the first
    assert page.first_focus() is widget(page, "topic")
    assert given["advice"] == "" and given["topic"] is None


def test_taking_somebody_known_fills_only_what_nobody_filled(show: Show, clinic: Clinic, consultation: Any) -> None:
    before = consultation({"name_display": "Ибраимова Гүлзат", "birth_year": 1992}, language="ru")
    clinic.casework.save(replace(clinic.casework.load("consultation", before.id), confidentiality="lawyer"))
    page = show(ConsultationPage)
    page.open()
    widget(page, "sex").button("x").click()
    write(widget(page, "person_id"), "Ибраимова Гүл")
    page._take(1)
    assert page.form.controls["sex"].give() == "x"
    assert page.form.controls["language"].give() == "ru"
    assert page.form.controls["confidentiality"].give() == "lawyer"


def test_every_number_in_the_panel_wears_its_sign(show: Show, clinic: Clinic, consultation: Any) -> None:
    before = consultation({"name_display": "Ким Людмила", "phone": "+996 551 404 040", "safe_contact": SILENT})
    person: Any = clinic.casework.load("person", before.person_id)
    clinic.casework.save(replace(person, phones_more=frozenset({"+996 700 404 040"})))
    page = show(ConsultationPage)
    page.open(person_id=before.person_id)
    (phones,) = page.panel.findChildren(SafePhones)
    assert [sign.word() for sign in phones.signs] == ["Do not call", "Do not call"]


# --- dates of which a part is known ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2024", "2024"),
        ("03.2024", "2024-03"),
        ("~2023", "~2023"),
        ("~ 03.2024", "~2024-03"),
        ("5.3.2024", "2024-03-05"),
    ],
)
def test_a_part_of_a_date_is_a_date_where_the_record_takes_one(qtbot: Any, theme: Any, typed: str, meant: str) -> None:
    control = PartialDayControl(record_type("case_event").field("on"))
    qtbot.addWidget(control.widget)
    write(control.widget, typed)
    assert control.give() == meant
    control.show(meant)
    assert control.give() == meant and not control.widget.is_wrong()


# --- room -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_call_and_the_usual_decisions_fit_without_scrolling(show: Show, language: str) -> None:
    """1366 by 768 less title and task bar: 1302 by 667 are left for the page. Measured, not believed."""
    speak(language)
    page = show(ConsultationPage, 1302, 667)
    page.open()
    over = {}
    for code in ("advised", "accept", "refer", "decline"):
        for income in ("below", "above"):
            decide(page, code)
            if not (segment := widget(page, "income_band").button(income)).isChecked():
                segment.click()
            settle()
            settle()  # a bar that has gone gives its width back
            over[code, income] = page.scroll.verticalScrollBar().maximum()
    page.choose_phone(True)
    settle()
    over["phone"] = page.scroll.verticalScrollBar().maximum()
    widget(page, "anonymous").setChecked(False)
    settle()
    over["named"] = page.scroll.verticalScrollBar().maximum()
    assert over == dict.fromkeys(over, 0)


def test_ctrl_enter_on_a_person_begins_their_consultation(show: Show, consultation: Any, qtbot: Any) -> None:
    """On the person's page and on their row of the list: one key, and nothing else opens."""
    from ui.pages.people.list_page import PeoplePage
    from ui.pages.people.person_page import PersonPage

    before = consultation({"name_display": "Ким Людмила", "phone": "+996 551 404 040"})
    person = show(PersonPage)
    person.open(id=before.person_id)
    people = show(PeoplePage)
    settle()
    people.table.choose(0)
    for page, at in ((person, person.table), (people, people.table)):
        opened: list[Any] = []
        page.open_requested.connect(lambda *what, opened=opened: opened.append(what))
        with qtbot.waitSignal(page.new_requested) as told:
            press(at, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert told.args == ["consultation", {"person_id": before.person_id}]
        assert opened == []
