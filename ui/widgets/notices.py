"""A place for banners over a page: its margins hold only while something stands in it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout


class Notices(QVBoxLayout):
    """Takes no room while it is empty. Qt counts the margins of an empty layout."""

    def __init__(self, left: int, top: int, right: int, bottom: int) -> None:
        super().__init__()
        self.setContentsMargins(left, top, right, bottom)
        self.setSpacing(8)

    def sizeHint(self) -> QSize:
        return QSize() if self.isEmpty() else super().sizeHint()

    def minimumSize(self) -> QSize:
        return QSize() if self.isEmpty() else super().minimumSize()

    def heightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().heightForWidth(width)

    def minimumHeightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().minimumHeightForWidth(width)
