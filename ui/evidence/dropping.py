"""A place on which files and pictures can be dropped; while something is held over it, it says so by its frame."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.evidence.attaching import given_in
from ui.theme.theme import current_theme
from ui.theme.tokens import RADIUS_CARD


class DropPlace(QWidget):
    """`given(sources)` when something was dropped: copied, never moved."""

    given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._over = False  # something is held over it
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._over = True
            self.update()

    def dragLeaveEvent(self, _event: object) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.given.emit(given_in(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._over:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(current_theme().colour("tint"))
            painter.setPen(QPen(current_theme().colour("accent_text"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(4, 4, -4, -4), RADIUS_CARD, RADIUS_CARD)
