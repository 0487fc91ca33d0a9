"""QR codes on the screen, one after the other, large, and on paper: for another laptop to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.paper.printing import print_pdf, save_as
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton, LinkButton
from ui.widgets.labels import Label

if TYPE_CHECKING:
    from clinic_app.reports.codes_sheet import CodesSheet

Squares = Sequence[Sequence[bool]]
_QUIET = 4
_LEAST = 380  # pixels: a hundred squares of a code are then still sharp to a telephone


class CodesDialog(QDialog):
    """Shows the codes of `sheet`, page by page with the arrows; prints them all, six to a sheet."""

    def __init__(self, sheet: CodesSheet, tasks: WorksFor, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(sheet.title)
        self._sheet, self._tasks, self._at = sheet, tasks, 0
        self.notices = QVBoxLayout()
        self.code = CodeView()
        self._where = Label("", "bold")
        self.before = IconButton("arrow-left", _("Code before"))
        self.after = IconButton("arrow-right", _("Next code"))
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        turning = QHBoxLayout()
        turning.setSpacing(8)
        turning.addStretch(1)
        for widget in (self.before, self._where, self.after):
            turning.addWidget(widget)
        turning.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 16, MARGIN, 14)
        column.setSpacing(10)
        column.addLayout(self.notices)
        column.addWidget(Label(sheet.subtitle, "body", "text2", wrap=True))
        column.addWidget(self.code, 1)
        column.addLayout(turning)
        column.addWidget(Label(f"{sheet.digits_label}: {sheet.digits}", "bold", wrap=True))
        column.addLayout(self._foot())
        self.turn(0)

    def _foot(self) -> QHBoxLayout:
        self.print = Button(_("Print"), "printer")
        self.print.clicked.connect(self._print)
        self.save = LinkButton(_("Save as PDF"), "file-type-pdf")
        self.save.clicked.connect(self._save)
        close = Button(_("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(close)
        foot.addStretch(1)
        foot.addWidget(self.save)
        foot.addWidget(self.print)
        return foot

    def turn(self, step: int) -> None:
        """To another code."""
        last = len(self._sheet.codes) - 1
        self._at = max(0, min(self._at + step, last))
        self.code.show_code(self._sheet.codes[self._at], self._sheet.names[self._at])
        self._where.setText(self._sheet.names[self._at])
        for widget in (self.before, self._where, self.after):
            widget.setVisible(last > 0)
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at < last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() in steps:
            self.turn(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def _pdf(self) -> bytes:
        from clinic_app.reports.writing import codes_bytes

        return codes_bytes(self._sheet)

    def _print(self) -> None:
        then = lambda pdf: print_pdf(pdf, self._tasks, self, self._fail)  # noqa: E731 - one line, used once
        self._tasks.in_background(self._pdf, then, self._fail, owner=self)

    def _save(self) -> None:
        save_as(self._pdf, "pdf", self._sheet.title, self._tasks, self, failed=self._fail)

    def _fail(self, error: Exception) -> None:
        show_problem(error, self.notices)


class CodeView(QWidget):
    """One code, black on white whatever the look is: readers do not like it the other way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._squares: Squares = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_code(self, squares: Squares, name: str) -> None:
        """Draw this code."""
        self._squares = squares
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        side = current_theme().px(_LEAST)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, _LEAST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._squares:
            return
        many = len(self._squares) + 2 * _QUIET
        one = max(1, min(self.width(), self.height()) // many)  # whole pixels: half ones blur the edges
        side = one * many
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter = QPainter(self)
        painter.fillRect(QRect(left, top, side, side), QColor("white"))
        for down, row in enumerate(self._squares):
            for across, dark in enumerate(row):
                if dark:
                    x, y = left + (across + _QUIET) * one, top + (down + _QUIET) * one
                    painter.fillRect(QRect(x, y, one, one), QColor("black"))
