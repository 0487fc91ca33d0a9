"""The record list: hairlines, no grid, the first column on the page's margin, a ring round the chosen row."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QItemSelectionRange, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN, ROW
from ui.widgets.column_widths import shared_out
from ui.widgets.record_cells import PAD, Cells, Headings, cell_width
from ui.widgets.rows_model import RowsModel

_SAMPLE = 60


class Remembers(Protocol):
    """Whatever keeps small values by name (clinic_app.settings.Settings)."""

    def get(self, name: str, default: Any = None) -> Any: ...

    def put(self, name: str, value: Any) -> None: ...


class RecordTable(QTableView):
    """A list of records. `row_chosen` follows the keyboard and the mouse (None: nothing), `row_opened` is Enter or a
    double click, `sort_asked(column id, descending)` comes for columns marked `sortable` without an own key.

    With `several`, Shift, Ctrl and Ctrl+A choose more than one row (`selection_changed`); `menu_asked(place on the
    screen)` is the right button or the menu key.

    Widths follow the words; what a person drags is kept in `settings` under columns/<name>.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    sort_asked = Signal(str, bool)
    selection_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(
        self,
        model: RowsModel,
        *,
        name: str,
        title: str = "",
        settings: Remembers | None = None,
        several: bool = False,
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
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(Cells(self))
        self._headings = Headings(self)
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
        self.selectionModel().selectionChanged.connect(lambda *_now: self.selection_changed.emit())
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

    def chosen_count(self) -> int:
        """How many rows are chosen."""
        return sum(one.bottom() - one.top() + 1 for one in self._ranges())

    def chosen_places(self) -> list[int]:
        """The places of the chosen rows, from the top."""
        return sorted(place for one in self._ranges() for place in range(one.top(), one.bottom() + 1))

    def _ranges(self) -> list[QItemSelectionRange]:
        return [one for one in self.selectionModel().selection() if one.isValid()]

    def choose_places(self, places: list[int]) -> None:
        """Choose these rows and no others; the present row stays the present one."""
        model, wanted = self.model(), QItemSelection()
        last = len(model.columns) - 1
        for top, bottom in _stretches(places):
            wanted.select(model.index(top, 0), model.index(bottom, last))
        self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def choose_one(self) -> None:
        """Let go of all but the present row."""
        self.choose(self.currentIndex().row())

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
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self.choose(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            box = self.visualRect(self.currentIndex())
            self.menu_asked.emit(self.viewport().mapToGlobal(QPoint(MARGIN, box.bottom())))
        else:
            self.menu_asked.emit(event.globalPos())

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
        """Show only these columns. One that appears was not drawn to that width by a person."""
        self._own_resize = True
        for place, column in enumerate(self.model().columns):
            self.setColumnHidden(place, column.id not in ids)
        self._own_resize = False
        self.fit_columns()

    def shown_columns(self) -> list[str]:
        """The ids of the columns in sight, from the left."""
        return [column.id for place, column in enumerate(self.model().columns) if not self.isColumnHidden(place)]

    def fit_columns(self) -> None:
        """Share out the width: what the words want, the rest to the stretching columns."""
        model, scale = self.model(), current_theme().scale
        small = QFontMetrics(current_theme().font("small"))
        body = QFontMetrics(current_theme().font())
        places = [i for i in range(len(model.columns)) if not self.isColumnHidden(i)]
        sample = range(min(model.rowCount(), _SAMPLE))
        narrowest = self.horizontalHeader().minimumSectionSize()
        wanted, least, elastic = [], [], []
        for place in places:
            column = model.columns[place]
            pads = PAD + (MARGIN if place == places[0] else PAD)
            title = max(small.horizontalAdvance(column.title + " ↓") + pads + 4, narrowest)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and not self.selectionModel().hasSelection():
            painter = QPainter(self.viewport())  # no row wears the ring, so the list does
            painter.setPen(QPen(current_theme().colour("accent_text"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

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


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    """(first, last) of each run of neighbouring places."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and found[-1][1] + 1 == place:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
