"""Goes on looking for conflicts of interest in the quiet: at what came by merging, by importing, by settling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from clinic_app.changes import Changes
from ui.tasks import WorksFor

SOON_MS, LATER_MS = 300, 4000  # while something is left to be looked at, and else
SECONDS = 0.15  # at a time: whoever types meanwhile must not feel it


class CatchingUp(QObject):
    """Looks a little at a time from `begin` until `stop`; `moved` is told what has changed by it."""

    def __init__(self, tasks: WorksFor, moved: Callable[[Changes], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._moved = tasks, moved
        self._clinic: Any = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)

    def begin(self, clinic: Any) -> None:
        """The case book is open: what was left when it was closed comes first."""
        self._clinic = clinic
        self._timer.start(SOON_MS)

    def stop(self) -> None:
        """It is being closed; what is left stays in the queue."""
        self._timer.stop()
        self._clinic = None

    def _look(self) -> None:
        clinic = self._clinic
        if clinic is not None:
            self._tasks.on_vault(
                lambda: clinic.interests.look_on(SECONDS), self._looked, lambda _error: self._again(0), owner=self
            )

    def _looked(self, told: tuple[int, Changes]) -> None:
        left, changes = told
        if self._clinic is not None and changes.records:
            self._moved(changes)
        self._again(left)

    def _again(self, left: int) -> None:
        if self._clinic is not None:
            self._timer.start(SOON_MS if left else LATER_MS)
