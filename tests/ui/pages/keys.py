"""Keys as the system sends them to a form: shortcuts first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


def press(
    widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, text: str = ""
) -> None:
    """One key down and up, as the system sends it: shortcuts first."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, held, text))


def write(widget: QWidget, words: str) -> None:
    """Type words letter by letter (Kyrgyz letters too, which Qt's own key clicks cannot)."""
    for letter in words:
        press(widget, Qt.Key.Key_unknown, text=letter)


def leave(widget: QWidget) -> None:
    """Take the cursor out of a field."""
    widget.clearFocus()
    QApplication.processEvents()


def settle() -> None:
    """Let layouts find their places: each round may ask for another."""
    for _round in range(6):
        QApplication.processEvents()
