"""The list under a field that one chooses from by typing: its rows, how they are painted, where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from clinic_app.wording.words import _
from ui.theme.theme import current_theme
from ui.theme.tokens import ROW_TWO_LINES
from ui.widgets.folding import fold
from ui.widgets.labels import KeyHint, Label

_ROWS_IN_SIGHT = 7


@dataclass(frozen=True)
class Option:
    """Something to choose: `names` are all it may be called (other languages), `note` stands at the right."""

    id: str
    label: str
    second: str = ""
    names: tuple[str, ...] = ()
    icon: str = ""
    note: str = ""


class Matches(QAbstractListModel):
    """The options that answer what is typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Option] = []

    def show(self, rows: list[Option]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        option = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return option.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (option.label, option.second, option.note) if part)
        return None


class MatchRow(QStyledItemDelegate):
    """Label with what was typed in bold, second line, a note at the right."""

    query = ""
    extra = -1

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        two = bool(index.model().rows[index.row()].second)
        return QSize(100, current_theme().px(ROW_TWO_LINES - 4 if two else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, row = current_theme(), index.model().rows[index.row()]
        box = option.rect.adjusted(6, 0, -6, 0)
        chosen = index == option.widget.currentIndex()
        painter.save()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint"))
            painter.drawRoundedRect(box, 4, 4)
        left = box.left() + 10
        if index.row() == self.extra and self.extra > 0:
            painter.fillRect(QRect(box.left(), option.rect.top(), box.width(), 1), theme.colour("line"))
        if row.icon:
            side = theme.px(20)
            picture = theme.pixmap(
                row.icon, "accent_text" if chosen else "text2", 20, painter.device().devicePixelRatioF()
            )
            painter.drawPixmap(left, box.center().y() - side // 2, picture)
            left += side + 8
        right = box.right() - 10
        if row.note:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("accent_text" if chosen else "text2"))
            wide = painter.fontMetrics().horizontalAdvance(row.note)
            painter.drawText(
                QRect(right - wide, box.top(), wide + 1, box.height()), Qt.AlignmentFlag.AlignVCenter, row.note
            )
            right -= wide + 12
        high = QFontMetrics(theme.font()).height()
        small = QFontMetrics(theme.font("small")).height()
        top = box.center().y() - (high + (small if row.second else 0)) // 2
        self._label(painter, QRect(left, top, right - left, high), row.label)
        if row.second:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            second = painter.fontMetrics().elidedText(row.second, Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QRect(left, top + high, right - left, small), Qt.AlignmentFlag.AlignVCenter, second)
        painter.restore()

    def _label(self, painter: QPainter, room: QRect, label: str) -> None:
        theme = current_theme()
        painter.setPen(theme.colour("text"))
        at = fold(label).find(self.query) if self.query and len(fold(label)) == len(label) else -1
        pieces = (
            [(label, False)]
            if at < 0
            else [(label[:at], False), (label[at : at + len(self.query)], True), (label[at + len(self.query) :], False)]
        )
        left = room.left()
        for words, bold in pieces:
            painter.setFont(theme.font("bold" if bold else "body"))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.right() - left + 1)
            painter.drawText(
                QRect(left, room.top(), room.right() - left + 1, room.height()), Qt.AlignmentFlag.AlignVCenter, shown
            )
            left += painter.fontMetrics().horizontalAdvance(shown)


class MatchList(QFrame):
    """The list under the field, a child of the window: focus stays where one types."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field.window())
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._field = field
        self.list = QListView(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Matches"))
        self.list.setMouseTracking(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.empty = Label(_("Nothing like this in the list"), "body", "text2")
        self.empty.setContentsMargins(16, 6, 16, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.empty)
        keys = QHBoxLayout()
        keys.setContentsMargins(16, 2, 16, 2)
        keys.setSpacing(6)
        for key, word in (("↑ ↓", _("choose")), ("Enter", _("take")), ("Esc", _("close"))):
            keys.addWidget(KeyHint(key))
            keys.addWidget(Label(word, "small", "text2"))
        keys.addStretch(1)
        column.addLayout(keys)

    def place(self) -> None:
        """Under the field, or above it when there is more room; never beyond the window: the list scrolls then."""
        field, window = self._field, self._field.window()
        model, rows = self.list.model(), self.list.model().rowCount()
        delegate, option = self.list.itemDelegate(), QStyleOptionViewItem()
        seen = [delegate.sizeHint(option, model.index(i, 0)).height() for i in range(min(rows, _ROWS_IN_SIGHT))]
        self.list.setVisible(rows > 0)
        self.empty.setVisible(rows == 0)
        self.list.setFixedHeight(max(1, sum(seen)))
        high = self.sizeHint().height()
        at = field.mapTo(window, QPoint(0, field.height() + 3))
        below, above = window.height() - at.y(), at.y() - field.height() - 6
        room = max(below, above)
        if high > room and rows:
            self.list.setFixedHeight(max(min(seen), sum(seen) - (high - room)))
            high = self.sizeHint().height()
        if high > below and above > below:
            at.setY(at.y() - field.height() - 6 - high)
        wide = max(field.width(), current_theme().px(320))
        at.setX(max(0, min(at.x(), window.width() - wide)))
        self.setGeometry(at.x(), at.y(), wide, high)
