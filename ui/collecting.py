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
        self._work_ended = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def work_ended(self) -> None:
        """Work of another thread came home: the youngest generation is due at the next look.

        Python counts what is made less what is let go of. Looking each second misses a peak: where a page was let go
        of just after the work, the count says that nothing was made, and what the work left would lie for hours.
        """
        self._work_ended = True

    def collect(self) -> None:
        """Collect the oldest generation that is due: by Python's own thresholds, or because work has ended."""
        due = [
            n for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
        ]
        if due or self._work_ended:
            self._work_ended = False
            gc.collect(max(due, default=0))

    def stop(self) -> None:
        """No other thread is left: Python may collect by itself again."""
        self._timer.stop()
        gc.enable()
