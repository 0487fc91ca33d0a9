"""A dialog that grows with what comes to stand in it: a fault below a field, a warning, a field that was hidden."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog


class GrowingDialog(QDialog):
    """Never lower than its widgets need at its width; it does not shrink under somebody's hand."""

    def event(self, event: QEvent) -> bool:
        """Look at the height whenever something inside asks for other room."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return done

    def _grow(self) -> None:
        layout = self.layout()
        if layout is None or not self.isVisible():
            return
        needed = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else self.sizeHint().height()
        screen = self.screen().availableGeometry().height()
        if self.height() < min(needed, screen):
            self.resize(self.width(), min(needed, screen))
