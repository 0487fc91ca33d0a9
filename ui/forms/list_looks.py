"""The menu of a list's looks: by which column it is sorted, and which columns it has. It stays open while one ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from clinic_app.use_cases.listing import Order
from clinic_app.wording.words import _
from ui.widgets.rows_model import Column


class StayingMenu(QMenu):
    """A menu that a tick does not close: Space and the mouse tick, Enter ticks and closes, Esc closes."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
            return
        super().keyPressEvent(event)


class ListLooks:
    """Opens the menu; `show(ids of columns)` and `sort(order)` are called with each choice."""

    def __init__(
        self, columns: Sequence[Column], show: Callable[[list[str]], Any], sort: Callable[[Order], Any]
    ) -> None:
        self._columns = columns
        self._show, self._sort = show, sort

    def open(self, parent: QWidget, place: QPoint, shown: Sequence[str], order: Order) -> QMenu:
        """Open at `place` on the screen, with what is chosen now ticked."""
        menu = StayingMenu(parent)
        menu.setAccessibleName(_("Columns and order"))
        by = StayingMenu(menu)
        by.setTitle(_("Sort by"))
        menu.addMenu(by)
        self._add_orders(by, order)
        menu.addSeparator()
        self._add_columns(menu, list(shown))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        return menu

    def _add_orders(self, menu: QMenu, order: Order) -> None:
        chosen = [order]
        by = QActionGroup(menu)
        for column in self._columns:
            if not column.sortable:
                continue
            action = menu.addAction(column.title, lambda column=column: change(column.id, chosen[0].descending))
            action.setCheckable(True)
            action.setChecked(column.id == order.column)
            by.addAction(action)
        menu.addSeparator()
        way = QActionGroup(menu)
        for descending, word in ((False, _("Ascending")), (True, _("Descending"))):
            action = menu.addAction(word, lambda d=descending: change(chosen[0].column, d))
            action.setCheckable(True)
            action.setChecked(descending == order.descending)
            way.addAction(action)

        def change(column: str, descending: bool) -> None:
            chosen[0] = Order(column, descending)
            self._sort(chosen[0])

    def _add_columns(self, menu: QMenu, shown: list[str]) -> None:
        head = menu.addAction(_("Columns"))
        head.setEnabled(False)
        for column in self._columns:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.id in shown)
            action.toggled.connect(lambda on, action=action, id=column.id: tick(action, id, on))

        def tick(action: Any, id: str, on: bool) -> None:
            if not on and shown == [id]:
                action.blockSignals(True)
                action.setChecked(True)  # a list without any column says nothing
                action.blockSignals(False)
                return
            shown[:] = [one.id for one in self._columns if (one.id in shown and one.id != id) or (on and one.id == id)]
            self._show(shown)
