"""A pill tells a state: icon, word, tint. It is square-cornered and cannot be pressed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.theme import current_theme
from ui.theme.tokens import PILL, RADIUS_FIELD, TONES

_PAD = 6
_ICON = 14
_GAP = 4


def pill_size(icon: str, word: str) -> QSize:
    """How large the pill wants to be."""
    theme = current_theme()
    width = QFontMetrics(theme.font("small")).horizontalAdvance(word) + 2 * _PAD + 2
    if icon:
        width += theme.px(_ICON) + _GAP
    return QSize(width, theme.px(PILL))


def paint_pill(
    painter: QPainter, rect: QRect, icon: str, word: str, tone: str, *, on_selected: bool = False, ratio: float = 2.0
) -> None:
    """Draw a pill at the left of `rect`, elided when `rect` is narrow; on a selected row its ground is `base`."""
    theme = current_theme()
    wanted = pill_size(icon, word)
    box = QRect(
        rect.left(), rect.center().y() - wanted.height() // 2 + 1, min(wanted.width(), rect.width()), wanted.height()
    )
    ink, tint = TONES[tone]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("base" if on_selected else tint))
    painter.drawRoundedRect(QRectF(box), RADIUS_FIELD, RADIUS_FIELD)
    left = box.left() + _PAD
    if icon:
        side = theme.px(_ICON)
        painter.drawPixmap(left, box.center().y() - side // 2 + 1, theme.pixmap(icon, ink, _ICON, ratio))
        left += side + _GAP
    painter.setFont(theme.font("small"))
    painter.setPen(theme.colour(ink))
    room = QRect(left, box.top(), box.right() - left - _PAD + 3, box.height())
    shown = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
    painter.restore()


class Pill(QWidget):
    """A state as a widget. `tone` is info, ok, warn, bad or neutral; the word says it all, the tint only helps."""

    def __init__(self, icon: str, word: str, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.tell(icon, word, tone)

    def tell(self, icon: str, word: str, tone: str = "neutral") -> None:
        """Show another state."""
        self._icon, self._word, self._tone = icon, word, tone
        self.setAccessibleName(word)
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """The state's word."""
        return self._word

    def sizeHint(self) -> QSize:
        return pill_size(self._icon, self._word)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), current_theme().px(64)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.setToolTip("" if self.width() >= self.sizeHint().width() else self._word)
        paint_pill(QPainter(self), self.rect(), self._icon, self._word, self._tone, ratio=self.devicePixelRatioF())
