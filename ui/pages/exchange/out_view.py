"""The list of what goes out: an item view, one row per object and place, with a bar while it moves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from clinic_app.wording.words import N_, _
from ui.pages.exchange.out_lines import CANCEL, SEND, OutLine
from ui.theme.theme import current_theme
from ui.theme.tokens import ROW_TWO_LINES, TONES

WORDS = {SEND: ("send", N_("Send now")), CANCEL: ("x", N_("Do not send"))}
FEW = 6  # rows that are shown until somebody wants all: the page scrolls, and nothing scrolls within it
_BAR = 6
_EDGE = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class _Lines(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[OutLine] = []

    def show(self, lines: Sequence[OutLine]) -> None:
        """Show these; while they are the same objects only what they say is drawn anew."""
        if [one.id for one in lines] == [one.id for one in self.lines] and lines:
            self.lines = list(lines)
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (line.title, line.second, line.advice) if part)
        return None


class _Paint(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(120, row_height(index.model().lines[index.row()]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, line, view, rect = current_theme(), index.model().lines[index.row()], option.widget, option.rect
        current = index == view.currentIndex() and view.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current:
            painter.fillRect(rect, theme.colour("tint"))
        if index.row():
            painter.fillRect(QRect(rect.left() + _EDGE, rect.top(), rect.width() - 2 * _EDGE, 1), theme.colour("line"))
        if current:
            painter.setPen(QPen(theme.colour("accent_text"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        side, ink = theme.px(20), TONES[line.tone][0]
        left = rect.left() + _EDGE
        picture = theme.pixmap(line.icon, ink, 20, painter.device().devicePixelRatioF())
        painter.drawPixmap(left, rect.center().y() - side // 2, picture)
        box = QRect(left + side + 12, rect.top() + 6, rect.right() - _EDGE - left - side - 12, rect.height() - 12)
        self._words(painter, box, line)
        painter.restore()

    def _words(self, painter: QPainter, box: QRect, line: OutLine) -> None:
        theme = current_theme()
        bold, small = (QFontMetrics(theme.font(role)).height() for role in ("bold", "small"))
        used = bold + small + (_BAR + 4 if line.share is not None else 0)
        top = QRect(box.left(), box.top() + (box.height() - used) // 2, box.width(), bold)
        painter.setFont(theme.font("small_bold"))
        wide = min(painter.fontMetrics().horizontalAdvance(line.word) + 2, box.width() // 2)
        self._one(painter, QRect(top.right() - wide, top.top(), wide + 1, bold), line.word, "small_bold", line.tone)
        self._one(painter, top.adjusted(0, 0, -wide - 12, 0), line.title, "bold", "")
        below = top.bottom() + 1
        if line.share is not None:
            self._bar(painter, QRectF(box.left(), below + 2, box.width(), _BAR), line)
            below += _BAR + 4
        self._one(painter, QRect(box.left(), below, box.width(), small), line.second, "small", "second")

    def _bar(self, painter: QPainter, box: QRectF, line: OutLine) -> None:
        theme = current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("neutral_tint"))
        painter.drawRoundedRect(box, 3, 3)
        if line.share:
            painter.setBrush(theme.colour("text3" if line.stalled else "accent_text"))
            painter.drawRoundedRect(QRectF(box.left(), box.top(), max(6.0, box.width() * line.share), _BAR), 3, 3)

    def _one(self, painter: QPainter, box: QRect, words: str, role: str, tone: str) -> None:
        theme = current_theme()
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour({"": "text", "second": "text2"}.get(tone) or TONES[tone][0]))
        painter.drawText(
            box, _MIDDLE, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        )


def row_height(line: OutLine) -> int:
    """A row with a bar is higher."""
    return current_theme().px(ROW_TWO_LINES) + (_BAR + 6 if line.share is not None else 0)


class OutView(QListView):
    """`acted(act, line)`: what a person wants done with a line; `chosen(line or None)` follows keyboard and mouse.

    It is as high as its rows: the first few, or all after `unfold`; `left_out` says how many are not shown.
    """

    acted = Signal(str, object)
    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._folded = True
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setModel(_Lines(self))
        self.setItemDelegate(_Paint(self))
        self.selectionModel().currentChanged.connect(self._went)

    def show_lines(self, lines: Sequence[OutLine]) -> None:
        """Show these; the one that was chosen stays chosen while it is there."""
        was, high = self.line(), self.sizeHint().height()
        self.model().show(lines)
        again = next((at for at, one in enumerate(lines) if was is not None and one.id == was.id), -1)
        if again >= 0 and again != self.currentIndex().row():
            self.setCurrentIndex(self.model().index(again))
        self._fold(high)
        self.chosen.emit(self.line())

    def unfold(self) -> None:
        """Show all of them from now on."""
        self._folded, high = False, self.sizeHint().height()
        self._fold(high)

    def left_out(self) -> int:
        """How many lines are not shown."""
        return sum(self.isRowHidden(row) for row in range(len(self.model().lines)))

    def _fold(self, high: int) -> None:
        """Hide the rest, never the chosen one; `high` is how high the list was."""
        chosen = self.currentIndex().row()
        for row in range(len(self.model().lines)):
            hidden = self._folded and row >= FEW and row != chosen
            if hidden != self.isRowHidden(row):
                self.setRowHidden(row, hidden)
        if high != self.sizeHint().height():
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def _went(self) -> None:
        """The page follows the keyboard."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        box = self.visualRect(self.currentIndex())
        if above is not None and self.hasFocus() and box.isValid():
            middle = self.viewport().mapTo(above.widget(), box.center())
            above.ensureVisible(middle.x(), middle.y(), 0, box.height())
        self.chosen.emit(self.line())

    def lines(self) -> list[OutLine]:
        """Everything that goes out, shown or left out."""
        return list(self.model().lines)

    def line(self) -> OutLine | None:
        """The chosen line."""
        place = self.currentIndex().row()
        return self.model().lines[place] if 0 <= place < len(self.model().lines) else None

    def sizeHint(self) -> QSize:
        shown = (one for row, one in enumerate(self.model().lines) if not self.isRowHidden(row))
        return QSize(240, sum(row_height(one) for one in shown) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    # --- keys and menu ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.line()
        if line is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            place = event.key() - Qt.Key.Key_1
            if 0 <= place < len(line.acts):
                self.acted.emit(line.acts[place], line)
                return
        if line is not None and event.key() == Qt.Key.Key_Delete and CANCEL in line.acts:
            self.acted.emit(CANCEL, line)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid():
                self.setCurrentIndex(index)
            where = event.globalPos()
        else:
            box = self.visualRect(self.currentIndex())
            where = self.viewport().mapToGlobal(QPoint(box.left() + 60, box.center().y()))
        line = self.line()
        if line is None or not line.acts:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, act in enumerate(line.acts, 1):
            icon, word = WORDS[act]
            item = menu.addAction(
                current_theme().icon(icon, "text", 16), _(word), lambda act=act: self.acted.emit(act, line)
            )
            item.setShortcut(QKeySequence(f"Alt+{number}"))
            item.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # said here, heard by the list itself
        menu.popup(where)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.line() is None and self.model().lines:
            self.setCurrentIndex(self.model().index(0))
