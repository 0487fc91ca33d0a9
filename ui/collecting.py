"""Python's garbage is collected on the window's thread only.

A collection visits every object, widgets too. On the vault's thread it met them while Qt was changing them on the
window's thread, which holds no lock of Python's meanwhile: rarely, and then the program was gone.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class Collecting(QObject):
    """Takes collecting over from whatever thread happens to need memory, until `stop`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, by Python's own thresholds."""
        due = [
            n for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
        ]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """No other thread is left: Python may collect by itself again."""
        self._timer.stop()
        gc.enable()
