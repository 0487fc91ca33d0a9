"""Work under way: what it is, how far, and why it waits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme.theme import current_theme
from ui.theme.tokens import TONES
from ui.widgets.labels import ElidedLabel, IconLabel, Label


class Bar(QWidget):
    """A bar 6 px high; `share` is 0 to 1, None hides what is done; a stalled one is grey."""

    def __init__(self, share: float | None = 0.0, *, stalled: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._stalled = share, stalled
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float | None, *, stalled: bool = False) -> None:
        """How far it is."""
        self._share, self._stalled = share, stalled
        self.setAccessibleDescription("" if share is None else f"{round(share * 100)} %")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("neutral_tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        if self._share:
            painter.setBrush(theme.colour("text3" if self._stalled else "accent_text"))
            wide = max(6.0, self.width() * min(self._share, 1.0))
            painter.drawRoundedRect(QRectF(0, 0, wide, self.height()), 3, 3)


class ProgressRow(QWidget):
    """Icon, name, state word at the right, a bar, and below it bytes and the reason."""

    def __init__(
        self,
        icon: str,
        name: str,
        state: str = "",
        *,
        tone: str = "info",
        share: float | None = None,
        text: str = "",
        stalled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._icon = IconLabel(icon, "text2", 20)
        self._name = ElidedLabel(name, "bold")
        self._state = Label(state, "small")
        self._bar = Bar()
        self._text = ElidedLabel(text, "small", "text2")
        grid.addWidget(self._icon, 0, 0, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self._state, 0, 2)
        grid.addWidget(self._bar, 1, 1, 1, 2)
        grid.addWidget(self._text, 2, 1, 1, 2)
        self.tell(icon, state, tone=tone, share=share, text=text, stalled=stalled)

    def tell(
        self,
        icon: str,
        state: str,
        *,
        tone: str = "info",
        share: float | None = None,
        text: str = "",
        stalled: bool = False,
    ) -> None:
        """Show how it stands now; `share` None means there is no bar."""
        ink = TONES[tone][0]
        self._icon.set_icon(icon, ink)
        self._state.setText(state)
        self._state.set_tone(ink)
        self._bar.setVisible(share is not None)
        self._bar.set_share(share, stalled=stalled)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(", ".join(part for part in (self._name.text(), state, text) if part))
