"""Keeps what is being typed as an encrypted draft, every few seconds after a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ui.tasks import WorksFor

PAUSE = 3000  # milliseconds from the first change to the draft on disk


class DraftKeeper(QObject):
    """One draft under one key. `kept(moment)` comes when it is on the disk; `saved` drops it."""

    kept = Signal(object)
    lost = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, content: Callable[[], Mapping[str, Any]], owner: QObject) -> None:
        super().__init__(owner)
        self._clinic, self._tasks, self._content = clinic, tasks, content
        self.key = ""
        self._waits = QTimer(self, singleShot=True, interval=PAUSE)
        self._waits.timeout.connect(self.keep_now)

    def begin(self, key: str) -> None:
        """From now on the draft is `key`; nothing is kept until something changes."""
        self._waits.stop()
        self.key = key

    def touch(self) -> None:
        """Something changed: keep it soon, without starting the wait again at every letter."""
        if self.key and not self._waits.isActive():
            self._waits.start()

    def is_waiting(self) -> bool:
        """Whether something typed is not on the disk yet."""
        return self._waits.isActive()

    def keep_now(self) -> None:
        """Keep what is written, now: before locking, leaving, closing."""
        self._waits.stop()
        if not self.key:
            return
        key, content = self.key, dict(self._content())
        self._tasks.on_vault(
            lambda: self._clinic.drafts.keep(key, content),
            lambda _done: self.kept.emit(datetime.now()) if key == self.key else None,
            self.lost.emit,
            owner=self,
        )

    def end(self) -> None:
        """Nothing more to keep under this key (the record was saved, the draft dropped with it)."""
        self._waits.stop()
        self.key = ""

    def drop(self) -> None:
        """Throw the draft away."""
        key = self.key
        self.end()
        if key:
            self._tasks.on_vault(lambda: self._clinic.drafts.drop(key), owner=self)
