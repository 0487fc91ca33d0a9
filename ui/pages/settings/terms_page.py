"""Deadline rules and days off: everyone sees by what the program counts; coordinators change it for all offices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.words import _, ngettext
from ui.pages.settings.days_room import DaysRoom
from ui.pages.settings.rules_room import RulesRoom
from ui.pages.settings.terms_presenter import State, may_change, read_state, why_not
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.tabs import Tabs

RULES, DAYS = "rules", "days"


class TermsPage(QWidget):
    """`changed(Changes)` after a rule or a day was changed."""

    changed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme = clinic, tasks, theme
        self.header = PageHeader(_("Deadline rules and days off"))
        self.tabs = Tabs([(RULES, _("Rules")), (DAYS, _("Days off"))], name=_("Rules and days"))
        self.tabs.chosen.connect(lambda id: self.stack.setCurrentWidget(self.rooms[id]))
        self.rules, self.days = RulesRoom(settings), DaysRoom(settings)
        self.rules.save_wanted.connect(lambda rule: self._do(lambda: clinic.rules.save_rule(rule)))
        self.rules.shipped_wanted.connect(lambda id: self._do(lambda: clinic.rules.shipped_again(id)))
        self.days.save_wanted.connect(lambda day: self._do(lambda: clinic.rules.save_day(day)))
        self.days.year_begun.connect(lambda year: self._do(lambda: clinic.rules.begin_year(year)))
        self.days.year_wanted.connect(self._go_to_year)
        self.rooms: dict[str, QWidget] = {RULES: self.rules, DAYS: self.days}
        self.stack = QStackedWidget()
        for room in self.rooms.values():
            self.stack.addWidget(room)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(MARGIN, 0, MARGIN, 0)
        tabs.addWidget(self.tabs, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addLayout(tabs)
        whole.addWidget(self.stack, 1)
        self.refresh()

    def open(self, tab: str = "") -> None:
        """Show the rules or the days."""
        if tab in self.rooms:
            self.tabs.choose(tab)
            self.stack.setCurrentWidget(self.rooms[tab])
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        clinic, year = self._clinic, self.days.year
        self._tasks.on_vault(lambda: read_state(clinic, year), self._show, self._failed, owner=self)

    def _go_to_year(self, year: int) -> None:
        self.days.year = year
        self.refresh()

    def _show(self, state: State) -> None:
        doubtful = sum(rule.verified_on is None and rule.enabled for rule in state.rules)
        said = ngettext("{n} rule not verified", "{n} rules not verified", doubtful).format(n=doubtful)
        self.header.set_facts(_("rules: {n}").format(n=len(state.rules)) + (f" · {said}" if doubtful else ""))
        if not may_change(state.me) and not self.notices.count():
            self.notices.addWidget(Banner("info", "lock", why_not(state.me)))
        self.rules.show_state(state)
        self.days.show_state(state)

    def _do(self, work: Callable[[], Changes]) -> None:
        self._tasks.on_vault(work, self._saved, self._failed, owner=self)

    def _saved(self, changes: Changes) -> None:
        clear_layout(self.notices)
        said = _("It goes to all offices with the next packages")
        self.notices.addWidget(Banner("info", "check", said, closable=True))
        self.changed.emit(changes)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """A coordinator's changes came."""
        if changes.include("deadline_rule") or changes.include("calendar_day"):
            self.refresh()

    def keep(self) -> dict[str, Any]:
        """Which tab."""
        return {"tab": self.tabs.value()}

    def restore(self, kept: dict[str, Any]) -> None:
        """As before."""
        self.open(kept.get("tab", ""))

    def room_changed(self, wide: bool) -> None:
        """Fewer columns where there is less room."""
        self.rules.give_room(wide)

    def first_focus(self) -> QWidget:
        """The search, or the table of days."""
        return self.rules.search if self.stack.currentWidget() is self.rules else self.days.table
