"""The strip above a list: the words to search for, filters that open a menu, what clears them, how the list looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from clinic_app.wording.words import _
from ui.forms.narrowing import Filter, Narrow, Only, days_of, period
from ui.forms.period_dialog import ask_period
from ui.widgets.buttons import FilterButton, IconButton, LinkButton
from ui.widgets.line_edit import LineEdit

_MORE = "more"


class FilterStrip(QWidget):
    """`changed` when a person narrows the list otherwise, `looks_asked(menu's place)` for columns and order."""

    changed = Signal()
    looks_asked = Signal(QPoint)

    def __init__(self, filters: Sequence[Filter]) -> None:
        super().__init__()
        self._filters = {one.id: one for one in filters}
        self._chosen: dict[str, Narrow] = {}
        self._waiting: dict[str, Any] = {}  # choices that are not read yet
        self.only: Only | None = None
        self.buttons: dict[str, FilterButton] = {}
        self.search = LineEdit(_("Search this list"), leading="search")
        self.search.textChanged.connect(lambda _text: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        self._these = FilterButton("", name=_("Only these"))
        self._these.clicked.connect(self.clear_only)
        self._these.hide()
        row.addWidget(self._these)
        for one in filters:
            if not one.more:
                row.addWidget(self._button(one.id, one.word))
        if any(one.more for one in filters):
            row.addWidget(self._button(_MORE, _("More")))
        self.clear_button = LinkButton(_("Clear"), "x")
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.hide()
        row.addWidget(self.clear_button)
        self.looks = IconButton("table", _("Columns and order"))
        self.looks.clicked.connect(lambda: self.looks_asked.emit(_below(self.looks)))
        row.addWidget(self.looks)

    def _button(self, id: str, word: str) -> FilterButton:
        button = FilterButton(word)
        button.clicked.connect(lambda: self.open_filter(id))
        self.buttons[id] = button
        return button

    # --- what narrows -------------------------------------------------------------------------------------------

    def words(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def choices(self) -> Mapping[str, Narrow]:
        """Filter -> its choice."""
        return dict(self._chosen)

    def ids(self) -> dict[str, str]:
        """Filter -> the id of its choice, also of those that are still to be read."""
        return {name: str(wanted) for name, wanted in self._waiting.items()} | {
            name: choice.id for name, choice in self._chosen.items()
        }

    def is_narrowed(self) -> bool:
        """Whether words or filters narrow the list."""
        return bool(self._chosen or self.only or self.words())

    def narrow(self, filter: str, choice: Narrow | None) -> None:
        """Narrow the list by one filter, or open it again."""
        self._put(filter, choice)
        self.changed.emit()

    def set_narrowed(self, wanted: Mapping[str, Any], words: str = "", only: Only | None = None) -> None:
        """Narrow by ids of choices instead of what narrows now, and tell nobody; unknown ones are passed over."""
        self._chosen, self._waiting, self.only = {}, {}, only
        for name, one in self._filters.items():
            asked = wanted.get(name)
            choice = one.find(asked) if asked is not None else None
            if choice is None and asked is not None and one.late:
                self._waiting[name] = asked
            self._put(name, choice)
        self.search.blockSignals(True)
        self.search.setText(words)
        self.search.blockSignals(False)
        self.say()

    def set_choices(self, filter: str, choices: Sequence[Narrow | None]) -> bool:
        """The choices of a filter, now that they are read; whether the list is narrowed otherwise by that."""
        if filter not in self._filters:
            return False
        self._filters[filter] = replace(self._filters[filter], choices=choices)
        wanted = self._waiting.pop(filter, None)
        choice = self._filters[filter].find(wanted) if wanted is not None else None
        if choice is not None:
            self._put(filter, choice)
        return choice is not None

    def clear(self) -> None:
        """Show everything."""
        self.set_narrowed({})
        self.changed.emit()

    def clear_only(self) -> None:
        """No longer only certain records."""
        self.only = None
        self.say()
        self.changed.emit()

    def _put(self, filter: str, choice: Narrow | None) -> None:
        if choice is None:
            self._chosen.pop(filter, None)
        else:
            self._chosen[filter] = choice
        self.say()

    def say(self) -> None:
        """Put what narrows the list on the buttons."""
        for name, button in self.buttons.items():
            if name == _MORE:
                more = [c.shown or c.word for n, c in self._chosen.items() if self._filters[n].more]
                button.narrow(more[0] if len(more) == 1 else _("More: {n}").format(n=len(more)) if more else "")
            else:
                choice = self._chosen.get(name)
                button.narrow((choice.shown or choice.word) if choice else "")
        self._these.setVisible(self.only is not None)
        self._these.narrow(self.only.said if self.only else "")
        self.clear_button.setVisible(self.is_narrowed())

    # --- menus --------------------------------------------------------------------------------------------------

    def open_filter(self, id: str) -> QMenu:
        """Open a filter's menu under its button."""
        button = self.buttons[id]
        menu = QMenu(button)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the button's own puts its chevron last
        if id == _MORE:
            for one in self._filters.values():
                if one.more:
                    self._fill(menu.addMenu(one.word), one)
        else:
            self._fill(menu, self._filters[id])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(_below(button))
        return menu

    def _fill(self, menu: QMenu, one: Filter) -> None:
        group = QActionGroup(menu)
        now = self._chosen.get(one.id)
        for choice in one.choices:
            if choice is None:
                menu.addSeparator()
                continue
            action = menu.addAction(choice.word, lambda choice=choice: self.narrow(one.id, choice))
            action.setCheckable(True)
            action.setChecked(now is not None and now.id == choice.id)
            group.addAction(action)
        if one.dated:
            menu.addSeparator()
            menu.addAction(_("From – to…"), lambda: self._ask_days(one, now))
        if now is not None:
            menu.addSeparator()
            menu.addAction(_("All"), lambda: self.narrow(one.id, None))

    def _ask_days(self, one: Filter, now: Narrow | None) -> None:
        def take(start: str, end: str) -> None:
            self.narrow(one.id, period(one.dated, start, end))

        ask_period(self, one.word, take, days_of(now.id) if now else None)


def _below(button: QWidget) -> QPoint:
    return button.mapToGlobal(QPoint(0, button.height() + 2))
