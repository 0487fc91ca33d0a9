"""Work on many rows under way: what, how far, and Stop, which takes all of it back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.watch import Watch
from ui.widgets.buttons import Button
from ui.widgets.progress_row import ProgressRow

MANY = 50  # so many rows take long enough to be told of


class WorkStrip(QWidget):
    """`watch` is given to the work as its progress; after Stop it ends with Cancelled and nothing is changed."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.watch = Watch(self)
        self.watch.stepped.connect(self._step)
        self._row = ProgressRow("progress", title, share=0.0)
        self.stop = Button(_("Stop"), "x")
        self.stop.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(16)
        row.addWidget(self._row, 1)
        row.addWidget(self.stop)

    def _stop(self) -> None:
        self.watch.stop()
        self.stop.setEnabled(False)

    def _step(self, done: int, of: int) -> None:
        self._row.tell("progress", _("{done} of {of}").format(done=done, of=of), share=done / of if of else 1.0)
