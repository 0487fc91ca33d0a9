"""Asks for one's own passphrase before a way in is made, changed or taken away: nobody else does it in this window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.errors import TriesSlowedDown, WrongPassphrase
from clinic_app.wording.words import _
from ui.growing_dialog import GrowingDialog
from ui.passphrase import PassphraseEdit, PassphraseRow
from ui.problems import sentence_of
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label


class ProofDialog(GrowingDialog):
    """What is to be done, and the passphrase of whoever works here. `given` carries what was typed; the act answers
    with `refuse`, or closes the dialog. Nothing of a passphrase stays in it.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget, act: str, said: str, *, danger: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asking = False
        self.setObjectName("proof")
        self.setWindowTitle(act)
        self.setMinimumWidth(current_theme().px(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(12)
        column.addWidget(Label(act, "section", wrap=True))
        column.addWidget(Label(said, "body", "text2", wrap=True))
        self.passphrase = PassphraseEdit(_("Your own passphrase"))
        self.field = Field(_("Your own passphrase"), PassphraseRow(self.passphrase), required=True)
        self.passphrase.textEdited.connect(self._look)
        self.passphrase.returnPressed.connect(self._give)
        column.addWidget(self.field)
        self.go_on = Button(act, "trash", tone="bad") if danger else PrimaryButton(act, "key")
        self.go_on.setEnabled(False)
        self.go_on.clicked.connect(self._give)
        cancel = Button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.go_on)
        column.addLayout(foot)
        self.finished.connect(lambda _result: self.passphrase.wipe())
        self.passphrase.setFocus()

    def _look(self, _typed: str = "") -> None:
        self.field.set_fault()
        self.go_on.setEnabled(bool(self.passphrase.text()) and not self._asking)

    def _give(self) -> None:
        if self.go_on.isEnabled():
            self._asking = True
            self.go_on.setEnabled(False)
            self.given.emit(self.passphrase.text())

    def reject(self) -> None:
        """Esc and Cancel, but not in the middle of the act: its answer would come to nobody."""
        if not self._asking:
            super().reject()

    def refuse(self, error: Exception) -> bool:
        """Whether `error` was about the passphrase, and stands below it now."""
        self._asking = False
        if not isinstance(error, WrongPassphrase | TriesSlowedDown):
            return False
        self.passphrase.wipe()
        self.field.set_fault(sentence_of(error))
        self.passphrase.setFocus()
        return True
