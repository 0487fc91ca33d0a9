"""The shell: pages by name, rail and words, languages, keys, one window per case book."""

from __future__ import annotations

import socket as sockets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import NoPlace
from clinic_app.settings import Settings
from clinic_app.wording.words import N_, spoken
from tests.ui.typing import press, type_text
from ui.main_window import MainWindow
from ui.problems import sentence_of, show_problem
from ui.qt_words import install_qt_words
from ui.shell.spec import Identity, PageSpec
from ui.single import Single, door_name
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.widgets.frames import Banner
from ui.widgets.line_edit import LineEdit
from ui.widgets.text_area import TextArea

built: list[str] = []


class Page(QWidget):
    """A page that remembers what it is told."""

    def __init__(self, name: str) -> None:
        super().__init__()
        built.append(name)
        self.told: list[object] = []
        column = QVBoxLayout(self)
        self.line = LineEdit()
        self.line.setAccessibleName("Draft")
        column.addWidget(self.line)
        column.addWidget(QPushButton("Save"))

    def open(self, **what: object) -> None:
        self.told.append(what)

    def take_changes(self, changes: Changes) -> None:
        self.told.append(changes)

    def keep(self) -> object:
        return self.line.text()

    def restore(self, held: object) -> None:
        self.line.setText(str(held))

    def room_changed(self, wide: bool) -> None:
        self.told.append(wide)


def specs() -> list[PageSpec]:
    def page(name: str, title: str, icon: str, **rest: object) -> PageSpec:
        return PageSpec(name, title, icon, lambda: Page(name), **rest)

    return [
        page("today", N_("Today"), "calendar-event"),
        page("cases", N_("Cases"), "folder", count=lambda: 3),
        page("merge", N_("Merge"), "git-merge", coordinator_only=True),
        page("form", N_("New consultation"), "pencil", rail=True, listed=False, under="cases"),
    ]


Opens = Callable[..., MainWindow]


@pytest.fixture
def opened(qtbot, dressed: Theme, tmp_path: Path) -> Iterator[Opens]:
    built.clear()

    def open_window(role: str = "lawyer", *, demo: bool = False, width: int = 1366) -> MainWindow:
        settings = Settings(tmp_path / "settings.json")
        who = Identity("Naryn office", "B", "Aigul Toktosunova", role, demo)
        window = MainWindow(settings, dressed, InlineTasks(), who, specs())
        qtbot.addWidget(window)
        window.resize(width, 700)
        window.show()
        return window

    yield open_window


def items(window: MainWindow) -> list[str]:
    return [item.name for item in window.sidebar._items.values()]


def test_pages_are_built_when_first_wanted(opened: Opens) -> None:
    window = opened()
    assert built == ["today"]
    window.show_page("cases", id="7")
    window.show_page("today")
    window.show_page("cases")
    assert built == ["today", "cases"]
    assert {"id": "7"} in window.page().told


def test_only_coordinators_see_their_pages(opened: Opens) -> None:
    assert items(opened()) == ["today", "cases"]
    assert items(opened("coordinator")) == ["today", "cases", "merge"]


def test_counts_stand_beside_the_words_and_are_heard(opened: Opens) -> None:
    window = opened()
    assert window.sidebar._items["cases"].accessibleName() == "Cases, 3"


def test_room_decides_between_words_and_rail(opened: Opens) -> None:
    window = opened()
    assert window.sidebar.width() >= 232
    window.resize(1024, 640)
    assert window.sidebar.width() == 64
    window.resize(1366, 700)
    window.show_page("form")
    assert window.sidebar.width() == 64
    assert window.is_wide()


def test_a_page_that_is_not_listed_lights_up_its_item(opened: Opens) -> None:
    window = opened()
    window.show_page("form")
    assert window.sidebar._items["cases"].isChecked()


def test_another_language_keeps_what_was_typed(qtbot, opened: Opens) -> None:
    window = opened()
    window.show_page("cases")
    window.show_page("form")
    window.page().line.setText("half a sentence")
    with qtbot.waitSignal(window.language_chosen) as chosen:
        window.choose_language("ru")
    assert chosen.args == ["ru"]
    assert spoken() == "ru"
    assert window.page_name() == "form"
    assert window.page().line.text() == "half a sentence"
    window.step_back()
    assert window.page_name() == "cases"


def test_changes_reach_every_built_page(opened: Opens) -> None:
    window = opened()
    window.show_page("cases")
    change = Changes.of("case", ["1"])
    window.take_changes(change)
    assert change in window.page("today").told
    assert change in window.page("cases").told


def test_the_last_page_and_the_size_come_back(opened: Opens) -> None:
    window = opened()
    window.show_page("cases")
    window.resize(1200, 640)
    window.close()
    assert opened(width=1200).page_name() == "cases"


def test_search_box_tells_what_is_typed_and_escape_leaves_it(qtbot, opened: Opens) -> None:
    window = opened()
    window.focus_search()
    with qtbot.waitSignal(window.search_requested) as asked:
        type_text(window.sidebar.search, "Ң")
    assert asked.args == ["Ң"]
    press(window.sidebar.search, Qt.Key.Key_Escape)
    assert window.sidebar.search.text() == ""
    assert window.page().isAncestorOf(window.focusWidget())


def test_in_the_rail_search_is_the_owners(qtbot, opened: Opens) -> None:
    window = opened(width=1024)
    with qtbot.waitSignal(window.search_requested) as asked:
        window.focus_search()
    assert asked.args == [""]


def test_ctrl_k_searches_and_deletes_nothing(qtbot, opened: Opens) -> None:
    """Ctrl+K means the search box also while one writes."""
    window = opened()
    with qtbot.waitActive(window):
        window.activateWindow()
    line = window.page().line
    line.setText("what a client said")
    line.setFocus()
    line.setCursorPosition(4)
    qtbot.keyClick(line, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "what a client said"
    assert window.focusWidget() is window.sidebar.search
    with qtbot.waitSignal(window.new_consultation_requested):
        qtbot.keyClick(window.sidebar.search, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    window.sidebar.search.setText("abc")
    qtbot.keyClick(window.sidebar.search, Qt.Key.Key_Escape)
    assert window.sidebar.search.text() == ""
    assert window.page().isAncestorOf(window.focusWidget())


@pytest.mark.parametrize("control", [LineEdit, TextArea])
def test_a_control_leaves_ctrl_k_to_the_window(qtbot, dressed: Theme, control: type[QWidget]) -> None:
    """On Linux desktops Ctrl+K deletes to the end of the line; off-screen it is not bound, so the control is asked.

    Planted once: without `is_for_the_window` both events stayed accepted.
    """
    written = control()
    qtbot.addWidget(written)
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        event.accept()
        QApplication.sendEvent(written, event)
        assert not event.isAccepted()


def test_f6_goes_round_the_regions(opened: Opens) -> None:
    window = opened()
    window.activateWindow()
    visited = []
    for _turn in range(3):
        window.next_region()
        now = window.focusWidget()
        regions = (window.sidebar, window.page(), window.status)
        visited.append(next(i for i, region in enumerate(regions) if region.isAncestorOf(now)))
    assert sorted(visited) == [0, 1, 2]


def test_practice_data_is_marked_on_every_screen(opened: Opens) -> None:
    window = opened(demo=True)
    for name in ("today", "cases", "form"):
        window.show_page(name)
        marks = [w for w in window.findChildren(QWidget) if w.property("kind") == "demo"]
        assert len(marks) == 1
        assert marks[0].isVisible()
    assert "practice" in window.windowTitle().lower()


def test_every_control_of_the_shell_has_a_name(opened: Opens) -> None:
    for width in (1366, 1024):
        window = opened("coordinator", width=width)
        for control in (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)):
            if control.isVisible():
                name = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
                assert name.strip(), control


def test_dark_and_back_leave_the_pages_alone(opened: Opens, dressed: Theme) -> None:
    window = opened()
    page = window.page()
    window.choose_dark(True)
    assert dressed.dark
    window.choose_dark(False)
    assert window.page() is page


# --- problems ------------------------------------------------------------------------------------------------------


def test_an_unknown_error_is_told_without_its_words(qtbot, dressed: Theme, caplog: pytest.LogCaptureFixture) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    column = QVBoxLayout(place)
    banner = show_problem(ValueError("Ибраимова Гүлзат"), column)
    assert isinstance(banner, Banner)
    assert "Ибраимова" not in banner.accessibleName() + caplog.text
    assert "ValueError" in caplog.text
    show_problem(ValueError("again"), column)
    assert (
        sum(
            isinstance(column.itemAt(i).widget(), Banner) and not column.itemAt(i).widget().isHidden()
            for i in range(column.count())
        )
        == 1
    )


def test_a_known_error_has_a_sentence(qapp) -> None:
    assert len(sentence_of(NoPlace())) > 10


# --- one window ----------------------------------------------------------------------------------------------------


def test_a_second_start_raises_the_first(qtbot, qapp, tmp_path: Path) -> None:
    first, second = Single(tmp_path), Single(tmp_path)
    try:
        assert first.is_first()
        with qtbot.waitSignal(first.raised):
            assert not second.is_first()
        assert Single(tmp_path / "other").is_first()
    finally:
        first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows leaves no socket behind")
def test_a_socket_left_by_a_crash_stops_nobody(qapp, tmp_path: Path) -> None:
    name = QLocalServer()
    assert name.listen(door_name(tmp_path))
    socket = Path(name.fullServerName())
    name.close()

    left = sockets.socket(sockets.AF_UNIX)
    left.bind(str(socket))
    left.close()
    assert socket.exists()
    again = Single(tmp_path)
    assert again.is_first()
    assert not Single(tmp_path).is_first()
    again.close()


def test_qts_own_words_are_ours(qapp) -> None:
    """Qt has no Kyrgyz: its menus ask our catalogue. The access letter of the source is gone, so it was answered."""
    install_qt_words(qapp)
    assert QApplication.translate("QWidgetTextControl", "&Copy") == "Copy"
    assert QApplication.translate("QWidgetTextControl", "nothing we know") == "nothing we know"
