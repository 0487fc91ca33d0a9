"""Paints the lines of a search: headings small, answers with icon, title, the words around the hit, the hits marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from clinic_app.names.marking import Mark
from ui.pages.searching.answers import SUGGESTION, Line
from ui.pages.searching.types import TYPES
from ui.theme.theme import current_theme

HEADING, ONE_LINE, TWO_LINES = 28, 34, 46
_VERTICAL = Qt.AlignmentFlag.AlignVCenter


class AnswerRow(QStyledItemDelegate):
    """One line of the list of answers."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        line = index.model().lines[index.row()]
        return QSize(100, current_theme().px(HEADING if line.heading else TWO_LINES if line.second else ONE_LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line = index.model().lines[index.row()]
        box = option.rect.adjusted(6, 0, -6, 0)
        painter.save()
        if line.heading:
            self._heading(painter, box, line)
        else:
            self._answer(painter, box, line, index == option.widget.currentIndex())
        painter.restore()

    def _heading(self, painter: QPainter, box: QRect, line: Line) -> None:
        theme = current_theme()
        painter.setFont(theme.font("small_bold"))
        painter.setPen(theme.colour("text2"))
        painter.drawText(box.adjusted(10, 4, -10, 0), _VERTICAL, f"{line.title}  {line.note}")

    def _answer(self, painter: QPainter, box: QRect, line: Line, chosen: bool) -> None:
        theme = current_theme()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint"))
            painter.drawRoundedRect(box, 4, 4)
        side = theme.px(18)
        icon = "search" if line.type == SUGGESTION else TYPES.get(line.type, ("", "file-text"))[1]
        ink = "accent_text" if chosen or line.type == SUGGESTION else "text2"
        picture = theme.pixmap(icon, ink, 18, painter.device().devicePixelRatioF())
        painter.drawPixmap(box.left() + 10, box.center().y() - side // 2, picture)
        left, right = box.left() + 10 + side + 10, box.right() - 10
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        wide = painter.fontMetrics().horizontalAdvance(line.note)
        painter.drawText(QRect(right - wide, box.top(), wide + 1, box.height()), _VERTICAL, line.note)
        right -= wide + (12 if wide else 0)
        high, small = (QFontMetrics(theme.font(role)).height() for role in ("body", "small"))
        top = box.center().y() - (high + (small if line.second else 0)) // 2
        tone = "accent_text" if line.type == SUGGESTION else "text"
        self._words(painter, QRect(left, top, right - left, high), line.title, line.title_marks, "body", tone)
        self._words(painter, QRect(left, top + high, right - left, small), line.second, line.marks, "small", "text2")

    def _words(self, painter: QPainter, room: QRect, words: str, marks: Sequence[Mark], role: str, tone: str) -> None:
        """Words in one line, cut where they do not fit, the marked ones on the marker's colour."""
        theme = current_theme()
        painter.setFont(theme.font(role))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        whole = len(shown) if shown == words else max(0, len(shown) - 1)  # the dots are no word
        painter.setPen(theme.colour(tone))
        painter.drawText(room, _VERTICAL, shown)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for start, end in marks:
            end = min(end, whole)
            if start >= end:
                continue
            left = room.left() + metrics.horizontalAdvance(shown[:start])
            marked = QRect(
                left, room.top(), metrics.horizontalAdvance(shown[:end]) - (left - room.left()), room.height()
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("mark"))
            painter.drawRoundedRect(marked.adjusted(-1, 0, 1, 0), 2, 2)
            painter.setPen(theme.colour("on_mark"))
            painter.drawText(marked.adjusted(0, 0, 4, 0), _VERTICAL, shown[start:end])
