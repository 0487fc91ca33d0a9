"""What the page of deadlines asks in front: what moved, a notice that extends, other words or another day, a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.deadlines.presenter import moved_lines
from ui.paper.printing import save_as
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.frames import Banner
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.line_list import LineList
from ui.widgets.segments import Segments
from ui.widgets.text_area import TextArea


class _Asking(QDialog):
    """A dialog with a title, fields, and two buttons."""

    def __init__(self, parent: QWidget, title: str, keep: str, icon: str = "check") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(current_theme().px(440))
        self.notices = QVBoxLayout()
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.keep = PrimaryButton(keep, icon)
        self.keep.setDefault(True)
        close = Button(_("Cancel"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(14)
        column.addLayout(self.notices)
        column.addLayout(self.body)
        column.addLayout(foot)

    def failed(self, error: Exception) -> None:
        """Say what went wrong."""
        show_problem(error, self.notices)


class MovedDialog(QDialog):
    """Which deadlines rules or days have moved, from where to where. `acknowledged`, `opened(row)`."""

    acknowledged = Signal()
    opened = Signal(object)

    def __init__(self, parent: QWidget, moved: Sequence[Any]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("What moved"))
        theme = current_theme()
        self.resize(theme.px(680), min(theme.px(460), parent.window().height() - 40))
        said = _("A rule or the calendar was changed by a coordinator. These days were counted anew.")
        words = Label(said, "body", "text2", wrap=True)
        words.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.list = LineList(_("What moved"))
        self.list.show_lines(moved_lines(moved))
        self.list.opened.connect(self._open)
        keep = PrimaryButton(_("I have seen it"), "check")
        keep.clicked.connect(self._acknowledge)
        close = Button(_("Later"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.addWidget(close)
        foot.addStretch(1)
        foot.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 14)
        column.setSpacing(10)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    def _open(self, line: Any) -> None:
        self.opened.emit(line.data)
        self.accept()

    def _acknowledge(self) -> None:
        self.acknowledged.emit()
        self.accept()


class ExtendDialog(_Asking):
    """The day of the notice that extends a term; it must have come before the first term ended. `saved(Changes)`."""

    saved = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, row: Any) -> None:
        super().__init__(parent, _("Extended by a notice"), _("Save"))
        self._clinic, self._tasks, self._row = clinic, tasks, row
        self.on = DateEdit()
        self.on.set_value(date.today())
        self._on = Field(_("Notice of"), self.on, required=True)
        self.body.addWidget(Label(row.title, "section", wrap=True))
        self.body.addWidget(self._on)
        self.keep.clicked.connect(self.save)

    def save(self) -> None:
        """Count the extended term."""
        on, deadlines, id = self.on.value(), self._clinic.deadlines, self._row.record.id
        self._on.set_fault("" if on else _("This must be filled in."))
        if on is not None:
            self._tasks.on_vault(lambda: deadlines.extend(id, on), self._done, self.failed, owner=self)

    def _done(self, changes: Any) -> None:
        self.saved.emit(changes)
        self.accept()


class ChangeDialog(_Asking):
    """Other words, another day, a note. A day changed by hand is a lawyer's from then on. `saved(Changes)`."""

    saved = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, row: Any) -> None:
        super().__init__(parent, _("Change the deadline"), _("Save"))
        self._clinic, self._tasks, self._row = clinic, tasks, row
        self.title = LineEdit()
        self.title.setText(row.title)
        self.due = DateEdit()
        self.due.set_value(row.record.due_on)
        self.note = TextArea(rows=3)
        self.note.set_text(row.record.note)
        self._due = Field(
            _("Due on"), self.due, required=True, hint=_("A day changed here counts as typed by a lawyer.")
        )
        self.body.addWidget(Field(_("What must be done"), self.title))
        self.body.addWidget(self._due)
        self.body.addWidget(Field(_("Note"), self.note))
        self.keep.clicked.connect(self.save)

    def save(self) -> None:
        """Keep what was changed."""
        on, record = self.due.value(), self._row.record
        self._due.set_fault("" if on else _("This must be filled in."))
        if on is None:
            return
        told: dict[str, Any] = {"note": self.note.text().strip()}
        words = self.title.text().strip()
        if words != self._row.title:
            told["title"] = words
        if on != record.due_on:
            told |= {"due_on": on, "due_at": None, "typed": True}
        casework = self._clinic.casework
        self._tasks.on_vault(lambda: casework.save(replace(record, **told)), self._done, self.failed, owner=self)

    def _done(self, saved: Any) -> None:
        self.saved.emit(saved.changes)
        self.accept()


NEUTRAL, WHOLE = "neutral", "whole"


class CalendarFileDialog(_Asking):
    """One's own calendar as an ICS file for a telephone; titles say nothing unless a person wants it."""

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, written: Callable[[str], object]) -> None:
        super().__init__(parent, _("Calendar file"), _("Save"), "download")
        self._clinic, self._tasks, self._written = clinic, tasks, written
        self.titles = Segments(
            [(NEUTRAL, _("Neutral titles")), (WHOLE, _("Whole titles"))], NEUTRAL, name=_("What it says")
        )
        self.titles.changed.connect(lambda _how: self._tell())
        self.days = Segments([("30", "30"), ("90", "90"), ("365", "365")], "90", name=_("Days ahead"))
        self.said = Label("", "body", "text2", wrap=True)
        self.warning = Banner(
            "warn", "alert-triangle", _("Whoever holds the telephone can read it"), _("The file is not encrypted.")
        )
        self.body.addWidget(Field(_("What it says"), self.titles))
        self.body.addWidget(self.said)
        self.body.addWidget(self.warning)
        self.body.addWidget(Field(_("Days ahead"), self.days))
        self.keep.clicked.connect(self.save)
        self._tell()

    def _tell(self) -> None:
        neutral = self.titles.value() == NEUTRAL
        self.warning.setVisible(not neutral)
        self.said.setText(
            _("Only “Deadline” or “Hearing” with its time: no case, no name.")
            if neutral
            else _("With titles and numbers of cases.")
        )

    def save(self) -> None:
        """Ask where, then write the file."""
        since = date.today()
        until, neutral = since + timedelta(days=int(self.days.value())), self.titles.value() == NEUTRAL
        deadlines = self._clinic.deadlines
        self._tasks.on_vault(lambda: deadlines.ics(since, until, neutral=neutral), self._leave, self.failed, owner=self)

    def _leave(self, content: bytes) -> None:
        save_as(lambda: content, "ics", "calendar", self._tasks, self, saved=self._done, failed=self.failed)

    def _done(self, out: Any) -> None:
        self._written(str(out))
        self.accept()
