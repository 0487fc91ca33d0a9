"""Answering call-backs from the day: written at once, told in one line, taken back by Ctrl+Z."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.use_cases.call_backs import Answered, CallBacks
from clinic_app.use_cases.today_facts import CallBack
from clinic_app.wording.words import _
from ui.pages.today.presenter import answered_words
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner, clear_layout


class Calling(QObject):
    """Writes answers and takes the last one back; `changed(Changes)` after either. What it did stands in `notices`."""

    changed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, notices: QVBoxLayout, page: QWidget) -> None:
        super().__init__(page)
        self._calls, self._tasks, self._notices = CallBacks(clinic.casework), tasks, notices
        self._given: Answered | None = None
        self._goes_on = False

    def answer(self, call: CallBack, said: str) -> None:
        """Write how a call-back went."""
        self._tasks.on_vault(
            lambda: self._calls.answer(call.consultation, said),
            lambda given: self._answered(given, call.name),
            self._failed,
            owner=self,
        )

    def _answered(self, given: Answered, name: str) -> None:
        self._given, self._goes_on = given, True
        words = answered_words(given, name)
        self._tell(Banner("info", "check", words, actions=[(_("Undo"), self.take_back)], closable=True))
        self.changed.emit(given.changes)

    def take_back(self) -> None:
        """What stood there before the last answer."""
        given, self._given = self._given, None
        if given is not None:
            self._tasks.on_vault(lambda: self._calls.take_back(given), self._taken_back, self._failed, owner=self)

    def _taken_back(self, changes: Changes) -> None:
        self._goes_on = True
        self._tell(None)
        self.changed.emit(changes)

    def _failed(self, error: Exception) -> None:
        show_problem(error, self._notices)

    def _tell(self, banner: Banner | None) -> None:
        clear_layout(self._notices)
        self._notices.setContentsMargins(MARGIN, 0, MARGIN, 8 if banner else 0)
        if banner is not None:
            self._notices.addWidget(banner)

    def goes_on(self) -> bool:
        """Whether an answer was just given: the cursor then goes to the next call, once."""
        was, self._goes_on = self._goes_on, False
        return was
