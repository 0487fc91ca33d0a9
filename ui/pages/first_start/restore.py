"""Putting a backup back: its file or a folder of backups; by its passphrase, or elsewhere by the recovery sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from clinic_app.errors import NeedsRecoverySheet, WrongPassphrase, WrongRecoveryCode
from clinic_app.wording.words import _
from ui.backup_words import moment
from ui.code_groups import CodeGroups
from ui.entrance import Heading
from ui.files import ask_files, ask_folder
from ui.passphrase import NewPassphrase, PassphraseEdit, PassphraseRow
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import clear_layout
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit

MOST_SHOWN = 4


class RestorePage(QWidget):
    """`confirmed(file, passphrase, code)`: with a code the passphrase is a new one. The backup is proved readable
    before the case book counts as restored.
    """

    confirmed = Signal(object, str, str)
    left = Signal()

    def __init__(self, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        said = _("The case book opens with the passphrase it had when the backup was made.")
        column.addWidget(Heading(_("Restore from a backup"), said))
        column.addWidget(self._ask_file())
        self._found = QVBoxLayout()
        self._found.setSpacing(4)
        self._choices = QButtonGroup(self)
        column.addLayout(self._found)
        self.passphrase = PassphraseEdit(_("Passphrase"))
        self._passphrase = Field(_("Passphrase"), PassphraseRow(self.passphrase), required=True)
        column.addWidget(self._passphrase)
        column.addWidget(self._ask_code())
        self.by_code = LinkButton(_("On another computer: use the recovery sheet"), "key")
        self.by_code.clicked.connect(lambda: self.use_code(self._sheet.isHidden()))
        row = QHBoxLayout()
        row.addWidget(self.by_code)
        row.addStretch(1)
        column.addLayout(row)
        self._said = Label("", "body", "bad", wrap=True)
        self._said.hide()
        column.addWidget(self._said)
        column.addLayout(self._foot())
        self.passphrase.returnPressed.connect(self._confirm)
        self.setFocusProxy(self.choose)

    def _ask_file(self) -> Field:
        self.file = LineEdit(name=_("Backup file"))
        self.choose = Button(_("File…"), "file-text", name=_("Choose the backup file"))
        self.choose.clicked.connect(self._choose)
        self.choose_folder = Button(_("Folder…"), "folder", name=_("Choose the folder or stick with the backups"))
        self.choose_folder.clicked.connect(
            lambda: ask_folder(self, _("In which folder the backups are"), self.look_into)
        )
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        held = QWidget()
        held.setLayout(row)
        held.setFocusProxy(self.file)
        row.addWidget(self.file, 1)
        row.addWidget(self.choose)
        row.addWidget(self.choose_folder)
        self._file = Field(_("Backup file"), held, required=True)
        return self._file

    def _ask_code(self) -> QWidget:
        self._sheet = QWidget()
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.code = CodeGroups(self._tasks)
        self.renewed = NewPassphrase(first=_("New passphrase"))
        column.addWidget(Label(_("The code on the recovery sheet"), "small", "text2"))
        column.addWidget(self.code)
        column.addWidget(self.renewed)
        self._sheet.hide()
        return self._sheet

    def _foot(self) -> QHBoxLayout:
        self.back = LinkButton(_("Back"), "arrow-left")
        self.back.clicked.connect(self.left)
        self.restore = PrimaryButton(_("Restore"), "history")
        self.restore.clicked.connect(self._confirm)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.restore)
        return foot

    # --- which backup -------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        ask_files(self, _("Backup file"), lambda paths: self._take(paths[0]))

    def _take(self, file: Path) -> None:
        clear_layout(self._found)
        self.file.setText(str(file))

    def look_into(self, folder: Path) -> None:
        """Show which backups lie in a folder or on a stick, the newest chosen."""
        from clinic_app.use_cases.backing_up.restoring import snapshots_below

        self._tasks.far_away(
            lambda: snapshots_below(folder), lambda found: self._show_found(folder, found), self.tell, owner=self
        )

    def _show_found(self, folder: Path, found: list[Any]) -> None:
        self._said.hide()
        clear_layout(self._found)
        finished = [one for one in found if one.slip is not None]
        self.file.setText(str(finished[0].path if finished else ""))
        if not finished:
            self._tell_said(_("There is no backup in {folder}.").format(folder=folder))
            return
        for one in finished[:MOST_SHOWN]:
            button = QRadioButton(_("Made {moment}").format(moment=moment(one.slip.made)))
            button.setAccessibleName(button.text())
            button.setChecked(one is finished[0])
            button.toggled.connect(lambda on, one=one: self.file.setText(str(one.path)) if on else None)
            self._choices.addButton(button)
            self._found.addWidget(button)

    # --- how it opens -------------------------------------------------------------------------------------------

    def use_code(self, on: bool) -> None:
        """By the recovery sheet and a new passphrase, or by the passphrase it had."""
        self._sheet.setVisible(on)
        self._passphrase.setVisible(not on)
        self.by_code.say(_("Use the passphrase") if on else _("On another computer: use the recovery sheet"))
        (self.code.edits[0] if on else self.passphrase).setFocus()

    def _confirm(self) -> None:
        missing, by_code = _("This field must be filled in"), not self._sheet.isHidden()
        self._file.set_fault("" if self.file.text().strip() else missing)
        self._passphrase.set_fault("" if by_code or self.passphrase.text() else missing)
        if by_code and not (self.code.ready() and self.renewed.ready()):
            self._tell_said(_("Type all groups of the code, and a new passphrase twice."))
            return
        if not self._file.fault() and not self._passphrase.fault() and self.restore.isEnabled():
            self._said.hide()
            file = Path(self.file.text().strip())
            if by_code:
                self.confirmed.emit(file, self.renewed.text(), self.code.text())
            else:
                self.confirmed.emit(file, self.passphrase.text(), "")

    def set_busy(self, busy: bool) -> None:
        """While the backup is being put back and looked through."""
        for widget in (self.restore, self.back, self.by_code):
            widget.setEnabled(not busy)
        self.restore.say(_("Restoring…") if busy else _("Restore"))

    def tell(self, error: Exception) -> None:
        """Say why it could not be restored."""
        self.set_busy(False)
        if isinstance(error, WrongPassphrase):
            self._passphrase.set_fault(sentence_of(error))
            self.passphrase.setFocus()
            return
        if isinstance(error, WrongRecoveryCode):
            self.code.tell(error)
            return
        if isinstance(error, NeedsRecoverySheet):
            self.use_code(True)
        self._tell_said(sentence_of(error))

    def _tell_said(self, said: str) -> None:
        self._said.setText(said)
        self._said.show()
