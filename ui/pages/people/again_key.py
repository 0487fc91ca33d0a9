"""The one key on a person, wherever one stands: Ctrl+Enter begins a consultation of theirs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


def asks_for_a_consultation(event: QKeyEvent) -> bool:
    """Whether a key says that this person came again."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held == Qt.KeyboardModifier.ControlModifier
