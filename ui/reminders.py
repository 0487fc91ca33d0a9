"""Reminders on the desktop: that something is due, never what or of whom; quiet where there is no place for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.words import _, ngettext
from ui.tasks import WorksFor
from ui.theme.theme import current_theme

SETTING = "reminders/on"
EVERY_MS = 60_000
OVERSLEPT = timedelta(hours=12)  # what was due while the laptop slept is told of once it wakes, but not older


def words_of(reminders: Sequence[Any], now: datetime) -> str:
    """One sentence, for any number of reminders: a kind of thing and when, never a title, a number or a name."""
    if not reminders:
        return ""
    if len(reminders) > 1:
        n = len(reminders)
        return ngettext("{n} thing needs you", "{n} things need you", n).format(n=n)
    entry = reminders[0].entry
    today = entry.day <= now.date()
    if entry.kind == "deadline":
        return _("A deadline is due today") if today else _("A deadline is near")
    if entry.kind == "hearing":
        return _("A hearing is today") if today else _("A hearing is near")
    if entry.kind in ("call_back", "check_in"):
        return _("A call is due")
    return _("A task is due")


class Reminders(QObject):
    """Looks every minute while a case book is open. `told(sentence)`: what was shown; `clicked`: come forward."""

    told = Signal(str)
    clicked = Signal()

    def __init__(
        self,
        tasks: WorksFor,
        settings: Settings,
        moved: Callable[[Changes], None],
        parent: QObject,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._settings, self._moved, self._now = tasks, settings, moved, now
        self._clinic: Any = None
        self._since, self._day = now(), ""
        self._tray: QSystemTrayIcon | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def begin(self, clinic: Any) -> None:
        """A case book was opened."""
        self._clinic, self._since, self._day = clinic, self._now(), ""
        self._timer.start()
        QTimer.singleShot(0, self, self.look)

    def stop(self) -> None:
        """It is being closed: nothing is looked at any more, and no icon stays behind."""
        self._timer.stop()
        self._clinic = None
        if self._tray is not None:
            self._tray.hide()

    def look(self) -> None:
        """Whether anything has come due since the last look; once a day also what others' passing begins."""
        clinic, now = self._clinic, self._now()
        if clinic is None:
            return
        since, self._since = max(self._since, now - OVERSLEPT), now
        new_day, self._day = self._day != now.date().isoformat(), now.date().isoformat()

        def work() -> tuple[Sequence[Any], Changes]:
            changes = clinic.deadlines.carry_on(now.date()) if new_day else Changes()
            return clinic.deadlines.reminders(since, now, clinic.identity.member_id), changes

        self._tasks.on_vault(work, lambda told: self._found(*told), lambda _error: None, owner=self)

    def _found(self, reminders: Sequence[Any], changes: Changes) -> None:
        if self._clinic is None:
            return
        if changes.records:
            self._moved(changes)
        said = words_of(reminders, self._now())
        if said and self._settings.get(SETTING, True):
            self._show(said)
            self.told.emit(said)

    def _show(self, said: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(
                current_theme().icon("clock-hour-4", "accent_text", 22), QApplication.instance()
            )
            self._tray.setToolTip("Clinic Casebook")
            self._tray.messageClicked.connect(self.clicked)
            self._tray.activated.connect(lambda _why: self.clicked.emit())
        self._tray.show()
        self._tray.showMessage("Clinic Casebook", said, QSystemTrayIcon.MessageIcon.Information)
