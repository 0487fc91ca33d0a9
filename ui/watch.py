"""Long work as the window sees it: how far it is, told across threads, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from clinic_app.errors import Cancelled


class Watch(QObject):
    """A Progress whose steps arrive on the window's thread; after `stop` the work ends with Cancelled."""

    stepped = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        self._told = -1

    def stop(self) -> None:
        """Ask the work to end."""
        self._stopped = True

    def step(self, done: int, of: int) -> None:
        """Called by the work, on its own thread."""
        if self._stopped:
            raise Cancelled
        percent = done * 100 // of if of else 100
        if percent != self._told:
            self._told = percent
            self.stepped.emit(done, of)


def stop_all_of(top: QObject) -> None:
    """Ask all work that is watched from somewhere below `top` to end."""
    for watch in top.findChildren(Watch):
        watch.stop()
