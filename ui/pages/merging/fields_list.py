"""The fields of one record: what stands here, what comes, who wrote it. Both values of a conflict wear one marker."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clinic_app.wording.words import _
from ui.differing_words import Spans
from ui.pages.merging.record_words import FieldRow
from ui.theme.theme import current_theme
from ui.widgets.pill import paint_pill, pill_size

_SIDE, _PAD, _LINE = 20, 9, 3


class _Rows(QAbstractListModel):
    """The fields in their order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[FieldRow] = []

    def show(self, rows: Sequence[FieldRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        return None


def spoken(row: FieldRow) -> str:
    """A field as a screen reader says it."""
    if not row.before:
        said = _("{field}: {what}").format(field=row.label, what=row.after)
    else:
        words = _("{field}: {before} and {after}, both kept") if row.twice else _("{field}: {before} becomes {after}")
        said = words.format(field=row.label, before=row.before, after=row.after)
    return f"{said}, {row.by}" if row.by else said


class _Field(QStyledItemDelegate):
    """Label, the value here, the value that comes, who and when; the height follows the words."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        view = self.parent()
        wide = view.viewport().width()
        return QSize(wide, self._lay_out(None, QRect(0, 0, wide, 0), index.model().rows[index.row()]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, view = current_theme(), option.widget
        painter.save()
        painter.fillRect(option.rect, theme.colour("base"))
        self._lay_out(painter, option.rect, index.model().rows[index.row()])
        painter.fillRect(
            QRect(option.rect.left() + _SIDE, option.rect.bottom(), option.rect.width() - 2 * _SIDE, 1),
            theme.colour("line"),
        )
        if view.hasFocus() and index == view.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.drawRect(option.rect.adjusted(8, 2, -8, -3))
        painter.restore()

    def _lay_out(self, painter: QPainter | None, box: QRect, row: FieldRow) -> int:
        """Draw a row (or only measure it); its height."""
        theme = current_theme()
        left, wide = box.left() + _SIDE, box.width() - 2 * _SIDE
        y = box.top() + _PAD
        pill_wide = 0
        if row.twice:
            pill = ("git-merge", _("Both are kept"), "warn")
            pill_wide = pill_size(*pill[:2]).width() + 8
            if painter:
                ratio = painter.device().devicePixelRatioF()
                at = QRect(left + wide - pill_wide + 8, y - 2, pill_wide - 8, theme.px(22))
                paint_pill(painter, at, *pill, ratio=ratio)
        y += _words(painter, QRect(left, y, wide - pill_wide, 0), row.label, "small", "text2") + _LINE
        if row.before:
            tone = "text" if row.twice else "text2"  # two claims are equal
            y += _words(painter, QRect(left, y, wide, 0), row.before, "body", tone, row.marks[0]) + _LINE
            side = theme.px(14)
            if painter:
                ratio = painter.device().devicePixelRatioF()
                high = QFontMetrics(theme.font()).height()
                icon = theme.pixmap("plus" if row.twice else "arrow-right", "text2", 14, ratio)
                painter.drawPixmap(left, y + (high - side) // 2 + 1, icon)
            inner = QRect(left + side + 6, y, wide - side - 6, 0)
            y += _words(painter, inner, row.after, "body", "text", row.marks[1]) + _LINE
        else:
            y += _words(painter, QRect(left, y, wide, 0), row.after, "body", "text") + _LINE
        if row.by:
            y += _words(painter, QRect(left, y, wide, 0), row.by, "small", "text3")
        return y + _PAD - box.top()


def _words(painter: QPainter | None, at: QRect, words: str, role: str, tone: str, marks: Spans = ()) -> int:
    """Words wrapped from the top of `at`, the marked ones on the marker; their height."""
    theme = current_theme()
    layout = QTextLayout(words.replace("\n", "\u2028"), theme.font(role))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # a link has no spaces
    layout.setTextOption(option)
    layout.setFormats([_marker(start, length) for start, length in marks])
    layout.beginLayout()
    high = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(60, at.width()))
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    if painter:
        painter.setPen(theme.colour(tone))
        layout.draw(painter, QPointF(at.topLeft()))
    return math.ceil(high)


def _marker(start: int, length: int) -> QTextLayout.FormatRange:
    theme, found = current_theme(), QTextLayout.FormatRange()
    found.start, found.length = start, length
    found.format.setBackground(theme.colour("mark"))
    found.format.setForeground(theme.colour("on_mark"))
    return found


class FieldsList(QListView):
    """The fields of the record under the cursor; arrows go from field to field, Left goes back to the records."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Fields of the record"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._model = _Rows(self)
        self.setModel(self._model)
        self.setItemDelegate(_Field(self))

    def rows(self) -> list[FieldRow]:
        """What stands there."""
        return self._model.rows

    def show_rows(self, rows: Sequence[FieldRow]) -> None:
        """Show these from the first."""
        self._model.show(rows)
        if rows:
            self.setCurrentIndex(self._model.index(0, 0))
        self.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Left:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
