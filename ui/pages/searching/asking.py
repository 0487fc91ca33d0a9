"""Asks the case book while somebody types: one question at a time, and of what was typed meanwhile only the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from clinic_app.use_cases.searching import EVERYTHING, Hit, Narrowed
from clinic_app.use_cases.suggesting import FEW
from ui.tasks import WorksFor

LIMIT = 40

Asked = tuple[str, Narrowed]  # words, filters
NOTHING: Asked = ("", EVERYTHING)


class Asking(QObject):
    """`answered(asked, hits)`; then, where little was found, `suggested(asked, questions)`; or `failed(error)`."""

    answered = Signal(object, list)
    suggested = Signal(object, list)
    failed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QObject) -> None:
        super().__init__(parent)
        self._clinic, self._tasks = clinic, tasks
        self._wanted = NOTHING
        self._busy = False

    def ask(self, words: str, narrowed: Narrowed) -> None:
        """Find what answers; without words and filters nothing does."""
        self._wanted = (words.strip(), narrowed)
        if not self._busy:
            self._ask()

    def _ask(self) -> None:
        asked, clinic = self._wanted, self._clinic
        if not asks_for_something(asked):
            self.answered.emit(asked, [])
            return
        self._busy = True
        self._tasks.on_vault(
            lambda: clinic.searching.search(asked[0], LIMIT, asked[1]),
            lambda hits: self._take(asked, hits),
            self._fail,
            owner=self,
        )

    def _take(self, asked: Asked, hits: Sequence[Hit]) -> None:
        self._busy = False
        if asked != self._wanted:
            self._ask()
            return
        self.answered.emit(asked, list(hits))
        if len(hits) < FEW and asked[0] and asked == self._wanted:
            self._suggest(asked)

    def _suggest(self, asked: Asked) -> None:
        """What may have been meant, after what was found is on the screen."""
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: clinic.searching.suggestions(*asked),
            lambda questions: self.suggested.emit(asked, list(questions)),
            lambda _error: None,  # nothing is missing without it
            owner=self,
        )

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self.failed.emit(error)


def asks_for_something(asked: Asked) -> bool:
    """Whether there are words, or filters that can stand without any."""
    return bool(asked[0] or asked[1].tags())
