"""A page that lists the records of one type: search, filters, the list, a preview at the right.

Ids come first, rows by pages as they come into sight; everything is asked on the vault's thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.dates import number
from clinic_app.wording.words import _
from ui.forms.latest import Latest
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, FilterButton, LinkButton
from ui.widgets.frames import EmptyState, SidePanel, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.labels import KeyHint, Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Column, RowsModel


@dataclass(frozen=True)
class Narrow:
    """One choice of a filter: its word, and what it asks of the records."""

    id: str
    word: str
    where: Mapping[str, Any] = field(default_factory=dict)
    shown: str = ""  # what stands on the button, the word unless told


@dataclass(frozen=True)
class Filter:
    """A filter above the list. Its choices may come in groups (None is a line between)."""

    id: str
    word: str
    choices: Sequence[Narrow | None]


@dataclass(frozen=True)
class Found:
    """The answer to one look at the list."""

    ids: Sequence[str]
    total: int
    facts: str
    extra: Sequence[Any] = ()  # rows before all others (drafts)


class ListPage(QWidget):
    """`open_requested(type, id)`, `new_requested(type, given)`, `print_requested(type, id)`, `import_requested()`."""

    open_requested = Signal(str, str)
    new_requested = Signal(str, dict)
    print_requested = Signal(str, str)
    import_requested = Signal()

    kind = ""
    also: frozenset[str] = frozenset()  # other types whose changes show in this list

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.identity = clinic.identity
        self._narrowed: dict[str, Narrow] = {}
        self._found: Found | None = None
        self._newest_first = True
        self._wide = True
        self._wanted = ""
        self._latest = Latest(tasks, self)
        self.setAccessibleName(self.title())
        self._build()
        self.refresh()

    # --- what a list says of itself -----------------------------------------------------------------------------

    def title(self) -> str:
        """The page's title."""
        raise NotImplementedError

    def columns(self) -> list[Column]:
        """The columns."""
        raise NotImplementedError

    def filters(self) -> list[Filter]:
        """The filters above the list."""
        return []

    def actions(self) -> list[QWidget]:
        """The buttons in the header."""
        return []

    def empty(self) -> EmptyState:
        """What is shown while there is nothing at all."""
        raise NotImplementedError

    def look(self, words: str, where: Mapping[str, Any], newest_first: bool) -> Found:
        """Vault's thread: which records, and the small line of facts."""
        ids = self.clinic.casework.ids(self.kind, words=words, where=where, newest_first=newest_first)
        return Found(ids, len(ids) if ids else self.clinic.casework.count(self.kind), self.identity.office_name)

    def rows(self, ids: Sequence[str]) -> list[Any]:
        """Vault's thread: the rows of these ids, each with an `id`."""
        raise NotImplementedError

    def show_preview(self, panel: SidePanel, row: Any) -> None:
        """Fill the emptied panel for a row."""

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.header = PageHeader(self.title(), "", self.actions(), ruled=True)
        self.search = LineEdit(_("Search this list"), leading="search")
        self.search.textChanged.connect(lambda _text: self.refresh())
        self.buttons: dict[str, FilterButton] = {}
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for one in self.filters():
            button = FilterButton(one.word)
            button.clicked.connect(lambda _on=False, one=one: self._open_filter(one))
            self.buttons[one.id] = button
            row.addWidget(button)
        self.clear = LinkButton(_("Clear"), "x")
        self.clear.clicked.connect(self.clear_filters)
        self.clear.hide()
        row.addWidget(self.clear)
        self.header.add_below(strip)
        self.strip = strip
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.model = RowsModel(self.columns())
        self.table = RecordTable(self.model, name=self.kind, title=self.title(), settings=self.settings)
        self.table.row_chosen.connect(lambda _row: self._preview())
        self.table.row_opened.connect(self.open_row)
        self.table.sort_asked.connect(self._sort)
        if by := next((column.id for column in self.model.columns if column.sortable), ""):
            self.table.show_sorted(by, self._newest_first)
        self.foot = Label("", "small", "text2")
        self.nothing = EmptyState(
            "search", _("Nothing like this here"), _("Other words or fewer filters may help."), [self._clear_button()]
        )
        self.stack = QStackedWidget()
        self._empty = self.empty()
        for shown in (self.table, self.nothing, self._empty):
            self.stack.addWidget(shown)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self.notices)
        left.addWidget(self.stack, 1)
        self.footer = self._footer()
        left.addWidget(self.footer)
        self.panel = SidePanel(348, name=_("Preview"))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)
        self.model.dataChanged.connect(lambda *_at: self._rows_came())

    def _clear_button(self) -> Button:
        button = Button(_("Clear search and filters"), "x")
        button.clicked.connect(self.clear_filters)
        return button

    def _footer(self) -> QWidget:
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.foot)
        row.addStretch(1)
        for keys, word in (("↑ ↓", _("choose")), ("Enter", _("open"))):
            row.addWidget(KeyHint(keys))
            row.addWidget(Label(word, "small", "text2"))
        return strip

    # --- filters ------------------------------------------------------------------------------------------------

    def _open_filter(self, one: Filter) -> None:
        button = self.buttons[one.id]
        menu = QMenu(button)
        group = QActionGroup(menu)
        now = self._narrowed.get(one.id)
        for choice in one.choices:
            if choice is None:
                menu.addSeparator()
                continue
            action = menu.addAction(choice.word, lambda choice=choice: self.narrow(one.id, choice))
            action.setCheckable(True)
            action.setChecked(now is not None and now.id == choice.id)
            group.addAction(action)
        if now is not None:
            menu.addSeparator()
            menu.addAction(_("All"), lambda: self.narrow(one.id, None))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def narrow(self, filter: str, choice: Narrow | None) -> None:
        """Narrow the list by one filter, or open it again."""
        if choice is None:
            self._narrowed.pop(filter, None)
        else:
            self._narrowed[filter] = choice
        self.buttons[filter].narrow((choice.shown or choice.word) if choice else "")
        self.refresh()

    def clear_filters(self) -> None:
        """Show everything."""
        self._narrowed = {}
        for button in self.buttons.values():
            button.narrow("")
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.refresh()

    def is_narrowed(self) -> bool:
        """Whether words or filters narrow the list."""
        return bool(self._narrowed) or bool(self.search.text().strip())

    # --- rows ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen row stays chosen."""
        where: dict[str, Any] = {}
        for choice in self._narrowed.values():
            where |= choice.where
        words, newest = self.search.text().strip(), self._newest_first
        row = self.table.chosen_row()
        self._wanted = getattr(row, "id", "") or self._wanted
        self.clear.setVisible(self.is_narrowed())
        self._latest.ask(lambda: self.look(words, where, newest), self._show)

    def _show(self, found: Found) -> None:
        self._found = found
        self.header.set_facts(found.facts)
        anything = bool(found.ids) or bool(found.extra)
        self.stack.setCurrentWidget(
            self.table if anything else self.nothing if self.is_narrowed() or found.total else self._empty
        )
        self.strip.setVisible(anything or self.is_narrowed() or bool(found.total))
        self.footer.setVisible(anything)
        self._fit_panel()
        self.foot.setText(_("Records: {n}").format(n=number(len(found.ids))))
        self.model.set_source(len(found.extra) + len(found.ids), lambda first, count: self._ask(found, first, count))
        self._choose_again(found)

    def _choose_again(self, found: Found) -> None:
        ids = [getattr(row, "id", "") or getattr(row, "draft", "") for row in found.extra] + list(found.ids)
        at = ids.index(self._wanted) if self._wanted in ids else len(found.extra)
        self.table.choose(min(at, len(ids) - 1))

    def _ask(self, found: Found, first: int, count: int) -> None:
        before = list(found.extra)[first : first + count]
        start = max(0, first - len(found.extra))
        wanted = list(found.ids)[start : start + count - len(before)]
        self.tasks.on_vault(
            lambda: self.rows(wanted),
            lambda rows: self._take_rows(found, first, [*before, *rows], len(before) + len(wanted)),
            lambda error: show_problem(error, self.notices, retry=self.refresh),
            owner=self,
        )

    def _take_rows(self, found: Found, first: int, rows: list[Any], expected: int) -> None:
        if found is not self._found:
            return
        if len(rows) != expected:
            self.refresh()  # something went away between looking and loading
            return
        self.model.give(first, rows)

    def _rows_came(self) -> None:
        self._preview()

    def _sort(self, _column: str, descending: bool) -> None:
        self._newest_first = descending
        self.refresh()

    def _preview(self) -> None:
        row = self.table.chosen_row()
        _empty_panel(self.panel)
        if row is not None:
            self._wanted = getattr(row, "id", "")
            self.show_preview(self.panel, row)

    def _fit_panel(self) -> None:
        self.panel.setVisible(self._wide and self.stack.currentWidget() is self.table)

    def open_row(self, row: Any) -> None:
        """Enter or a double click."""
        self.open_requested.emit(self.kind, row.id)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Look again when these records may have changed."""
        if any(changes.include(kind) for kind in (self.kind, *self.also)):
            self.refresh()

    def entered(self) -> None:
        """The page comes to the front: drafts may have come or gone."""
        self.refresh()

    def keep(self) -> dict[str, Any]:
        """What is searched and narrowed, for a rebuilding."""
        return {"words": self.search.text(), "narrowed": {k: c.id for k, c in self._narrowed.items()}}

    def restore(self, kept: dict[str, Any]) -> None:
        """Search and narrow as before."""
        for one in self.filters():
            wanted = kept.get("narrowed", {}).get(one.id)
            choice = next((c for c in one.choices if c is not None and c.id == wanted), None)
            if choice:
                self.narrow(one.id, choice)
        self.search.setText(kept.get("words", ""))

    def room_changed(self, wide: bool) -> None:
        """The preview needs room; without it Enter opens."""
        self._wide = wide
        self._fit_panel()

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.table, self.panel]

    def first_focus(self) -> QWidget:
        """The list itself, else what can be done about its being empty."""
        return self.table if self.stack.currentWidget() is self.table else self.search


def _empty_panel(panel: SidePanel) -> None:
    for layout in (panel.body, panel.foot):
        clear_layout(layout)
