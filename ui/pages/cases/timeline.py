"""The timeline: an item view whose delegate paints date, icon on a thread, kind, author and sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.pages.cases.presenter import Moment
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, TONES

_DISC = 28
_GAP = 14
_BETWEEN = 12
_RING = 5  # room above a row for the ring round it


class _Moments(QAbstractListModel):
    """The rows of the timeline."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Moment] = []

    def show(self, rows: Sequence[Moment]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.top, row.low, row.title, row.text, row.author) if part)
        return None


class _Paint(QStyledItemDelegate):
    """Paints a row; its height follows the words at the view's width."""

    def date_width(self) -> int:
        """The date column: wide enough for a whole date in bold and any weekday."""
        bold, small = QFontMetrics(current_theme().font("bold")), QFontMetrics(current_theme().font("small"))
        rows = self.parent().model().rows
        words = [bold.horizontalAdvance("00.00.0000"), *(bold.horizontalAdvance(r.top) for r in rows[:200])]
        return max([*words, *(small.horizontalAdvance(r.low) for r in rows[:200])]) + 12

    def _text_left(self) -> int:
        return MARGIN + self.date_width() + current_theme().px(_DISC) + _GAP

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        theme, row, view = current_theme(), index.model().rows[index.row()], self.parent()
        wide = view.viewport().width()
        body = QFontMetrics(theme.font())
        high = QFontMetrics(theme.font("bold")).height() + 1
        room = QRect(0, 0, max(80, wide - self._text_left() - MARGIN), 10_000)
        if row.text:
            high += body.boundingRect(room, int(Qt.TextFlag.TextWordWrap), row.text).height()
        date = QFontMetrics(theme.font("bold")).height() + QFontMetrics(theme.font("small")).height()
        return QSize(wide, max(high, date, theme.px(_DISC) + 2) + _BETWEEN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, row, view = current_theme(), index.model().rows[index.row()], option.widget
        box = option.rect.adjusted(0, _RING, 0, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if view.hasFocus() and index == view.currentIndex():
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(MARGIN - 10, 1 - _RING, -MARGIN + 10, 2 * _RING - _BETWEEN), 4, 4)
        self._date(painter, box, row)
        side = theme.px(_DISC)
        left = MARGIN + self.date_width()
        self._thread(painter, box, left + side // 2, index)
        ink, tint = TONES[row.tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tint))
        painter.drawEllipse(left, box.top(), side, side)
        small = theme.px(16)
        at = (side - small) // 2
        painter.drawPixmap(
            left + at, box.top() + at, theme.pixmap(row.icon, ink, 16, painter.device().devicePixelRatioF())
        )
        self._words(painter, box, row)
        painter.restore()

    def _date(self, painter: QPainter, box: QRect, row: Moment) -> None:
        theme = current_theme()
        painter.setFont(theme.font("bold"))
        painter.setPen(theme.colour("text"))
        high = painter.fontMetrics().height()
        painter.drawText(QRect(MARGIN, box.top(), self.date_width(), high), Qt.AlignmentFlag.AlignLeft, row.top)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        low = QRect(MARGIN, box.top() + high, self.date_width(), painter.fontMetrics().height())
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft, row.low)

    def _thread(self, painter: QPainter, box: QRect, x: int, index: QModelIndex) -> None:
        if index.row() == len(index.model().rows) - 1:
            return
        painter.setPen(QPen(current_theme().colour("line"), 2))
        painter.drawLine(x, box.top() + current_theme().px(_DISC) + 2, x, box.bottom() + _RING)

    def _words(self, painter: QPainter, box: QRect, row: Moment) -> None:
        theme = current_theme()
        left, right = self._text_left(), box.right() - MARGIN
        painter.setFont(theme.font("small"))
        wide = painter.fontMetrics().horizontalAdvance(row.author)
        high = QFontMetrics(theme.font("bold")).height()
        painter.setPen(theme.colour("text2"))
        painter.drawText(QRect(right - wide, box.top(), wide + 1, high), Qt.AlignmentFlag.AlignVCenter, row.author)
        painter.setFont(theme.font("bold"))
        painter.setPen(theme.colour("text"))
        room = QRect(left, box.top(), max(20, right - wide - 16 - left), high)
        shown = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font())
        below = QRect(left, box.top() + high + 1, right - left, box.height())
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), row.text)


class Timeline(QListView):
    """What happened, newest first unless turned. `opened(id)` is Enter or a double click."""

    opened = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAutoFillBackground(False)
        self.setModel(_Moments(self))
        self.setItemDelegate(_Paint(self))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.model().rows[index.row()].id))

    def show_moments(self, rows: Sequence[Moment]) -> None:
        """Show these."""
        self.model().show(rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.model().rows[self.currentIndex().row()].id)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
