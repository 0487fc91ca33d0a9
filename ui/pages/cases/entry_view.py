"""A list of entries: icon, bold title, badges, facts, text; headings between. Painted, not built of widgets."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.pages.cases.entries import Entry
from ui.pages.cases.row_view import RowView
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, PILL, TONES
from ui.widgets.pill import paint_pill, pill_size

_DISC, _GAP, _PAD, _STEP = 28, 12, 9, 40
_WRAP = int(Qt.TextFlag.TextWordWrap)


class EntryPainter(QStyledItemDelegate):
    """Paints an entry; where each part stands is measured once per width and kept."""

    def __init__(self, view: QObject) -> None:
        super().__init__(view)
        self._kept: dict[int, int] = {}
        self._kept_for: tuple[object, ...] = ()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        entry, wide = index.model().rows[index.row()], self.parent().viewport().width()
        for_these = (index.model().edition, wide, current_theme().scale)
        if for_these != self._kept_for:
            self._kept, self._kept_for = {}, for_these
        if index.row() not in self._kept:
            self._kept[index.row()] = self._height(entry, wide, first=index.row() == 0)
        return QSize(wide, self._kept[index.row()])

    def _left(self, entry: Entry) -> int:
        theme = current_theme()
        return MARGIN + theme.px(_STEP) * entry.depth + theme.px(_DISC) + _GAP

    def _height(self, entry: Entry, wide: int, *, first: bool) -> int:
        theme = current_theme()
        bold = QFontMetrics(theme.font("bold")).height()
        if not entry.id:
            return bold + (8 if first else 22)
        room = max(80, wide - self._left(entry) - MARGIN)
        high = self._wrapped(entry.title, "bold", room - self._right(entry))
        if entry.badges:
            high += 4 + self._badge_lines(entry, room) * (theme.px(PILL) + 4) - 4
        if entry.facts:
            high += 3 + self._wrapped(entry.facts, "small", room)
        if entry.text:
            high += 3 + self._wrapped(entry.text, "body", room)
        return max(high, theme.px(_DISC)) + 2 * _PAD

    def _right(self, entry: Entry) -> int:
        wide = QFontMetrics(current_theme().font("small")).horizontalAdvance(entry.right)
        return wide + 16 if entry.right else 0

    def _wrapped(self, words: str, face: str, room: int) -> int:
        metrics = QFontMetrics(current_theme().font(face))
        return metrics.boundingRect(QRect(0, 0, room, 100_000), _WRAP, words).height()

    def _badge_lines(self, entry: Entry, room: int) -> int:
        return max((line for line, _x in self._badge_places(entry, room)), default=0) + 1

    def _badge_places(self, entry: Entry, room: int) -> list[tuple[int, int]]:
        """(line, x) of each badge."""
        found, line, x = [], 0, 0
        for badge in entry.badges:
            wide = min(pill_size(badge.icon, badge.word).width(), room)
            if x and x + wide > room:
                line, x = line + 1, 0
            found.append((line, x))
            x += wide + 6
        return found

    # --- painting -----------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, entry, view = current_theme(), index.model().rows[index.row()], option.widget
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect
        if not entry.id:
            painter.setFont(theme.font("section"))
            painter.setPen(theme.colour("text2"))
            line = box.adjusted(MARGIN, 0, -MARGIN, -6)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignBottom), entry.title)
            painter.restore()
            return
        here = index == view.currentIndex()
        if here:
            self._ground(painter, box, view.hasFocus())
        self._rule(painter, box, index)
        self._disc(painter, box, entry, here)
        self._words(painter, box, entry, here)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, focused: bool) -> None:
        theme = current_theme()
        painter.fillRect(box, theme.colour("tint"))
        painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent_text"))
        if focused:
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _rule(self, painter: QPainter, box: QRect, index: QModelIndex) -> None:
        rows = index.model().rows
        following = rows[index.row() + 1] if index.row() + 1 < len(rows) else None
        if following is not None and following.id:
            left = MARGIN if not following.depth else self._left(following) - current_theme().px(_DISC) - _GAP
            painter.fillRect(QRect(left, box.bottom(), box.width() - left - MARGIN, 1), current_theme().colour("line"))

    def _disc(self, painter: QPainter, box: QRect, entry: Entry, here: bool) -> None:
        theme = current_theme()
        ink, tint = TONES[entry.tone]
        side, small = theme.px(_DISC), theme.px(16)
        left, top = self._left(entry) - _GAP - side, box.top() + _PAD
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("base" if here else tint))
        painter.drawEllipse(left, top, side, side)
        at = (side - small) // 2
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(left + at, top + at, theme.pixmap(entry.icon, ink, 16, ratio))

    def _words(self, painter: QPainter, box: QRect, entry: Entry, here: bool) -> None:
        theme = current_theme()
        left, right, y = self._left(entry), box.right() - MARGIN + 1, box.top() + _PAD
        room = max(80, right - left)
        if entry.right:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            corner = QRect(left, y, room, QFontMetrics(theme.font("bold")).height())
            painter.drawText(corner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), entry.right)
        y += self._draw(painter, entry.title, "bold", "text", QRect(left, y, room - self._right(entry), 100_000))
        if entry.badges:
            high, ratio = theme.px(PILL), painter.device().devicePixelRatioF()
            y += 4
            for badge, (line, x) in zip(entry.badges, self._badge_places(entry, room), strict=True):
                spot = QRect(left + x, y + line * (high + 4) - 1, room - x, high)
                paint_pill(painter, spot, badge.icon, badge.word, badge.tone, on_selected=here, ratio=ratio)
            y += self._badge_lines(entry, room) * (high + 4) - 4
        if entry.facts:
            y += 3
            y += self._draw(painter, entry.facts, "small", "text2", QRect(left, y, room, 100_000))
        if entry.text:
            self._draw(painter, entry.text, "body", "text", QRect(left, y + 3, room, 100_000))

    def _draw(self, painter: QPainter, words: str, face: str, token: str, room: QRect) -> int:
        painter.setFont(current_theme().font(face))
        painter.setPen(current_theme().colour(token))
        painter.drawText(room, _WRAP, words)
        return self._wrapped(words, face, room.width())


class EntryView(RowView):
    """The entries of one tab."""

    def __init__(self, name: str) -> None:
        super().__init__(name, EntryPainter)
