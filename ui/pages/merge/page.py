"""The merge desk of a coordinator: conflicts, possible duplicates, the inbox; erasures when there are any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.pages.merge import office_news
from ui.pages.merge.desk import DeskRoom
from ui.pages.merge.duplicates import DuplicatesRoom
from ui.pages.merge.erasures import ErasuresRoom
from ui.pages.merge.inbox import InboxRoom
from ui.pages.merge.state import State, read_all
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import EmptyState
from ui.widgets.header import PageHeader, capital
from ui.widgets.tabs import Tabs

CONFLICTS, DUPLICATES, INBOX, ERASURES = "conflicts", "duplicates", "inbox", "erasures"


class MergePage(QWidget):
    """Coordinators settle here. `changed` carries what a decision touched; the others ask for another page."""

    changed = Signal(object)
    open_requested = Signal(str, str)
    history_requested = Signal(str, str)
    go_requested = Signal(str)
    merging_requested = Signal(dict)

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self.state = State()
        self._own_change = False
        self.desk = DeskRoom(clinic, tasks, self._nothing(), offices=True)
        self.duplicates = DuplicatesRoom(clinic, tasks, settings)
        self.inbox = InboxRoom(settings)
        self.erasures = ErasuresRoom(clinic, tasks, settings)
        self._furnish()
        self._connect()

    def _nothing(self) -> EmptyState:
        go = Button(_("Open packages"), "package-import")
        go.clicked.connect(lambda: self.merging_requested.emit({}))
        text = _("When two people write the same field without knowing of each other, both values wait here.")
        return EmptyState("git-merge", _("Nothing to settle"), text, [go])

    def _furnish(self) -> None:
        read = Button(_("Open packages"), "package-import")
        read.clicked.connect(lambda: self.merging_requested.emit({}))
        self.undo = Button(_("Undo the last…"), "arrow-back-up")
        self.undo.clicked.connect(self.undo_last)
        self.header = PageHeader(_("Merge"), "", [read, self.undo], ruled=True)
        self.tabs = Tabs(
            [
                (CONFLICTS, _("Conflicts")),
                (DUPLICATES, _("Possible duplicates")),
                (INBOX, _("Inbox")),
                (ERASURES, _("Erasures asked for")),
            ],
            name=_("Views of the merge desk"),
        )
        self.tabs.offer(ERASURES, False)
        self.tabs.chosen.connect(self._show_room)
        self.header.add_below(self.tabs)
        self.header.layout().setContentsMargins(MARGIN, 12, MARGIN, 0)  # the present tab's line lies on the rule
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._rooms: dict[str, Any] = {
            CONFLICTS: self.desk,
            DUPLICATES: self.duplicates,
            INBOX: self.inbox,
            ERASURES: self.erasures,
        }
        self.stack = QStackedWidget()
        for room in self._rooms.values():
            self.stack.addWidget(room)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.desk.stale.connect(self.refresh)
        self.desk.open_requested.connect(self.open_requested)
        self.desk.history_requested.connect(self.history_requested)
        self.duplicates.open_requested.connect(self.open_requested)
        self.duplicates.counted.connect(lambda n: self.tabs.set_count(DUPLICATES, n or None))
        self.erasures.counted.connect(self._count_erasures)
        for room in (self.desk, self.duplicates, self.erasures):
            room.changed.connect(self._tell)
            room.failed.connect(self._fail)
        for room in (self.desk, self.inbox):
            room.given_up.connect(self.give_up)
        self.inbox.both_wanted.connect(self.read_both)

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again."""
        clinic = self._clinic
        self._tasks.on_vault(lambda: read_all(clinic), self._show, self._fail, owner=self)

    def _show(self, state: State) -> None:
        self.state = state
        self.desk.show_state(state)
        self.inbox.show_state(state)
        laptops = sum(len(item.laptops) for item in state.inbox)
        for tab, count in ((DUPLICATES, state.pairs), (INBOX, laptops)):
            self.tabs.set_count(tab, count or None)
        self._count_erasures(state.erasures)
        self.undo.setEnabled(state.run is not None)
        self._count()
        room = self._rooms[self.tabs.value()]
        if room in (self.duplicates, self.erasures):
            room.refresh()

    def _count(self) -> None:
        count = len(self.desk.queue.everything())
        self.tabs.set_count(CONFLICTS, count or None)
        self.header.set_facts(capital(office_news.facts_words(self.state.run, count)))

    def _count_erasures(self, count: int) -> None:
        self.tabs.set_count(ERASURES, count)
        if not count and self.tabs.value() == ERASURES:
            self.tabs.choose(CONFLICTS)  # else the bar would choose a neighbour
        self.tabs.offer(ERASURES, count > 0)

    def _show_room(self, tab: str) -> None:
        room = self._rooms[tab]
        self.stack.setCurrentWidget(room)
        if room in (self.duplicates, self.erasures):
            room.refresh()

    # --- deciding -----------------------------------------------------------------------------------------------

    def _tell(self, changes: Changes) -> None:
        """What was done here is shown here already."""
        self._own_change = True
        self.changed.emit(changes)
        self._own_change = False
        self._count()

    def give_up(self, device: str) -> None:
        """Give up what of a laptop has not come."""
        streams = self._clinic.streams

        def work() -> Changes:
            changes = Changes()
            for stream in sorted({gap.stream for gap in streams.gaps() if gap.device == device}):
                changes = changes | streams.give_up(stream)
            return changes

        self._do(work)

    def read_both(self, stream: str) -> None:
        """Read both branches of a fork."""
        self._do(lambda: self._clinic.streams.both_ours(stream))

    def _do(self, work: Callable[[], Changes]) -> None:
        def done(changes: Changes) -> None:
            self._tell(changes)
            self.refresh()

        self._tasks.on_vault(work, done, self._fail, owner=self)

    def undo_last(self) -> None:
        """To the last merge: there stands what was built on it, and the question."""
        if self.state.run is not None:
            self.merging_requested.emit({"run": self.state.run.id, "undo": True})

    def _fail(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, tab: str = "") -> None:
        """Show one of the views."""
        if tab in self._rooms:
            self.tabs.choose(tab)

    def entered(self) -> None:
        """Packages may have been read meanwhile."""
        self.refresh()

    def take_changes(self, _changes: Changes) -> None:
        """Conflicts may have come or gone."""
        if not self._own_change:
            self.refresh()

    def step_back(self) -> bool:
        """Esc: leave unwritten what was begun; from another view back to the conflicts."""
        if self.desk.stop_writing():
            return True
        if self.tabs.value() == CONFLICTS:
            return False
        self.tabs.choose(CONFLICTS)
        self.first_focus().setFocus()
        return True

    def keep(self) -> object:
        """Which view a new window of another language shows."""
        held = {"tab": self.tabs.value(), "office": self.desk.queue.office, "field": self.desk.queue.field}
        draft = self.desk.keep_draft()
        return held | {"draft": draft} if draft else held

    def restore(self, held: Any) -> None:
        """Show it again."""
        self.desk.queue.narrow(held["office"], held["field"])
        self.open(held["tab"])
        self.refresh()

    def room_changed(self, wide: bool) -> None:
        """Below 1150 the offices become a filter."""
        self.desk.room_changed(wide)

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, *self._rooms[self.tabs.value()].regions()]

    def first_focus(self) -> QWidget:
        """Where the cursor belongs in this view."""
        room: Any = self._rooms[self.tabs.value()]
        first: QWidget = room.first_focus()
        return first
