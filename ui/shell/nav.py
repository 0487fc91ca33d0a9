"""The sidebar's items: icon, word, count; in the rail the icon alone, with a dot for "something waits"."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme.theme import current_theme

_EDGE = 8


class NavItem(QAbstractButton):
    """One page in the sidebar."""

    def __init__(self, name: str, icon: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self._icon, self._word = name, icon, word
        self._count = 0
        self._narrow = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._speak()

    def set_count(self, count: int) -> None:
        """How many things wait there; 0 shows nothing."""
        self._count = count
        self._speak()
        self.updateGeometry()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Icon alone, or icon and word."""
        self._narrow = narrow
        self._speak()
        self.updateGeometry()
        self.update()

    def _speak(self) -> None:
        words = f"{self._word}, {self._count}" if self._count else self._word
        self.setAccessibleName(words)
        self.setToolTip(words if self._narrow else "")

    def sizeHint(self) -> QSize:
        theme = current_theme()
        if self._narrow:
            return QSize(theme.px(48) + 2 * _EDGE, theme.px(36))
        bold = QFontMetrics(theme.font("bold"))
        return QSize(theme.px(18) + bold.horizontalAdvance(f"{self._word}  {self._count or ''}") + 62, theme.px(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A button would walk the tab order by arrows: they belong to the list.
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, here = current_theme(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(_EDGE, 1, -_EDGE, -1)
        if here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint" if here else "raised"))
            painter.drawRoundedRect(box, 4, 4)
        if here:
            painter.fillRect(
                QRectF(_EDGE, self.height() / 2 - theme.px(9), 3, theme.px(18)), theme.colour("accent_text")
            )
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        side = theme.px(18)
        left = (self.width() - side) // 2 if self._narrow else 20
        picture = theme.pixmap(self._icon, "accent_text" if here else "text2", 18, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - side) // 2, picture)
        if self._narrow:
            self._dot(painter, left + side)
            return
        painter.setFont(theme.font("bold" if here else "body"))
        painter.setPen(theme.colour("text"))
        words = QRect(left + side + 10, 0, self.width() - left - side - 28, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._word)
        if self._count:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), str(self._count))

    def _dot(self, painter: QPainter, right: int) -> None:
        if self._count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().colour("accent_text"))
            painter.drawEllipse(QRectF(right - 1, self.height() / 2 - current_theme().px(13), 6, 6))


class NavList(QWidget):
    """The items as one tab stop: arrows move, Enter or Space goes there."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(event.key(), 0)
        items = [item for item in self.findChildren(NavItem) if item.isVisible()]
        at = next((i for i, item in enumerate(items) if item is self.window().focusWidget()), None)
        if at is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            items[at].click()
        elif at is not None and step:
            items[(at + step) % len(items)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
