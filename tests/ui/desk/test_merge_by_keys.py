"""Two hundred conflicts settled by keys alone, and what was put off is there again after a restart.

Tried with a queue that forgets to go on after a decision, with "take both" on key 4, and with `0` that settles: each
of these failed the first test; with marks kept in the window instead of the case book the second.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_app.clinic import Clinic
from tests.founding import PASSPHRASE
from tests.stories.clinics import WHOLE_CONSULTATION
from tests.ui.desk.conftest import Found, Opens, joined
from tests.ui.desk.test_merge_page import desk_of, key
from tests.ui.typing import type_text
from ui.pages.merge.page import MergePage

MANY = 200


def torn(coordinator: Clinic, office: Clinic, folder: Path, count: int) -> None:
    """`count` conflicts: in half of the records the advice, in the others the duration."""
    blanks = [
        office.casework.blank("consultation", **(WHOLE_CONSULTATION | {"advice": f"Before {n}", "duration_min": 10}))
        for n in range(count)
    ]
    office.casework.save_many(blanks)
    first, second = folder / "first", folder / "second"
    first.mkdir()
    second.mkdir()
    office.exchange.export(first)
    coordinator.exchange.merge([first])
    ids = sorted(office.casework.ids("consultation"))
    with office.in_one_change(), coordinator.in_one_change():
        for place, id in enumerate(ids):
            mine = {"advice": f"Ours {place}"} if place % 2 else {"duration_min": 100 + place}
            theirs = {"advice": f"Theirs {place}"} if place % 2 else {"duration_min": 500 + place}
            office.casework.save(replace(office.casework.load("consultation", id), **mine))
            coordinator.casework.save(replace(coordinator.casework.load("consultation", id), **theirs))
    office.exchange.export(second)
    coordinator.exchange.merge([second])
    assert coordinator.settling.count() == count


@pytest.fixture
def network(found: Found, tmp_path: Path) -> tuple[Clinic, Clinic]:
    """A coordinator and an office."""
    coordinator, _ = found("COORD", "coordinator", "Bermet Asanova")
    coordinator.network.create("Network")
    office, _ = found("NAR1")
    joined(coordinator, office, tmp_path)
    return coordinator, office


@pytest.mark.long
def test_two_hundred_conflicts_are_settled_by_keys_alone(
    casebook: Opens, network: tuple[Clinic, Clinic], tmp_path: Path
) -> None:
    clinic, office = network
    torn(clinic, office, tmp_path, MANY)
    _book, page = desk_of(casebook, clinic)
    expected: dict[tuple[str, str], Any] = {}
    chance = Random(7)
    pressed = 0
    while (conflict := page.desk.queue.present()) is not None:
        pressed += 1
        assert pressed < 4 * MANY
        act = chance.choice(("1", "2", "3", "4", "0", "skip"))
        if act in ("0", "skip"):
            key(page, Qt.Key.Key_0 if act == "0" else Qt.Key.Key_Right)
            assert len(page.desk.queue.everything()) + len(expected) == MANY, "nothing was decided"
            continue
        expected[conflict.record, conflict.field] = decide(page, conflict, act)
        if pressed % 20 == 0:  # what the events left behind goes, as it would between two people's keys
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
    assert len(expected) == MANY
    assert clinic.settling.conflicts() == []
    for (record, field), value in expected.items():
        assert getattr(clinic.casework.load("consultation", record), field) == value
    assert page.desk.stack.currentWidget() is page.desk.nothing


def decide(page: MergePage, conflict: Any, act: str) -> Any:
    """Press the keys of a decision; the value that must hold now."""
    if act in ("1", "2"):
        key(page, Qt.Key.Key_1 if act == "1" else Qt.Key.Key_2)
        return conflict.values[int(act) - 1].value
    if act == "3" and conflict.field == "advice":
        key(page, Qt.Key.Key_3)
        return "\n\n".join(one.value for one in conflict.values)
    if act == "3":
        key(page, Qt.Key.Key_3)
        assert page.desk.queue.present() == conflict, "two numbers cannot both be kept: the key does nothing"
        key(page, Qt.Key.Key_1)
        return conflict.values[0].value
    key(page, Qt.Key.Key_4)
    line = page.window().focusWidget()
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text(line, "77" if conflict.field == "duration_min" else "Өз сөзүм")
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    return 77 if conflict.field == "duration_min" else "Өз сөзүм"


def test_clicks_and_collections_in_between_leave_the_window_standing(
    casebook: Opens, network: tuple[Clinic, Clinic], tmp_path: Path
) -> None:
    clinic, office = network
    torn(clinic, office, tmp_path, 12)
    _book, page = desk_of(casebook, clinic)
    before = [id(widget) for widget in (*page.desk.face.cards, *page.desk.bottom.buttons, page.desk.face.others)]
    while page.desk.queue.present() is not None:
        QTest.mouseClick(page.desk.bottom.buttons[1], Qt.MouseButton.LeftButton)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        QApplication.processEvents()
    after = [id(widget) for widget in (*page.desk.face.cards, *page.desk.bottom.buttons, page.desk.face.others)]
    assert before == after, "filled anew, never built anew: a button must not die in its own click"
    assert clinic.settling.count() == 0


def test_what_is_put_off_with_a_note_is_there_after_a_restart(
    casebook: Opens, network: tuple[Clinic, Clinic], tmp_path: Path
) -> None:
    clinic, office = network
    torn(clinic, office, tmp_path, 4)
    book, page = desk_of(casebook, clinic)
    first = page.desk.queue.present().id
    key(page, Qt.Key.Key_0)
    second = page.desk.queue.present().id
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    type_text(page.window().focusWidget(), "Айгүлдөн суроо")
    key(page, Qt.Key.Key_Return)
    assert [one.id for one in page.desk.queue.shown()][-2:] == [first, second]
    book.lock()
    clinic = Clinic.open(tmp_path / "COORD", PASSPHRASE)
    book.enter(clinic)
    page = book.window.show_page("merge")
    shown = page.desk.queue.shown()
    assert [(one.id, one.note) for one in shown[-2:]] == [(first, ""), (second, "Айгүлдөн суроо")]
    assert not shown[0].postponed
    page.desk.queue.choose(second)
    page.desk.show_present()
    assert not page.desk.face.later.isHidden()
    assert page.desk.face.later_note.text() == "Айгүлдөн суроо"
    QTest.mouseClick(page.desk.face.take_up, Qt.MouseButton.LeftButton)
    assert page.desk.face.later.isHidden()
    assert [one.postponed for one in clinic.settling.conflicts()] == [False, False, False, True]


def test_the_queue_is_narrowed_by_office_and_by_field(
    casebook: Opens, network: tuple[Clinic, Clinic], tmp_path: Path, found: Found
) -> None:
    clinic, office = network
    torn(clinic, office, tmp_path, 6)
    other, _ = found("OSH1", "lawyer", "Gulnara Saparova")
    joined(clinic, other, tmp_path)
    (tmp_path / "osh").mkdir()
    torn_one(clinic, other, tmp_path / "osh")
    _book, page = desk_of(casebook, clinic)
    rows = page.desk.offices.list.model()
    names = [rows.rows[at].id for at in range(rows.rowCount())]
    page.desk.offices.list.setFocus()
    for _step in range(names.index("OSH1")):
        QTest.keyClick(page.desk.offices.list, Qt.Key.Key_Down)
    assert page.desk.queue.office == "OSH1"
    assert [one.home for one in page.desk.queue.shown()] == ["OSH1"]
    QTest.keyClick(page.desk.offices.list, Qt.Key.Key_Home)
    assert len(page.desk.queue.shown()) == 7
    page.desk.offices.funnel.setFocus()
    choose_in_menu(lambda: QTest.keyClick(page.desk.offices.funnel, Qt.Key.Key_Space), "Advice given")
    assert {one.field for one in page.desk.queue.shown()} == {"advice"}
    assert page.desk.offices.field.text() == "Advice given"
    QTest.mouseClick(page.desk.offices.free, Qt.MouseButton.LeftButton)
    assert len(page.desk.queue.shown()) == 7


def torn_one(clinic: Clinic, office: Clinic, folder: Path) -> None:
    saved = office.casework.save(office.casework.blank("consultation", **WHOLE_CONSULTATION)).record
    office.exchange.export(folder)
    clinic.exchange.merge([folder])
    office.casework.save(replace(office.casework.load("consultation", saved.id), advice="Osh"))
    clinic.casework.save(replace(clinic.casework.load("consultation", saved.id), advice="Bishkek"))
    office.exchange.export(folder)
    clinic.exchange.merge([folder])


def choose_in_menu(press: Callable[[], object], words: str) -> None:
    """Open a menu by a key and take the line that begins with these words, by keys."""
    press()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    for _step in range(len(menu.actions()) + 1):
        if menu.activeAction() is not None and menu.activeAction().text().startswith(words):
            QTest.keyClick(menu, Qt.Key.Key_Return)
            return
        QTest.keyClick(menu, Qt.Key.Key_Down)
    raise AssertionError(words)
