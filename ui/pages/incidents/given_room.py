"""What was given out about an incident, and what of it was taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.incidents.presenter import IncidentFacts, given_lines
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import EmptyState
from ui.widgets.line_list import LineList


class GivenRoom(QWidget):
    """`recall_wanted(id)`: the chosen disclosure was taken back, a post deleted, a list returned."""

    recall_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        self.list = LineList(_("What was given out"))
        self.list.opened.connect(lambda _line: self.recall())
        said = _("Whatever is told about this incident outside the clinic is written down here, with its consent.")
        self._nothing = EmptyState("send", _("Nothing was given out"), said)
        self._recall = Button(_("It was taken back"), "arrow-back-up")
        self._recall.clicked.connect(self.recall)
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 4, MARGIN, 10)
        row.addWidget(self._recall)
        row.addStretch(1)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing, 1)
        column.addLayout(row)

    def show_facts(self, facts: IncidentFacts) -> None:
        """Show what has left, the newest first."""
        self.list.show_lines(given_lines(facts.given, facts.names))
        self.list.setVisible(bool(facts.given))
        self._recall.setVisible(bool(facts.given))
        self._nothing.setVisible(not facts.given)

    def recall(self) -> None:
        """What was taken back already is not taken back again."""
        line = self.list.line()
        if line is not None and line.data.recalled_at is None:
            self.recall_wanted.emit(line.id)
