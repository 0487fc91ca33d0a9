"""The calm lines of the day about backups: that none was opened for a week, and that this case book was put back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.backup_words import reminder, restored_words
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner, clear_layout


class BackupNotice(QWidget):
    """Shown only when there is a reason. `wanted` carries the page that somebody wants to see."""

    wanted = Signal(str)

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backups, self._tasks = getattr(clinic, "backups", None), tasks
        self.banner: Banner | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(MARGIN, 0, MARGIN, 8)
        self.hide()

    def refresh(self) -> None:
        """Ask again whether there is a reason."""
        if self._backups is not None:
            self._tasks.on_vault(self._read, lambda told: self._show(*told), lambda _error: None, owner=self)

    def _read(self) -> tuple[Any, Any]:
        return self._backups.restored(), self._backups.state(datetime.now(UTC))

    def _show(self, restored: tuple[datetime, datetime | None] | None, state: Any) -> None:
        clear_layout(self._held)
        self.banner = None
        if restored is not None:
            actions = [(_("To the exchange"), lambda: self.wanted.emit("exchange")), (_("I have read it"), self._heed)]
            self.banner = Banner("info", "history", *restored_words(restored[1]), actions)
        elif (words := reminder(state)) is not None:
            actions = [(_("To the backups"), lambda: self.wanted.emit("backups")), (_("Tomorrow"), self._snooze)]
            self.banner = Banner("warn", "download", *words, actions)
        if self.banner is not None:
            self._held.addWidget(self.banner)
        self.setVisible(self.banner is not None)

    def _heed(self) -> None:
        self._tasks.on_vault(self._backups.heed_restored, lambda _told: self.refresh(), owner=self)

    def _snooze(self) -> None:
        now = datetime.now(UTC)
        self._tasks.on_vault(lambda: self._backups.snooze(now), lambda _told: self.refresh(), owner=self)
