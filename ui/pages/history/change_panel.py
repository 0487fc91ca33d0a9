"""The panel beside the history: one change in full, who wrote it where, with which package it came, and its return."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy

from clinic_app.use_cases.value_words import NOTHING
from clinic_app.wording.words import _
from ui.forms.facts import Fact
from ui.pages.history.entries import rich
from ui.pages.history.presenter import Row
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import SidePanel, clear_layout
from ui.widgets.labels import Label


class ChangePanel(SidePanel):
    """`restore_asked(row)` when an old value shall come back, `closed` where it stood in place of the list."""

    restore_asked = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(348, name=_("This change"))
        self.restore_button: PrimaryButton | None = None
        self._close: Button | None = None

    def show_row(self, row: Row | None, *, closable: bool) -> None:
        """Show a line of the history in full."""
        clear_layout(self.body)
        clear_layout(self.foot)
        self.restore_button = self._close = None
        if row is None:
            return
        self.body.addWidget(Label(row.label, "record", wrap=True))
        if row.note:
            self.body.addWidget(Label(row.note, "body", "warn" if row.tone == "warn" else "text2", wrap=True))
        if row.change is not None:
            self.body.addWidget(Difference(row))
        for label, value in row.facts:
            self.body.addWidget(Fact(label, value))
        if row.restorable:
            self.restore_button = PrimaryButton(_("Restore this value"), "arrow-back-up")
            self.restore_button.clicked.connect(lambda: self.restore_asked.emit(row))
            self.foot.addWidget(self.restore_button, 1)
        if closable:
            self._close = Button(_("Close"))
            self._close.clicked.connect(self.closed)
            self.foot.addWidget(self._close)

    def focus_first(self) -> None:
        """Go to what can be done here."""
        button = self.restore_button or self._close
        if button is not None:
            button.show()  # a layout shows what is new a little later
            button.setFocus(Qt.FocusReason.OtherFocusReason)


class Difference(QLabel):
    """From one value to another in full: what went is struck, what came is underlined; it can be copied."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(row.spoken())
        self._draw()

    def _draw(self) -> None:
        self.setText(rich(self.row.whole) or NOTHING)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "row"):
            self._draw()
