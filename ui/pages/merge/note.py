"""A short note on a conflict that is put off."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.use_cases.settling import MOST_NOTE
from clinic_app.wording.words import _
from ui.widgets.buttons import Button
from ui.widgets.field import Field
from ui.widgets.labels import KeyHint
from ui.widgets.line_edit import LineEdit


class NoteRow(QWidget):
    """Closed until `begin`; `given` carries the note."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = LineEdit(_("Whom to ask, what to look up"))
        self.line.setMaxLength(MOST_NOTE)
        self.line.returnPressed.connect(self._give)
        self.put_off = Button(_("Put off with this note"), "hourglass")
        self.put_off.clicked.connect(self._give)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Field(_("Note for later"), self.line))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.put_off)
        row.addWidget(KeyHint("Enter"))
        row.addStretch(1)
        column.addLayout(row)
        self.hide()

    def begin(self, note: str) -> None:
        """Ask for a note, begun with the one there is."""
        self.line.setText(note)
        self.show()
        self.line.setFocus()

    def is_open(self) -> bool:
        """Whether a note is being written."""
        return not self.isHidden()

    def close(self) -> None:
        """Put it away."""
        self.hide()
        self.line.clear()

    def _give(self) -> None:
        self.given.emit(self.line.text())
