"""The recovery code, shown once: eight groups, printed or written down, and two of them typed back."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.entrance import Heading
from ui.theme.theme import current_theme
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit


class CodeSheet(QWidget):
    """`confirmed` comes when two groups, chosen by lot, were typed back. Nothing keeps the code but the paper."""

    confirmed = Signal()

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.print)
        row.addWidget(Label(_("Keep the paper away from this computer."), "body", "text2", wrap=True), 1)
        column.addLayout(row)
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
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        column.addLayout(foot)
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
        for label in self._shown:
            label.clear()
            label.setAccessibleName("")

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._draw(printer))
        dialog.open()

    def _draw(self, printer: QPrinter) -> None:
        theme, painter = current_theme(), QPainter(printer)
        room = QRectF(painter.viewport())
        step = painter.fontMetrics().height()
        top = room.height() * 0.08
        centred = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.TextWordWrap)
        for words, role in ((_("The recovery code"), "page"), (_("Keep the paper away from this computer."), "body")):
            painter.setFont(theme.font(role))
            box = painter.drawText(QRectF(0, top, room.width(), room.height()), centred, words)
            top = (box or QRectF(0, top, 0, step * 2)).bottom() + step
        painter.setFont(theme.font("number"))
        high = painter.fontMetrics().height() * 2
        for at, group in enumerate(self.groups):
            place = QRectF(room.width() / 4 * (at % 4), top + step + high * (at // 4), room.width() / 4, high)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), group)
        painter.end()
