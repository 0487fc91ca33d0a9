"""Asking for a period: from one day to another, either of them perhaps open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.theme.tokens import GAP, MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.date_edit import DateEdit
from ui.widgets.field import Field

Days = tuple[str, str]  # ISO days, "" for an open end


class PeriodDialog(QDialog):
    """Two typed days; Enter takes them, an empty one is open."""

    def __init__(self, parent: QWidget, title: str, then: Callable[[str, str], object], now: Days = ("", "")) -> None:
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.start, self.end = DateEdit(), DateEdit()
        self.start.set_value(now[0])
        self.end.set_value(now[1])
        self._start = Field(_("From"), self.start)
        self._end = Field(_("To"), self.end)
        days = QHBoxLayout()
        days.setSpacing(GAP)
        for field in (self._start, self._end):
            days.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)  # a fault below one must not push the other down
        show = PrimaryButton(_("Show"))
        show.setAutoDefault(True)
        show.setDefault(True)
        show.clicked.connect(self.take)
        close = Button(_("Cancel"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(show)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(16)
        column.addLayout(days)
        column.addLayout(foot)

    def take(self) -> None:
        """Narrow the list to the days, if they are days and in their order."""
        wrong = _("No such day.")
        for field, edit in ((self._start, self.start), (self._end, self.end)):
            field.set_fault(wrong if edit.text().strip() and edit.value() is None else "")
        if self._start.fault() or self._end.fault():
            return
        start, end = self.start.value(), self.end.value()
        if start and end and end < start:
            self._end.set_fault(_("The end comes before the beginning."))
            return
        if start or end:
            self._then(start.isoformat() if start else "", end.isoformat() if end else "")
        self.accept()


def ask_period(
    parent: QWidget, title: str, then: Callable[[str, str], object], now: Days | None = None
) -> PeriodDialog:
    """Ask; `then(from, to)` once a period was written: ISO days, "" for an open end. `now`: what stands there first."""
    dialog = PeriodDialog(parent, title, then, now or ("", ""))
    dialog.open()
    dialog.start.setFocus()
    dialog.start.selectAll()
    return dialog
