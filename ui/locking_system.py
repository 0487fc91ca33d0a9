"""Whether the screen locks or the laptop sleeps: Linux says so over D-Bus, Windows and macOS in ways of their own.

Every source has `wanted(reason)` and fails silently: where a system tells nothing, idling still locks. What any program
on the session's bus says is believed here: the worst it can do is to lock.
"""

from __future__ import annotations

import ctypes
import logging
from contextlib import suppress
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QWindow

from ui.locking_reasons import SCREEN, SLEEP

log = logging.getLogger(__name__)

LOGIN = "org.freedesktop.login1"
SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)


class BusWatch(QObject):
    """Linux: the screen savers' `ActiveChanged` on the session's bus, login1's `Lock` and `PrepareForSleep` (which a
    closed lid comes to) on the system's.
    """

    wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            log.warning("no D-Bus: the case book does not see the screen lock")
            return
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        for saver in SAVERS:
            session.connect("", "", saver, "ActiveChanged", self, SLOT("screen_changed(bool)"))
        system.connect("", "", f"{LOGIN}.Session", "Lock", self, SLOT("session_locked()"))
        system.connect("", "", f"{LOGIN}.Manager", "PrepareForSleep", self, SLOT("sleep_changed(bool)"))

    @Slot(bool)
    def screen_changed(self, active: bool) -> None:
        """A screen saver came or went."""
        if active:
            self.wanted.emit(SCREEN)

    @Slot()
    def session_locked(self) -> None:
        """The session was locked, by a key or by `loginctl`."""
        self.wanted.emit(SCREEN)

    @Slot(bool)
    def sleep_changed(self, _going: bool) -> None:
        """The laptop goes to sleep, or has woken up: then too, if the going was not heard in time."""
        self.wanted.emit(SLEEP)


WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
_SUSPENDS = (0x0004, 0x0012)  # PBT_APMSUSPEND, PBT_APMRESUMEAUTOMATIC: if the going was not heard in time
_LOCKS = (0x2, 0x4, 0x7)  # console or remote disconnected, session locked


def windows_reason(message: int, wparam: int) -> str:
    """Why a message of Windows locks; "" when it does not."""
    if message == WM_POWERBROADCAST and wparam in _SUSPENDS:
        return SLEEP
    if message == WM_WTSSESSION_CHANGE and wparam in _LOCKS:
        return SCREEN
    return ""


class _Message(ctypes.Structure):
    """The beginning of the MSG of Windows."""

    _fields_ = (("window", ctypes.c_void_p), ("message", ctypes.c_uint), ("wparam", ctypes.c_size_t))


class WindowsWatch(QObject):
    """Windows: messages to a window of its own that nobody sees. Never run there yet; only the reading is tested."""

    wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = QWindow()
        self._window.create()
        self._filter = _Messages(self)
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)
        with suppress(OSError, AttributeError):
            library: Any = ctypes.WinDLL("wtsapi32")  # type: ignore[attr-defined]  # exists on Windows alone
            library.WTSRegisterSessionNotification(ctypes.c_void_p(int(self._window.winId())), 0)

    def hear(self, message: int, wparam: int) -> None:
        """A message has come."""
        if reason := windows_reason(message, wparam):
            self.wanted.emit(reason)


class _Messages(QAbstractNativeEventFilter):
    """Reads each message of Windows and swallows none."""

    def __init__(self, watch: WindowsWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(self, kind: QByteArray | bytes | memoryview, message: Any) -> tuple[bool, int]:
        if bytes(kind) == b"windows_generic_MSG":
            told = _Message.from_address(int(message))
            self._watch.hear(told.message, told.wparam)
        return False, 0


_LOCKED_ON_MAC = b"com.apple.screenIsLocked"
_UTF8, _AT_ONCE = 0x08000100, 4


class MacWatch(QObject):
    """macOS: the distributed notification that the screen is locked, which sleep leads to as well. Never run here."""

    wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        kind = ctypes.CFUNCTYPE(None, *(ctypes.c_void_p,) * 5)
        self._heard = kind(lambda *_given: self.wanted.emit(SCREEN))  # kept: the system holds a bare pointer to it
        with suppress(OSError, AttributeError):
            core: Any = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
            core.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
            core.CFStringCreateWithCString.restype = ctypes.c_void_p
            core.CFStringCreateWithCString.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
            add = core.CFNotificationCenterAddObserver
            pointer = ctypes.c_void_p
            add.argtypes, add.restype = (pointer, pointer, kind, pointer, pointer, ctypes.c_long), None
            name = core.CFStringCreateWithCString(None, _LOCKED_ON_MAC, _UTF8)
            add(core.CFNotificationCenterGetDistributedCenter(), id(self), self._heard, name, None, _AT_ONCE)
