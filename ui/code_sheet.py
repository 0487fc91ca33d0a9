"""The recovery code, shown once: eight groups, printed or written down, and two of them typed back."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.entrance import Heading
from ui.files import is_on_stick
from ui.paper.printing import print_pdf, save_as
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from clinic_app.reports.recovery_sheet import RecoverySheet


class CodeSheet(QWidget):
    """`confirmed` comes when two groups, chosen by lot, were typed back. Nothing keeps the code but the paper."""

    confirmed = Signal()

    def __init__(self, code: str, sheet: RecoverySheet, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: RecoverySheet | None = sheet
        self._tasks = tasks
        self.groups = code.replace("-", " ").split()
        first = secrets.randbelow(len(self.groups))
        second = secrets.choice([at for at in range(len(self.groups)) if at != first])
        self.asked = sorted((first, second))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            Heading(
                _("The recovery code"),
                _("It opens the case book when the passphrase is forgotten or the computer breaks. It is shown once."),
            )
        )
        column.addWidget(self._big())
        self.print = Button(_("Print"), "printer")
        self.print.clicked.connect(self._print)
        self.save = LinkButton(_("Save to a stick…"), "device-usb")
        self.save.clicked.connect(self._save)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.print)
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        self._said = Label(_("Keep the paper away from this computer."), "body", "text2", wrap=True)
        column.addWidget(self._said)
        column.addSpacing(4)
        column.addWidget(Label(_("Type back two groups from your paper"), "section", wrap=True))
        self.typed: list[LineEdit] = []
        asked = QHBoxLayout()
        asked.setSpacing(12)
        for at in self.asked:
            edit = LineEdit("00000")
            edit.setMaxLength(5)
            edit.textChanged.connect(self._look)
            edit.returnPressed.connect(self._confirm)
            self.typed.append(edit)
            asked.addWidget(Field(_("Group {n}").format(n=at + 1), edit, required=True), 1)
        asked.addStretch(1)
        column.addLayout(asked)
        self.go_on = PrimaryButton(_("I have written it down"), "check")
        self.go_on.setEnabled(False)
        self.go_on.clicked.connect(self._confirm)
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        self._foot.addWidget(self.go_on)
        column.addLayout(self._foot)
        self.setFocusProxy(self.typed[0])

    def _big(self) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "card")
        card.setAccessibleName(_("The recovery code"))
        grid = QGridLayout(card)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setVerticalSpacing(12)
        self._shown: list[Label] = []
        for at, group in enumerate(self.groups):
            box = QVBoxLayout()
            box.setSpacing(0)
            number = Label(str(at + 1), "small", "text3")
            shown = Label(group, "number")
            shown.setAccessibleName(f"{at + 1}: {' '.join(group)}")
            for label in (number, shown):
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                box.addWidget(label)
            self._shown.append(shown)
            grid.addLayout(box, at // 4, at % 4)
        return card

    def _look(self) -> None:
        right = True
        for edit, at in zip(self.typed, self.asked, strict=True):
            typed = edit.text().strip()
            edit.set_fault(len(typed) == 5 and typed != self.groups[at])
            right = right and typed == self.groups[at]
        self.go_on.setEnabled(right)

    def _confirm(self) -> None:
        if self.go_on.isEnabled():
            self.confirmed.emit()

    def wipe(self) -> None:
        """Take the code off the screen and out of mind."""
        self.groups = []
        self._sheet = None
        for label in self._shown:
            label.clear()
            label.setAccessibleName("")

    def add_below(self, widget: QWidget) -> None:
        """Something else that can be done, at the left of the foot."""
        self._foot.insertWidget(0, widget)

    # --- paper --------------------------------------------------------------------------------------------------

    def _laid_out(self) -> bytes:
        """In the background: the sheet as PDF, in memory alone."""
        from clinic_app.reports.writing import recovery_bytes

        assert self._sheet is not None
        return recovery_bytes(self._sheet)

    def _print(self) -> None:
        self._tell()
        lay_out = lambda pdf: print_pdf(pdf, self._tasks, self, self._fail)  # noqa: E731 - one line, used once
        self._tasks.in_background(self._laid_out, lay_out, self._fail, owner=self)

    def _save(self) -> None:
        self._tell()
        save_as(self._laid_out, "pdf", _("Recovery sheet"), self._tasks, self, self.saved_to, self._fail)

    def saved_to(self, file: Path) -> None:
        """Say where the file must not stay."""
        if is_on_stick(file):
            self._tell(_("Saved. Print it elsewhere, then delete the file from the stick."), "text2")
        else:
            self._tell(_("The file lies on this computer now. Move it onto a stick and delete it here."), "bad")

    def _fail(self, error: Exception) -> None:
        self._tell(sentence_of(error), "bad")

    def _tell(self, words: str = "", tone: str = "text2") -> None:
        self._said.set_tone(tone)
        self._said.setText(words or _("Keep the paper away from this computer."))
