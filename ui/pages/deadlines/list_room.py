"""Deadlines as a list by day, with its keys below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.deadlines.presenter import lines_of
from ui.widgets.labels import KeyHint, Label
from ui.widgets.line_list import LineList


class ListRoom(QWidget):
    """`opened(row)` and `chosen(row or None)` of the list; `done` by Ctrl+D."""

    opened = Signal(object)
    chosen = Signal(object)
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(_("Deadlines"))
        self.list.opened.connect(lambda line: self.opened.emit(line.data))
        self.list.chosen.connect(lambda line: self.chosen.emit(line.data if line else None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addStretch(1)
        for keys, word in (("↑ ↓", _("choose")), ("Ctrl D", _("done")), ("Enter", _("open"))):
            row.addWidget(KeyHint(keys))
            row.addWidget(Label(word, "small", "text2"))
        column.addLayout(row)
        done = QShortcut(QKeySequence("Ctrl+D"), self)
        done.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        done.activated.connect(self.done)

    def show_rows(self, rows: Sequence[Any], today: date) -> None:
        """Overdue first, then day by day."""
        self.list.show_lines(lines_of(rows, today))
