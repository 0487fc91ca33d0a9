"""The other rooms of the merge desk: duplicates, inbox, erasures; and what a member of an office sees of all this.

Tried with an office that is shown what a coordinator wrote, with a decision on persons that forgets which pair lay on
the desk, and with a sentence below the values that does not wrap: found.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from clinic_app.clinic import Clinic
from tests.stories.clinics import Clinics, consult, edit, person
from tests.ui.looks.room import cut_words
from tests.ui.whole_window import lay_out, speaking, window_over
from ui.opened_window import OpenedWindow
from ui.pages.merge.page import CONFLICTS, DUPLICATES, ERASURES, INBOX, MergePage
from ui.theme.theme import Theme

OLD = (
    "Эмгек инспекциясына арыз берүү сунушталды. Кардар келишимдин түп нускасын үйүнөн алып келмек болду, "
    "ошондон кийин арыздын долбоору кайра каралат жана ага чоо-жайы менен кошумчалар киргизилет."
)
ONE = f"{OLD} Арызга эмгек келишиминин көчүрмөсү жана айлык акынын баракчасы тиркелет. Мөөнөтү: бир ай."
TWO = f"{OLD} Арызга эмгек келишиминин көчүрмөсү, баракча жана күбөлөрдүн тизмеси тиркелет. Мөөнөтү: үч ай."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A coordinator, two laptops of Naryn that wrote against each other and of which one package is lost, and Osh."""
    clinics = Clinics(tmp_path)
    coordinator = clinics.coordinator()
    first = clinics.joined(coordinator, clinics.office("NAR1", "Айгүл Токтосунова"))
    second = clinics.joined(coordinator, clinics.office("NAR1", "Нурбек Жолдошев"))
    osh = clinics.joined(coordinator, clinics.office("OSH1", "Гүлнара Сапарова"))
    clinics.exchange_all(coordinator, first, second, rounds=1)
    here = person(first, "Ибраимова Гүлзат Маратовна", birth_year=1992, phone="+996 700 123 456")
    there = person(osh, "Ибраимова Гүлзат Маратовна", birth_year=1992, phone="0700 123 456")
    record = consult(first, person_id=here.id, topic="LAB.WAG", advice=OLD, duration_min=20)
    consult(osh, person_id=there.id)
    clinics.exchange_all(coordinator, first, second, osh, rounds=1)
    edit(first, record, advice=ONE, followup_on=date(2026, 12, 2), duration_min=30)
    edit(second, record, advice=TWO, followup_on=date(2026, 12, 4))
    edit(coordinator, record, duration_min=99)
    clinics.exchange_all(coordinator, first, second, rounds=1)
    consult(second)
    lost = {path.name for path in clinics.packages(second)}
    consult(second)
    for path in clinics.packages(second):
        if path.name not in lost:
            coordinator.exchange.merge([path])
    yield SimpleNamespace(
        clinics=clinics, coordinator=coordinator, first=first, second=second, osh=osh, record=record.id
    )
    clinics.close_all()


def desk_in(window: OpenedWindow) -> MergePage:
    page: Any = window.show_page("merge")
    bring_to_front(window)
    return page


def bring_to_front(window: QWidget) -> None:
    """Keys reach the window in front only."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)


def key(window: QWidget, which: Qt.Key) -> None:
    QTest.keyClick(window.focusWidget() or window, which)


def answer(yes: str) -> None:
    """Press a button of the question in front."""
    (box,) = [top for top in QApplication.topLevelWidgets() if isinstance(top, QMessageBox) and top.isVisible()]
    (button,) = [button for button in box.buttons() if button.text() == yes]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# --- duplicates -----------------------------------------------------------------------------------------------------


def test_duplicates_are_decided_and_undone_by_keys(world: SimpleNamespace, dressed: Theme, tmp_path: Path) -> None:
    clinic: Clinic = world.coordinator
    (pair,) = clinic.linking.candidates()
    with window_over(clinic, tmp_path, dressed) as window:
        page = desk_in(window)
        page.tabs.choose(DUPLICATES)
        lay_out(window)
        told = " ".join(label.text() for label in page.duplicates.findChildren(QLabel))
        for words in ("Office NAR1", "Office OSH1", "1992", "+996 700 123 456", "0700 123 456", pair.why):
            assert words in told
        page.duplicates.cards[0].setFocus()
        key(window, Qt.Key.Key_1)
        assert clinic.linking.count() == 0
        assert clinic.linking.same_as(pair.one.id) == {pair.other.id}
        (decided,) = clinic.linking.decided()
        assert decided.same
        assert page.duplicates.model.rowCount() == 1
        page.duplicates.undo_button.setFocus()
        key(window, Qt.Key.Key_Space)
        assert clinic.linking.decided() == []
        assert clinic.linking.same_as(pair.one.id) == set()
        page.duplicates.cards[1].setFocus()
        key(window, Qt.Key.Key_2)
        (decided,) = clinic.linking.decided()
        assert not decided.same
        assert clinic.linking.same_as(pair.one.id) == set()


def test_a_pair_is_left_for_later(world: SimpleNamespace, dressed: Theme, tmp_path: Path) -> None:
    clinic: Clinic = world.coordinator
    for office, name in ((world.first, "Асанов Бакыт"), (world.osh, "Асанов Бакыт")):
        consult(office, person_id=person(office, name, birth_year=1980).id)
    world.clinics.carry(world.first, clinic)
    world.clinics.carry(world.osh, clinic)
    with window_over(clinic, tmp_path, dressed) as window:
        page = desk_in(window)
        page.tabs.choose(DUPLICATES)
        page.duplicates.cards[0].setFocus()
        first = page.duplicates.present().id
        key(window, Qt.Key.Key_0)
        other = page.duplicates.present().id
        assert other != first
        key(window, Qt.Key.Key_2)
        assert [one.id for one in clinic.linking.decided()] == [other]
        assert page.duplicates.present().id == first


# --- what has not come ----------------------------------------------------------------------------------------------


def test_a_gap_is_named_asked_for_and_given_up_after_a_question(
    world: SimpleNamespace, dressed: Theme, tmp_path: Path
) -> None:
    clinic: Clinic = world.coordinator
    assert clinic.streams.gaps()
    with window_over(clinic, tmp_path, dressed) as window:
        page = desk_in(window)
        page.desk.narrow(office="NAR1")
        assert not page.desk.gap.isHidden()
        assert "laptop B" in page.desk.gap.banner.title.text()
        assert "has not come" in page.desk.gap.banner.title.text()
        QTest.mouseClick(page.desk.gap.ask_button, Qt.MouseButton.LeftButton)
        (missing,) = [name for one in clinic.exchange.inbox() for laptop in one.laptops for name in laptop.missing]
        assert missing in QApplication.clipboard().text()
        page.tabs.choose(INBOX)
        row = page.inbox.list.chosen_row()
        assert row.laptop.missing == (missing,)
        QTest.mouseClick(page.inbox.give_up_button, Qt.MouseButton.LeftButton)
        answer("Cancel")
        assert clinic.streams.gaps()
        QTest.mouseClick(page.inbox.give_up_button, Qt.MouseButton.LeftButton)
        answer("Give it up")
        assert clinic.streams.gaps() == []
        assert page.desk.gap.isHidden() or not page.desk.gap.gap.may_give_up


def test_erasures_have_a_room_only_while_some_are_asked_for(
    world: SimpleNamespace, dressed: Theme, tmp_path: Path
) -> None:
    clinic: Clinic = world.coordinator
    with window_over(clinic, tmp_path, dressed) as window:
        page = desk_in(window)
        assert not page.tabs.isTabVisible(3)
        record = consult(world.first)
        world.clinics.carry(world.first, clinic)
        asked = clinic.casework.load("consultation", record.id)
        clinic.casework.tell_everyone(asked, {"erased": "asked"})
        page.refresh()
        assert page.tabs.isTabVisible(3)
        page.tabs.choose(ERASURES)
        QTest.mouseClick(page.erasures.all, Qt.MouseButton.LeftButton)
        answer("Destroy")
        assert clinic.erasing.asked() == []
        assert page.tabs.value() == CONFLICTS
        assert not page.tabs.isTabVisible(3)


# --- an office ------------------------------------------------------------------------------------------------------


def test_a_member_of_an_office_sees_nothing_they_can_do_nothing_about(
    world: SimpleNamespace, dressed: Theme, tmp_path: Path
) -> None:
    office: Clinic = world.second
    assert {one.field for one in office.settling.conflicts()} == {"advice", "followup_on", "duration_min"}
    with window_over(office, tmp_path, dressed) as window:
        assert "merge" not in window.sidebar._items
        today: Any = window.show_page("today")
        lay_out(window)
        assert today.two_values_banner.title.text() == "2 fields have two values. Which ones hold?"
        QTest.mouseClick(today.two_values_banner.buttons[0], Qt.MouseButton.LeftButton)
        window.show_page("two_values")
        page: Any = window.page()
        bring_to_front(window)
        lay_out(window)
        seen = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
        assert not [words for words in seen if "onflict" in words or "99" in words]
        assert not page.desk.offices.isVisible()
        page.desk.face.cards[0].setFocus()
        wanted = page.desk.queue.present().values[1].value
        key(window, Qt.Key.Key_2)
        assert office.casework.load("consultation", world.record).advice == wanted
        key(window, Qt.Key.Key_1)
        assert office.settling.ours() == []
        assert page.desk.stack.currentWidget() is page.desk.nothing
        window.show_page("today")
        assert today.two_values.isHidden()


def test_an_office_without_two_values_is_told_nothing(world: SimpleNamespace, dressed: Theme, tmp_path: Path) -> None:
    with window_over(world.osh, tmp_path, dressed) as window:
        today: Any = window.show_page("today")
        assert today.two_values.isHidden()


# --- looks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_no_word_is_cut_in_any_room(
    world: SimpleNamespace, dressed: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    found = []
    with speaking(language, monkeypatch), window_over(world.coordinator, tmp_path, dressed) as window:
        page = desk_in(window)
        for size in ((1366, 768), (1024, 640)):
            window.resize(*size)
            for tab in (CONFLICTS, DUPLICATES, INBOX):
                page.tabs.choose(tab)
                lay_out(window)
                found += [f"{tab} {size}: {fault}" for fault in cut_words(page)]
        page.tabs.choose(CONFLICTS)
        for act in (page.desk.write_own, page.step_back, page.desk.write_note, page.step_back):
            act()
            lay_out(window)
            found += [f"{act.__name__}: {fault}" for fault in cut_words(page)]
        page.desk.deciding.put_off("Айгүлдөн суроо")
        page.desk.deciding.take(0)
        page.desk.skip()
        lay_out(window)
        found += [f"decided: {fault}" for fault in cut_words(page)]
        page.tabs.choose(DUPLICATES)
        page.duplicates.decide(True)
        lay_out(window)
        found += [f"linked: {fault}" for fault in cut_words(page)]
    with speaking(language, monkeypatch), window_over(world.first, tmp_path, dressed) as window:
        for name in ("today", "two_values"):
            office_page = window.show_page(name)
            lay_out(window)
            found += [f"{name}: {fault}" for fault in cut_words(office_page)]
    assert not found, "\n".join(found)
