"""How the cells and headings of a record list are painted: hairlines, a bar on chosen rows, a ring on one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, ROW
from ui.widgets.pill import paint_pill, pill_size
from ui.widgets.rows_model import Cell, CellRole, Column

PAD = 8


def cell_width(cell: Cell) -> int:
    """What a cell wants, without the padding."""
    theme = current_theme()
    if cell.pill:
        return pill_size(cell.icon, cell.text).width()
    wide = QFontMetrics(theme.font()).horizontalAdvance(cell.text)
    return wide + (theme.px(16) + 6 if cell.icon else 0) + (2 if cell.italic else 0)


class Cells(QStyledItemDelegate):
    """Paints the cells of a row, and the row's bar and ring in its first and last cell."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(cell_width(index.data(CellRole)) + 2 * PAD, current_theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, table, cell = current_theme(), option.widget, index.data(CellRole)
        box, chosen = option.rect, table.selectionModel().isRowSelected(index.row())
        painter.save()
        painter.fillRect(box, theme.colour("tint" if chosen else "raised" if table.hovered == index.row() else "base"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("line"))
        first, last = table.first_section() == index.column(), table.last_section() == index.column()
        room = box.adjusted(MARGIN if first else PAD, 0, -PAD, -1)
        ratio = painter.device().devicePixelRatioF()
        if cell.pill:
            paint_pill(painter, room, cell.icon, cell.text, cell.pill, on_selected=chosen, ratio=ratio)
        else:
            self._words(painter, room, cell, chosen, table.model().columns[index.column()].right, ratio)
        if chosen:
            # Of several chosen rows the keyboard stands on one.
            self._mark(painter, box, first, last, table.hasFocus() and table.currentIndex().row() == index.row())
        painter.restore()

    def _words(self, painter: QPainter, room: QRect, cell: Cell, chosen: bool, right: bool, ratio: float) -> None:
        theme = current_theme()
        if cell.icon:
            side = theme.px(16)
            top = room.center().y() - side // 2 + 1
            painter.drawPixmap(room.left(), top, theme.pixmap(cell.icon, cell.icon_tone, 16, ratio))
            room = room.adjusted(side + 6, 0, 0, 0)
        font = theme.font()
        font.setItalic(cell.italic)
        painter.setFont(font)
        painter.setPen(theme.colour("text2" if (cell.quiet or cell.italic) and not chosen else "text"))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | side), shown)

    def _mark(self, painter: QPainter, box: QRect, first: bool, last: bool, focused: bool) -> None:
        ink = current_theme().colour("accent_text")
        if focused:
            painter.fillRect(QRect(box.left(), box.top(), box.width(), 2), ink)
            painter.fillRect(QRect(box.left(), box.bottom() - 1, box.width(), 2), ink)
        if first:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), ink)
        if last and focused:
            painter.fillRect(QRect(box.right() - 1, box.top(), 2, box.height()), ink)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: QModelIndex
    ) -> bool:
        cell = index.data(CellRole)
        if not cell:
            return False
        pads = (MARGIN if view.first_section() == index.column() else PAD) + PAD
        cut = cell_width(cell) > option.rect.width() - pads
        QToolTip.showText(event.globalPos(), cell.tip or (cell.text if cut else ""), view)
        return True


class Headings(QHeaderView):
    """Quiet headings; the sorted one wears an arrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(40)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sorted_by = ""
        self.descending = False

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().px(32))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, table = current_theme(), self.parent()
        column: Column = table.model().columns[section]
        painter.save()
        painter.fillRect(rect, theme.colour("base"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        room = rect.adjusted(MARGIN if table.first_section() == section else PAD, 0, -PAD, -1)
        words = column.title
        if self.sorted_by == column.id:
            words += " ↓" if self.descending else " ↑"
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | side), shown)
        painter.restore()
