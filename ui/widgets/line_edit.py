"""One line to write in, perhaps with an icon before and an action behind the words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStyle, QStyleOptionFrame, QToolButton, QToolTip, QWidget

from ui.theme.theme import current_theme
from ui.theme.tokens import FIELD
from ui.widgets.window_keys import is_for_the_window


class _Trailing(QToolButton):
    """The action inside a line edit; the mouse's way to what Alt+Down does."""

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon_name = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        tone = "text" if self.underMouse() and self.isEnabled() else "text2"
        side = theme.px(16)
        at = ((self.width() - side) // 2, (self.height() - side) // 2)
        QPainter(self).drawPixmap(*at, theme.pixmap(self.icon_name, tone, 16, self.devicePixelRatioF()))


class LineEdit(QLineEdit):
    """A line edit of the look. `trailing` is an icon at its end; a press, or Alt+Down, emits `trailing_pressed`."""

    trailing_pressed = Signal()

    def __init__(
        self,
        placeholder: str = "",
        *,
        leading: str = "",
        trailing: str = "",
        trailing_name: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self._leading = leading
        self._trailing = _Trailing(trailing, trailing_name, self) if trailing else None
        if self._trailing:
            self._trailing.clicked.connect(self.trailing_pressed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._room()

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.setAccessibleName(name)

    def set_trailing(self, icon: str, name: str) -> None:
        """Another icon and name for the action at the end."""
        if self._trailing:
            self._trailing.icon_name = icon
            self._trailing.setAccessibleName(name)
            self._trailing.setToolTip(name)
            self._trailing.update()

    def set_fault(self, wrong: bool) -> None:
        """Draw the edge as wrong, or not."""
        if bool(self.property("fault")) == wrong:
            return
        self.setProperty("fault", wrong)
        self.style().unpolish(self)
        self.style().polish(self)

    def _room(self) -> None:
        theme = current_theme()
        left = theme.px(20) if self._leading else 0
        right = theme.px(22) if self._trailing else 0
        self.setTextMargins(left, 0, right, 0)

    def sizeHint(self) -> QSize:
        return QSize(max(super().sizeHint().width(), current_theme().px(120)), current_theme().px(FIELD))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(72), current_theme().px(FIELD))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._trailing:
            side = self.height() - 4
            self._trailing.setGeometry(self.width() - side - 2, 2, side, side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_leading"):
            self._room()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_for_the_window(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.ToolTip and (cut := self.cut_words()):
            QToolTip.showText(event.globalPos(), cut, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_for_the_window(event):
            event.ignore()
            return
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt_down and self._trailing:
            self.trailing_pressed.emit()
            return
        super().keyPressEvent(event)

    def is_cut(self) -> bool:
        """Whether nobody is writing and the words do not fit."""
        shown = self.echoMode() == QLineEdit.EchoMode.Normal and not self.hasFocus()
        return shown and self.fontMetrics().horizontalAdvance(self.text()) > self._words_room().width()

    def cut_words(self) -> str:
        """What stands here and does not fit, the placeholder too; "" when all is in sight."""
        if self.is_cut():
            return self.text()
        asked = "" if self.text() else self.placeholderText()
        return asked if self.fontMetrics().horizontalAdvance(asked) > self._words_room().width() else ""

    def _words_room(self) -> QRect:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return inside.marginsRemoved(self.textMargins()).adjusted(2, 0, -2, 0)

    def _paint_cut(self) -> None:
        """Dots say that there is more; Qt would stop in the middle of a letter."""
        painter, option = QPainter(self), QStyleOptionFrame()
        self.initStyleOption(option)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.setPen(current_theme().colour("text" if self.isEnabled() and not self.isReadOnly() else "text2"))
        room = self._words_room()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_cut() if self.is_cut() else super().paintEvent(event)
        if not self._leading:
            return
        theme = current_theme()
        side = theme.px(16)
        painter = QPainter(self)
        painter.drawPixmap(
            8, (self.height() - side) // 2, theme.pixmap(self._leading, "text2", 16, self.devicePixelRatioF())
        )

    def draw_after(self, ghost: str) -> None:
        """Paint `ghost` in quiet letters behind what is written (call from paintEvent)."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        room = self.rect().adjusted(
            13 + self.fontMetrics().horizontalAdvance(self.text()), 0, -self.textMargins().right(), 0
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), ghost)
