"""Deciding on the conflict on the desk: one piece of work at a time, so that no key decides what nobody has seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from clinic_app.changes import Changes
from ui.pages.merge import presenter
from ui.pages.merge.queue import Queue
from ui.tasks import WorksFor


class Deciding(QObject):
    """`settled` carries conflict, value and what was touched; `marked` when a conflict was put off or taken up."""

    settled = Signal(object, object, object)
    marked = Signal()
    failed = Signal(object)

    def __init__(self, settling: Any, tasks: WorksFor, queue: Queue, parent: QObject) -> None:
        super().__init__(parent)
        self._settling, self._tasks, self._queue = settling, tasks, queue
        self._busy = False

    def is_busy(self) -> bool:
        """Whether a decision is under way."""
        return self._busy

    def take(self, place: int) -> None:
        """Take the candidate at `place`."""
        conflict = self._queue.present()
        if conflict is not None and place < len(conflict.values):
            one = conflict.values[place]
            self._settle(
                conflict, one.value, lambda: self._settling.resolve(conflict.id, take=one.dot, shown=_dots(conflict))
            )

    def take_both(self) -> None:
        """Keep all texts, one below the other."""
        conflict = self._queue.present()
        if conflict is not None and presenter.may_take_both(conflict):
            self.take_value(presenter.both_of(conflict))

    def take_value(self, value: Any) -> None:
        """Take a value of one's own."""
        conflict = self._queue.present()
        if conflict is not None:
            self._settle(
                conflict, value, lambda: self._settling.resolve(conflict.id, value=value, shown=_dots(conflict))
            )

    def put_off(self, note: str | None = None) -> None:
        """To the end of the queue, also after a restart; the note there is stays unless another is given."""
        conflict = self._queue.present()
        if conflict is not None:
            kept = conflict.note if note is None else note
            self._mark(
                lambda: self._settling.postpone(conflict.id, kept), lambda: self._queue.put_off(conflict.id, kept)
            )

    def take_up(self) -> None:
        """No longer put off."""
        conflict = self._queue.present()
        if conflict is not None and conflict.postponed:
            self._mark(lambda: self._settling.take_up(conflict.id), lambda: self._queue.take_up(conflict.id))

    def _settle(self, conflict: Any, value: Any, work: Callable[[], Changes]) -> None:
        if self._busy:
            return
        self._busy = True

        def done(changes: Changes) -> None:
            self._busy = False
            self._queue.settle(conflict.id)
            self.settled.emit(conflict, value, changes)

        self._tasks.on_vault(work, done, self._fail, owner=self)

    def _mark(self, work: Callable[[], object], then: Callable[[], None]) -> None:
        """A mark of this vault alone: no other page shows it."""
        if self._busy:
            return
        self._busy = True

        def done(_changes: object) -> None:
            self._busy = False
            then()
            self.marked.emit()

        self._tasks.on_vault(work, done, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self.failed.emit(error)


def _dots(conflict: Any) -> list[str]:
    """What the person who decides is looking at; what comes meanwhile stays beside the decision."""
    return [one.dot for one in conflict.values]
