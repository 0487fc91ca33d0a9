"""Rows of the exchange page: a package with its state, an office with its news, a laptop of the roster."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.exchange.presenter import Told
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.pill import Pill


class StateRow(QWidget):
    """Icon, bold name, a sentence below, the state at the right."""

    def __init__(self, icon: str, name: str, told: Told, second: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, "text2", 20))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(name, "bold"))
        said = second or told.sentence
        if said:
            words.addWidget(Label(said, "small", "text2", wrap=True))
        row.addLayout(words, 1)
        self.pill = Pill(told.icon, told.word, told.tone)
        row.addWidget(self.pill)
        self.setAccessibleName(", ".join(part for part in (name, told.word, said) if part))


class NewsRow(QWidget):
    """An office, perhaps a gap below it, and when it was last heard of."""

    def __init__(self, name: str, told: Told, gap: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(name, "bold" if told.tone in ("bad", "warn") else "body"))
        if gap:
            second = QHBoxLayout()
            second.setSpacing(4)
            second.addWidget(IconLabel("package-off", "warn", 14))
            second.addWidget(ElidedLabel(gap, "small", "warn"), 1)
            words.addLayout(second)
        row.addLayout(words, 1)
        row.addWidget(Pill(told.icon, told.word, told.tone))
        self.setAccessibleName(", ".join(part for part in (name, told.word, gap) if part))
