"""Keys that belong to the window even while one writes: Ctrl+K would else delete to the end of the line on Linux."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_KEYS = (Qt.Key.Key_K, Qt.Key.Key_N, Qt.Key.Key_L, Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_for_the_window(event: QEvent) -> bool:
    """Whether a key event asks for one of the window's own keys (Ctrl and nothing else)."""
    return (
        isinstance(event, QKeyEvent)
        and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
        and event.key() in _KEYS
    )
