"""Exchange: what waits, packages out to a stick or folder, packages in, who is in the network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import PlaceFailed
from clinic_app.settings import Settings
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.words import _
from ui.files import ask_folder, ask_packages, ask_source
from ui.pages.exchange import presenter, reading
from ui.pages.exchange.by_hand import ByHand
from ui.pages.exchange.cards import MergesCard, OutgoingCard, StatusCard, WorkingCard
from ui.pages.exchange.joining import AdmitCard, JoiningCard
from ui.pages.exchange.network_cards import InboxCard, RosterCard
from ui.pages.exchange.out_acts import OutActs
from ui.pages.exchange.places_card import PlacesCard
from ui.pages.exchange.reading import State
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, clear_layout, scrolling
from ui.widgets.header import PageHeader, capital

STEP_MS = 200  # what moves is drawn anew at most five times a second


class ExchangePage(QWidget):
    """Packages go out here; those that come in are looked at on a page of their own (`merging_requested`).

    `membership_changed`: the laptop came into a network. `list_requested(page, what)`: another page is wanted.
    """

    changed = Signal(object)
    membership_changed = Signal()
    merging_requested = Signal(dict)
    list_requested = Signal(str, dict)

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._state: State | None = None
        self.by_hand, self.acts = ByHand(clinic, tasks, self), OutActs(clinic, tasks, self)
        self._asked = False
        self._exchanging: Any = None
        self._soon = QTimer(self, singleShot=True, interval=STEP_MS)
        self._soon.timeout.connect(self._show_now)
        self._joining: JoiningCard | None = None
        self._admit: AdmitCard | None = None
        self._buttons()
        self._cards()
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.notices.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(self.scroll, 1)
        self.refresh()

    # --- furniture ----------------------------------------------------------------------------------------------

    def _buttons(self) -> None:
        self.read_files = Button(_("Read packages"), "package-import")
        self.read_files.clicked.connect(lambda: ask_packages(self, self.read))
        self.read_folder = Button(_("Read a folder"), "folder")
        self.read_folder.clicked.connect(lambda: ask_source(self, self.read))
        self.write = PrimaryButton(_("Write to a stick"), "device-usb")
        self.write.clicked.connect(lambda: ask_folder(self, _("Where to write the packages"), self.export_to))
        self.header = PageHeader(_("Exchange"), "", [self.read_files, self.read_folder, self.write])

    def _cards(self) -> None:
        self.status, self.working = StatusCard(), WorkingCard()
        self.outgoing, self.merges, self.inbox, self.roster = OutgoingCard(), MergesCard(), InboxCard(), RosterCard()
        self.places = PlacesCard()
        self.working.stopped.connect(self._stop_work)
        self.by_hand.begun.connect(self.working.begin)
        self.by_hand.stepped.connect(self.working.step)
        self.by_hand.ended.connect(self._by_hand_ended)
        self.status.begin_wanted.connect(self.begin)
        self.outgoing.acted.connect(self.acts.act)
        self.acts.asked.connect(self._tell)
        self.acts.done.connect(self._acted)
        self.acts.failed.connect(self._failed)
        self.places.place_wanted.connect(lambda name: self.list_requested.emit("places", {"place": name}))
        self.places.new_wanted.connect(lambda: self.list_requested.emit("places", {"new": True}))
        self.places.link_activated.connect(lambda: self.list_requested.emit("places", {}))
        self.inbox.link_activated.connect(lambda: self.list_requested.emit("offices", {}))
        self.roster.link_activated.connect(lambda: self.list_requested.emit("keys", {}))
        self.merges.run_wanted.connect(lambda run: self.merging_requested.emit({"run": run}))
        self.merges.link_activated.connect(lambda: self.merging_requested.emit({"runs": True}))
        self._slot, self._admit_slot = QVBoxLayout(), QVBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        for card in (self.status, self.working):
            left.addWidget(card)
        left.addLayout(self._slot)
        left.addWidget(self.places)
        left.addWidget(self.outgoing)
        left.addWidget(self.merges)
        left.addLayout(self._admit_slot)
        left.addStretch(1)
        right.addWidget(self.inbox)
        right.addWidget(self.roster)
        right.addStretch(1)
        inside = QWidget()
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        self._columns.setSpacing(16)
        self._columns.addLayout(left, 11)
        self._columns.addLayout(right, 5)
        self.scroll = scrolling(inside)

    # --- reading what there is ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again at everything the page shows."""
        clinic = self._clinic
        self._tasks.on_vault(lambda: reading.read(clinic), self.show_state, owner=self)

    def show_state(self, state: State) -> None:
        """Show what was read."""
        self._state = state
        me = state.me
        role = _("coordinator") if me.coordinator else _("lawyer")
        facts = (me.network_name or _("not in a network yet"), role, presenter.line_words(self._exchanging))
        self.header.set_facts(capital(" · ".join(part for part in facts if part)))
        for button in (self.write, self.read_files, self.read_folder):
            button.setEnabled(state.inside and not self.by_hand.is_busy())
        fill(self.write, not state.places)
        for card in (self.places, self.merges, self.inbox, self.roster):
            card.show_state(state)
        self._show_now()
        self._show_joining(me, state.inside)

    def _show_joining(self, me: Identity, inside: bool) -> None:
        if not inside and self._joining is None:
            self._joining = JoiningCard(self._clinic, self._tasks, me)
            self._joining.joined.connect(self._is_member)
            self._slot.addWidget(self._joining)
        elif inside and self._joining is not None:
            self._joining.hide()
            self._joining.deleteLater()
            self._joining = None
        if inside and me.decides and self._admit is None:
            self._admit = AdmitCard(self._clinic, self._tasks)
            self._admit.changed.connect(self._grew)
            self._admit_slot.addWidget(self._admit)

    def _is_member(self) -> None:
        self._tell(Banner("info", "circle-check", _("This laptop is in the network now"), "", closable=True))
        self.membership_changed.emit()
        self._grew()

    def _grew(self) -> None:
        self.changed.emit(Changes.everything())
        self.refresh()

    # --- out ----------------------------------------------------------------------------------------------------

    def export_to(self, folder: Path) -> None:
        """Seal what is new and write every unacknowledged package to `folder`."""
        for button in (self.write, self.read_files, self.read_folder):
            button.setEnabled(False)
        self.by_hand.write_to(folder)

    def _by_hand_ended(self, banner: Banner | None, error: Exception | None) -> None:
        self.working.end()
        if banner is not None:
            self._tell(banner)
            self.changed.emit(Changes())
        elif error is not None:
            show_problem(error, self.notices)
        self.refresh()

    def _stop_work(self) -> None:
        if self.by_hand.is_busy():
            self.by_hand.stop()
        elif self._exchanging is not None:
            self._exchanging.stop()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)
        self.refresh()

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    # --- over the line ------------------------------------------------------------------------------------------

    def follow(self, exchanging: Any) -> None:
        """Show what goes on by itself; `exchanging` outlives this page."""
        self._exchanging = exchanging
        exchanging.stepped.connect(self._stepped)
        exchanging.ended.connect(self._ended)
        exchanging.noted.connect(self._look_again)
        self._show_now()

    def begin(self) -> None:
        """Exchange now, at all places."""
        if self._exchanging is not None:
            clear_layout(self.notices)
            self._asked = True
            self._exchanging.begin("")

    def _stepped(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _show_now(self) -> None:
        """What is under way, without asking the case book."""
        now = self._exchanging.now() if self._exchanging is not None else None
        going = now is not None or self.by_hand.is_busy()
        begin, stop = self.status.begin, self.working.stop
        was_here = begin.hasFocus() or stop.hasFocus()
        if not self.by_hand.is_busy():
            self.working.show_now(now)
        if self._state is not None:
            self.status.show_state(self._state, going=going)
            self.outgoing.show_state(self._state, now)
        if was_here:  # whoever has begun stands where it is stopped, and afterwards where it is begun
            (stop if going else begin).setFocus()

    def _ended(self, error: object) -> None:
        """A round is over: what a place could not do stands beside it; the rest is told to whoever has asked."""
        asked, self._asked = self._asked, False
        if asked and isinstance(error, Exception) and not isinstance(error, PlaceFailed):
            show_problem(error, self.notices)
        self._look_again()

    def _acted(self, place: str) -> None:
        clear_layout(self.notices)
        if place and self._exchanging is not None:
            self._exchanging.begin(place)
        self.refresh()

    # --- in -----------------------------------------------------------------------------------------------------

    def read(self, paths: Sequence[Path]) -> None:
        """Packages have come: files, folders, any order. They are looked at before anything is taken in."""
        self.merging_requested.emit({"paths": list(paths)})

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, section: str = "") -> None:
        """`section="joining"` shows the way into a network."""
        if section == "joining" and self._joining is not None:
            self._joining.ask.setFocus()
            self.scroll.ensureWidgetVisible(self._joining)

    def entered(self) -> None:
        """Look again."""
        if self._state is not None:
            self.refresh()

    def take_changes(self, _changes: Changes) -> None:
        """Something was changed: what waits may be more now."""
        self._look_again()

    def _look_again(self) -> None:
        """While nobody looks nothing is read: `entered` does that."""
        if self.isVisible():
            self.refresh()

    def room_changed(self, wide: bool) -> None:
        """Two columns or one."""
        direction = QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)

    def first_focus(self) -> QWidget:
        """Where the cursor belongs."""
        if self.status.begin.isVisibleTo(self) and self.status.begin.isEnabled():
            return self.status.begin
        return self.write if self.write.isEnabled() else self.header


def fill(button: Button, filled: bool) -> None:
    """Make a button the filled one of its page, or a plain one again."""
    button.setProperty("kind", "primary" if filled else "plain")
    button.set_icon("device-usb", "on_accent" if filled else "text")
    button.style().unpolish(button)
    button.style().polish(button)
    button.updateGeometry()
