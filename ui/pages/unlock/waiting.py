"""After wrong tries the next one waits: a calm line that counts the seconds, and a button that comes back by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.wording.words import _, ngettext
from ui.tasks import WorksFor
from ui.widgets.labels import IconLabel, Label

SECOND_MS = 1000


class Waiting(QWidget):
    """Hidden while nobody waits. `changed` says whether a try is possible: True again when the seconds are over."""

    changed = Signal(bool)

    def __init__(self, tasks: WorksFor, seconds_to_wait: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._seconds_to_wait = tasks, seconds_to_wait
        self._left = 0
        self._words = Label("", "small", "text2", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("hourglass", "text2", 16))
        row.addWidget(self._words, 1)
        self.timer = QTimer(self, interval=SECOND_MS)
        self.timer.timeout.connect(self._count)
        self.hide()

    @property
    def over(self) -> bool:
        """Whether a try is possible now."""
        return self._left == 0

    def look(self) -> None:
        """Ask how long the next try must wait; also after the program was started anew."""
        self._tasks.on_vault(self._seconds_to_wait, self.begin, lambda _error: None, owner=self)

    def begin(self, seconds: int) -> None:
        """Wait so long from now on."""
        was, self._left = self._left, max(0, seconds)
        self.setVisible(self._left > 0)
        if self._left:
            self._say()
            self.timer.start()
        else:
            self.timer.stop()
        if bool(was) != bool(self._left):
            self.changed.emit(self.over)

    def _count(self) -> None:
        if self._left > 1:
            self._left -= 1
            self._say()
        else:
            self.timer.stop()
            self.look()  # the clock that counts is the one in the file

    def _say(self) -> None:
        n = self._left
        said = ngettext("The next try is possible in {n} second", "The next try is possible in {n} seconds", n)
        self._words.setText(said.format(n=n))
        self.setAccessibleName(_("A short wait after wrong tries"))
