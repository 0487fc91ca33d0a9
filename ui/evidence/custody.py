"""The custody log of a piece of evidence in front of the window, and the note beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.evidence.presenter import custody_lines
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.line_list import LineList
from ui.widgets.lines import ListLine
from ui.widgets.text_area import TextArea


class CustodyDialog(QDialog):
    """Who did what with the file, the newest first. `sheet_wanted` asks for the page that goes to court."""

    sheet_wanted = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, record: Any) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Custody log"))
        theme = current_theme()
        self.resize(theme.px(640), min(theme.px(480), parent.window().height() - 40))
        self.notices = QVBoxLayout()
        self.list = LineList(_("Custody log"))
        said = Label(f"SHA-256 {record.sha256}", "small", "text2", wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, 0, MARGIN, 0)
        head.setSpacing(4)
        head.addLayout(self.notices)
        head.addWidget(Label(record.name, "section", wrap=True))
        head.addWidget(said)
        self.print = PrimaryButton(_("On paper, for court"), "printer")
        self.print.clicked.connect(self.sheet_wanted)
        close = Button(_("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.addWidget(close)
        foot.addStretch(1)
        foot.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

        def read() -> tuple[Sequence[Any], Mapping[str, str]]:
            events = clinic.evidence.custody(record.id)
            return events, clinic.casework.titles("member", sorted({one.by for one in events} - {None}))

        tasks.on_vault(read, lambda told: self._show(*told), lambda e: show_problem(e, self.notices), owner=self)

    def _show(self, events: Sequence[Any], names: Mapping[str, str]) -> None:
        lines = custody_lines(events, names)
        self.list.show_lines(
            [ListLine(str(n), what, who, icon=icon, note=when) for n, (icon, what, when, who) in enumerate(lines)]
        )


class NoteDialog(QDialog):
    """The note beside a piece. `saved(Changes)`."""

    saved = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, record: Any) -> None:
        super().__init__(parent)
        self._clinic, self._tasks, self._record = clinic, tasks, record
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Note"))
        self.setMinimumWidth(current_theme().px(440))
        self.notices = QVBoxLayout()
        self.text = TextArea(rows=3)
        self.text.set_text(record.note)
        keep = PrimaryButton(_("Save"), "check")
        keep.clicked.connect(self.save)
        close = Button(_("Cancel"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(14)
        column.addLayout(self.notices)
        hint = _("Never write who a source is.")
        column.addWidget(Field(record.name, self.text, hint=hint))
        column.addLayout(foot)

    def save(self) -> None:
        """Keep the note."""
        words = " ".join(self.text.text().split())
        casework, record = self._clinic.casework, replace(self._record, note=words)
        self._tasks.on_vault(
            lambda: casework.save(record), self._done, lambda e: show_problem(e, self.notices), owner=self
        )

    def _done(self, saved: Any) -> None:
        self.saved.emit(saved.changes)
        self.accept()
