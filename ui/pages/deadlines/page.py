"""Deadlines: what is overdue, due today, soon and later, as a list; and the calendar of a week or a month."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.pages.deadlines.acts import DeadlineActs
from ui.pages.deadlines.calendar_room import CalendarRoom
from ui.pages.deadlines.dialogs import CalendarFileDialog, MovedDialog
from ui.pages.deadlines.list_room import ListRoom
from ui.pages.deadlines.moved_strip import MovedStrip
from ui.pages.deadlines.new_panel import NewDeadlinePanel
from ui.pages.deadlines.panel import DeadlinePanel
from ui.pages.deadlines.presenter import Shown, facts_words
from ui.pages.deadlines.reading import read_shown
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton, PrimaryButton
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.segments import Segments

MINE, ALL = "mine", "all"
LIST, WEEK, MONTH = "list", "week", "month"
# A change of any of these may show here.
_SHOWN = (
    "deadline",
    "deadline_rule",
    "calendar_day",
    "journalist_case",
    "case_event",
    "consultation",
    "risk_assessment",
    "incident",
)


class DeadlinesPage(QWidget):
    """`changed(Changes)`, `open_requested(type, id)`."""

    changed = Signal(object)
    open_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.shown: Shown | None = None
        self._wide = True
        self.acts = DeadlineActs(self)
        self._build()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence.StandardKey.Undo, self, activated=self.acts.take_back, context=here)
        self.refresh()

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.whose = Segments(
            [(MINE, _("Mine")), (ALL, _("Everybody's"))],
            str(self.settings.get("deadlines/whose", MINE)),
            name=_("Whose deadlines"),
        )
        self.view = Segments(
            [(LIST, _("List")), (WEEK, _("Week")), (MONTH, _("Month"))],
            str(self.settings.get("deadlines/view", LIST)),
            name=_("How they are shown"),
        )
        self.whose.changed.connect(lambda value: self._chose("whose", value))
        self.view.changed.connect(lambda value: self._chose("view", value))
        self.file_button = IconButton("download", _("Calendar file"))
        self.file_button.clicked.connect(self.ask_file)
        self.new_button = PrimaryButton(_("New deadline"), "plus")
        self.new_button.clicked.connect(lambda: self.begin())
        self.header = PageHeader(
            _("Deadlines"), "", [self.view, self.whose, self.file_button, self.new_button], ruled=True
        )
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.notices.setSpacing(8)
        self.moved = MovedStrip(self)
        self.moved.acknowledged.connect(self.acknowledge)
        self.moved.opened.connect(self.open_parent)
        self.list_room = ListRoom()
        self.list = self.list_room.list
        self.list_room.opened.connect(self.open_parent)
        self.list_room.chosen.connect(lambda row: self.panel.show_row(row, self._names()))
        self.list_room.done.connect(lambda: self.acts.end("met"))
        self.calendar = CalendarRoom(self.clinic, self.tasks)
        self.calendar.opened.connect(self._open_entry)
        self.calendar.failed.connect(self.show_failure)
        self.calendar.new_wanted.connect(lambda on: self.begin(on=on))
        self.empty = self._empty()
        self.stack = QStackedWidget()
        for widget in (self.list_room, self.calendar, self.empty):
            self.stack.addWidget(widget)
        self.panel = DeadlinePanel()
        self.panel.ended.connect(self.acts.end)
        self.panel.opened.connect(lambda: self.open_parent(self.panel.row))
        self.panel.extended.connect(self.acts.extend)
        self.panel.change_wanted.connect(self.acts.change)
        self.new_panel = NewDeadlinePanel(self.clinic, self.tasks)
        self.new_panel.saved.connect(self._saved)
        self.new_panel.closed.connect(self.put_away)
        self.new_panel.hide()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self.moved)
        left.addLayout(self.notices)
        left.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        middle.addWidget(self.new_panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)

    def _empty(self) -> EmptyState:
        new = PrimaryButton(_("New deadline"), "plus")
        new.clicked.connect(lambda: self.begin())
        all_button = Button(_("Show everybody's"))
        all_button.clicked.connect(lambda: self._choose_all())
        said = _("Deadlines of cases stand here by day. They are counted by a rule from an event, or typed.")
        return EmptyState("clock-hour-4", _("Nothing is due"), said, [new, all_button])

    def _choose_all(self) -> None:
        self.whose.set_value(ALL)
        self._chose("whose", ALL)

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, parent: str = "", new: bool = False, whose: str = "", view: str = "", day: Any = None) -> None:
        """Show everybody's or mine, as a list or a calendar; `new`: begin one, of the case `parent` if given."""
        if whose:
            self.whose.set_value(whose)
        if view:
            self.view.set_value(view)
        if isinstance(day, date):
            self.calendar.day = day
        self.refresh()
        if new:
            self.begin(parent)

    def _chose(self, what: str, value: str) -> None:
        self.settings.put(f"deadlines/{what}", value)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        mine, clinic, view = self.whose.value() == MINE, self.clinic, self.view.value()
        self.calendar.set_view(view == MONTH, mine)
        if view != LIST:
            self.calendar.refresh()
        self.tasks.on_vault(lambda: read_shown(clinic, mine), self._show, self.show_failure, owner=self)

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.header.set_facts(facts_words(shown.rows))
        self.list_room.show_rows(shown.rows, date.today())
        as_list = self.view.value() == LIST
        room = self.calendar if not as_list else self.list_room if shown.rows else self.empty
        self.stack.setCurrentWidget(room)
        self.moved.show_moved(shown.moved)
        self._fit_panel()

    def _fit_panel(self) -> None:
        as_list = self.stack.currentWidget() is self.list_room
        self.panel.setVisible(as_list and self._wide and self.new_panel.isHidden())

    def _names(self) -> Any:
        return self.shown.names if self.shown else {}

    def show_moved(self) -> MovedDialog:
        """Which deadlines moved, from where to where."""
        return self.moved.show_all()

    def acknowledge(self) -> None:
        """The lawyer has seen what moved."""
        deadlines = self.clinic.deadlines
        self.tasks.on_vault(deadlines.acknowledge_moved, self.show_change, self.show_failure, owner=self)

    # --- what is done -------------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Write one's calendar as a file."""
        CalendarFileDialog(self.clinic, self.tasks, self, self._file_written).open()

    def _file_written(self, out: str) -> None:
        self.tell(Banner("info", "circle-check", _("The calendar file was written"), out, closable=True))

    def open_parent(self, row: Any) -> None:
        """Open the record the deadline belongs to."""
        if row is not None and row.parent_id:
            self.open_requested.emit(row.parent_type, row.parent_id)

    def _open_entry(self, entry: Any) -> None:
        kind, id = (entry.parent_type, entry.parent_id) if entry.parent_id else (entry.type, entry.id)
        self.open_requested.emit(kind, id)

    def begin(self, parent: str = "", on: date | None = None) -> None:
        """The panel of a new deadline."""
        self.new_panel.show()
        self.panel.hide()
        self.calendar.give_room(True)
        self.new_panel.open(parent, on)

    def put_away(self) -> None:
        """Close the panel of a new deadline."""
        self.new_panel.hide()
        self.calendar.give_room(False)
        self._fit_panel()
        self.first_focus().setFocus()

    def _saved(self, changes: Changes) -> None:
        self.put_away()
        self.show_change(changes)

    def show_change(self, changes: Changes) -> None:
        """Something was written: tell the window, read again."""
        self.changed.emit(changes)
        self.refresh()

    def show_failure(self, error: Exception) -> None:
        """Say why something was not done."""
        show_problem(error, self.notices)

    def tell(self, banner: Banner) -> None:
        """Say something above the list, in the place of what was said before."""
        self.hush()
        self.notices.setContentsMargins(MARGIN, 8, MARGIN, 8)
        banner.closed.connect(lambda: self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0))
        self.notices.addWidget(banner)

    def hush(self) -> None:
        """What was said is no longer so."""
        clear_layout(self.notices)
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Look again when anything shown here may have changed."""
        if any(changes.include(kind) for kind in _SHOWN):
            self.refresh()

    def entered(self) -> None:
        """The day may be another."""
        self.calendar.today_is(date.today())
        self.refresh()

    def step_back(self) -> bool:
        """Esc closes the panel of a new deadline first."""
        if self.new_panel.isHidden():
            return False
        self.put_away()
        return True

    def keep(self) -> dict[str, Any]:
        """What is shown, for a rebuilding."""
        return {"whose": self.whose.value(), "view": self.view.value(), "day": self.calendar.day}

    def restore(self, kept: dict[str, Any]) -> None:
        """As before."""
        self.open(**{name: value for name, value in kept.items() if name in ("whose", "view", "day")})

    def room_changed(self, wide: bool) -> None:
        """The panel needs room; without it Enter opens the case."""
        self._wide = wide
        self._fit_panel()

    def regions(self) -> list[QWidget]:
        """For F6."""
        panels = [one for one in (self.panel, self.new_panel) if one.isVisible()]
        return [self.header, self.stack.currentWidget(), *panels]

    def first_focus(self) -> QWidget:
        """The list or the calendar, else what can be done about its being empty."""
        now = self.stack.currentWidget()
        if now is self.calendar:
            return self.calendar.grid
        return self.list if now is self.list_room else self.new_button
