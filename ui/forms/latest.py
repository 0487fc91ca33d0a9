"""Questions that follow each other quickly: one is under way, and only the last that came meanwhile is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from ui.tasks import WorksFor

Question = tuple[Callable[[], Any], Callable[[Any], object]]


class Latest(QObject):
    """Asks the vault's thread; an answer that a newer question has overtaken is dropped."""

    def __init__(self, tasks: WorksFor, owner: QObject) -> None:
        super().__init__(owner)
        self._tasks = tasks
        self._next: Question | None = None
        self._busy = False

    def ask(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Ask now, or when the question under way is answered."""
        if self._busy:
            self._next = (work, done)
            return
        self._busy = True
        self._tasks.on_vault(work, lambda answer: self._answered(answer, done), self._failed, owner=self)

    def _answered(self, answer: Any, done: Callable[[Any], object]) -> None:
        self._busy = False
        if self._next is None:
            done(answer)
            return
        self._go_on()

    def _failed(self, _error: Exception) -> None:
        # A look-up that failed disturbs nobody who is writing; saving will tell.
        self._busy = False
        self._go_on()

    def _go_on(self) -> None:
        waiting, self._next = self._next, None
        if waiting:
            self.ask(*waiting)
