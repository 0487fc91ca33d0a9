"""The calm line of the day for whoever still opens with a passphrase that somebody else has chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner, clear_layout


class PassphraseNotice(QWidget):
    """Shown until they have chosen their own. `wanted`: they go where it is changed."""

    wanted = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accounts, self._tasks = getattr(clinic, "accounts", None), tasks
        self.banner: Banner | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(MARGIN, 0, MARGIN, 8)
        self.hide()

    def refresh(self) -> None:
        """Ask again whose passphrase it is."""
        if self._accounts is not None:
            self._tasks.on_vault(self._accounts.must_change, self._show, lambda _error: None, owner=self)

    def _show(self, must: bool) -> None:
        clear_layout(self._held)
        self.banner = None
        if must:
            text = _("Somebody else chose the present one and knows it.")
            actions = [(_("Change the passphrase"), self.wanted.emit)]
            self.banner = Banner("warn", "key", _("Choose a passphrase of your own"), text, actions)
            self._held.addWidget(self.banner)
        self.setVisible(must)
