"""The record list: hairlines, no grid, the first column on the page's margin, a ring round the chosen row."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, ROW
from ui.widgets.column_widths import shared_out
from ui.widgets.pill import paint_pill, pill_size
from ui.widgets.rows_model import Cell, CellRole, Column, RowsModel

_PAD = 8
_SAMPLE = 60


class Remembers(Protocol):
    """Whatever keeps small values by name (clinic_app.settings.Settings)."""

    def get(self, name: str, default: Any = None) -> Any: ...

    def put(self, name: str, value: Any) -> None: ...


def cell_width(cell: Cell) -> int:
    """What a cell wants, without the padding."""
    theme = current_theme()
    if cell.pill:
        return pill_size(cell.icon, cell.text).width()
    wide = QFontMetrics(theme.font()).horizontalAdvance(cell.text)
    return wide + (theme.px(16) + 6 if cell.icon else 0) + (2 if cell.italic else 0)


class _Cells(QStyledItemDelegate):
    """Paints the cells of a row, and the row's bar and ring in its first and last cell."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(cell_width(index.data(CellRole)) + 2 * _PAD, current_theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme, table, cell = current_theme(), option.widget, index.data(CellRole)
        box, chosen = option.rect, table.selectionModel().isRowSelected(index.row())
        painter.save()
        painter.fillRect(box, theme.colour("tint" if chosen else "raised" if table.hovered == index.row() else "base"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("line"))
        first, last = table.first_section() == index.column(), table.last_section() == index.column()
        room = box.adjusted(MARGIN if first else _PAD, 0, -_PAD, -1)
        ratio = painter.device().devicePixelRatioF()
        if cell.pill:
            paint_pill(painter, room, cell.icon, cell.text, cell.pill, on_selected=chosen, ratio=ratio)
        else:
            self._words(painter, room, cell, chosen, table.model().columns[index.column()].right, ratio)
        if chosen:
            self._mark(painter, box, first, last, table.hasFocus())
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
        pads = (MARGIN if view.first_section() == index.column() else _PAD) + _PAD
        cut = cell_width(cell) > option.rect.width() - pads
        QToolTip.showText(event.globalPos(), cell.tip or (cell.text if cut else ""), view)
        return True


class _Headings(QHeaderView):
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
        room = rect.adjusted(MARGIN if table.first_section() == section else _PAD, 0, -_PAD, -1)
        words = column.title
        if self.sorted_by == column.id:
            words += " ↓" if self.descending else " ↑"
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | side), shown)
        painter.restore()


class RecordTable(QTableView):
    """A list of records. `row_chosen` follows the keyboard and the mouse (None: nothing), `row_opened` is Enter or a
    double click, `sort_asked(column id, descending)` comes for columns marked `sortable` without an own key.

    Widths follow the words; what a person drags is kept in `settings` under columns/<name>.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    sort_asked = Signal(str, bool)

    def __init__(
        self,
        model: RowsModel,
        *,
        name: str,
        title: str = "",
        settings: Remembers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name, self._settings = name, settings
        self.hovered = -1
        self._dragged: dict[str, float] = dict(settings.get(f"columns/{name}", {}) or {}) if settings else {}
        self._own_resize = False
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Cells(self))
        self._headings = _Headings(self)
        self.setHorizontalHeader(self._headings)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(current_theme().px(ROW))
        self.verticalHeader().setDefaultSectionSize(current_theme().px(ROW))
        # A list that outlives its model complains; so the model goes with the list.
        model.setParent(self)
        self.setModel(model)
        for place, column in enumerate(model.columns):
            self.setColumnHidden(place, column.hidden)
        model.refilled.connect(self.fit_columns)
        self._headings.sectionClicked.connect(self._sort)
        self._headings.sectionResized.connect(self._keep_width)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _was: self.row_chosen.emit(model.row(now.row())))
        self.fit_columns()

    # --- rows ---------------------------------------------------------------------------------------------------

    def chosen_row(self) -> Any | None:
        """The row object chosen, None when nothing is."""
        return self.model().row(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def choose(self, place: int) -> None:
        """Choose the row at `place` and bring it into sight."""
        if 0 <= place < self.model().rowCount():
            self.selectRow(place)
            self.scrollTo(self.model().index(place, self.first_section()))

    def show_sorted(self, column: str, descending: bool) -> None:
        """Draw the arrow (the owner has sorted)."""
        self._headings.sorted_by, self._headings.descending = column, descending
        self._headings.viewport().update()

    def _open(self, place: int) -> None:
        row = self.model().row(place)
        if row is not None:
            self.row_opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers()
            and self.currentIndex().isValid()
        ):
            self._open(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic, and a search box is above."""

    def _sort(self, section: int) -> None:
        column = self.model().columns[section]
        if not (column.sort or column.sortable):
            return
        descending = self._headings.sorted_by == column.id and not self._headings.descending
        self.show_sorted(column.id, descending)
        if column.sort:
            self.model().sort_by(column, descending)
        else:
            self.sort_asked.emit(column.id, descending)

    # --- columns ------------------------------------------------------------------------------------------------

    def first_section(self) -> int:
        """The leftmost column in sight."""
        return next((i for i, c in enumerate(self.model().columns) if not self.isColumnHidden(i)), 0)

    def last_section(self) -> int:
        """The rightmost column in sight."""
        shown = [i for i in range(len(self.model().columns)) if not self.isColumnHidden(i)]
        return shown[-1] if shown else 0

    def show_columns(self, ids: set[str]) -> None:
        """Show only these columns."""
        for place, column in enumerate(self.model().columns):
            self.setColumnHidden(place, column.id not in ids)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Share out the width: what the words want, the rest to the stretching columns."""
        model, scale = self.model(), current_theme().scale
        small = QFontMetrics(current_theme().font("small"))
        body = QFontMetrics(current_theme().font())
        places = [i for i in range(len(model.columns)) if not self.isColumnHidden(i)]
        sample = range(min(model.rowCount(), _SAMPLE))
        wanted, least, elastic = [], [], []
        for place in places:
            column = model.columns[place]
            pads = _PAD + (MARGIN if place == places[0] else _PAD)
            title = small.horizontalAdvance(column.title + " ↓") + pads + 4
            if column.id in self._dragged:
                want = low = round(self._dragged[column.id] * scale)
            else:
                words = max((cell_width(model.cell(i, place)) for i in sample), default=0)
                if isinstance(column.width, int):
                    words = body.averageCharWidth() * column.width
                want, low = max(title, words + pads + 4), max(title, min(words + pads + 4, round(72 * scale)))
            wanted.append(want)
            least.append(low)
            elastic.append(column.width == "stretch" and column.id not in self._dragged)
        self._own_resize = True
        for place, width in zip(places, shared_out(self.viewport().width(), wanted, least, elastic), strict=True):
            self.setColumnWidth(place, width)
        self._own_resize = False

    def _keep_width(self, section: int, _old: int, new: int) -> None:
        if self._own_resize or not self._settings or section == self.last_section():
            return
        self._dragged[self.model().columns[section].id] = round(new / current_theme().scale, 1)
        self._settings.put(f"columns/{self.name}", dict(self._dragged))

    def forget_widths(self) -> None:
        """Back to widths that follow the words."""
        self._dragged = {}
        if self._settings:
            self._settings.put(f"columns/{self.name}", {})
        self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()

    # --- small things -------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            self._hover(self.rowAt(event.position().toPoint().y()))
        elif event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model():
            self.verticalHeader().setMinimumSectionSize(current_theme().px(ROW))
            self.verticalHeader().setDefaultSectionSize(current_theme().px(ROW))
            self.fit_columns()
