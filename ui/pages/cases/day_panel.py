"""A panel that asks for a day and perhaps a reason: a hearing put off, a filing that came back, a step moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from clinic_app.records.values import Fault
from clinic_app.wording.words import _
from ui.forms.begun import Begun
from ui.forms.controls import typed_clock
from ui.forms.presenter import fault_sentence
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field
from ui.widgets.frames import SidePanel
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.text_area import TextArea


@dataclass(frozen=True)
class Question:
    """What is asked: a title, what it is about, the day's label; `why` is the reason's label, "" asks for none.

    A reason that was begun comes back under `name`, which ends in a record's id.
    """

    title: str
    about: str
    day: str
    answer: Callable[[date, time | None, str], None]
    first: date | None = None
    why: str = ""
    timed: bool = False  # a time of day may be added
    name: tuple[str, ...] = ()


class DayPanel(SidePanel):
    """`closed` when the person goes back without answering."""

    closed = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(352, name=_("A day"))
        self._question: Question | None = None
        self.title = Label("", "section", wrap=True)
        self.about = Label("", "body", "text2", wrap=True)
        self.notices = QVBoxLayout()
        self.day = DateEdit()
        self.at = LineEdit("14:05")
        self.why = TextArea(rows=3)
        self.begun = Begun(clinic, tasks, self, {"why": self.why})
        self.day_field = Field(_("Date"), self.day, required=True)
        self.at_field = Field(_("Time"), self.at)
        self.why_field = Field(_("Why"), self.why)
        for widget in (self.title, self.about, self.day_field, self.at_field, self.why_field):
            self.body.addWidget(widget)
        self.save_button = PrimaryButton(_("Save"), "check")
        self.save_button.clicked.connect(self.save)
        close = Button(_("Close"))
        close.clicked.connect(self.closed)
        self.foot.addWidget(self.save_button, 1)
        self.foot.addWidget(close)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.save, context=here)
        self.day.returnPressed.connect(self.save)

    def ask(self, question: Question) -> None:
        """Ask another question."""
        self.begun.end()
        self._question = question
        self.title.setText(question.title)
        self.setAccessibleName(question.title)
        self.about.setText(question.about)
        self.about.setVisible(bool(question.about))
        self.day_field.label.setText(question.day)
        self.day.setAccessibleName(question.day)
        self.day.set_value(question.first)
        self.day_field.set_fault("")
        self.at_field.setVisible(question.timed)
        self.at_field.set_fault("")
        self.at.setText("")
        self.why_field.label.setText(question.why)
        self.why.setAccessibleName(question.why)
        self.why_field.setVisible(bool(question.why))
        self.why.set_text("")
        if question.name:
            self.begun.begin(*question.name)
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self.day.selectAll()

    def save(self) -> None:
        """Give the answer; without a whole day say so beside the field."""
        if self._question is None:
            return
        day = self.day.value()
        if day is None:
            self.day_field.set_fault(_("Write a whole date"))
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.day_field.set_fault("")
        try:
            at = time.fromisoformat(typed_clock(self.at.text())) if self.at.text().strip() else None
        except ValueError:
            self.at_field.set_fault(fault_sentence(Fault.NOT_A_TIME))
            self.at.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.begun.end()  # kept, until the work that follows is done
        self._question.answer(day, at, self.why.text().strip())
