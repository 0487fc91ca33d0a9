"""The panel that notes where somebody is, on this laptop alone and for a while; nothing typed here becomes a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from clinic_app.errors import InvalidRecord
from clinic_app.wording.words import _
from ui.forms.presenter import codes, fault_sentence
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import MomentEdit
from ui.widgets.field import Field
from ui.widgets.frames import SidePanel, clear_layout
from ui.widgets.labels import Label
from ui.widgets.text_area import TextArea
from ui.widgets.typeahead import Option, Typeahead

DAYS = 3  # how long a note lives unless told


class WherePanel(SidePanel):
    """`kept` after saving, `closed` when the person goes back."""

    kept = Signal()
    closed = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__(352, name=_("Whereabouts"))
        self.clinic, self.tasks = clinic, tasks
        self._case = ""
        self.notices = QVBoxLayout()
        self.kind = Typeahead([Option(code.id, code.label) for code in codes("whereabouts_kind")])
        self.words = TextArea(rows=3)
        self.until = MomentEdit()
        self.fields: Mapping[str, Field] = {
            "kind": Field(_("Kind"), self.kind, required=True),
            "words": Field(_("In words"), self.words, required=True),
            "until": Field(_("Forget on"), self.until, required=True, hint=_("At most 30 days ahead")),
        }
        self.kept_on = QCheckBox(_("Keep it when the case is closed"))
        self.kept_on.setAccessibleName(_("Keep it when the case is closed"))
        self.body.addWidget(Label(_("Whereabouts"), "section"))
        said = _("Stays on this laptop: it is in no package, backup, search or history, and goes by itself.")
        self.body.addWidget(Label(said, "small", "text2", wrap=True))
        self.body.addLayout(self.notices)
        for field in self.fields.values():
            self.body.addWidget(field)
        self.body.addWidget(self.kept_on)
        self.body.addWidget(
            Label(_("Only where the client asks for it; its day holds all the same."), "small", "text2", wrap=True)
        )
        self.save_button = PrimaryButton(_("Save"), "check")
        self.save_button.clicked.connect(self.save)
        close = Button(_("Close"))
        close.clicked.connect(self.put_away)
        self.foot.addWidget(self.save_button, 1)
        self.foot.addWidget(close)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.save, context=here)

    def open(self, case: str) -> None:
        """A new note about the journalist of a case."""
        self._case = case
        self._empty()
        self.until.set_value((datetime.now() + timedelta(days=DAYS)).replace(second=0, microsecond=0))
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep it; what is wrong is said beside its field."""
        case, kind, words, until = self._case, self.kind.value(), self.words.text(), self.until.value()
        kept, safety = self.kept_on.isChecked(), self.clinic.safety
        for field in self.fields.values():
            field.set_fault("")
        if not isinstance(until, datetime):
            self.fields["until"].set_fault(_("Write a whole date"))
            return
        self.tasks.on_vault(
            lambda: safety.keep_whereabouts(case, kind, words, until, kept=kept), self._done, self._failed, owner=self
        )

    def _done(self, _id: str) -> None:
        self._empty()
        self.kept.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, InvalidRecord):
            show_problem(error, self.notices)
            return
        for name, fault in error.data["faults"].items():
            self.fields[name].set_fault(fault_sentence(fault))

    def put_away(self) -> None:
        """Close; nothing that was typed stays."""
        self._empty()
        self.closed.emit()

    def _empty(self) -> None:
        self.kind.set_value("")
        self.words.set_text("")
        self.until.set_value(None)
        self.kept_on.setChecked(False)
        clear_layout(self.notices)
        for field in self.fields.values():
            field.set_fault("")
