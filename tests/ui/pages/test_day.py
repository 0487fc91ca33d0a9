"""The page of the day: call-backs answered by keys, numbers that open their list, whose day it is, drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_app.clinic import Clinic
from clinic_app.wording.words import speak
from tests.ui.pages.keys import settle
from ui.pages.today.page import TodayPage
from ui.pages.today.rows import CallRow, NumberButton
from ui.widgets.frames import Banner, Card

Show = Callable[..., Any]
SILENT = "Чалбаңыз, Signal аркылуу гана"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def calls(clinic: Clinic, consultation: Any) -> list[Any]:
    """Three people to call back, the first overdue."""
    made = []
    for place, name in enumerate(("Ким Людмила", "Асанов Кубан", "Үсөнбекова Жаңыл")):
        on = date.today() + timedelta(days=place - 1)
        made.append(consultation({"name_display": name, "phone": f"+996 551 40404{place}"}, followup_on=on))
    return made


def rows(page: Any) -> list[CallRow]:
    settle()
    return [row for row in page.middle.findChildren(CallRow) if row.isVisibleTo(page)]


def key(what: Any, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), what, held)
    settle()


def wired(page: Any) -> Any:
    """The page, told of its own changes as the window tells it."""
    page.changed.connect(page.take_changes)
    return page


def card(page: Any, title: str) -> Card:
    return next(one for one in page.middle.findChildren(Card) if one.title.text() == title and one.isVisibleTo(page))


def resolved(clinic: Clinic, record: Any) -> Any:
    found: Any = clinic.casework.load("consultation", record.id)
    return found.resolved


def test_a_call_back_is_answered_by_keys_and_the_next_one_waits(show: Show, clinic: Clinic, calls: list[Any]) -> None:
    page = wired(show(TodayPage))
    rows(page)[0].answers.links["yes"].setFocus()
    key(Qt.Key.Key_Right)
    assert resolved(clinic, calls[0]) is None  # moving answers nothing
    key(Qt.Key.Key_Return)
    assert resolved(clinic, calls[0]) == "partly"
    left = rows(page)
    assert len(left) == 2
    assert QApplication.focusWidget() is left[0].answers.links["yes"]
    key(Qt.Key.Key_Space)
    assert resolved(clinic, calls[1]) == "yes"


def test_ctrl_z_takes_an_answer_back(show: Show, clinic: Clinic, calls: list[Any]) -> None:
    page = wired(show(TodayPage))
    rows(page)[0].answers.links["no"].setFocus()
    key(Qt.Key.Key_Return)
    assert [banner.title.text() for banner in page.findChildren(Banner) if banner.isVisible()] == [
        "Ким Людмила: did this solve it? No"
    ]
    key(Qt.Key.Key_Z, CONTROL)
    assert resolved(clinic, calls[0]) is None
    assert len(rows(page)) == 3
    key(Qt.Key.Key_Z, CONTROL)  # once is enough
    assert resolved(clinic, calls[0]) is None


def test_somebody_not_reached_is_called_again(show: Show, clinic: Clinic, calls: list[Any]) -> None:
    page = wired(show(TodayPage))
    rows(page)[0].answers.links["not_reached"].setFocus()
    key(Qt.Key.Key_Return)
    record: Any = clinic.casework.load("consultation", calls[0].id)
    assert (record.resolved, record.followup_on) == (None, date.today() + timedelta(days=3))


def test_every_number_on_the_page_wears_its_sign(show: Show, clinic: Clinic, calls: list[Any]) -> None:
    person: Any = clinic.casework.load("person", calls[0].person_id)
    clinic.casework.save(replace(person, safe_contact=SILENT, phones_more=frozenset({"+996 700 404 040"})))
    page = show(TodayPage)
    from ui.forms.safe_phone import SafeSign

    told = [[sign.word() for sign in row.findChildren(SafeSign)] for row in rows(page)]
    assert told == [["Do not call", "Do not call"], [""], [""]]


def test_each_number_opens_what_it_counts(show: Show, clinic: Clinic, case: Any, calls: list[Any], qtbot: Any) -> None:
    case(next_step="жазуу", next_step_on=date.today())
    page = show(TodayPage)
    settle()
    asked: list[Any] = []
    page.list_requested.connect(lambda name, what: asked.append((name, what)))
    for title in ("Next steps", "Call-backs"):
        card(page, title).link.click()
    for number in page.middle.findChildren(NumberButton):
        number.click()
    month = f"{date.today():%Y-%m}"
    assert asked == [
        ("cases", {"narrowed": {"step": "due", "lawyer": "me"}}),
        ("consultations", {"narrowed": {"followup": "due", "lawyer": "me"}}),
        ("consultations", {"narrowed": {"dates": month}}),
        ("people", {"only": (list(page.facts.this_month.who), "People of the month")}),
        ("cases", {"narrowed": {"stage": "open"}}),
    ]


def test_my_day_and_the_whole_offices(show: Show, clinic: Clinic, case: Any) -> None:
    case(next_step="меники", next_step_on=date.today())
    case("Осмонов Талант", next_step="анын", next_step_on=date.today(), lawyer_id="another")
    page = show(TodayPage)
    assert page.facts.next_steps.total == 1
    page.scope.button("office").click()
    assert page.facts.next_steps.total == 2
    assert show(TodayPage).facts.next_steps.total == 2  # remembered


def test_f8_begins_a_call(show: Show, case: Any, qtbot: Any) -> None:
    case(next_step="жазуу", next_step_on=date.today())
    page = show(TodayPage)
    page.first_focus().setFocus()
    with qtbot.waitSignal(page.new_requested) as told:
        key(Qt.Key.Key_F8)
    assert told.args == ["consultation", {"phone": True}]


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_day_is_cut_nowhere(show: Show, calls: list[Any], language: str) -> None:
    speak(language)
    page = show(TodayPage, 1134, 738)
    rows(page)
    assert page.scroll.widget().width() <= page.scroll.viewport().width()
    for row in rows(page):
        assert all(link.width() >= link.minimumSizeHint().width() for link in row.answers.links.values())
