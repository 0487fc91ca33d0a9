"""The panel in which an event of the case is written; what is typed is kept as a draft, as in every form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_app.wording.words import _
from ui.forms.drafts import DraftKeeper
from ui.forms.presenter import draft_content
from ui.forms.saving import Kept, Opened, Order, Refused, open_form, save_form
from ui.pages.cases.case_form import EventForm
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.frames import SidePanel
from ui.widgets.labels import Label


class EventPanel(SidePanel):
    """`saved(Changes)` after saving, `closed` when the person goes back to the facts, `history_wanted(id)`."""

    saved = Signal(object)
    closed = Signal()
    history_wanted = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(316, name=_("Event"))
        self.clinic, self.tasks = clinic, tasks
        self.form: EventForm | None = None
        self._opened: Opened | None = None
        self._case = ""
        self.drafts = DraftKeeper(clinic, tasks, self._draft, self)
        self.title = Label("", "section")
        self.notices = QVBoxLayout()
        self.history_button = LinkButton(_("History"), "history")
        self.history_button.clicked.connect(lambda: self._opened and self.history_wanted.emit(self._opened.record.id))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.history_button)
        self.body.addLayout(head)
        self.body.addLayout(self.notices)
        self.save_button = PrimaryButton(_("Save"), "check")
        self.save_button.clicked.connect(self.save)
        self.close_button = Button(_("Close"))
        self.close_button.clicked.connect(self.put_away)
        self.foot.addWidget(self.save_button, 1)
        self.foot.addWidget(self.close_button)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.save, context=here)

    def open(self, case: str, id: str = "") -> None:
        """A new event of a case (its draft comes back), or one that is there."""
        self._case = case
        key = f"case_event:{id}" if id else f"case_event:new:{case}"
        self.tasks.on_vault(
            lambda: open_form(self.clinic, "case_event", id, key),
            lambda opened: self._show(opened, key),
            lambda error: show_problem(error, self.notices),
            owner=self,
        )

    def _show(self, opened: Opened, key: str) -> None:
        self._forget()
        self._opened = opened
        self.title.setText(_("New event") if opened.new else _("Event"))
        self.history_button.setVisible(not opened.new)
        self.form = EventForm("case_event", opened.titles)
        self.body.addWidget(self.form)
        record = opened.record
        self.form.begin(replace(record, case_id=record.case_id or self._case))  # type: ignore[call-arg]  # an event has it
        if opened.states is not None:
            self.form.put_states(opened.states)
        self.form.changed.connect(self.drafts.touch)
        self.drafts.begin(key)
        self.form.fields["kind"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draft(self) -> dict[str, Any]:
        assert self.form is not None and self._opened is not None
        id = "" if self._opened.new else self._opened.record.id
        return draft_content("case_event", id, self._opened.version, self.form.states())

    def save(self) -> None:
        """Save; what is wrong is said beside its field."""
        if self.form is None:
            return
        written = self.form.written()
        if written.wrong:
            self.form.say_faults(self.form.faults() | dict(written.wrong))
            return
        order = Order(written.record, {}, {}, self.drafts.key)
        self.tasks.on_vault(
            lambda: save_form(self.clinic, order),
            self._done,
            lambda error: show_problem(error, self.notices),
            owner=self,
        )

    def _done(self, result: Kept | Refused) -> None:
        if isinstance(result, Refused):
            assert self.form is not None
            self.form.say_faults(result.faults)
            self.form.go_to_first_fault()
            return
        self.drafts.end()
        self._forget()
        self.saved.emit(result.changes)

    def keep_draft(self) -> None:
        """What is typed goes to the disk now."""
        if self.drafts.is_waiting():
            self.drafts.keep_now()

    def put_away(self) -> None:
        """Close; what is typed stays as a draft."""
        self.keep_draft()
        self.drafts.end()
        self._forget()
        self.closed.emit()

    def _forget(self) -> None:
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        while item := self.notices.takeAt(0):
            gone: QObject | None = item.widget()
            if gone:
                gone.deleteLater()
