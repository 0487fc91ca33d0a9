"""A journalist's case: what must be done next, what happened, and beside it how to reach the person safely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.reference import lists
from clinic_app.settings import Settings
from clinic_app.wording.dates import short_date
from clinic_app.wording.words import _
from ui.pages.cases.event_panel import EventPanel
from ui.pages.cases.facts_panel import FactsPanel
from ui.pages.cases.list_page import pills_of
from ui.pages.cases.presenter import LEVELS, CaseFacts, read_case, step_tone, step_words
from ui.pages.cases.timeline import Timeline
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import IconButton, LinkButton, PrimaryButton
from ui.widgets.chips import Chip
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.tabs import Tabs


class CasePage(QWidget):
    """One case. `edit_requested(id)` opens its form; `open_requested(type, id)` goes to a person."""

    changed = Signal(object)
    edit_requested = Signal(str)
    open_requested = Signal(str, str)
    print_requested = Signal(str, str)
    history_requested = Signal(str, str)
    interests_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.id = ""
        self.facts: CaseFacts | None = None
        self._newest_first = True
        self._group = ""
        self._build()

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._left(), 1)
        self.facts_panel = FactsPanel()
        self.facts_panel.person_wanted.connect(lambda id: self.open_requested.emit("person", id))
        self.event_panel = EventPanel(self.clinic, self.tasks)
        self.event_panel.saved.connect(self._event_saved)
        self.event_panel.history_wanted.connect(lambda id: self.history_requested.emit("case_event", id))
        self.event_panel.closed.connect(lambda: self._show_panel(self.facts_panel))
        self.panels = QStackedWidget()
        self.panels.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.panels.addWidget(self.facts_panel)
        self.panels.addWidget(self.event_panel)
        middle.addWidget(self.panels)
        column.addLayout(middle, 1)

    def _header(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("kind", "header")
        frame.setProperty("ruled", True)
        whole = QHBoxLayout(frame)
        whole.setContentsMargins(MARGIN, 14, MARGIN, 10)
        words = QVBoxLayout()
        words.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.number = Label("", "small", "text2")
        self.lock = IconLabel("lock", "text2", 14)
        self.level = Label("", "small", "text2")
        for part in (self.number, self.lock, self.level):
            line.addWidget(part)
        line.addStretch(1)
        self.title = Label("", "page", wrap=True)
        self.pills = QHBoxLayout()
        self.pills.setSpacing(8)
        words.addLayout(line)
        words.addWidget(self.title)
        words.addLayout(self.pills)
        whole.addLayout(words, 1)
        self.add_button = PrimaryButton(_("Add an event"), "plus")
        self.add_button.clicked.connect(lambda: self.add_event())
        self.more_button = IconButton("dots", _("More"))
        self.more_button.clicked.connect(self._open_menu)
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        whole.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignTop)
        return frame

    def _left(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.step_place = QVBoxLayout()
        self.step_place.setContentsMargins(MARGIN, 0, MARGIN, 0)
        column.addLayout(self.notices)
        column.addLayout(self.step_place)
        self.tabs = Tabs([("events", _("Events")), ("history", _("History"))], name=_("Views of the case"))
        self.tabs.chosen.connect(lambda _id: self._show_moments())
        tabs = QHBoxLayout()
        tabs.setContentsMargins(MARGIN, 0, MARGIN, 0)
        tabs.addWidget(self.tabs, 1)
        column.addLayout(tabs)
        self.filters, held = QWidget(), QWidget()
        line = QHBoxLayout(self.filters)
        line.setContentsMargins(MARGIN, 4, MARGIN, 4)
        chips = FlowLayout(held)
        self.chips: dict[str, Chip] = {}
        for group, word in (("", _("All")), ("court", _("Court")), ("safety", _("Safety")), ("papers", _("Papers"))):
            chip = Chip(word, checked=group == "")
            chip.clicked.connect(lambda _on=False, group=group: self._filter(group))
            self.chips[group] = chip
            chips.addWidget(chip)
        line.addWidget(held, 1)
        self.turn = LinkButton(_("Newest first"), "sort-descending")
        self.turn.clicked.connect(self._turn)
        line.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.filters)
        self.timeline = Timeline(_("Events"))
        self.timeline.opened.connect(self._open_moment)
        self.nothing = EmptyState(
            "calendar-event", _("No event yet"), _("What happens in the case, hearings to come and papers handed in.")
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.timeline)
        self.stack.addWidget(self.nothing)
        column.addWidget(self.stack, 1)
        return holder

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, id: str) -> None:
        """Show the case `id`."""
        self.id = id
        self._show_panel(self.facts_panel)
        self.refresh()

    def refresh(self) -> None:
        """Read the case again."""
        id = self.id
        if id:
            self.tasks.on_vault(
                lambda: read_case(self.clinic, id, date.today()),
                self._show,
                lambda error: show_problem(error, self.notices, retry=self.refresh),
                owner=self,
            )

    def _show(self, facts: CaseFacts) -> None:
        if facts.record.id != self.id:
            return
        self.facts = facts
        record = facts.record
        self.number.setText(record.record_no)
        self.lock.set_icon(LEVELS.get(record.confidentiality, "lock"))
        self.level.setText(lists.label("confidentiality", record.confidentiality or ""))
        self.title.setText(record.title)
        clear_layout(self.pills)
        for pill in pills_of(record):
            self.pills.addWidget(pill)
        self.pills.addSpacing(8)
        lawyer = ElidedLabel(_("Responsible: {name}").format(name=facts.lawyer), "small", "text2")
        lawyer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it gives way before a pill does
        self.pills.addWidget(lawyer, 1)
        self._show_step(record)
        self.tabs.set_count("events", len(facts.events))
        self._show_moments()
        self.facts_panel.show_facts(facts)

    def _show_step(self, record: Any) -> None:
        clear_layout(self.step_place)
        if record.conflicts:
            said = _("Several values stand side by side: choose one under Merge")
            self.step_place.addWidget(Banner("warn", "git-merge", said))
        if self.facts is not None and self.facts.undecided:
            look = [(_("Look and decide"), self.show_interests)]
            self.step_place.addWidget(
                Banner("warn", "alert-triangle", _("A possible conflict of interest waits for a decision"), "", look)
            )
        if record.stage == "closed":
            return
        today = date.today()
        if record.next_step:
            tone = {"bad": "bad", "warn": "info"}.get(step_tone(record.next_step_on, today), "info")
            banner = Banner(
                tone,
                "corner-down-right",
                step_words(record.next_step, record.next_step_on, today),
                "",
                [(_("Done"), self.step_done), (_("Move"), self._ask_move)],
            )
            banner.buttons[0].set_icon("check")
        else:
            banner = Banner(
                "warn",
                "circle-dashed",
                _("This case has no next step"),
                _("A case without one is easily forgotten."),
                [(_("Set a step"), lambda: self.edit_requested.emit(self.id))],
            )
        self.step_place.addWidget(banner)

    def _show_moments(self) -> None:
        if self.facts is None:
            return
        events = self.tabs.value() == "events"
        rows = list(self.facts.events if events else self.facts.history)
        if events and self._group:
            rows = [row for row in rows if row.group == self._group]
        if not self._newest_first:
            rows.reverse()
        for group, chip in self.chips.items():
            chip.setVisible(events)
            chip.setChecked(group == self._group)
        self.timeline.show_moments(rows)
        self.stack.setCurrentWidget(self.timeline if rows else self.nothing)

    def _filter(self, group: str) -> None:
        self._group = group
        self._show_moments()

    def _turn(self) -> None:
        self._newest_first = not self._newest_first
        self.turn.say(_("Newest first") if self._newest_first else _("Oldest first"))
        self.turn.set_icon("sort-descending" if self._newest_first else "sort-ascending")
        self._show_moments()

    def _show_panel(self, panel: QWidget) -> None:
        self.panels.setCurrentWidget(panel)

    def show_interests(self) -> None:
        """What a conflict-of-interest check finds about this case, and what was decided."""
        self.interests_requested.emit("journalist_case", self.id)

    # --- doing --------------------------------------------------------------------------------------------------

    def add_event(self, id: str = "") -> None:
        """Write a new event at the right, or open one that is there."""
        if self.facts is not None:
            self._show_panel(self.event_panel)
            self.event_panel.open(self.id, id)

    def _open_moment(self, id: str) -> None:
        if self.tabs.value() == "events":
            self.add_event(id)
        else:
            self.history_requested.emit("journalist_case", self.id)

    def _event_saved(self, changes: Changes) -> None:
        self._show_panel(self.facts_panel)
        self.changed.emit(changes)
        self.refresh()

    def step_done(self) -> None:
        """The next step was done: it becomes an event of today, and the case waits for another."""
        if self.facts is None:
            return
        record = self.facts.record

        def work() -> Changes:
            casework = self.clinic.casework
            with self.clinic.in_one_change():
                event = replace(
                    casework.blank("case_event"),
                    case_id=record.id,
                    kind="support",
                    on=date.today().isoformat(),
                    notes=record.next_step,
                )
                first = casework.save(event).changes
                return first | casework.save(replace(record, next_step="", next_step_on=None)).changes

        self._do(work)

    def _ask_move(self) -> None:
        menu = QMenu(self)
        today = date.today()
        for word, days in ((_("Tomorrow"), 1), (_("In three days"), 3), (_("In a week"), 7), (_("In two weeks"), 14)):
            day = today + timedelta(days=days)
            menu.addAction(f"{word}, {short_date(day)}", lambda day=day: self.move_step(day))
        menu.addSeparator()
        menu.addAction(_("Another day"), lambda: self.edit_requested.emit(self.id))
        button = self.step_place.itemAt(self.step_place.count() - 1).widget().buttons[1]
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def move_step(self, day: date) -> None:
        """The next step waits for another day."""
        if self.facts is not None:
            record = replace(self.facts.record, next_step_on=day)
            self._do(lambda: self.clinic.casework.save(record).changes)

    def _do(self, work: Any) -> None:
        def done(changes: Changes) -> None:
            self.changed.emit(changes)
            self.refresh()

        self.tasks.on_vault(work, done, lambda error: show_problem(error, self.notices), owner=self)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(_("Edit the case"), lambda: self.edit_requested.emit(self.id))
        menu.addAction(_("Conflict of interest"), self.show_interests)
        menu.addAction(_("History"), lambda: self.history_requested.emit("journalist_case", self.id))
        menu.addAction(_("Print the card"), lambda: self.print_requested.emit("journalist_case", self.id))
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Read again when the case, its events or its people may have changed."""
        if any(changes.include(kind) for kind in ("journalist_case", "case_event", "person", "conflict_decision")):
            self.refresh()

    def step_back(self) -> bool:
        """Esc closes the event first; then the shell goes back to the page before."""
        if self.panels.currentWidget() is self.event_panel:
            self.event_panel.put_away()
            return True
        return False

    def keep(self) -> dict[str, Any] | None:
        """Which case is shown."""
        self.event_panel.keep_draft()
        return {"id": self.id} if self.id else None

    def restore(self, kept: dict[str, Any]) -> None:
        """Show it again."""
        self.open(kept["id"])

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.timeline, self.panels]

    def first_focus(self) -> QWidget:
        """The timeline."""
        return self.timeline if self.stack.currentWidget() is self.timeline else self.add_button
