"""The timeline: an item view whose delegate paints date, icon on a thread, kind, author and sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.pages.cases.moments import Moment, files_words
from ui.pages.cases.row_view import RowView
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, TONES

_DISC = 28
_GAP = 14
_BETWEEN = 12
_RING = 5  # room above a row for the ring round it


class TimelinePainter(QStyledItemDelegate):
    """Paints a row; its height follows the words at the view's width.

    Three hundred rows are measured again and again while a window is drawn, so what was measured is kept until the
    rows or the letters change.
    """

    def __init__(self, view: QObject) -> None:
        super().__init__(view)
        self._dates: tuple[object, int] = (None, 0)
        self._heights: dict[tuple[object, ...], int] = {}

    def _measured_for(self) -> object:
        return (self.parent().model().edition, current_theme().scale)

    def date_width(self) -> int:
        """The date column: wide enough for a whole date in bold and any weekday."""
        now = self._measured_for()
        if self._dates[0] != now:
            self._heights.clear()
            self._dates = (now, self._measure_dates())
        return self._dates[1]

    def _measure_dates(self) -> int:
        bold, small = QFontMetrics(current_theme().font("bold")), QFontMetrics(current_theme().font("small"))
        rows = self.parent().model().rows
        words = [bold.horizontalAdvance("00.00.0000"), *(bold.horizontalAdvance(r.top) for r in rows[:200])]
        return max([*words, *(small.horizontalAdvance(r.low) for r in rows[:200])]) + 12

    def _text_left(self) -> int:
        return MARGIN + self.date_width() + current_theme().px(_DISC) + _GAP

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        row, wide = index.model().rows[index.row()], self.parent().viewport().width()
        self.date_width()  # empties what is kept when other rows are shown
        key = (wide, row.text, row.attachments)
        if key not in self._heights:
            self._heights[key] = self._height(row, wide)
        return QSize(wide, self._heights[key])

    def _height(self, row: Moment, wide: int) -> int:
        theme = current_theme()
        body = QFontMetrics(theme.font())
        high = QFontMetrics(theme.font("bold")).height() + 1
        room = QRect(0, 0, max(80, wide - self._text_left() - MARGIN), 10_000)
        if row.text:
            high += body.boundingRect(room, int(Qt.TextFlag.TextWordWrap), row.text).height()
        if row.attachments:
            high += body.height() + 3
        date = QFontMetrics(theme.font("bold")).height() + QFontMetrics(theme.font("small")).height()
        return max(high, date, theme.px(_DISC) + 2) + _BETWEEN

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
        if row.planned:  # not yet: an open ring
            painter.setPen(QPen(theme.colour(ink), 1.5))
            painter.setBrush(theme.colour("window"))
            painter.drawEllipse(left + 1, box.top() + 1, side - 2, side - 2)
        else:
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
        below = QRect(left, box.top() + high + 1, right - left, 100_000)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), row.text)
        if row.attachments:
            used = painter.fontMetrics().boundingRect(below, int(Qt.TextFlag.TextWordWrap), row.text).height()
            self._papers(painter, left, below.top() + (used if row.text else 0) + 3, row)

    def _papers(self, painter: QPainter, left: int, top: int, row: Moment) -> None:
        theme, high = current_theme(), painter.fontMetrics().height()
        clip = theme.pixmap("paperclip", "text2", 14, painter.device().devicePixelRatioF())
        painter.drawPixmap(left, top + (high - theme.px(14)) // 2, clip)
        painter.setPen(theme.colour("text2"))
        room = QRect(left + theme.px(14) + 6, top, 10_000, high)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), files_words(row.attachments))


class Timeline(RowView):
    """What happened, newest first unless turned."""

    def __init__(self, name: str) -> None:
        super().__init__(name, TimelinePainter)

    def show_moments(self, rows: Sequence[Moment]) -> None:
        """Show these."""
        self.show_rows(rows)
