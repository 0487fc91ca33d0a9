"""The filters above the answers of a search: Tab reaches them from the box, arrows walk, Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from clinic_app.use_cases.searching import Narrowed
from clinic_app.wording.words import _
from ui.forms.narrowing import days_of
from ui.forms.period_dialog import ask_period
from ui.pages.searching.narrowing import Choice, Filter, narrowed_by, typed
from ui.widgets.buttons import FilterButton
from ui.widgets.flow import FlowLayout

_NEXT = (Qt.Key.Key_Tab, Qt.Key.Key_Right)
_BEFORE = (Qt.Key.Key_Backtab, Qt.Key.Key_Left)
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Space)


class FilterRow(QWidget):
    """`changed()` when a filter was chosen or opened again; `left()` when one walks back to the box;
    `focus_lost(event)` when a filter loses the focus.
    """

    changed = Signal()
    left = Signal()
    focus_lost = Signal(object)
    days_typed = Signal(object)  # the choice that they became

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Filters"))
        self.buttons: dict[str, FilterButton] = {}
        self._filters: dict[str, Filter] = {}
        self._chosen: dict[str, Choice] = {}
        self._room = FlowLayout(self)

    def offer(self, filters: Sequence[Filter]) -> None:
        """Show these filters, nothing chosen."""
        for one in filters:
            button = FilterButton(one.word)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _on=False, id=one.id: self.open_menu(id))
            button.installEventFilter(self)
            self.buttons[one.id] = button
            self._filters[one.id] = one
            self._room.addWidget(button)
            button.show()
        self.updateGeometry()

    def narrowed(self) -> Narrowed:
        """What is chosen."""
        return narrowed_by(self._chosen)

    def clear(self) -> None:
        """Open all filters again; nobody is told."""
        for id in list(self._chosen):
            self.buttons[id].narrow("")
        self._chosen = {}

    def choose(self, filter: str, choice: Choice | None) -> None:
        """Narrow by one filter, or open it again."""
        if choice is None:
            self._chosen.pop(filter, None)
        else:
            self._chosen[filter] = choice
        self.buttons[filter].narrow(choice.word if choice else "")
        self.changed.emit()

    def enter(self) -> bool:
        """Put the focus on the first filter; False when there is none."""
        first = next(iter(self.buttons.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
        return first is not None

    def open_menu(self, id: str) -> QMenu:
        """The choices of a filter."""
        button, one = self.buttons[id], self._filters[id]
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        now = self._chosen.get(id)
        for choice in one.choices:
            action = menu.addAction(choice.word.replace("&", "&&"), lambda choice=choice: self.choose(id, choice))
            action.setCheckable(True)
            action.setChecked(now is not None and now.id == choice.id)
            group.addAction(action)
        if one.dated:
            menu.addSeparator()
            menu.addAction(_("From – to…"), lambda: self._ask_days(one))
        if now is not None:
            menu.addSeparator()
            menu.addAction(_("All"), lambda: self.choose(id, None))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
        menu.setActiveAction(next((one for one in menu.actions() if one.isChecked()), menu.actions()[0]))
        return menu

    def _ask_days(self, one: Filter) -> None:
        def take(start: str, end: str) -> None:
            choice = typed(start, end)
            others = [kept for kept in one.choices if days_of(kept.id) is None]
            self._filters[one.id] = replace(one, choices=[choice, *others])
            self.choose(one.id, choice)
            self.days_typed.emit(choice)

        now = self._chosen.get(one.id)
        ask_period(self, one.word, take, (now.values["since"], now.values["until"]) if now else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.focus_lost.emit(event)
            return False
        return event.type() == QEvent.Type.KeyPress and self._key(watched, event)

    def _key(self, button: QObject, event: QKeyEvent) -> bool:
        here = list(self.buttons.values())
        place = next((at for at, one in enumerate(here) if one is button), 0)
        if event.key() in _OPEN:
            here[place].click()
        elif event.key() in _NEXT or event.key() in _BEFORE:
            place += 1 if event.key() in _NEXT else -1
            if 0 <= place < len(here):
                here[place].setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Up):
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.choose(next(id for id, one in self.buttons.items() if one is button), None)
        else:
            return False
        return True
