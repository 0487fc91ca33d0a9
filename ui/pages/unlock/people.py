"""Who comes in, where several people share the case book and the computer's keyring tells their names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.theme.theme import current_theme
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.people import Avatar


class PeopleChoice(QWidget):
    """One row for each person, of which one is chosen; `chosen` comes when it was by hand. Arrows move."""

    chosen = Signal()

    def __init__(self, people: Sequence[tuple[str, str]], last: str = "") -> None:
        super().__init__()
        self.setAccessibleName(_("Who are you?"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        column.addWidget(Label(_("Who are you?"), "small", "text2"))
        self.rows: dict[str, PersonRow] = {}
        for slot, name in people:
            row = PersonRow(name)
            row.clicked.connect(self.chosen)
            self.rows[slot] = row
            column.addWidget(row)
        first = last if last in self.rows else next(iter(self.rows))
        self.rows[first].setChecked(True)

    def slot(self) -> str:
        """The lock of whoever is chosen."""
        return next(slot for slot, row in self.rows.items() if row.isChecked())


class PersonRow(QAbstractButton):
    """A person; the chosen one bears a tick."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        self._tick = IconLabel("check", "accent_text", 18)
        for widget, share in ((Avatar(name, 32, "info"), 0), (ElidedLabel(name, "bold"), 1), (self._tick, 0)):
            row.addWidget(widget, share)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toggled.connect(self._show_tick)
        self._show_tick(False)

    def _show_tick(self, on: bool) -> None:
        policy = self._tick.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._tick.setSizePolicy(policy)
        self._tick.setVisible(on)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        edge = theme.colour("accent_text" if self.isChecked() or self.hasFocus() else "line")
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour("tint" if self.isChecked() else "raised" if self.underMouse() else "base"))
        painter.drawRoundedRect(box, 6, 6)
