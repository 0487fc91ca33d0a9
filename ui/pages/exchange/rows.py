"""Rows of the exchange page: a laptop with its state, an office with its news, a kept merge or a place to be opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.pages.exchange.presenter import Told
from ui.theme.theme import current_theme
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
    """An office, its newest package, what has not come, and when it was last heard of."""

    def __init__(self, name: str, told: Told, lines: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(name, "bold" if told.tone in ("bad", "warn") else "body"))
        for second, gap in lines:
            if second:
                words.addWidget(ElidedLabel(second, "small", "text2"))
            if gap:
                line = QHBoxLayout()
                line.setSpacing(4)
                line.addWidget(IconLabel("package-off", "warn", 14))
                line.addWidget(ElidedLabel(gap, "small", "warn"), 1)
                words.addLayout(line)
        row.addLayout(words, 1)
        row.addWidget(Pill(told.icon, told.word, told.tone))
        self.setAccessibleName(
            ", ".join(part for part in (name, told.word, *(w for pair in lines for w in pair)) if part)
        )


class RunRow(QAbstractButton):
    """A kept merge or a place; pressing it anywhere opens it, and a ring shows where the keyboard is."""

    def __init__(self, when: str, what: str, told: Told, icon: str = "git-merge") -> None:
        super().__init__()
        self.setAccessibleName(", ".join((when, what, told.word)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, "text2", 20))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(when, "bold"))
        words.addWidget(ElidedLabel(what, "small", "text2"))
        row.addLayout(words, 1)
        self.pill = Pill(told.icon, told.word, told.tone)
        row.addWidget(self.pill)
        for label in self.findChildren(QLabel):  # labels must not catch the mouse
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().minimumSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.drawRoundedRect(box, 4, 4)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("raised"))
            painter.drawRoundedRect(box, 4, 4)
