"""A lawyer's day through the real window, in Kyrgyz, by the keyboard alone: every key goes where the focus is.

Nothing is pressed, filled or focused by the test itself: where the cursor does not go by itself, the day ends here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.clinic import Clinic
from clinic_app.settings import Settings
from clinic_app.wording.words import speak
from ui.casebook_window import CasebookWindow
from ui.tasks import InlineTasks
from ui.theme.theme import Theme

PASSPHRASE = "тынч тоо 4071 булак"
KNOWN = "Үсөнбекова Жаңыл"
MOST_KEYS = 40  # of a phone consultation, besides free text
KNOWN_KEYS = 2  # to the second consultation of a known person, besides their name
NO, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


class Hands:
    """Two hands on the keyboard. `pressed` counts keys; the letters of free text are counted apart."""

    def __init__(self) -> None:
        self.pressed = self.free = 0

    @property
    def at(self) -> QWidget:
        """Whatever has the focus."""
        here = QApplication.focusWidget()
        front = QApplication.activeWindow()
        assert here is not None, f"the cursor is nowhere: {front}, {front and front.focusWidget()}"
        return here

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NO, times: int = 1) -> None:
        for _time in range(times):
            QTest.keyClick(self.at, key, held)
            self.pressed += 1
            settle()

    def letters(self, words: str) -> None:
        """Letters that choose: each is a key press."""
        self._type(words)
        self.pressed += len(words)

    def free_text(self, words: str) -> None:
        """What a person must write anyway."""
        self._type(words)
        self.free += len(words)

    def _type(self, words: str) -> None:
        for letter in words:
            for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.at, QKeyEvent(kind, Key.Key_unknown, NO, letter))
        settle()

    def tab_to(self, wanted: Callable[[QWidget], bool], most: int = 60) -> None:
        """Tab until the cursor stands where it is wanted."""
        for _step in range(most):
            if wanted(self.at):
                return
            self.key(Key.Key_Tab)
        raise AssertionError(f"Tab never came there; it stands at {self.at.accessibleName()!r}")


def settle() -> None:
    for _turn in range(4):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The Naryn office's case book: somebody known already, whom one promised to call today."""
    clinic, _code = Clinic.found(
        tmp_path / "NAR1",
        office_code="NAR1",
        office_name="Нарын кеңсеси",
        person="Айгүл Токтосунова",
        role="lawyer",
        passphrase=PASSPHRASE,
        use_keyring=False,
        kdf_floor=True,
    )
    record = clinic.casework.blank(
        "consultation",
        channel="office",
        language="ky",
        anonymous=False,
        first_time="yes",
        age_group="25_34",
        sex="f",
        division_id="41711",
        vulnerability=frozenset({"many_children"}),
        topic="LAB.WAG",
        advice="Арыз жазуу сунушталды.",
        service_kind=frozenset({"oral"}),
        duration_min=20,
        outcome="advised",
        followup_on=date.today(),
    )
    earlier = replace(record, received_at=record.received_at - timedelta(days=14))  # type: ignore[attr-defined]
    person = {"name_display": KNOWN, "phone": "+996 700 123 456", "birth_year": 1992, "safe_contact": "Кечинде гана"}
    clinic.intake.save(earlier, person)
    clinic.close()
    return tmp_path / "NAR1"


@pytest.fixture
def book(folder: Path, dressed: Theme, tmp_path: Path) -> Iterator[CasebookWindow]:
    """The window as somebody opens it in the morning, speaking Kyrgyz."""
    speak("ky")
    settings = Settings(tmp_path / "settings.json")
    settings.put("language", "ky")
    made = CasebookWindow(folder, settings, dressed, InlineTasks(), kdf_floor=True, use_keyring=False)
    made.start()
    made.front().activateWindow()
    settle()
    yield made
    window = made.window
    made.leave()
    for top in (window, made.entrance):
        if top is not None:
            top.close()
            top.deleteLater()
    made.deleteLater()
    settle()


def page(book: CasebookWindow, name: str) -> Any:
    """The page in front, which must be this one."""
    window = book.window
    assert window is not None and window.page_name() == name, window and window.page_name()
    return window.page()


def newest(book: CasebookWindow) -> Any:
    clinic = book.clinic
    return clinic.casework.load("consultation", clinic.casework.ids("consultation")[0])


def test_a_whole_day_by_the_keyboard_alone(book: CasebookWindow, capsys: pytest.CaptureFixture[str]) -> None:
    hands = Hands()
    hands.free_text(PASSPHRASE)
    hands.key(Key.Key_Return)
    page(book, "today")
    keys = phone_call(book)
    with capsys.disabled():
        print(f"\nA phone consultation: {keys.pressed} keys besides {keys.free} letters of free text")
    assert keys.pressed <= MOST_KEYS
    somebody_known(book)
    search(book)
    look_at_the_list(book)
    call_back(book)
    hands.key(Key.Key_L, CONTROL)
    assert book.window is None and book.entrance.isVisible()


def phone_call(book: CasebookWindow) -> Hands:
    """F8, the topic, two texts, where, who, Ctrl+Enter: hotline, no name, minutes by the clock."""
    hands = Hands()
    hands.key(Key.Key_F8)
    page(book, "consultation")
    hands.letters("эмгек акы")
    hands.key(Key.Key_Return)
    hands.key(Key.Key_Tab)
    hands.free_text("Жумуш берүүчү үч айдан бери эмгек акы төлөбөйт.")
    hands.key(Key.Key_Tab)
    hands.free_text("Эмгек инспекциясына арыз берүү сунушталды.")
    hands.key(Key.Key_Tab, times=2)  # past the tick "without a name"
    hands.letters("кочк")
    hands.key(Key.Key_Return)
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Space)  # a woman
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Right, times=4)  # 35 to 49
    hands.key(Key.Key_Return, CONTROL)
    page(book, "today")
    record = newest(book)
    assert (record.topic, record.division_id, record.sex, record.age_group) == ("LAB.WAG", "41704235", "f", "35_49")
    assert (record.channel, record.anonymous, record.language) == ("hotline", True, "ky")
    assert (record.decision, record.outcome) == ("advised", "advised")
    assert record.facts.startswith("Жумуш берүүчү") and record.advice.startswith("Эмгек инспекциясына")
    assert record.duration_min >= 1
    return hands


def somebody_known(book: CasebookWindow) -> None:
    """Ctrl+K, the name, Ctrl+Enter: the form knows them, the cursor stands on the topic."""
    hands = Hands()
    hands.key(Key.Key_K, CONTROL)
    hands.letters("усонбек")
    hands.key(Key.Key_Return, CONTROL)
    assert hands.pressed - len("усонбек") == KNOWN_KEYS
    form = page(book, "consultation").form
    assert form.name.name() == KNOWN
    assert hands.at is form.controls["topic"].widget
    given = {name: form.controls[name].give() for name in ("language", "sex", "division_id", "vulnerability")}
    assert given == {"language": "ky", "sex": "f", "division_id": "41711", "vulnerability": ["many_children"]}
    hands.letters("алимент")
    hands.key(Key.Key_Return)
    hands.key(Key.Key_Tab, times=2)
    hands.free_text("Сотко доо арыз берүү.")
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Space)  # oral advice
    hands.key(Key.Key_Tab, times=1)
    hands.tab_to(lambda at: at.accessibleName().startswith(form.fields["decision"].label.text()))
    hands.key(Key.Key_Space)  # advise and close
    hands.key(Key.Key_Return, CONTROL)
    assert hands.at is form.controls["channel"].widget  # the one thing nobody could know: the cursor goes there
    hands.letters("кеңсе")
    hands.key(Key.Key_Return)
    hands.key(Key.Key_Return, CONTROL)
    record = newest(book)
    assert (record.person_id is not None, record.channel, record.first_time) == (True, "office", "no")
    assert record.followup_on == date.today() + timedelta(days=14)  # a safe way is known


def search(book: CasebookWindow) -> None:
    """What was written an hour ago is found by a word of it."""
    hands = Hands()
    hands.key(Key.Key_K, CONTROL)
    hands.letters("инспекция")
    hands.key(Key.Key_Return)
    assert page(book, "consultation").form.controls["advice"].give().startswith("Эмгек инспекциясына")
    hands.key(Key.Key_Escape)


def look_at_the_list(book: CasebookWindow) -> None:
    """The sidebar by F6, the list by arrows, a record by Enter, and back."""
    hands = Hands()
    sidebar = book.window.sidebar  # type: ignore[union-attr]  # it is open
    for _region in range(6):
        if sidebar.isAncestorOf(hands.at):
            break
        hands.key(Key.Key_F6)
    hands.tab_to(lambda at: type(at).__name__ == "NavItem")
    for _item in range(9):
        if hands.at.accessibleName().startswith("Консультациялар"):
            break
        hands.key(Key.Key_Down)
    hands.key(Key.Key_Return)
    shown = page(book, "consultations")
    assert shown.model.rowCount() == 3
    hands.key(Key.Key_Down)
    hands.key(Key.Key_Return)
    page(book, "consultation")
    hands.key(Key.Key_Escape)
    page(book, "consultations")
    hands.key(Key.Key_Escape)


def call_back(book: CasebookWindow) -> None:
    """Today again: the first answer is reached by Tab, arrows choose, Enter answers."""
    hands = Hands()
    for _step in range(4):
        if book.window.page_name() == "today":  # type: ignore[union-attr]  # it is open
            break
        hands.key(Key.Key_Escape)
    page(book, "today")
    hands.tab_to(lambda at: at.accessibleName().startswith(KNOWN))
    hands.key(Key.Key_Right)
    hands.key(Key.Key_Return)
    clinic = book.clinic
    told = [r.resolved for r in clinic.casework.load_many("consultation", clinic.casework.ids("consultation"))]
    assert sorted(str(one) for one in told) == ["None", "None", "partly"]
