"""The calm line of the day that asks for the recovery sheet, once a year; it can wait a week."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.recovery_words import sheet_reminder
from clinic_app.wording.words import _
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner, clear_layout


class SheetNotice(QWidget):
    """Shown only when there is a reason. `wanted`: somebody goes to the room of the sheet."""

    wanted = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recovery, self._tasks = getattr(clinic, "recovery", None), tasks
        self.banner: Banner | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(MARGIN, 0, MARGIN, 8)
        self.hide()

    def refresh(self) -> None:
        """Ask again whether there is a reason."""
        if self._recovery is not None:
            self._tasks.on_vault(self._recovery.reminder, self._show, lambda _error: None, owner=self)

    def _show(self, remind: str) -> None:
        words = sheet_reminder(remind)
        clear_layout(self._held)
        self.banner = None
        if words:
            actions = [(_("To the sheet"), self.wanted.emit), (_("In a week"), self._snooze)]
            self.banner = Banner("info", "key", *words, actions)
            self._held.addWidget(self.banner)
        self.setVisible(bool(words))

    def _snooze(self) -> None:
        self._tasks.on_vault(self._recovery.snooze, lambda _told: self.refresh(), owner=self)
