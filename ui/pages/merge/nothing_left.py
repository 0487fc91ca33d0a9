"""What the desk shows when all is settled: what this place is for, and a way back to the last decision."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.widgets.buttons import LinkButton


class NothingLeft(QWidget):
    """`last` is there once something was decided here."""

    def __init__(self, words: QWidget) -> None:
        super().__init__()
        self.last = LinkButton(_("Change the last decision"), "history")
        self.last.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 24)
        column.addWidget(words, 1)
        column.addWidget(self.last, 0, Qt.AlignmentFlag.AlignHCenter)
