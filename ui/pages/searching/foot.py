"""The line below the answers: which keys do what, and how many answers there are."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.widgets.labels import KeyHint, Label


class Foot(QWidget):
    """Keys at the left, the count at the right."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 4)
        row.setSpacing(6)
        hints: list[QWidget] = []
        for key, word in (("↑ ↓", _("choose")), ("Enter", _("open")), ("Tab", _("filters")), ("Esc", _("close"))):
            hints += [KeyHint(key), Label(word, "small", "text2")]
        for widget in hints:
            row.addWidget(widget)
        self._gives_way = (*hints[:2], *hints[-2:])  # everybody knows arrows and Esc
        self._new = (KeyHint("Ctrl Enter"), Label(_("new consultation"), "small", "text2"))
        for widget in self._new:
            row.addWidget(widget)
            widget.hide()
        row.addStretch(1)
        self._count = Label("", "small", "text2")
        row.addWidget(self._count)

    def offer_new(self, offered: bool) -> None:
        """Say that Ctrl+Enter begins a new consultation, or say nothing of it."""
        for widget in self._new:
            widget.setVisible(offered)
        for widget in self._gives_way:
            widget.setVisible(not offered)

    def tell(self, count: str) -> None:
        """How many answers there are, in words."""
        self._count.setText(count)
