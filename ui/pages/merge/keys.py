"""Keys of a room: they work wherever in it the cursor stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(room: QWidget, keys: Mapping[str, Callable[[], object]]) -> list[QShortcut]:
    """Give a room its keys."""
    context = Qt.ShortcutContext.WidgetWithChildrenShortcut
    return [QShortcut(QKeySequence(words), room, activated=act, context=context) for words, act in keys.items()]


def bind_numbers(room: QWidget, most: int, press: Callable[[int], object]) -> list[QShortcut]:
    """1, 2, 3 … decide, with Alt too; gives back those without."""
    numbers = {number: lambda n=number: press(n) for number in range(1, most + 1)}
    bind(room, {f"Alt+{number}": act for number, act in numbers.items()})
    return bind(room, {str(number): act for number, act in numbers.items()})
