"""Above a consultation: that a student's advice waits for approval, and approving it or giving it back with a note."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.use_cases.approval_rule import RETURNED, WAITING
from clinic_app.use_cases.approving import Standing
from clinic_app.wording.words import _
from ui.forms.begun import Begun
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, clear_layout
from ui.widgets.line_edit import LineEdit


class ApprovalStrip(QWidget):
    """Empty unless something waits or was given back. `judged` carries the changes of a verdict."""

    judged = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._shown: Any = None
        self.banner: Banner | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN, 0)
        self._place = QVBoxLayout()
        column.addLayout(self._place)
        column.addWidget(self._note_row())
        self.begun = Begun(clinic, tasks, self, {"note": self.note})
        self.begun.recalled.connect(self._writing.show)
        self.clear()

    def _note_row(self) -> QWidget:
        self.note = LineEdit(_("What is to be changed"), name=_("Note to the student"))
        self.give_back = Button(_("Give back"), "arrow-back-up")
        self.give_back.clicked.connect(self._return)
        self.note.returnPressed.connect(self._return)
        cancel = LinkButton(_("Cancel"))
        cancel.clicked.connect(self._think_better)
        self._writing = QWidget()
        row = QHBoxLayout(self._writing)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(12)
        self._field = Field(_("Note to the student"), self.note)
        row.addWidget(self._field, 1)
        row.addWidget(self.give_back)
        row.addWidget(cancel)
        return self._writing

    def clear(self) -> None:
        """Show nothing, and forget whose advice it was."""
        self.begun.end()
        self._shown = None
        self.banner = None
        clear_layout(self._place)
        self.note.clear()
        self._writing.hide()
        self.hide()

    def show_record(self, record: Any) -> None:
        """Say how the advice of `record` stands; verdicts are about it as it is shown here."""
        self.clear()
        if record.approval in (WAITING, RETURNED):
            self._shown = record
            ask = self._clinic.approving.standing
            self._tasks.on_vault(lambda: ask(record.id), lambda told: self._show(record, told), owner=self)

    def _show(self, record: Any, told: Standing) -> None:
        if record is not self._shown:
            return
        clear_layout(self._place)
        self.banner = _banner(told, self._approve, self._write)
        self._place.addWidget(self.banner)
        self.show()
        if told.may_approve and told.mark == WAITING:
            self.begun.begin("approval", "consultation", record.id)

    def _write(self) -> None:
        self._writing.show()
        self.note.setFocus()

    def _think_better(self) -> None:
        self._writing.hide()
        self.note.clear()
        self.begun.drop()

    def _approve(self) -> None:
        shown, approving = self._shown, self._clinic.approving
        self._tasks.on_vault(lambda: approving.approve(shown.id, shown), self._judged, self._failed, owner=self)

    def _return(self) -> None:
        note = self.note.text().strip()
        if not note:
            self._field.set_fault(_("Say what is to be changed"))
            self.note.setFocus()
            return
        shown, approving = self._shown, self._clinic.approving
        self._tasks.on_vault(lambda: approving.return_(shown.id, note, shown), self._judged, self._failed, owner=self)

    def _judged(self, changes: object) -> None:
        self.begun.drop()
        self.clear()
        self.judged.emit(changes)

    def _failed(self, error: Exception) -> None:
        show_problem(error, self._place)


def _banner(told: Standing, approve: Any, write: Any) -> Banner:
    if told.mark == RETURNED:
        title = _("The supervisor gave this advice back") if told.own else _("This advice was given back")
        next_step = _("Change the advice and save: then it waits for approval again.")
        return Banner("warn", "arrow-back-up", title, "\n".join([told.note, next_step] if told.own else [told.note]))
    if told.may_approve:
        title = _("{student} wrote this advice; it waits for your approval").format(student=told.student)
        return Banner("info", "user-check", title, told.note, [(_("Approve"), approve), (_("Give back…"), write)])
    title = _("This advice waits for the supervisor's approval")
    return Banner("info", "hourglass", title, told.supervisor)
