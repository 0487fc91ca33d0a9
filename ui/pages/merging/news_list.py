"""The list in the middle: records with what happens to each and a tick, or packages with what became of them.

It asks for the words of a row only when that row comes into sight, so twenty thousand rows scroll as twenty do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, ROW_TWO_LINES
from ui.widgets.pill import paint_pill, pill_size

_BOX = 16
_GAP = 12


@dataclass(frozen=True)
class Face:
    """How a row looks: two lines, a pill (icon, word, tone), a tick that is on, off, or (None) cannot be changed."""

    title: str
    second: str
    pill: tuple[str, str, str]
    tick: bool | None = None

    @property
    def words(self) -> str:
        """As a screen reader says it."""
        return ", ".join(part for part in (self.title, self.second, self.pill[1]) if part)


class _Rows(QAbstractListModel):
    """Rows of any kind; `face` says how one looks."""

    def __init__(self, face: Callable[[Any], Face], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[Any] = ()
        self.face = face

    def show(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.CheckStateRole,
        ):
            return None
        face = self.face(self.rows[index.row()])
        if role != Qt.ItemDataRole.CheckStateRole:
            return face.title if role == Qt.ItemDataRole.DisplayRole else face.words
        if face.tick is None:
            return None
        return Qt.CheckState.Checked if face.tick else Qt.CheckState.Unchecked


class _Row(QStyledItemDelegate):
    """Tick, two lines, pill."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(100, current_theme().px(ROW_TWO_LINES))

    def tick_box(self, row: QRect) -> QRect:
        """Where the tick of a row stands."""
        side = current_theme().px(_BOX)
        return QRect(row.left() + MARGIN, row.center().y() - side // 2, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, view, box = current_theme(), option.widget, option.rect
        face: Face = index.model().face(index.model().rows[index.row()])
        chosen = index == view.currentIndex()
        ratio = painter.device().devicePixelRatioF()
        painter.save()
        painter.fillRect(box, theme.colour("tint" if chosen else "base"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("line"))
        left = box.left() + MARGIN
        if view.ticks:
            self._tick(painter, self.tick_box(box), face.tick, ratio)
            left += theme.px(_BOX) + _GAP
        icon, word, tone = face.pill
        wide = pill_size(icon, word).width()
        pill = QRect(box.right() - MARGIN - wide, box.top(), wide, box.height() - 1)
        paint_pill(painter, pill, icon, word, tone, on_selected=chosen, ratio=ratio)
        self._words(painter, QRect(left, box.top(), pill.left() - _GAP - left, box.height() - 1), face)
        if chosen:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent_text"))
            if view.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("accent_text"), 2))
                painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def _words(self, painter: QPainter, room: QRect, face: Face) -> None:
        theme, out = current_theme(), face.tick is False
        high, small = QFontMetrics(theme.font("bold")).height(), QFontMetrics(theme.font("small")).height()
        top = room.center().y() - (high + small) // 2
        for words, role, tone, at, line in (
            (face.title, "body" if out else "bold", "text2" if out else "text", top, high),
            (face.second, "small", "text2", top + high, small),
        ):
            painter.setFont(theme.font(role))
            painter.setPen(theme.colour(tone))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRect(room.left(), at, room.width(), line), Qt.AlignmentFlag.AlignVCenter, shown)

    def _tick(self, painter: QPainter, box: QRect, on: bool | None, ratio: float) -> None:
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on is None:  # it always comes along
            painter.drawPixmap(box.topLeft(), theme.pixmap("check", "text2", _BOX, ratio))
            return
        painter.setPen(QPen(theme.colour("accent" if on else "control"), 1))
        painter.setBrush(theme.colour("accent" if on else "base"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if on:
            inner = box.adjusted(1, 1, -1, -1)
            painter.drawPixmap(inner, theme.pixmap("check", "on_accent", _BOX, ratio))

    def helpEvent(self, event: QHelpEvent, view: QListView, option: QStyleOptionViewItem, index: QModelIndex) -> bool:
        if not index.isValid():
            return False
        face: Face = index.model().face(index.model().rows[index.row()])
        theme = current_theme()
        room = option.rect.width() - 2 * MARGIN - 2 * _GAP - pill_size(*face.pill[:2]).width() - theme.px(_BOX)
        cut = [
            words
            for words, role in ((face.title, "bold"), (face.second, "small"))
            if QFontMetrics(theme.font(role)).horizontalAdvance(words) > room
        ]
        QToolTip.showText(event.globalPos(), "\n".join(cut), view)
        return True


class NewsList(QListView):
    """`chosen(row)` follows the cursor, `opened` is Enter, Right or a double click, `ticked(row)` Space or a click on
    the tick; `left` is the way back to the offices.
    """

    chosen = Signal(object)
    opened = Signal()
    left = Signal()
    ticked = Signal(object)

    def __init__(self, face: Callable[[Any], Face]) -> None:
        super().__init__()
        self.ticks = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._model = _Rows(face, self)
        self.setModel(self._model)
        self._drawn = _Row(self)
        self.setItemDelegate(self._drawn)
        self.selectionModel().currentChanged.connect(self._choose)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def rows(self) -> Sequence[Any]:
        """What stands there."""
        return self._model.rows

    def row(self) -> Any | None:
        """The row under the cursor."""
        at = self.currentIndex().row()
        return self._model.rows[at] if 0 <= at < len(self._model.rows) else None

    def show_rows(self, rows: Sequence[Any], name: str, *, ticks: bool) -> None:
        """Show these, the first of them chosen; `name` is what a screen reader hears."""
        self.ticks = ticks
        self.setAccessibleName(name)
        self._model.show(rows)
        if rows:
            self.choose(0)
        else:
            self.chosen.emit(None)

    def choose(self, place: int) -> None:
        """Put the cursor on a row."""
        self.setCurrentIndex(self._model.index(place, 0))

    def look_again(self) -> None:
        """Ticks have changed."""
        self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        self.viewport().update()
        if index.isValid():
            self.chosen.emit(self._model.rows[index.row()])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self.ticks and index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            box = self._drawn.tick_box(self.visualRect(index))
            if event.position().x() <= box.right() + _GAP / 2:
                self.setCurrentIndex(index)
                self.ticked.emit(self._model.rows[index.row()])
                return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row()
        if event.key() == Qt.Key.Key_Space and row is not None:
            if self.ticks:
                self.ticked.emit(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right) and not event.modifiers():
            if row is not None:
                self.opened.emit()
        elif event.key() == Qt.Key.Key_Left:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""
