"""The list behind every tab of the case page: one row is chosen, Enter opens it, its other acts are one key away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QMenu, QStyledItemDelegate

from clinic_app.wording.words import _
from ui.pages.cases.acts import WORDS
from ui.theme.theme import current_theme


class Rows(QAbstractListModel):
    """Rows that know what they say: `title`, `kind`, `id`, `acts`, `spoken()`. One without a kind is a heading."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Any] = []
        self.edition = 0  # what is measured of rows is kept until others are shown

    def show(self, rows: Sequence[Any]) -> None:
        """Show these."""
        self.beginResetModel()
        self.edition += 1
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken()
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        return super().flags(index) if self.rows[index.row()].id else Qt.ItemFlag.NoItemFlags


class RowView(QListView):
    """`opened(row)` is Enter or a double click, `acted(act, row)` any other act, `row_changed(row|None)` the choice.

    Alt+1 … are the acts after "open" in their order; the menu key and the right button show them all.
    """

    opened = Signal(object)
    acted = Signal(str, object)
    row_changed = Signal(object)

    def __init__(self, name: str, painter: type[QStyledItemDelegate]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAutoFillBackground(False)
        self.setModel(Rows(self))
        self.setItemDelegate(painter(self))
        self.doubleClicked.connect(lambda index: self._open(index))
        self.selectionModel().currentChanged.connect(lambda *_places: self.row_changed.emit(self.chosen()))

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; the row that was chosen stays chosen while it is there."""
        was, scrolled = self.chosen(), self.verticalScrollBar().value()
        self.model().show(rows)
        again = next((at for at, row in enumerate(rows) if was is not None and row.id == was.id), -1)
        if again >= 0:
            self.setCurrentIndex(self.model().index(again))
            self.verticalScrollBar().setValue(scrolled)
        self.row_changed.emit(self.chosen())

    def chosen(self) -> Any:
        """The row that is chosen, None without one."""
        index = self.currentIndex()
        row = self.model().rows[index.row()] if 0 <= index.row() < len(self.model().rows) else None
        return row if row is not None and row.id else None

    def choose(self, id: str) -> None:
        """Choose the row of a record, if it is here."""
        for at, row in enumerate(self.model().rows):
            if row.id == id:
                self.setCurrentIndex(self.model().index(at))
                return

    def _open(self, index: QModelIndex) -> None:
        row = self.model().rows[index.row()]
        if row.id:
            self.opened.emit(row)

    def act(self, act: str) -> None:
        """Do something with the chosen row."""
        row = self.chosen()
        if row is None:
            return
        if act == "open":
            self.opened.emit(row)
        else:
            self.acted.emit(act, row)

    # --- keys and menu ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None and not event.modifiers():
            self.opened.emit(row)
            return
        if row is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            others, place = other_acts(row), event.key() - Qt.Key.Key_1
            if 0 <= place < len(others):
                self.act(others[place])
                return
        if event.key() == Qt.Key.Key_Delete and row is not None and "bin" in row.acts:
            self.act("bin")
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid() and self.model().rows[index.row()].id:
                self.setCurrentIndex(index)
            where = event.globalPos()
        else:
            box = self.visualRect(self.currentIndex())
            where = self.viewport().mapToGlobal(QPoint(box.left() + 60, box.center().y()))
        self.open_menu(where)

    def open_menu(self, where: QPoint) -> QMenu | None:
        """The menu of everything that can be done with the chosen row."""
        row = self.chosen()
        if row is None or not row.acts:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        others = other_acts(row)
        for act in row.acts:
            icon, word = WORDS[act]
            item = menu.addAction(current_theme().icon(icon, "text", 16), _(word), lambda act=act: self.act(act))
            item.setShortcut(QKeySequence("Enter" if act == "open" else f"Alt+{others.index(act) + 1}"))
            item.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # said here, heard by the list itself
        menu.popup(where)
        return menu

    def keyboardSearch(self, _search: str) -> None:
        """No jumping by bare letters: the layout is Cyrillic."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chosen() is None:
            first = next((at for at, row in enumerate(self.model().rows) if row.id), None)
            if first is not None:
                self.setCurrentIndex(self.model().index(first))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


def other_acts(row: Any) -> list[str]:
    """The acts of a row besides opening it, in their order."""
    return [act for act in row.acts if act != "open"]
