"""The line of the day that says that this case book was copied, or a key is not believed; it stays until settled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.key_notices import notices
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner, clear_layout


class KeyNotice(QWidget):
    """Shown only when there is a reason. `wanted`: somebody goes to the room of keys and laptops."""

    wanted = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network, self._tasks = getattr(clinic, "network", None), tasks
        self.banner: Banner | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(MARGIN, 0, MARGIN, 8)
        self.hide()

    def refresh(self) -> None:
        """Ask again whether there is a reason."""
        if self._network is not None:
            self._tasks.on_vault(self._network.view, self._show, lambda _error: None, owner=self)

    def _show(self, view: Any) -> None:
        clear_layout(self._held)
        self.banner = None
        for notice in notices(view)[:1]:
            actions = [(_("Keys and laptops"), self.wanted.emit)]
            self.banner = Banner(notice.tone, notice.icon, notice.title, notice.text, actions)
            self._held.addWidget(self.banner)
        self.setVisible(self.banner is not None)
