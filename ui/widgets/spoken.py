"""What kind of thing a screen reader calls our own pieces: Qt knows only its own classes.

A piece that can be pressed but is no button says so by the property `spoken_as`, the name of a QAccessible role.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_installed = False


def speak_as(piece: QWidget, role: QAccessible.Role) -> None:
    """From now on a screen reader calls `piece` by this role; to be said before anybody asks."""
    global _installed
    piece.setProperty("spoken_as", role.name)
    if not _installed:
        _installed = True
        QAccessible.installFactory(_interface)


def _interface(_class: str, piece: QObject) -> QAccessibleInterface | None:
    role = piece.property("spoken_as") if isinstance(piece, QWidget) else None
    return QAccessibleWidget(piece, QAccessible.Role[role]) if role else None
