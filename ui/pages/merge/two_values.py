"""For a member of an office: fields to which two laptops of the office gave two values. The desk without offices."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.pages.merge.desk import DeskRoom
from ui.pages.merge.state import State, read_ours
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import EmptyState
from ui.widgets.header import PageHeader, capital


class TwoValuesPage(QWidget):
    """Any member may say which value holds."""

    changed = Signal(object)
    open_requested = Signal(str, str)
    history_requested = Signal(str, str)
    left = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._own_change = False
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(self.left)
        done = EmptyState("circle-check", _("Every field has one value"), _("There is nothing to do here."), [back])
        self.header = PageHeader(_("Two values"), "", ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.desk = DeskRoom(clinic, tasks, done, offices=False)
        self.desk.stale.connect(self.refresh)
        self.desk.open_requested.connect(self.open_requested)
        self.desk.history_requested.connect(self.history_requested)
        self.desk.changed.connect(self._tell)
        self.desk.failed.connect(self._fail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(self.desk, 1)

    def refresh(self) -> None:
        """Read again what has two values."""
        clinic = self._clinic
        self._tasks.on_vault(lambda: read_ours(clinic), self._show, self._fail, owner=self)

    def _show(self, state: State) -> None:
        self.desk.show_state(state)
        self._count()

    def _count(self) -> None:
        count = len(self.desk.queue.everything())
        words = ngettext("{n} field has two values", "{n} fields have two values", count).format(n=number(count))
        self.header.set_facts(capital(words) if count else "")

    def _tell(self, changes: Changes) -> None:
        self._own_change = True
        self.changed.emit(changes)
        self._own_change = False
        self._count()

    def _fail(self, error: Exception) -> None:
        show_problem(error, self.notices)

    def entered(self) -> None:
        """Somebody else may have decided meanwhile."""
        self.refresh()

    def take_changes(self, _changes: Changes) -> None:
        """Values may have come or gone."""
        if not self._own_change:
            self.refresh()

    def keep(self) -> object:
        """What was begun goes to the disk before a lock or a rebuilding."""
        draft = self.desk.keep_draft()
        return {"draft": draft} if draft else None

    def restore(self, _held: object) -> None:
        """What was begun comes back by itself."""
        self.refresh()

    def step_back(self) -> bool:
        """Esc: leave unwritten what was begun."""
        return self.desk.stop_writing()

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, *self.desk.regions()]

    def first_focus(self) -> QWidget:
        """The first value."""
        return self.desk.first_focus()
