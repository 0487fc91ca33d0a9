"""What stands on the screen for one case book: the entrance while it is locked, the window while it is open."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from clinic_app.changes import Changes
from clinic_app.keys.forgetting import overwrite_cached, overwrite_free_memory, wipe_what_is_freed
from clinic_app.settings import Settings
from clinic_app.use_cases.identity import Identity as Owner
from clinic_app.use_cases.locks import WrongTries
from ui.casebook_pages import pages_of
from ui.catching_up import CatchingUp
from ui.clipboard import clipboard
from ui.connection import Line
from ui.doors import Doors
from ui.entrance_window import EntranceWindow
from ui.evidence.outside_watch import outside_copies
from ui.exchanging import Exchanging
from ui.hiding import hide_all_of
from ui.lock_news import news_of
from ui.locking import Locking
from ui.locking_reasons import PANIC
from ui.opened_window import OpenedWindow
from ui.outward import Outward
from ui.panic_step import PanicStep
from ui.reminders import Reminders
from ui.shell.spec import Identity
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.watch import stop_all_of
from ui.wiring import Wiring

LOOK_AGAIN_MS = 2000
LAST_IN = "unlock/last"
FORGET_AGAIN_MS = 1500


class CasebookWindow(QObject):
    """The case book in `folder`. `opened` and `locked` tell when it has happened; `front()` is what a person sees.
    `forgotten`: what could be overwritten of it in memory, was.
    """

    opened = Signal()
    locked = Signal()
    closed = Signal()
    forgotten = Signal()

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        theme: Theme,
        tasks: WorksFor,
        *,
        demo: bool = False,
        line: Line | None = None,
        system: Callable[[QObject], QObject] | None = None,
        **doors: bool,
    ) -> None:
        super().__init__()
        self.folder, self.settings, self.theme, self.tasks = folder, settings, theme, tasks
        self.doors = Doors(folder, **doors)
        self._wiring: Wiring | None = None
        self.clinic: Any = None
        self.window: OpenedWindow | None = None
        self.entrance = EntranceWindow(settings, theme)
        self.entrance.closed.connect(self.leave)
        self._demo = demo
        self._owner: Owner | None = None
        self._left: tuple[str, dict[str, object]] = ("", {})
        self._left_by = ""
        self._version = -1
        self._asking = False
        self._look = QTimer(self, interval=LOOK_AGAIN_MS)
        self._look.timeout.connect(self.look_again)
        clipboard()  # what is copied from now on leaves it after a minute
        self._catching_up = CatchingUp(tasks, self._tell_changes, self)
        self.reminders = Reminders(tasks, settings, self.take_changes, self)
        self.reminders.clicked.connect(self._come_forward)
        self.outward = Outward(tasks, settings, line or Line(self), self._tell_changes, self)
        self.locking = Locking(settings, self, system)
        self.locking.wanted.connect(self._lock_because)
        self.panic = PanicStep(tasks, self.doors, self.entrance, self.ask_in, self)
        wipe_what_is_freed(True)

    # --- in and out ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first start, the lock, or the practice data."""
        if self._demo:
            self.open_demo()
            return
        self.ask_in()

    def front(self) -> QWidget:
        """The top window in sight."""
        return self.window if self.window is not None else self.entrance

    def ask_in(self) -> None:
        """Show the way in: the lock, or the first start where there is no case book."""
        self.entrance.show_page(self._first_start if self.doors.is_new() else self._unlock)

    def _unlock(self) -> QWidget:
        from ui.pages.unlock.page import UnlockPage
        from ui.pages.unlock.sending_line import SendingLine

        page = UnlockPage(
            self.tasks,
            self.doors.open,
            self.doors,
            seconds_to_wait=self.doors.seconds_to_wait,
            demo=not self._owner,
        )
        page.opened.connect(self.enter)
        page.demo_wanted.connect(self.open_demo)
        page.stand_below(SendingLine(self.exchanging))
        page.opened.connect(lambda _clinic: page.slot() and self.settings.put(LAST_IN, page.slot()))
        last = str(self.settings.get(LAST_IN, ""))  # a lock's id: it names nobody
        self.tasks.on_vault(
            self.doors.people, lambda people: page.greet_people(people, last), lambda _error: None, owner=page
        )
        return page

    def _first_start(self) -> QWidget:
        from ui.pages.first_start.page import FirstStart

        page = FirstStart(self.tasks, self.doors)
        page.opened.connect(self.enter)
        page.demo_wanted.connect(self.open_demo)
        return page

    def open_demo(self) -> None:
        """Open a throw-away case book full of invented people."""
        self.entrance.say_opening()
        self.tasks.on_vault(self.doors.demo, self.enter, self.entrance.tell, owner=self)

    def enter(self, clinic: Any, then: str = "") -> None:
        """The case book is open: show its window."""
        self.clinic = clinic
        self.tasks.on_vault(
            lambda: (clinic.identity, clinic.data_version()), lambda told: self._enter(*told, then), owner=self
        )

    def _enter(self, owner: Owner, version: int, then: str) -> None:
        self._version = version
        self.outward.open(self.clinic, owner)
        self._show_window(owner)
        page, kept = self._left
        self._left = ("", {})
        window = self._here()
        wipe_what_is_freed(False)
        if page and owner.member_id == self._left_by:  # nobody goes on where a colleague has locked
            window.restore_pages(page, kept)
        if then == "join":
            window.show_page("exchange", section="joining")
        self.entrance.hide()
        self.entrance.clear()
        self._look.start()
        self._catching_up.begin(self.clinic)
        self.reminders.begin(self.clinic)
        self.locking.begin()
        self.tasks.on_vault(self.clinic.locks.untold, self._tell_tries, lambda _error: None, owner=self)
        self.opened.emit()

    def _tell_tries(self, tries: WrongTries | None) -> None:
        if tries is not None and self.window is not None:
            self.window.show_notice(news_of(tries))

    def _come_forward(self) -> None:
        """A reminder was pressed."""
        self.front().showNormal() if self.front().isMinimized() else self.front().show()
        self.front().raise_()
        self.front().activateWindow()

    def _show_window(self, owner: Owner) -> None:
        self._owner = owner
        window = OpenedWindow(self.settings, self.theme, self.tasks, _shown(owner), pages_of(self))
        window.lock_requested.connect(self.lock)
        window.panic_requested.connect(lambda: self.lock(panic=True))
        window.closing.connect(self.leave)
        self.window = window
        self._wiring = Wiring(self, window)
        self.outward.show(window)
        window.show()
        window.raise_()
        window.activateWindow()

    def lock(self, *, panic: bool = False) -> None:
        """Show nothing, keep what was typed as encrypted drafts, close the case book, show the lock. `panic`: stop what
        is under way, so that it closes at once, and ask at the lock whether only the recovery sheet shall open.
        """
        if self.window is None or self.clinic is None:
            return
        self._rest()
        window, clinic = self.window, self.clinic
        if panic:
            stop_all_of(window)
        wipe_what_is_freed(True)
        # Pages hand their drafts to the vault's thread here, so that they stand in its queue before the closing.
        self._left = (window.page_name(), window.kept_drafts())
        self._left_by = self._owner.member_id if self._owner else ""
        self.window = self.clinic = self._wiring = None
        window.remember_place()
        hide_all_of(window)
        clipboard().wipe()
        outside_copies().remove_now()
        self.outward.lock()
        if panic:
            self.panic.ask(clinic)
        else:
            self.ask_in()
        self.tasks.on_vault(clinic.close, self._is_closed, lambda _error: self._is_closed(None), owner=self)
        window.deleteLater()
        self.locked.emit()

    def _lock_because(self, reason: str) -> None:
        self.lock(panic=reason == PANIC)

    def _is_closed(self, _nothing: None) -> None:
        QTimer.singleShot(0, self, self._forget)

    def _forget(self, again: bool = True) -> None:
        """The file is closed: what its pages held goes, and what memory has let go of is overwritten. Once more a
        moment later, for what was still on its way between two threads.
        """
        if self.clinic is not None:
            return
        gc.collect()  # here, on the window's thread: it visits widgets (see ui/collecting.py)
        overwrite_cached()
        self.tasks.on_vault(overwrite_free_memory, lambda _done: self._is_forgotten(again), owner=self)

    def _is_forgotten(self, again: bool) -> None:
        if again:
            QTimer.singleShot(FORGET_AGAIN_MS, self, lambda: self._forget(False))
        else:
            self.forgotten.emit()

    def _rest(self) -> None:
        for one in (self._look, self._catching_up, self.reminders, self.locking):
            one.stop()

    def leave(self) -> None:
        """The window is being closed: keep drafts, close the case book."""
        self._rest()
        if self.window is not None and self.clinic is not None:
            self.window.kept_drafts()
            hide_all_of(self.window)
            self.outward.leave()
            self.tasks.on_vault(self.clinic.close, owner=self)
            self.window = self.clinic = None
        else:
            self.outward.leave()
        clipboard().wipe()
        outside_copies().remove_now()
        self.closed.emit()

    # --- while it is open ---------------------------------------------------------------------------------------

    def _here(self) -> OpenedWindow:
        assert self.window is not None
        return self.window

    @property
    def exchanging(self) -> Exchanging:
        """What sends and fetches."""
        return self.outward.exchanging

    def take_changes(self, changes: Changes) -> None:
        """Somebody has written: tell all pages, and that something is to go out soon."""
        if changes.records:
            self.exchanging.saved()
        self._tell_changes(changes)

    def _tell_changes(self, changes: Changes) -> None:
        if self.window is not None:
            self.window.take_changes(changes)
            self.outward.say_status()

    def look_again(self) -> None:
        """Ask whether another program has written, and refresh if so."""
        if self._asking or self.clinic is None:
            return
        self._asking, clinic = True, self.clinic
        self.tasks.on_vault(clinic.data_version, self._is_version, self._is_no_version, owner=self)

    def _is_no_version(self, _error: Exception) -> None:
        self._asking = False

    def _is_version(self, version: int) -> None:
        self._asking = False
        if version == self._version or self.clinic is None:
            return
        self._version = version
        self.renew_owner()
        self._tell_changes(Changes.everything())

    def renew_owner(self) -> None:
        """Read the owner anew (after joining a network the laptop may have another letter)."""
        clinic = self.clinic

        def read() -> Owner:
            clinic.look_again()
            return clinic.identity

        self.tasks.on_vault(read, self._is_owner, owner=self)

    def _is_owner(self, owner: Owner) -> None:
        before = self._owner
        if before is None or self.window is None or owner == before:
            return
        self._owner = owner
        self.outward.know(owner)
        if _shown(owner) == _shown(before):
            return
        old, page, kept = self.window, self.window.page_name(), self.window.kept_pages()
        old.remember_place()
        self._show_window(owner)
        self._here().restore_pages(page, kept)
        old.hide()
        old.deleteLater()


def _shown(owner: Owner) -> Identity:
    """What the window shows of the owner."""
    return Identity(owner.office_name, owner.laptop, owner.person, owner.role, owner.demo, owner.decides)
