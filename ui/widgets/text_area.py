"""Several lines to write in, growing with what is written."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from ui.theme.theme import current_theme
from ui.widgets.window_keys import is_for_the_window


class TextArea(QPlainTextEdit):
    """A text of `rows` lines that grows to `most`, then scrolls. Tab leaves it."""

    def __init__(
        self, placeholder: str = "", *, rows: int = 3, most: int = 10, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows, self._most = rows, max(rows, most)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(4)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.setAccessibleName(name)

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Write `text` instead."""
        self.setPlainText(text)

    def set_fault(self, wrong: bool) -> None:
        """Draw the edge as wrong, or not."""
        if bool(self.property("fault")) == wrong:
            return
        self.setProperty("fault", wrong)
        self.style().unpolish(self)
        self.style().polish(self)

    def set_rows(self, rows: int) -> None:
        """Begin with so many lines from now on."""
        self._rows = rows
        self._grow()

    def _grow(self) -> None:
        line = math.ceil(QFontMetricsF(self.font()).lineSpacing())
        wanted = round(self.document().size().height())
        rows = min(max(self._rows, wanted), self._most)
        high = rows * line + 2 * 4 + 2 * 3 + 2
        policy = Qt.ScrollBarPolicy
        # A bar that comes and goes while the field grows would wrap the words anew each time.
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if wanted > self._most else policy.ScrollBarAlwaysOff)
        if self.height() != high or self.maximumHeight() != high:
            self.setFixedHeight(high)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_for_the_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_for_the_window(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_rows"):
            self._grow()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(200), self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(96), self.maximumHeight())
