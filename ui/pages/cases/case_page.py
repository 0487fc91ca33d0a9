"""A journalist's case at a glance: what must be done next and what is due, everything that happened, who is helping."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from ui.pages.cases import acts
from ui.pages.cases.case_acts import CaseActs
from ui.pages.cases.case_header import CaseHeader, DueNext, SafeLine
from ui.pages.cases.case_menus import open_case_menu, open_move_menu, open_paper_menu
from ui.pages.cases.case_notices import case_notices, step_banner
from ui.pages.cases.case_panels import CasePanels
from ui.pages.cases.case_rooms import CaseRooms
from ui.pages.cases.child_panel import Wanted
from ui.pages.cases.child_saving import ChildKept
from ui.pages.cases.facts_panel import FactsPanel
from ui.pages.cases.offering import Offer
from ui.pages.cases.reading import CHILDREN, DUE_SHOWN, CaseFacts, read_case
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.frames import clear_layout

_READ_AGAIN = ("journalist_case", "incident", "person", "conflict_decision", "disclosure", "custody_event", *CHILDREN)


class CasePage(QWidget):
    """One case. `edit_requested(id)` opens its form; `open_requested(type, id)` goes to a person or an incident."""

    changed = Signal(object)
    edit_requested = Signal(str)
    open_requested = Signal(str, str)
    new_requested = Signal(str, dict)
    print_requested = Signal(str, str)
    history_requested = Signal(str, str)
    trail_requested = Signal(str, str)
    interests_requested = Signal(str, str)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.id = ""
        self.facts: CaseFacts | None = None
        self._wide = True
        self._build()
        self.acts = CaseActs(self)

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.header = CaseHeader()
        self.add_button, self.more_button = self.header.add_button, self.header.more_button
        self.add_button.clicked.connect(lambda: self.add_event())
        self.more_button.clicked.connect(lambda: open_case_menu(self))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._left(), 1)
        middle.addWidget(self._right())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)

    def _left(self) -> QWidget:
        self.notices, self.step_place = QVBoxLayout(), QVBoxLayout()
        self.due = DueNext()
        self.facts_tab = FactsPanel()
        self.rooms = CaseRooms(self.clinic, self.tasks, self.facts_tab)
        self.safe = SafeLine()
        self.tabs, self.timeline = self.rooms.tabs, self.rooms.timeline.view
        self.rooms.changed.connect(self.changed)
        self.rooms.opened.connect(lambda row: self.acts.open_row(row))
        self.rooms.acted.connect(lambda act, row: self.acts.act(act, row))
        self.rooms.add_wanted.connect(lambda kind: self.acts.add(kind))
        self.rooms.timeline.print_wanted.connect(lambda: open_paper_menu(self, self.rooms.timeline.paper))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        for inner in (self.notices, self.step_place):
            inner.setContentsMargins(MARGIN, 0, MARGIN, 0)
            inner.setSpacing(8)
            column.addLayout(inner)
        line = QVBoxLayout()
        line.setContentsMargins(MARGIN, 0, MARGIN, 0)
        line.addWidget(self.safe)
        line.addWidget(self.due)
        column.addLayout(line)
        column.addWidget(self.rooms, 1)
        self.left = holder
        return holder

    def _right(self) -> QWidget:
        self.panels = CasePanels(self.clinic, self.tasks)
        self.facts_panel, self.child_panel = self.panels.facts, self.panels.child
        self.day_panel, self.offer_panel = self.panels.day, self.panels.offers
        for facts in (self.facts_panel, self.facts_tab):
            facts.person_wanted.connect(lambda id: self.open_requested.emit("person", id))
        self.child_panel.saved.connect(self._child_saved)
        self.child_panel.history_wanted.connect(self.history_requested)
        self.child_panel.bin_wanted.connect(lambda kind, id: self.acts.to_bin(kind, id))
        self.offer_panel.chosen.connect(lambda chosen: self.acts.keep_offers(chosen))
        self.panels.closed.connect(self.close_panel)
        self.panels.where.kept.connect(lambda: (self.close_panel(), self.refresh()))
        self.panels.currentChanged.connect(lambda _at: self._share_room())
        return self.panels

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, id: str, tab: str = "") -> None:
        """Show the case `id`, at one of its tabs if told."""
        if id != self.id:
            self.child_panel.keep_draft()
            self.panels.show_facts()
        self.id = id
        if tab:
            self.tabs.choose(tab)
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
        clear_layout(self.step_place)
        for banner in case_notices(facts, self.show_interests, lambda: self.tabs.choose("deadlines")):
            self.step_place.addWidget(banner)
        self.step_banner = step_banner(
            facts.record, date.today(), self.step_done, self.ask_move, lambda: self.edit_requested.emit(self.id)
        )
        if self.step_banner is not None:
            self.step_place.addWidget(self.step_banner)
        self.rooms.show_facts(facts)
        self.facts_panel.show_facts(facts)
        self.facts_tab.show_facts(facts)
        self._share_room()

    def _share_room(self) -> None:
        """In a narrow window there is room for the case or for a form, and the facts are a tab."""
        facts = self.panels.shows_facts()
        self.panels.setVisible(self._wide or not facts)
        self.left.setVisible(self._wide or facts)
        if self.facts is not None:
            self.due.show_due(self.facts.due, DUE_SHOWN if self._wide else 2)
            self.safe.show_safe(self.facts.journalist if not self._wide else None)
            self.header.show_case(self.facts.record, self.facts.lawyer if self._wide else "")

    def show_interests(self) -> None:
        """What a conflict-of-interest check finds about this case, and what was decided."""
        self.interests_requested.emit("journalist_case", self.id)

    # --- the panel at the right -----------------------------------------------------------------------------------

    def add_event(self, id: str = "") -> None:
        """Write a new event at the right, or open one that is there."""
        self.write("case_event", id)

    def write(self, kind: str, id: str = "", given: Mapping[str, Any] | None = None) -> None:
        """Open the form of a child at the right: a new one with some values given, or one that is there."""
        if self.facts is not None:
            self.panels.setCurrentWidget(self.child_panel)
            self.child_panel.open(Wanted(kind, "journalist_case", self.id, id, given or {}, self.facts.titles))

    def close_panel(self) -> None:
        """Back to the facts, and the cursor to the list it came from."""
        self.panels.show_facts()
        self.rooms.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _child_saved(self, changes: Changes, kept: ChildKept) -> None:
        self.close_panel()
        self.done(changes)
        if kept.offers:
            self.show_offers(kept.offers)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Deadlines that follow from events, to be kept or not."""
        self.panels.setCurrentWidget(self.offer_panel)
        self.offer_panel.show_offers(offers)

    def step_done(self) -> None:
        """The next step was done: it becomes an event of today, and the case waits for another."""
        if self.facts is not None:
            record = self.facts.record
            self.do(lambda: acts.step_done(self.clinic, record, date.today()))

    def ask_move(self) -> None:
        """To which day the next step is moved."""
        open_move_menu(self, self.step_banner.buttons[1])

    def do(self, work: Callable[[], Changes]) -> None:
        """Do something on the vault's thread, tell everybody, and read the case again."""
        self.tasks.on_vault(work, self.done, lambda error: show_problem(error, self.notices), owner=self)

    def done(self, changes: Changes) -> None:
        """Something was changed here."""
        self.changed.emit(changes)
        self.refresh()

    # --- what the shell asks --------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Read again when the case, what belongs to it or its people may have changed."""
        self.rooms.take_changes(changes)
        if any(changes.include(kind) for kind in _READ_AGAIN):
            self.refresh()

    def step_back(self) -> bool:
        """Esc closes the panel first; then the shell goes back to the page before."""
        return self.panels.step_back()

    def keep(self) -> dict[str, Any] | None:
        """Which case is shown, at which tab."""
        self.child_panel.keep_draft()
        return {"id": self.id, "tab": self.tabs.value()} if self.id else None

    def restore(self, kept: dict[str, Any]) -> None:
        """Show it again."""
        self.open(kept["id"], kept.get("tab", ""))

    def room_changed(self, wide: bool) -> None:
        """A panel beside the case, or in its place."""
        self._wide = wide
        self.rooms.set_wide(wide)
        self._share_room()

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.rooms.first_focus(), self.panels]

    def first_focus(self) -> QWidget:
        """The list in sight."""
        return self.rooms.first_focus()
