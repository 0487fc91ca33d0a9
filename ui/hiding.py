"""Nothing of a case book stays on the screen: windows, dialogs, menus, lists below a field, tooltips."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip, QWidget


def hide_all_of(window: QWidget) -> None:
    """Hide `window` and every other that it, or nobody, owns; what was typed into a dialog goes with it, unless hiding
    makes the dialog keep it as a draft (ui/forms/begun.py).

    No dialog is asked: one that asks back ("discard?") would stand on a locked screen.
    """
    QToolTip.hideText()
    for top in QApplication.topLevelWidgets():
        if top is not window and top.isVisible() and _belongs(top, window):
            top.hide()
            top.deleteLater()
    window.setWindowTitle("Clinic Casebook")
    window.hide()


def _belongs(top: QWidget, window: QWidget) -> bool:
    root: QObject = top
    while (above := root.parent()) is not None:
        root = above
    # Another case book's window, and the entrance, are left alone.
    return root is window or not isinstance(root, QMainWindow)
