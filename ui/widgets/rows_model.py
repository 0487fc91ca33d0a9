"""Rows of a record list: given whole, or asked for page by page as they come into sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

PAGE = 200


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: words, perhaps an icon before them; with `pill` (a tone) it is drawn as a pill."""

    text: str
    icon: str = ""
    icon_tone: str = "text2"
    italic: bool = False
    quiet: bool = False
    pill: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Column:
    """A column: `show` turns a row into words or a Cell; `sort` (a key) makes its heading sortable.

    `width` is "content", "stretch" (takes what is left) or a number of characters.
    """

    id: str
    title: str
    show: Callable[[Any], str | Cell]
    width: str | int = "content"
    sort: Callable[[Any], Any] | None = None
    sortable: bool = False
    right: bool = False
    hidden: bool = False


CellRole = Qt.ItemDataRole.UserRole + 1
RowRole = Qt.ItemDataRole.UserRole + 2


class RowsModel(QAbstractTableModel):
    """The rows of a list. `set_rows` gives all at once; `set_source(count, ask)` asks for pages as they are needed.

    `ask(first, count)` must answer some time later with `give(first, rows)`; until then cells are empty.
    """

    refilled = Signal()

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._rows: Sequence[Any] = ()
        self._count = 0
        self._ask: Callable[[int, int], object] | None = None
        self._pages: dict[int, Sequence[Any]] = {}
        self._asked: set[int] = set()
        self._wanted: set[int] = set()

    # --- filling ------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show `rows`; any sequence will do, only what is in sight is looked at."""
        self.beginResetModel()
        self._rows, self._count, self._ask = rows, len(rows), None
        self._pages, self._asked = {}, set()
        self.endResetModel()
        self.refilled.emit()

    def set_source(self, count: int, ask: Callable[[int, int], object]) -> None:
        """Show `count` rows that come by pages."""
        self.beginResetModel()
        self._rows, self._count, self._ask = (), count, ask
        self._pages, self._asked, self._wanted = {}, set(), set()
        self.endResetModel()
        self.refilled.emit()

    def give(self, first: int, rows: Sequence[Any]) -> None:
        """The answer to `ask`: rows from place `first` (a multiple of PAGE)."""
        if self._ask is None or not rows:
            return
        self._pages[first // PAGE] = rows
        last = min(first + len(rows), self._count) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        if first == 0:
            self.refilled.emit()

    def row(self, place: int) -> Any | None:
        """The row object at `place`, None while it has not come yet."""
        if not 0 <= place < self._count:
            return None
        if self._ask is None:
            return self._rows[place]
        page, within = divmod(place, PAGE)
        if page in self._pages:
            rows = self._pages[page]
            return rows[within] if within < len(rows) else None
        if page not in self._asked:
            self._asked.add(page)
            self._wanted.add(page)
            QTimer.singleShot(0, self, self._ask_for_wanted)
        return None

    def _ask_for_wanted(self) -> None:
        wanted, self._wanted = sorted(self._wanted), set()
        for page in wanted:
            if self._ask:
                self._ask(page * PAGE, min(PAGE, self._count - page * PAGE))

    def place_of(self, match: Callable[[Any], bool]) -> int:
        """The place of the first row at hand that matches, -1 when none does."""
        if self._ask is None:
            return next((i for i, row in enumerate(self._rows) if match(row)), -1)
        for page, rows in sorted(self._pages.items()):
            for within, row in enumerate(rows):
                if match(row):
                    return page * PAGE + within
        return -1

    def sort_by(self, column: Column, descending: bool) -> None:
        """Sort rows given whole by the column's key."""
        if self._ask is None and column.sort:
            self.set_rows(sorted(self._rows, key=column.sort, reverse=descending))

    # --- Qt's questions -----------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.columns)

    def cell(self, place: int, column: int) -> Cell:
        """What stands there; an empty cell while the row has not come."""
        row = self.row(place)
        if row is None:
            return Cell("")
        shown = self.columns[column].show(row)
        return shown if isinstance(shown, Cell) else Cell(shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cell(index.row(), index.column()).text
        if role == CellRole:
            return self.cell(index.row(), index.column())
        if role == RowRole:
            return self.row(index.row())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None
