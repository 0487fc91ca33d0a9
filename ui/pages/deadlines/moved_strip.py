"""Says above the deadlines that changed rules or days have moved some of them, until somebody has looked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.words import _, ngettext
from ui.pages.deadlines.dialogs import MovedDialog
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Banner, clear_layout


class MovedStrip(QVBoxLayout):
    """`acknowledged` when the lawyer has seen it; `opened(row)` to look at one."""

    acknowledged = Signal()
    opened = Signal(object)

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self._moved: Sequence[Any] = ()

    def show_moved(self, moved: Sequence[Any]) -> None:
        """Nothing where nothing moved."""
        self._moved = moved
        clear_layout(self)
        self.setContentsMargins(MARGIN, 8 if moved else 0, MARGIN, 0)
        if not moved:
            return
        n = len(moved)
        said = ngettext("{n} deadline was counted anew", "{n} deadlines were counted anew", n).format(n=n)
        text = _("A coordinator changed a rule or a day off.")
        actions = [(_("What moved"), self.show_all), (_("I have seen it"), lambda: self.acknowledged.emit())]
        self.addWidget(Banner("warn", "calendar-event", said, text, actions))

    def show_all(self) -> MovedDialog:
        """Which deadlines moved, from where to where."""
        dialog = MovedDialog(self._page, self._moved)
        dialog.acknowledged.connect(self.acknowledged)
        dialog.opened.connect(self.opened)
        dialog.open()
        return dialog
