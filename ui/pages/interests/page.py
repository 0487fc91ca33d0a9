"""After saving: what the conflict-of-interest check found, and the decision about it. Esc leaves it for later."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.forms.interests import InterestsBox
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import Banner, Card, clear_layout, scrolling
from ui.widgets.header import PageHeader

KINDS = ("person", "relation", "link", "consultation", "journalist_case", "party", "incident", "conflict_decision")

WIDEST = 820


class InterestsPage(QWidget):
    """`open(kind, id)` of a saved record. `left` goes back, `changed(Changes)` after a decision."""

    changed = Signal(object)
    left = Signal()
    open_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.kind = self.id = ""
        self.later = Button(_("Later"))
        self.later.clicked.connect(self.left)
        self.record_button = Button(_("Open the record"), "file-text")
        self.record_button.clicked.connect(lambda: self.open_requested.emit(self.kind, self.id))
        self.header = PageHeader(_("Conflict of interest"), "", [self.record_button, self.later], ruled=True)
        self.notices = QVBoxLayout()
        self.box = InterestsBox(clinic, tasks, titled=False, most=0)
        self.box.changed.connect(self.changed)
        self.box.open_requested.connect(self.open_requested)
        self.box.shown.connect(self._told)
        card = Card()
        card.add(self.box)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(MARGIN, 16, MARGIN, 16)
        middle = QVBoxLayout()
        middle.setSpacing(12)
        middle.addLayout(self.notices)
        middle.addWidget(card)
        middle.addStretch(1)
        inner = QWidget()
        inner.setLayout(middle)
        middle.setContentsMargins(0, 0, 0, 0)
        inner.setMaximumWidth(theme.px(WIDEST))
        row.addWidget(inner, 1)
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(scrolling(holder), 1)

    def open(self, kind: str, id: str) -> None:
        """Show what was found about a record."""
        self.kind, self.id = kind, id
        clinic = self.clinic
        clear_layout(self.notices)
        self.tasks.on_vault(lambda: _title(clinic, kind, id), self.header.set_facts, owner=self)
        self.box.show_record(kind, id)

    def _told(self) -> None:
        clear_layout(self.notices)
        if not self.id:
            return
        if self.box.needs_decision():
            said = _("The record is saved. Somebody in it may stand on the other side elsewhere.")
            more = _("Please look, and decide before you go on advising. It can wait: the record stays marked.")
            self.notices.addWidget(Banner("info", "info-circle", said, more))
            self.later.say(_("Later"))
            if self.later.hasFocus():  # the answer came after the page was entered
                self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.later.say(_("Back"))
            said = _("Everything found here is decided.") if self.box.count() else _("Nothing was found.")
            self.notices.addWidget(Banner("ok", "circle-check", said))

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Look again when persons, their ties or other decisions may have changed."""
        if self.id and any(changes.include(kind) for kind in KINDS):
            self.box.show_record(self.kind, self.id)

    def keep(self) -> dict[str, Any] | None:
        """Which record is looked at."""
        return {"kind": self.kind, "id": self.id} if self.id else None

    def restore(self, kept: dict[str, Any]) -> None:
        """Look at it again."""
        self.open(kept["kind"], kept["id"])

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.box]

    def entered(self) -> None:
        """The cursor goes to the decision."""
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def first_focus(self) -> QWidget:
        """The decision, when one is wanted."""
        return self.box.first_focus() if self.box.needs_decision() else self.later


def _title(clinic: Any, kind: str, id: str) -> str:
    """Vault's thread: NAR1-2026-A-0017 · Айгүл Токтоматова."""
    record = clinic.casework.load(kind, id)
    person = getattr(record, "person_id", None) or ""  # an incident names several
    name = clinic.casework.titles("person", [person]).get(person, "")
    return " · ".join(part for part in (record.record_no, name) if part)
