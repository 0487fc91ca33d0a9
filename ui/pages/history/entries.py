"""The list of the history: an item view whose delegate paints date, icon, author, field, what was struck, what came.

Red and green belong to history alone, and neither speaks alone: what went is struck, what came is underlined.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.pages.history.differences import ADDED, REMOVED, Piece
from ui.pages.history.presenter import Row
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, TONES

_DISC = 28
_GAP = 14
_UNDER = 8  # below a line
_ABOVE = 8  # above the first line of an entry
_BAR = 3


def rich(pieces: Sequence[Piece]) -> str:
    """The pieces as rich text in the theme's colours."""
    tokens = current_theme().tokens
    looks = {
        REMOVED: f"background-color:{tokens['removed']}; color:{tokens['text']}; text-decoration:line-through",
        ADDED: f"background-color:{tokens['added']}; color:{tokens['text']}; text-decoration:underline",
    }
    parts: list[str] = []
    before = ""
    for piece in pieces:
        text = escape(piece.text).replace("\n", "<br>")
        if before == REMOVED and piece.how == ADDED:
            parts.append(" ")  # what went and what came do not run into each other
        before = piece.how
        parts.append(f'<span style="{looks[piece.how]}">{text}</span>' if piece.how else text)
    return "".join(parts)


class _Rows(QAbstractListModel):
    """The lines of the history."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
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
            return row.spoken()
        return None


class _Paint(QStyledItemDelegate):
    """Paints a line; its height follows the words at the view's width."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._drawn: dict[tuple[str, int], QTextDocument] = {}

    def forget(self) -> None:
        """Rows, colours or width have changed."""
        self._drawn = {}

    def date_width(self) -> int:
        """The date column: wide enough for a whole date in bold."""
        return QFontMetrics(current_theme().font("bold")).horizontalAdvance("00.00.0000") + 12

    def _left(self) -> int:
        return MARGIN + self.date_width() + current_theme().px(_DISC) + _GAP

    def _document(self, row: Row, wide: int) -> QTextDocument:
        found = self._drawn.get((row.key, wide))
        if found is None:
            theme = current_theme()
            found = QTextDocument()
            found.setDefaultFont(theme.font())
            found.setDocumentMargin(0)
            found.setDefaultStyleSheet(f"body {{ color: {theme.tokens['text']} }}")
            found.setHtml(f"<body>{rich(row.pieces)}</body>")
            found.setTextWidth(wide)
            self._drawn[row.key, wide] = found
        return found

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        theme, row, view = current_theme(), index.model().rows[index.row()], self.parent()
        wide = view.viewport().width()
        bold, small = (QFontMetrics(theme.font(role)).height() for role in ("bold", "small"))
        high = small + 1
        if row.pieces:
            high += int(self._document(row, self._room(wide)).size().height())
        if row.note:
            high += small + 2
        if row.first:
            high = max(_ABOVE + bold + 2 + high, _ABOVE + max(theme.px(_DISC), bold + small))
        return QSize(wide, high + _UNDER)

    def _room(self, wide: int) -> int:
        return max(80, wide - self._left() - MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, row, view = current_theme(), index.model().rows[index.row()], option.widget
        box = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index == view.currentIndex():
            self._mark(painter, box, view.hasFocus())
        x = MARGIN + self.date_width() + theme.px(_DISC) // 2
        self._thread(painter, box, x, index)
        top = box.top()
        if row.first:
            top += _ABOVE
            self._date(painter, top, row)
            self._disc(painter, x - theme.px(_DISC) // 2, top, row)
            top = self._author(painter, box, top, row)
        self._words(painter, box, top, row)
        painter.restore()

    def _mark(self, painter: QPainter, box: QRect, focused: bool) -> None:
        """The chosen line: tint, a bar, and, focused, a ring."""
        theme = current_theme()
        here = box.adjusted(self._left() - 10, 2, -MARGIN + 10, -2)
        painter.fillRect(here, theme.colour("tint"))
        painter.fillRect(QRect(here.left(), here.top(), _BAR, here.height()), theme.colour("accent_text"))
        if focused:
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(here.adjusted(1, 1, -1, -1), 4, 4)

    def _thread(self, painter: QPainter, box: QRect, x: int, index: QModelIndex) -> None:
        rows = index.model().rows
        at = index.row()
        painter.setPen(QPen(current_theme().colour("line"), 2))
        top = box.top() if at else box.top() + _ABOVE
        if at < len(rows) - 1:
            painter.drawLine(x, top, x, box.bottom() + 1)
        elif rows[at].first and at:
            painter.drawLine(x, top, x, box.top() + _ABOVE)

    def _date(self, painter: QPainter, top: int, row: Row) -> None:
        theme = current_theme()
        painter.setFont(theme.font("bold"))
        painter.setPen(theme.colour("text"))
        high = painter.fontMetrics().height()
        painter.drawText(QRect(MARGIN, top, self.date_width(), high), Qt.AlignmentFlag.AlignLeft, row.date)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        low = QRect(MARGIN, top + high, self.date_width(), painter.fontMetrics().height())
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft, row.clock)

    def _disc(self, painter: QPainter, left: int, top: int, row: Row) -> None:
        theme = current_theme()
        ink, tint = TONES[row.tone]
        side, small = theme.px(_DISC), theme.px(16)
        painter.setPen(QPen(theme.colour("window"), 4))
        painter.setBrush(theme.colour(tint))
        painter.drawEllipse(left, top, side, side)
        at = (side - small) // 2
        painter.drawPixmap(left + at, top + at, theme.pixmap(row.icon, ink, 16, painter.device().devicePixelRatioF()))

    def _author(self, painter: QPainter, box: QRect, top: int, row: Row) -> int:
        """The author in bold, the office and laptop at the right; returns where the next line begins."""
        theme = current_theme()
        left, right = self._left(), box.right() - MARGIN
        high = QFontMetrics(theme.font("bold")).height()
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        wide = min(painter.fontMetrics().horizontalAdvance(row.where) + 1, (right - left) // 2)
        where = painter.fontMetrics().elidedText(row.where, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(QRect(right - wide, top, wide, high), Qt.AlignmentFlag.AlignVCenter, where)
        painter.setFont(theme.font("bold"))
        painter.setPen(theme.colour("text"))
        room = QRect(left, top, max(20, right - wide - 16 - left), high)
        name = painter.fontMetrics().elidedText(row.author, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        return top + high + 2 if row.author else top

    def _words(self, painter: QPainter, box: QRect, top: int, row: Row) -> None:
        theme = current_theme()
        left, wide = self._left(), self._room(box.width())
        small = QFontMetrics(theme.font("small"))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        label = small.elidedText(row.label, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(QRect(left, top, wide, small.height()), Qt.AlignmentFlag.AlignVCenter, label)
        top += small.height() + 1
        if row.pieces:
            document = self._document(row, wide)
            painter.save()
            painter.translate(QPointF(left, top))
            document.drawContents(painter)
            painter.restore()
            top += int(document.size().height())
        if row.note:
            painter.setPen(theme.colour(TONES[row.tone][0]))
            note = small.elidedText(row.note, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRect(left, top + 1, wide, small.height()), Qt.AlignmentFlag.AlignVCenter, note)


class Entries(QListView):
    """What was written, line by line. `chosen(row)` while moving, `opened(row)` on Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAutoFillBackground(False)
        self.setModel(_Rows(self))
        self.setItemDelegate(_Paint(self))
        self.selectionModel().currentChanged.connect(lambda *_at: self._tell())
        self.doubleClicked.connect(lambda _index: self._open())

    def show_rows(self, rows: Sequence[Row], key: str = "") -> None:
        """Show these; the line `key` stays chosen, else the first is."""
        self.itemDelegate().forget()
        self.model().show(rows)
        at = next((place for place, row in enumerate(rows) if row.key == key), 0)
        if rows:
            self.setCurrentIndex(self.model().index(at, 0))
        else:
            self.chosen.emit(None)

    def row(self) -> Row | None:
        """The chosen line."""
        index = self.currentIndex()
        return self.model().rows[index.row()] if index.isValid() else None

    def _tell(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.row())

    def _open(self) -> None:
        if self.row() is not None:
            self.opened.emit(self.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.itemDelegate().forget()
            self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self.itemDelegate():
            self.itemDelegate().forget()
            self.scheduleDelayedItemsLayout()
