"""When the case book locks by itself: nobody at the keys, the screen locked, the laptop put to sleep; and by two keys.

Each source is a small object with `wanted(reason)`; who locks knows none of them. Sources that ask the system live in
`ui/locking_system.py`. Work that runs is no input: a long report does not keep the case book open.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from clinic_app.settings import Settings
from ui.locking_reasons import IDLE, KEY, PANIC, SLEEP

MINUTES = (2, 5, 10, 15, 30)
DEFAULT_MINUTES = 10
IDLE_SETTING, SCREEN_SETTING = "lock/minutes", "lock/with_screen"
LOOK_MS = 10_000


_INPUT = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    )
)
_LETTER_L = (Qt.Key.Key_L, 0x0414)  # Д lies on the same key; some systems name the letter, not the key
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def minutes_of(settings: Settings) -> int:
    """After how many minutes without a key or the mouse the case book locks; always one of MINUTES."""
    chosen = settings.get(IDLE_SETTING, DEFAULT_MINUTES)
    return chosen if chosen in MINUTES else DEFAULT_MINUTES


def with_screen(settings: Settings) -> bool:
    """Whether it locks when the screen locks or the laptop sleeps."""
    return bool(settings.get(SCREEN_SETTING, True))


class Inputs(QObject):
    """Sees keys and mouse before any dialog, menu or field does, a modal one too. `touched` at each, `lock_pressed` and
    `panic_pressed` for Ctrl+L and Ctrl+Shift+L.

    It listens to the system's windows, not to the application: those see some events of a person, this would see all
    of Qt's, thousands while a list scrolls.
    """

    touched = Signal()
    lock_pressed = Signal()
    panic_pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._heed)

    def begin(self) -> None:
        """A case book is open."""
        self._on = True
        for window in QGuiApplication.topLevelWindows():
            self._heed(window)

    def stop(self) -> None:
        """It is locked: nothing is listened to."""
        self._on = False
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    def _heed(self, window: QWindow | None) -> None:
        if self._on and window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in _INPUT:
            return False
        self.touched.emit()
        return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_key(event)

    def _is_key(self, event: QKeyEvent) -> bool:
        """Whether it was one of the two; then nobody else sees it."""
        if event.key() not in _LETTER_L or not event.modifiers() & _CONTROL:
            return False
        (self.panic_pressed if event.modifiers() & _SHIFT else self.lock_pressed).emit()
        return True


class Idle(QObject):
    """`wanted` when nobody has touched anything for so many minutes. `clocks`: seconds since any moment; the later one
    counts, so that the hours a laptop slept through are hours in which nobody sat there.
    """

    wanted = Signal(str)

    def __init__(
        self,
        inputs: Inputs,
        minutes: Callable[[], int],
        parent: QObject | None = None,
        clocks: tuple[Callable[[], float], ...] = (time.monotonic, time.time),
    ) -> None:
        super().__init__(parent)
        self._minutes, self._clocks = minutes, clocks
        self._since = self._now()
        inputs.touched.connect(self.touch)
        self.timer = QTimer(self, interval=LOOK_MS)
        self.timer.timeout.connect(self.look)

    def begin(self) -> None:
        """A case book was opened."""
        self.touch()
        self.timer.start()

    def stop(self) -> None:
        """It is locked."""
        self.timer.stop()

    def touch(self) -> None:
        """Somebody is here."""
        self._since = self._now()

    def look(self) -> None:
        """Whether it has been long enough."""
        longest = max(now - then for now, then in zip(self._now(), self._since, strict=True))
        if longest >= self._minutes() * 60:
            self.wanted.emit(IDLE)

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)


class Locking(QObject):
    """All sources together, for one case book. `wanted(reason)`; `system` gives the source that asks the system, and
    tests give none.
    """

    wanted = Signal(str)

    def __init__(
        self, settings: Settings, parent: QObject | None = None, system: Callable[[QObject], QObject] | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._make, self._open = settings, system, False
        self.inputs = Inputs(self)
        self.idle = Idle(self.inputs, lambda: minutes_of(settings), self)
        self.idle.wanted.connect(self.wanted)
        self.inputs.lock_pressed.connect(lambda: self.wanted.emit(KEY))
        self.inputs.panic_pressed.connect(lambda: self.wanted.emit(PANIC))
        self._system: QObject | None = None
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state)

    def begin(self) -> None:
        """A case book was opened."""
        self._open = True
        self.inputs.begin()
        self.idle.begin()
        if self._make is not None and self._system is None:
            self._system = self._make(self)
            self._system.wanted.connect(self._system_wants)  # type: ignore[attr-defined]  # each source has it

    def stop(self) -> None:
        """It is locked."""
        self._open = False
        self.inputs.stop()
        self.idle.stop()

    def _system_wants(self, reason: str) -> None:
        if self._open and with_screen(self._settings):
            self.wanted.emit(reason)

    def _state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended:
            self._system_wants(SLEEP)


def system_watch(parent: QObject) -> QObject:
    """What asks this system whether its screen locks or it goes to sleep."""
    from ui import locking_system

    if sys.platform == "win32":
        return locking_system.WindowsWatch(parent)
    if sys.platform == "darwin":
        return locking_system.MacWatch(parent)
    return locking_system.BusWatch(parent)
