"""Putting a backup back: its file, its passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.errors import WrongPassphrase
from clinic_app.wording.words import _
from ui.entrance import Heading
from ui.files import ask_files
from ui.passphrase import PassphraseEdit, PassphraseRow
from ui.problems import sentence_of
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit


class RestorePage(QWidget):
    """`confirmed(file, passphrase)`. The backup is proved readable before the case book counts as restored."""

    confirmed = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            Heading(
                _("Restore from a backup"),
                _("The case book opens with the passphrase it had when the backup was made."),
            )
        )
        self.file = LineEdit(name=_("Backup file"))
        choose = Button(_("Choose…"), "folder", name=_("Choose the backup file"))
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        held = QWidget()
        held.setLayout(row)
        held.setFocusProxy(self.file)
        row.addWidget(self.file, 1)
        row.addWidget(choose)
        self._file = Field(_("Backup file"), held, required=True)
        column.addWidget(self._file)
        self.passphrase = PassphraseEdit(_("Passphrase"))
        self._passphrase = Field(_("Passphrase"), PassphraseRow(self.passphrase), required=True)
        column.addWidget(self._passphrase)
        self._said = Label("", "body", "bad", wrap=True)
        self._said.hide()
        column.addWidget(self._said)
        self.back = LinkButton(_("Back"), "arrow-left")
        self.back.clicked.connect(self.left)
        self.restore = PrimaryButton(_("Restore"), "history")
        self.restore.clicked.connect(self._confirm)
        self.passphrase.returnPressed.connect(self._confirm)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.restore)
        column.addLayout(foot)
        self.setFocusProxy(choose)

    def _choose(self) -> None:
        ask_files(self, _("Backup file"), lambda paths: self.file.setText(str(paths[0])))

    def _confirm(self) -> None:
        missing = _("This field must be filled in")
        self._file.set_fault("" if self.file.text().strip() else missing)
        self._passphrase.set_fault("" if self.passphrase.text() else missing)
        if not self._file.fault() and not self._passphrase.fault() and self.restore.isEnabled():
            self._said.hide()
            self.confirmed.emit(Path(self.file.text().strip()), self.passphrase.text())

    def set_busy(self, busy: bool) -> None:
        """While the backup is being put back and looked through."""
        for widget in (self.restore, self.back):
            widget.setEnabled(not busy)
        self.restore.say(_("Restoring…") if busy else _("Restore"))

    def tell(self, error: Exception) -> None:
        """Say why it could not be restored."""
        self.set_busy(False)
        if isinstance(error, WrongPassphrase):
            self._passphrase.set_fault(sentence_of(error))
            self.passphrase.setFocus()
            return
        self._said.setText(sentence_of(error))
        self._said.show()
