"""Two records of one person: linked from the page, and taken apart again there. Neither record is rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _
from ui.pages.people.picker import PersonPicker
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.beyond import Beyond
from ui.widgets.buttons import Button, IconButton, LinkButton
from ui.widgets.field import Field
from ui.widgets.frames import Card, clear_layout
from ui.widgets.labels import IconLabel, Label


class SameCard(Card):
    """`changed(Changes)` after a decision or its undoing, `wanted(id)` for the other record's page."""

    changed = Signal(object)
    wanted = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(_("Same person?"))
        self._clinic, self._tasks, self._person = clinic, tasks, ""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.body.addLayout(self._rows)
        self.opener = LinkButton(_("Same person as…"), "link")
        self.opener.clicked.connect(self.begin)
        line = QHBoxLayout()
        line.addLayout(Beyond(self.opener, 8))
        line.addStretch(1)
        self.body.addLayout(line)
        self.form = QWidget()
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self.picker = PersonPicker(clinic, tasks, _("The other record"), self)
        self.field = Field(_("The other record"), self.picker)
        column.addWidget(self.field)
        self.same = Button(_("Same person"), "link")
        self.other = Button(_("Another person"), "x")
        self.same.clicked.connect(lambda: self.decide(same=True))
        self.other.clicked.connect(lambda: self.decide(same=False))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.same)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.body.addWidget(self.form)
        self.form.hide()

    def tell(self, person: str, decided: Sequence[Any]) -> None:
        """Show what was decided about another person."""
        if person != self._person:
            self.form.hide()
            self.picker.leave_out(person)
        self._person = person
        self.field.set_fault("")
        clear_layout(self._rows)
        for one in decided:
            self._rows.addWidget(self._row(one))

    def _row(self, one: Any) -> QWidget:
        other = one.other if one.one.id == self._person else one.one
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(IconLabel("link" if one.same else "x", "ok" if one.same else "text2", 14))
        head.addWidget(Label(other.name, "bold", wrap=True), 1)
        go = IconButton("arrow-right", _("Open the page of {name}").format(name=other.name))
        go.clicked.connect(lambda: self.wanted.emit(other.id))
        head.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        verdict = _("the same person") if one.same else _("another person")
        said = " · ".join(part for part in (verdict, one.by, _day(one.at)) if part)
        column.addWidget(Label(said, "small", "text2", wrap=True))
        undo = LinkButton(_("Take it back"), name=_("Take the decision about {name} back").format(name=other.name))
        undo.clicked.connect(lambda: self._do(lambda: self._clinic.linking.undo(one.id, one.version)))
        line = QHBoxLayout()
        line.addLayout(Beyond(undo, 8))
        line.addStretch(1)
        column.addLayout(line)
        return holder

    def begin(self) -> None:
        """Ask which other record is meant."""
        self.form.show()
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self, same: bool) -> None:
        """Say that both records are one person, or that they are two."""
        person, other = self._person, self.picker.value()
        self.field.set_fault("" if other else _("Choose somebody from the list"))
        if other:
            self._do(lambda: self._clinic.linking.decide(person, other, same))
        else:
            self.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, work: Any) -> None:
        def failed(error: Exception) -> None:
            self.form.show()
            self.field.set_fault(sentence_of(error))

        self._tasks.on_vault(work, self._done, failed, owner=self)

    def _done(self, changes: Changes) -> None:
        self.picker.leave_out(self._person)
        self.form.hide()
        self.opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(changes)


def _day(at: str) -> str:
    from datetime import date

    try:
        return short_date(date.fromisoformat(at[:10]))
    except ValueError:
        return ""
