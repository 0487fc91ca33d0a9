"""The window: sidebar, pages, status bar. It knows its pages by name only and builds each when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.wording.words import _, speak, spoken
from ui.going import Failed, Now
from ui.problems import show_problem
from ui.qt_words import install_qt_words
from ui.shell.demo_mark import DemoMark
from ui.shell.sidebar import Sidebar
from ui.shell.spec import Identity, Keeps, PageSpec
from ui.shell.status_bar import StatusBar
from ui.shell.tab_order import focus_first, next_region, step
from ui.shell.way_back import WayBack
from ui.shell.window_place import remember_place, restore_place
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.widgets.frames import Banner
from ui.widgets.header import PageHeader

WIDE = 1150


class MainWindow(QMainWindow):
    """The shell. What a page may offer, all of it optional: `open(**what)` after `show_page(name, **what)`,
    `entered()` when it comes to the front, `take_changes(Changes)`, `step_back() -> bool` for Esc (True: done),
    `keep() -> object` and `restore(object)` around a rebuilding (language, font), `room_changed(wide)`,
    `regions() -> list[QWidget]` for F6, `first_focus() -> QWidget`.
    """

    lock_requested = Signal()
    panic_requested = Signal()
    new_consultation_requested = Signal()
    search_requested = Signal(str)
    search_entered = Signal(str)
    language_chosen = Signal(str)
    page_shown = Signal(str)
    page_opened = Signal(str, dict)
    closing = Signal()

    def __init__(
        self,
        settings: Keeps,
        theme: Theme,
        tasks: WorksFor,
        identity: Identity,
        pages: Sequence[PageSpec],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._theme, self._tasks, self._identity = settings, theme, tasks, identity
        self._specs = {p.name: p for p in pages if identity.is_coordinator or not p.coordinator_only}
        self._built: dict[str, QWidget] = {}
        self._page = ""
        self._way = WayBack()
        self._status: dict[str, Callable[[], None]] = {}
        self._counts: dict[str, int] = {}
        self.setMinimumSize(QSize(800, 560))
        install_qt_words(QApplication.instance())
        self._furnish()
        self._shortcuts()
        if hasattr(tasks, "problem"):
            tasks.problem.connect(self.show_error)
        if not restore_place(self, settings):
            self.resize(1366, 720)
        first = settings.get("window/page", "")
        listed = [name for name, spec in self._specs.items() if spec.listed]
        self.show_page(first if first in listed else listed[0])
        self.refresh_counts()

    # --- furniture ----------------------------------------------------------------------------------------------

    def _furnish(self) -> None:
        title = "Clinic Casebook"
        self.setWindowTitle(_("{program}: practice data").format(program=title) if self._identity.demo else title)
        self.sidebar = Sidebar(self._identity, list(self._specs.values()))
        self.sidebar.page_chosen.connect(self.show_page)
        self.sidebar.search_typed.connect(self.search_requested)
        self.sidebar.search_entered.connect(self.search_entered)
        self.sidebar.search_left.connect(self.focus_page)
        self.sidebar.new_wanted.connect(self.new_consultation_requested)
        self.sidebar.lock_wanted.connect(self.lock_requested)
        self.sidebar.panic_wanted.connect(self.panic_requested)
        self.sidebar.dark_wanted.connect(self.choose_dark)
        self.status = StatusBar()
        self.status.language_chosen.connect(self.choose_language)
        self.stack = QStackedWidget()
        right = QVBoxLayout()
        right.setSpacing(0)
        if self._identity.demo:
            right.addWidget(DemoMark())
        self.notices = QVBoxLayout()
        self.notices.setSpacing(8)
        right.addLayout(self.notices)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+K", self.focus_search),
            ("Ctrl+N", self.new_consultation_requested.emit),
            ("Ctrl+L", self.lock_requested.emit),
            ("F6", self.next_region),
            ("Esc", self.step_back),
        ):
            QShortcut(QKeySequence(keys), self, activated=act)

    # --- pages --------------------------------------------------------------------------------------------------

    def show_page(self, name: str, **what: object) -> QWidget:
        """Bring a page to the front, building it if need be; `what` goes to its `open`."""
        spec = self._specs[name]
        if name not in self._built:
            page = spec.factory()
            if not page.accessibleName():
                page.setAccessibleName(_(spec.title))
            self._built[name] = page
            if spec.room and isinstance(header := getattr(page, "header", None), PageHeader):
                header.offer_back(lambda: self._go_back() or self.show_page(spec.under))
            self.stack.addWidget(page)
        page = self._built[name]
        if self._page and self._page != name:
            self._way.leave(self._page)
        self._page = name
        self.stack.setCurrentWidget(page)
        self.sidebar.show_page(name if spec.listed else spec.under)
        self._fit()
        if spec.listed:
            self._settings.put("window/page", name)
        if what:
            page.open(**what)
            self.page_opened.emit(name, what)
        _call(page, "entered")
        self.focus_page()
        self.page_shown.emit(name)
        return page

    def page(self, name: str = "") -> QWidget | None:
        """A page that is built, the present one unless named."""
        return self._built.get(name or self._page)

    def page_name(self) -> str:
        """The name of the page in front."""
        return self._page

    def focus_page(self) -> None:
        """Put the cursor where the page wants it."""
        page = self._built[self._page]
        first = _call(page, "first_focus")
        if isinstance(first, QWidget):
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not page.isAncestorOf(self.focusWidget() or self):
            focus_first(page)

    def step_back(self) -> None:
        """Esc: the page's own step back, else the page before."""
        if not _call(self._built[self._page], "step_back"):
            self._go_back()

    def _go_back(self) -> bool:
        way = self._way
        name = way.back_from(self._page)
        if name:
            self._way = way.copied()  # what is shown now must not become a step of the way back
            self.show_page(name)
            self._way = way
        return bool(name)

    def take_changes(self, changes: Changes) -> None:
        """Tell every built page what was touched, and count again."""
        for page in self._built.values():
            _call(page, "take_changes", changes)
        self.refresh_counts()

    def refresh_counts(self) -> None:
        """Ask the vault's thread for the numbers beside the words."""
        asked = {name: spec.count for name, spec in self._specs.items() if spec.count}
        if asked:
            self._tasks.on_vault(
                lambda: {name: count() for name, count in asked.items()}, self._show_counts, owner=self
            )

    def _show_counts(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self.sidebar.set_counts(counts)

    # --- what the status bar says -------------------------------------------------------------------------------

    def set_connection(self, online: bool, metered: bool = False) -> None:
        """Whether there is a line, and whether it costs."""
        self._say("line", lambda: self.status.set_connection(online, metered))

    def set_saved(self, saved: bool) -> None:
        """Whether everything is on the disk."""
        self._say("saved", lambda: self.status.set_saved(saved))

    def set_waiting(self, packages: int, size: int = 0, changes: int = 0) -> None:
        """Packages waiting, and their bytes; changes that are in none yet."""
        self._say("waiting", lambda: self.status.set_waiting(packages, size, changes))

    def set_last_exchange(self, moment: datetime | None, failed: Failed | None = None) -> None:
        """The last good exchange, and what the last one failed of."""
        self._say("last", lambda: self.status.set_last_exchange(moment, failed))

    def set_going(self, now: Now | None) -> None:
        """What goes on with the exchange."""
        self._say("going", lambda: self.status.set_going(now))

    def _say(self, what: str, again: Callable[[], None]) -> None:
        self._status[what] = again
        again()

    def show_notice(self, banner: Banner) -> None:
        """Show a banner above whatever page is in front."""
        self.notices.addWidget(banner)

    def show_offer(self, make: Callable[[], Banner] | None) -> None:
        """Show what is offered until it is answered, also after the window was built anew; None takes it away."""
        self._say("offer", lambda: self._offer_anew(make))

    def _offer_anew(self, make: Callable[[], Banner] | None) -> None:
        for at in range(self.notices.count()):
            old = self.notices.itemAt(at).widget()
            if isinstance(old, Banner) and old.property("offer"):
                old.hide()
                old.deleteLater()
        if make is not None:
            banner = make()
            banner.setProperty("offer", True)
            self.notices.addWidget(banner)

    def show_error(self, error: BaseException) -> None:
        """An error nobody else tells of."""
        show_problem(error, self.notices)

    # --- language, look, room -----------------------------------------------------------------------------------

    def choose_language(self, language: str) -> None:
        """Speak another language: everything is built anew, pages hand their drafts over."""
        if language == spoken():
            return
        self._settings.put("language", language)
        speak(language)
        self.rebuild()
        self.language_chosen.emit(language)

    def choose_dark(self, dark: bool) -> None:
        """Light or dark."""
        self._settings.put("dark", dark)
        self._theme.apply(QApplication.instance(), dark, self._theme.scale)

    def choose_scale(self, scale: float) -> None:
        """Larger or smaller words (1.0 is 10 point)."""
        self._settings.put("font_scale", scale)
        self._theme.apply(QApplication.instance(), self._theme.dark, scale)
        self.rebuild()

    def rebuild(self) -> None:
        """Build the furniture and the pages in use anew, keeping what they hold."""
        kept = {name: _call(page, "keep") for name, page in self._built.items()}
        way, name = self._way.copied(), self._page
        self._built, self._page = {}, ""
        self._furnish()
        for other, held in kept.items():
            if held is not None or other == name:
                self.show_page(other)
                if held is not None:
                    _call(self._built[other], "restore", held)
        self.show_page(name)
        self._way = way
        self.sidebar.set_counts(self._counts)
        for again in self._status.values():
            again()

    def is_wide(self) -> bool:
        """Room for two columns and panels: from 1150 px at font scale 1."""
        return self.width() / self._theme.scale >= WIDE

    def _fit(self) -> None:
        wide = self.is_wide()
        self.sidebar.set_narrow(not wide or self._specs[self._page].rail)
        for page in self._built.values():
            if page.property("wide") != wide:
                page.setProperty("wide", wide)
                _call(page, "room_changed", wide)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.focus_page()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._page:
            self._fit()

    # --- keys ---------------------------------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Ctrl+K: the box in the sidebar; in the rail the owner shows its own (search_requested with "")."""
        if not self.sidebar.focus_search():
            self.search_requested.emit("")

    def next_region(self) -> None:
        """F6: sidebar, the regions of the page, status bar, and round."""
        page = self._built[self._page]
        next_region([self.sidebar, *(_call(page, "regions") or [page]), self.status], self.focusWidget())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab and Shift+Tab follow the eye; a part of a page may have been built after the status bar."""
        return step(self, forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        remember_place(self, self._settings)
        self.closing.emit()
        super().closeEvent(event)


def _call(page: QWidget, name: str, *given: Any) -> Any:
    """Ask a page for something it may not offer."""
    offered = getattr(page, name, None)
    return offered(*given) if callable(offered) else None
