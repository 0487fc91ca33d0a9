"""The hand of the tour: keys and clicks as a person gives them, and patience until the window has answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.tasks import Tasks
from ui.widgets.typeahead import Typeahead

PATIENCE_MS = 90_000


class TourStopped(Exception):
    """A step did not come about; `step` says which."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


def press(
    widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, text: str = ""
) -> None:
    """One key down and up, as the system sends it: shortcuts first."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, held, text))


def write(widget: QWidget, words: str) -> None:
    """Type words letter by letter, in any script."""
    widget.activateWindow()
    widget.setFocus()
    for letter in words:
        press(widget, Qt.Key.Key_unknown, text=letter)


def click(button: QAbstractButton) -> None:
    """A real mouse click in the middle of a button."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(line: QWidget, words: str) -> None:
    """Choose from a long list: type, Enter."""
    assert isinstance(line, Typeahead)
    write(line, words)
    press(line, Qt.Key.Key_Return)


def wait(milliseconds: int) -> None:
    """Let the window and everybody else work; QTest.qWait would keep Python to itself meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], Any], step: str) -> Any:
    """Let the window work until `condition` gives something true; TourStopped after a minute and a half."""
    clock = QElapsedTimer()
    clock.start()
    while not (found := condition()):
        if clock.elapsed() > PATIENCE_MS:
            raise TourStopped(step)
        wait(20)
    return found


def settle(tasks: Tasks, step: str) -> None:
    """Let everything under way come to its end and be painted: an answer may ask anew, and what it shows is laid out
    by the events after it, so only a quiet while counts."""
    quiet = 0
    while quiet < 2:
        until(lambda: not tasks.is_busy(), step)
        wait(30)
        quiet = 0 if tasks.is_busy() else quiet + 1
