"""Work under way on the merging page: what, how far, and Stop."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.theme.tokens import MARGIN
from ui.watch import Watch
from ui.widgets.buttons import Button
from ui.widgets.frames import Card
from ui.widgets.labels import Label
from ui.widgets.progress_row import ProgressRow


class Working(QWidget):
    """One piece of work at a time; after Stop it ends with Cancelled and nothing is changed."""

    def __init__(self) -> None:
        super().__init__()
        self.watch: Watch | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 24, MARGIN, MARGIN)
        self._card = Card()
        self._column.addWidget(self._card)
        self._column.addStretch(1)
        self.stop = Button(_("Stop"), "x")
        self.stop.clicked.connect(self.stop_work)
        self._row = ProgressRow("progress", "")
        self._said = Label("", "body", "text2", wrap=True)
        held = QHBoxLayout()
        held.setSpacing(16)
        held.addWidget(self._row, 1)
        held.addWidget(self.stop)
        self._held = held
        self._card.body.addLayout(held)
        self._card.body.addWidget(self._said)

    def begin(self, title: str, said: str) -> Watch:
        """Show new work; give the returned Watch to it as its progress."""
        self.watch = watch = Watch(self)
        watch.stepped.connect(self._step)
        row = ProgressRow("progress", title, share=0.0)
        self._held.replaceWidget(self._row, row)
        self._row.hide()
        self._row.deleteLater()
        self._row = row
        self._said.setText(said)
        self.stop.setEnabled(True)
        return watch

    def end(self) -> None:
        """The work is over."""
        self.watch = None

    def stop_work(self) -> None:
        """Ask the work to end."""
        if self.watch is not None:
            self.watch.stop()
            self.stop.setEnabled(False)

    def _step(self, done: int, of: int) -> None:
        self._row.tell("progress", _("{done} of {of}").format(done=done, of=of), share=done / of if of else 1.0)
