"""A layout that lets one thing reach over its margins, so that its words stand in line and its ring outside."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Beyond(QVBoxLayout):
    """Holds `widget` and gives it `sides` pixels more at the left and right, `ends` above and below. Qt takes no
    negative margins."""

    def __init__(self, widget: QWidget, sides: int, ends: int = 0) -> None:
        super().__init__()
        self._sides, self._ends = sides, ends
        self.setContentsMargins(0, 0, 0, 0)
        self.addWidget(widget)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect.adjusted(-self._sides, -self._ends, self._sides, self._ends))

    def _less(self, size: QSize) -> QSize:
        return QSize(max(0, size.width() - 2 * self._sides), max(0, size.height() - 2 * self._ends))

    def sizeHint(self) -> QSize:
        return self._less(super().sizeHint())

    def minimumSize(self) -> QSize:
        return self._less(super().minimumSize())

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(width + 2 * self._sides) - 2 * self._ends

    def minimumHeightForWidth(self, width: int) -> int:
        return super().minimumHeightForWidth(width + 2 * self._sides) - 2 * self._ends
