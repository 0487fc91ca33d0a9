"""The list at the left: all offices, each office with what it brings, and the packages behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from clinic_app.wording.dates import number
from ui.pages.merging.presenter import OfficeRow
from ui.theme.theme import current_theme
from ui.theme.tokens import ROW_TWO_LINES

WIDTH = 264
_SIDE = 16
_HEADING = 34


class _Rows(QAbstractListModel):
    """The groups in their order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[OfficeRow] = []

    def show(self, rows: Sequence[OfficeRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.name, str(row.count), row.second) if part)
        return None


class _Group(QStyledItemDelegate):
    """Name and count, below it the sums; a heading above the first of a new kind."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        above = _HEADING if index.model().rows[index.row()].heading else 0
        return QSize(100, current_theme().px(ROW_TWO_LINES + above))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, row, view = current_theme(), index.model().rows[index.row()], option.widget
        box = QRect(option.rect)
        painter.save()
        if row.heading:
            box.setTop(box.top() + theme.px(_HEADING))
            painter.setFont(theme.font("section"))
            painter.setPen(theme.colour("text"))
            head = QRect(box.left() + _SIDE, option.rect.top(), box.width() - 2 * _SIDE, theme.px(_HEADING) - 4)
            painter.drawText(head, Qt.AlignmentFlag.AlignBottom, row.heading)
        chosen = index == view.currentIndex()
        painter.fillRect(box, theme.colour("tint" if chosen else "base"))
        if chosen:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent_text"))
            if view.hasFocus():
                painter.setPen(theme.colour("accent_text"))
                painter.drawRect(box.adjusted(0, 0, -1, -1))
                painter.drawRect(box.adjusted(1, 1, -2, -2))
        self._words(painter, box.adjusted(_SIDE, 0, -_SIDE, 0), row, chosen)
        painter.restore()

    def _words(self, painter: QPainter, room: QRect, row: OfficeRow, chosen: bool) -> None:
        theme, vertical = current_theme(), Qt.AlignmentFlag.AlignVCenter
        bold, small = QFontMetrics(theme.font("bold")), QFontMetrics(theme.font("small"))
        high = bold.height() + (small.height() if row.second else 0)
        top = QRect(room.left(), room.center().y() - high // 2, room.width(), bold.height())
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text"))
        count = number(row.count)
        wide = painter.fontMetrics().horizontalAdvance(count)
        painter.drawText(QRect(top.right() - wide, top.top(), wide + 1, top.height()), vertical, count)
        painter.setFont(theme.font("bold" if chosen else "body"))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, top.width() - wide - 8)
        painter.drawText(top, vertical, name)
        if not row.second:
            return
        low = QRect(room.left(), top.bottom() + 1, room.width(), small.height())
        if row.icon:
            side = theme.px(14)
            ratio = painter.device().devicePixelRatioF()
            at = low.center().y() - side // 2 + 1
            painter.drawPixmap(low.left(), at, theme.pixmap(row.icon, row.tone, 14, ratio))
            low.setLeft(low.left() + side + 4)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour(row.tone))
        shown = painter.fontMetrics().elidedText(row.second, Qt.TextElideMode.ElideRight, low.width())
        painter.drawText(low, vertical, shown)

    def helpEvent(self, event: QHelpEvent, view: QListView, option: QStyleOptionViewItem, index: QModelIndex) -> bool:
        row = index.model().rows[index.row()] if index.isValid() else None
        if row is None:
            return False
        wide = QFontMetrics(current_theme().font("small")).horizontalAdvance(row.second)
        cut = wide > option.rect.width() - 2 * _SIDE - (18 if row.icon else 0)
        QToolTip.showText(event.globalPos(), f"{row.name}: {row.second}" if cut else "", view)
        return True


class Groups(QListView):
    """`chosen` carries the id of an office ("" for all) or of a group of packages; `entered` is Enter."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._model = _Rows(self)
        self.setModel(self._model)
        self.setItemDelegate(_Group(self))
        self.selectionModel().currentChanged.connect(self._choose)

    def rows(self) -> list[OfficeRow]:
        """What stands there."""
        return self._model.rows

    def value(self) -> str:
        """The id chosen."""
        at = self.currentIndex().row()
        return self._model.rows[at].id if 0 <= at < len(self._model.rows) else ""

    def show_rows(self, rows: Sequence[OfficeRow]) -> None:
        """Show these; what was chosen stays chosen if it is still there. Tells nobody."""
        before = self.value()
        same = [row.id for row in rows] == [row.id for row in self._model.rows]
        if same:  # only the sums are others: the list must not jump
            self._model.rows = list(rows)
            self.viewport().update()
            return
        self.selectionModel().blockSignals(True)
        self._model.show(rows)
        at = next((place for place, row in enumerate(rows) if row.id == before), 0)
        self.setCurrentIndex(self._model.index(at, 0))
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def choose(self, id: str) -> None:
        """Choose a row by id, as a person does."""
        at = next((place for place, row in enumerate(self._model.rows) if row.id == id), 0)
        self.setCurrentIndex(self._model.index(at, 0))

    def _choose(self, index: QModelIndex) -> None:
        self.viewport().update()
        if index.isValid():
            self.chosen.emit(self._model.rows[index.row()].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right) and not event.modifiers():
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model():
            self.scheduleDelayedItemsLayout()
