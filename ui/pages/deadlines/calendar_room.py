"""The calendar with its own head, and beside it the day that is chosen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.dates import full_date
from clinic_app.wording.words import _
from ui.pages.deadlines.grid import DayGrid
from ui.pages.deadlines.presenter import DayCell, clash_words, entry_line, period_title, weeks_of
from ui.pages.deadlines.reading import Period, read_period
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, IconButton
from ui.widgets.frames import Banner, SidePanel, clear_layout
from ui.widgets.header import capital
from ui.widgets.labels import Label
from ui.widgets.line_list import LineList


class CalendarRoom(QWidget):
    """`opened(entry)` goes to what an entry belongs to, `new_wanted(day)` begins a deadline on that day."""

    opened = Signal(object)
    new_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self.day = date.today()
        self._month, self._mine = True, True
        self.period: Period | None = None
        self.grid = DayGrid(date.today())
        self.grid.day_chosen.connect(self._choose)
        self.grid.day_opened.connect(self._open)
        self.grid.turned.connect(self.turn)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(self._head())
        left.addWidget(self.grid, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._beside())

    def _head(self) -> QHBoxLayout:
        self.title = Label("", "record")
        self.before = IconButton("chevron-left", _("Before"))
        self.after = IconButton("chevron-right", _("After"))
        self.now = Button(_("Today"))
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.now.clicked.connect(lambda: self.go(date.today()))
        self.said = Label("", "small", "warn")
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 8, 12, 8)
        row.setSpacing(8)
        for widget in (self.before, self.after, self.title):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.said)
        row.addWidget(self.now)
        return row

    def _beside(self) -> SidePanel:
        self.panel = SidePanel(316, name=_("The chosen day"))
        self.day_title = Label("", "section", wrap=True)
        self.day_off = Label("", "body", "text2", wrap=True)
        self.clashes = QVBoxLayout()
        self.clashes.setSpacing(8)
        self.list = LineList(_("On this day"), 8)
        self.list.setMinimumHeight(220)
        self.list.opened.connect(lambda line: self.opened.emit(line.data))
        self.nothing = Label(_("Nothing on this day"), "body", "text2", wrap=True)
        for widget in (self.day_title, self.day_off):
            self.panel.body.addWidget(widget)
        self.panel.body.addLayout(self.clashes)
        self.panel.body.addWidget(self.nothing)
        self.panel.body.addWidget(self.list)
        self.add = Button(_("New deadline"), "plus", name=_("New deadline on this day"))
        self.add.clicked.connect(lambda: self.new_wanted.emit(self.day))
        self.panel.foot.addWidget(self.add, 1)
        return self.panel

    # --- what is shown ------------------------------------------------------------------------------------------

    def set_view(self, month: bool, mine: bool) -> None:
        """A month or a week; mine or everybody's. `refresh` shows it."""
        self._month, self._mine = month, mine

    def today_is(self, today: date) -> None:
        """Another day has begun."""
        self.grid.today = today

    def give_room(self, away: bool) -> None:
        """Another panel takes the place of the day's."""
        self.panel.setVisible(not away)

    def refresh(self) -> None:
        """Read the days in sight."""
        days = weeks_of(self.day, self._month)
        month, mine, clinic = (self.day.month if self._month else 0), self._mine, self._clinic
        self.title.setText(period_title(days, self._month, self.day))
        self._tasks.on_vault(lambda: read_period(clinic, days, month, mine), self._show, self.failed.emit, owner=self)

    def _show(self, period: Period) -> None:
        self.period = period
        self.grid.show_cells(period.cells, self.day)
        beyond = any(not cell.known for cell in period.cells)
        self.said.setText(_("Days off are known until {year} only").format(year=period.last.year) if beyond else "")
        self._show_day()

    def turn(self, step: int) -> None:
        """To the week or the month before or after."""
        if not self._month:
            self.go(self.day + timedelta(days=7 * step))
            return
        year, month = divmod(self.day.year * 12 + self.day.month - 1 + step, 12)
        first = date(year, month + 1, 1)
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        self.go(first.replace(day=min(self.day.day, last.day)))

    def go(self, day: date) -> None:
        """To a day."""
        self.day = day
        self.refresh()

    def _choose(self, day: date) -> None:
        known = {cell.on for cell in self.period.cells} if self.period else set()
        leaves = self._month and day.month != self.day.month and self.grid.hasFocus()
        if day not in known or leaves:
            self.go(day)
            return
        self.day = day
        self._show_day()

    def cell(self) -> DayCell | None:
        """The chosen day with what is in it."""
        return next((one for one in self.period.cells if one.on == self.day), None) if self.period else None

    def _show_day(self) -> None:
        cell, period = self.cell(), self.period
        if cell is None or period is None:
            return
        self.day_title.setText(capital(full_date(cell.on)))
        off = cell.off or (_("Day off") if cell.free else "")
        self.day_off.setText(off)
        self.day_off.setVisible(bool(off))
        clear_layout(self.clashes)
        for clash in period.clashes.get(cell.on, ()):
            title, what = clash_words(clash, period.names)
            self.clashes.addWidget(Banner("bad" if clash.sure else "warn", "alert-circle", title, what))
        self.list.show_lines([entry_line(one, period.names, n) for n, one in enumerate(cell.entries)])
        self.list.setVisible(bool(cell.entries))
        self.nothing.setVisible(not cell.entries)

    def _open(self, day: date) -> None:
        """Enter: the one thing of the day, or into the list of several."""
        self._choose(day)
        cell = self.cell()
        if cell is None or not cell.entries:
            return
        if len(cell.entries) == 1:
            self.opened.emit(cell.entries[0])
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
