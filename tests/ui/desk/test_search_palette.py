"""The search palette, driven by keys alone: filters, slips, marks, a new consultation for whom one has found."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

from clinic_app.clinic import Clinic
from tests.stories.clinics import consult, open_case, person
from tests.ui.desk.conftest import Found, Opens
from tests.ui.typing import press, type_text
from ui.casebook_window import CasebookWindow
from ui.forms.period_dialog import PeriodDialog
from ui.pages.searching import narrowing
from ui.pages.searching.palette import SearchPalette

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clinic(found: Found) -> Clinic:
    made, _ = found()
    return made


@pytest.fixture
def book(clinic: Clinic, casebook: Opens) -> CasebookWindow:
    """The window over a few records, the focus in the search box."""
    asan = person(clinic, "Асанов Үсөн", phone="0700 123456")
    consult(clinic, advice="Күргөк жер жөнүндө", topic="LAN.BOU", person_id=asan.id)
    consult(clinic, advice="Күргөктү бөлүү", topic="FAM.DIV")
    open_case(clinic, asan.id, title="Күргөк", summary="обыск")
    made = casebook()
    made.enter(clinic)
    made.window.resize(1366, 720)
    made.window.show()
    made.window.activateWindow()
    made.window.focus_search()
    return made


def typed(book: CasebookWindow, words: str) -> SearchPalette:
    type_text(book.window.sidebar.search, words)
    palette = book.window.findChild(SearchPalette)
    assert palette is not None
    assert palette.isVisible()
    return palette


def focus_press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key where the focus is, as the window would get it: first whether it is a shortcut."""
    target = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert target is not None
    override = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    override.ignore()
    QApplication.sendEvent(target, override)
    press(target, key, modifiers)


def titles(palette: SearchPalette, kind: str) -> list[str]:
    return [line.title for line in palette._model.lines if line.type == kind and not line.heading]


def test_tab_reaches_the_filters_and_enter_narrows(book: CasebookWindow) -> None:
    """With the palette closing whenever the box loses the focus, Tab closed it, and this failed."""
    palette = typed(book, "кургок")
    assert len(titles(palette, "consultation")) == 2
    assert len(titles(palette, "journalist_case")) == 1
    focus_press(K.Key_Tab)
    assert palette.filters.buttons["type"].hasFocus()
    assert palette.isVisible()
    for _step in range(2):
        focus_press(K.Key_Right)
    assert palette.filters.buttons["topic"].hasFocus()
    focus_press(K.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    focus_press(K.Key_Return)  # the first choice: family
    assert palette.isVisible()
    assert len(titles(palette, "consultation")) == 1
    assert titles(palette, "journalist_case") == []
    assert book.window.sidebar.search.hasFocus()
    assert palette.filters.buttons["topic"].property("active") is True
    focus_press(K.Key_Tab)
    focus_press(K.Key_Right)
    focus_press(K.Key_Right)
    focus_press(K.Key_Delete)  # opens the filter again
    assert len(titles(palette, "consultation")) == 2


def test_days_are_typed_by_keys_alone_and_offered_again(book: CasebookWindow, clinic: Clinic, tmp_path: Path) -> None:
    """Tab, →, Enter, the last entry of the menu; then two days, kept in the case book and not in the settings."""
    early = consult(clinic, advice="мурунку күргөк", received_at=datetime.fromisoformat("2024-03-05T10:00"))
    palette = typed(book, "кургок")
    assert len(titles(palette, "consultation")) == 3
    focus_press(K.Key_Tab)
    focus_press(K.Key_Right)
    assert palette.filters.buttons["days"].hasFocus()
    focus_press(K.Key_Return)
    focus_press(K.Key_Up)  # from the first choice to the last
    focus_press(K.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PeriodDialog)
    assert dialog.focusWidget() is dialog.start
    type_text(dialog.start, "01.03.2024")
    dialog.end.setFocus()
    type_text(dialog.end, "5.3.2024")
    press(dialog, K.Key_Return)
    assert palette.isVisible()
    assert book.window.sidebar.search.hasFocus()
    assert palette.filters.buttons["days"].text().strip() == "01.03.2024 – 05.03.2024"
    assert [line.id for line in palette._model.lines if line.type == "consultation" and not line.heading] == [early.id]
    focus_press(K.Key_Escape)
    assert not palette.isVisible()
    assert clinic.narrowed.get("search") == {"days": "2024-03-01..2024-03-05"}
    settings = tmp_path / "settings.json"
    assert not settings.exists() or "2024-03" not in settings.read_text(encoding="utf-8")
    (days,) = [one for one in narrowing.filters(clinic, date(2026, 1, 1)) if one.id == "days"]
    assert days.choices[0].values == {"since": "2024-03-01", "until": "2024-03-05"}


def test_the_palette_stays_when_no_days_are_typed(book: CasebookWindow) -> None:
    palette = typed(book, "кургок")
    palette.filters._ask_days(palette.filters._filters["days"])
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PeriodDialog)
    press(dialog, K.Key_Escape)
    assert palette.isVisible()
    assert len(titles(palette, "consultation")) == 2


def test_a_stage_alone_lists_its_cases(book: CasebookWindow) -> None:
    palette = typed(book, "к")
    stage = next(choice for choice in palette.filters._filters["stage"].choices if choice.id == "active")
    palette.filters.choose("stage", stage)
    press(book.window.sidebar.search, K.Key_Backspace)
    assert palette.isVisible()
    assert len(titles(palette, "journalist_case")) == 1


def test_filters_are_forgotten_when_the_palette_closes(book: CasebookWindow) -> None:
    palette = typed(book, "кургок")
    topic = palette.filters._filters["topic"].choices[0]
    palette.filters.choose("topic", topic)
    focus_press(K.Key_Escape)
    assert not palette.isVisible()
    assert not palette.filters.narrowed().tags()
    assert len(titles(typed(book, "кургок"), "consultation")) == 2


def test_a_slip_is_put_right_with_enter(book: CasebookWindow) -> None:
    """Enter takes what may have been meant into the box, and the next one opens what that found."""
    palette = typed(book, "кугрок")
    assert titles(palette, "consultation") == []
    assert titles(palette, "suggestion") == ["күргөк"]
    focus_press(K.Key_Return)
    assert palette.isVisible()
    assert book.window.sidebar.search.text() == "күргөк"
    assert len(titles(palette, "consultation")) == 2
    assert book.window.page_name() != "consultation"
    focus_press(K.Key_Return)
    assert book.window.page_name() == "consultation"


def test_ctrl_enter_on_a_person_begins_a_consultation_for_them(book: CasebookWindow, clinic: Clinic) -> None:
    """With Ctrl+Enter taken for Enter the person was opened, and this failed."""
    palette = typed(book, "Asanov")
    assert titles(palette, "person") == ["Асанов Үсөн"]
    focus_press(K.Key_Return, CTRL)
    assert not palette.isVisible()
    assert book.window.page_name() == "consultation"
    page = book.window.page()
    (asan,) = clinic.casework.ids("person")
    assert page.opened.new
    assert page.opened.record.person_id == asan


def test_ctrl_enter_on_something_else_does_nothing(book: CasebookWindow) -> None:
    palette = typed(book, "обыск")
    before = book.window.page_name()
    focus_press(K.Key_Return, CTRL)
    assert palette.isVisible()
    assert book.window.page_name() == before


def test_arrows_walk_round_and_round_past_headings(book: CasebookWindow) -> None:
    palette = typed(book, "күргөк")
    seen = []
    for _step in range(3):
        seen.append(palette._model.lines[palette.list.currentIndex().row()].id)
        focus_press(K.Key_Down)
    assert len(set(seen)) == 3
    assert palette._model.lines[palette.list.currentIndex().row()].id == seen[0]
    focus_press(K.Key_Up)
    assert palette._model.lines[palette.list.currentIndex().row()].id == seen[-1]
    assert book.window.sidebar.search.accessibleDescription()


def test_hits_bear_their_marks(book: CasebookWindow) -> None:
    palette = typed(book, "кургокту")
    (line,) = [line for line in palette._model.lines if line.type == "consultation" and not line.heading]
    assert [line.second[a:b] for a, b in line.marks] == ["Күргөктү"]


def test_going_elsewhere_closes_it(book: CasebookWindow) -> None:
    palette = typed(book, "күргөк")
    focus_press(K.Key_Tab)
    page = book.window.page()
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.setFocus()
    assert not palette.isVisible()
