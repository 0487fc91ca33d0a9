"""What the window has to do with the outside: the line, the places, sticks; and what its status bar says of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.words import _, ngettext
from ui.backing_up import BackingUp
from ui.connection import Line
from ui.exchange_status import Status, read_status
from ui.exchanging import Exchanging
from ui.opened_window import OpenedWindow
from ui.sticks import Found, Sticks, Volume, plugged_in, taken_by
from ui.tasks import WorksFor
from ui.widgets.frames import Banner


class Outward(QObject):
    """Follows the case book from opening to lock; `show` gives it the window to speak in."""

    def __init__(
        self,
        tasks: WorksFor,
        settings: Settings,
        line: Line,
        moved: Callable[[Changes], None],
        parent: QObject,
        volumes: Callable[[], Sequence[Volume]] = plugged_in,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._line = tasks, line
        self._clinic: Any = None
        self._window: OpenedWindow | None = None
        self.exchanging = Exchanging(tasks, settings, line, moved, self)
        self.exchanging.stepped.connect(self._say_going)
        self.exchanging.noted.connect(lambda: moved(Changes()))
        self.backing_up = BackingUp(tasks, self)
        self.sticks = Sticks(tasks, self, volumes)
        self.sticks.offered.connect(self._offer)
        self.sticks.gone.connect(lambda: self._show_offer(None))
        line.changed.connect(self._say_line)

    # --- in and out ---------------------------------------------------------------------------------------------

    def open(self, clinic: Any, me: Identity) -> None:
        """A case book was opened."""
        self._clinic = clinic
        self.exchanging.open(clinic)
        self.backing_up.open(clinic)
        self.know(me)

    def know(self, me: Identity) -> None:
        """Who works here is another now: the laptop has come into a network, perhaps."""
        clinic = self._clinic
        if clinic is not None:
            self._tasks.on_vault(
                lambda: taken_by(clinic),
                lambda taken: self.sticks.begin(me, taken) if clinic is self._clinic else None,
                owner=self,
            )

    def show(self, window: OpenedWindow) -> None:
        """The window of the open case book; another one when it was built anew."""
        self._window = window
        window.set_connection(self._line.online(), self._line.metered())
        window.set_going(self.exchanging.now())
        self.say_status()
        if (found := self.sticks.offer()) is not None:
            self._offer(found)

    def lock(self) -> None:
        """Its closing comes next on the vault's thread."""
        self._clinic = self._window = None
        self.sticks.stop()
        self.backing_up.lock()
        self.exchanging.lock()

    def leave(self) -> None:
        """The program ends; the closing comes next on the vault's thread."""
        self._clinic = self._window = None
        self.sticks.stop()
        self.backing_up.lock()
        self.exchanging.leave()

    # --- what the status bar says -------------------------------------------------------------------------------

    def say_status(self) -> None:
        """Put what waits, the last good exchange and what failed into the status bar."""
        clinic, window = self._clinic, self._window
        if clinic is not None and window is not None:
            self._tasks.on_vault(lambda: read_status(clinic), self._say_status, owner=window)

    def _say_status(self, status: Status) -> None:
        self.exchanging.hear(status)
        if self._window is not None:
            self._window.set_waiting(status.packages, status.bytes, status.changes)
            self._window.set_last_exchange(status.last_good, status.failed)

    def _say_going(self) -> None:
        if self._window is not None:
            self._window.set_going(self.exchanging.now())

    def _say_line(self) -> None:
        if self._window is not None:
            self._window.set_connection(self._line.online(), self._line.metered())

    # --- a stick that came --------------------------------------------------------------------------------------

    def _offer(self, found: Found) -> None:
        def make() -> Banner:
            n = found.packages
            said = ngettext(
                "A stick with {n} package for this office", "A stick with {n} packages for this office", n
            ).format(n=n)
            text = _("You see what they would change before anything is taken in.")
            actions = [(_("Read it"), lambda: self._read(found)), (_("Not now"), self._answered)]
            return Banner("info", "device-usb", said, text, actions)

        self._show_offer(make)

    def _read(self, found: Found) -> None:
        window = self._window
        self._answered()
        if window is not None:
            window.show_page("merging", paths=list(found.folders))

    def _answered(self) -> None:
        self.sticks.answered()
        self._show_offer(None)

    def _show_offer(self, make: Callable[[], Banner] | None) -> None:
        if self._window is not None:
            self._window.show_offer(make)
