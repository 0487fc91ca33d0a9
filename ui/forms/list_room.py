"""The furniture of a page that lists records: header, strip of filters, table, foot, preview. What happens on it is
the business of `ListPage`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.use_cases.listing import Order
from clinic_app.wording.words import _
from ui.forms.filter_strip import FilterStrip
from ui.forms.list_actions import SelectionBar
from ui.forms.list_memory import ListMemory
from ui.forms.narrowing import Filter, Narrow
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import EmptyState, SidePanel
from ui.widgets.header import PageHeader
from ui.widgets.labels import KeyHint, Label
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Column, RowsModel


class ListRoom(QWidget):
    """`open_requested(type, id)`, `new_requested(type, given)`, `print_requested(type, id)`, `import_requested()`,
    `changed(changes)`.
    """

    open_requested = Signal(str, str)
    new_requested = Signal(str, dict)
    print_requested = Signal(str, str)
    import_requested = Signal()
    changed = Signal(object)

    kind = ""
    also: frozenset[str] = frozenset()  # other types whose changes show in this list
    first_order = Order()

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.clinic, self.tasks, self.theme, self.settings = clinic, tasks, theme, settings
        self.identity = clinic.identity
        self.memory = ListMemory(settings, clinic, self.kind)
        self.setAccessibleName(self.title())
        self._build()

    # --- what a list says of itself -----------------------------------------------------------------------------

    def title(self) -> str:
        """The page's title."""
        raise NotImplementedError

    def columns(self) -> list[Column]:
        """The columns; those that are `hidden` may be chosen."""
        raise NotImplementedError

    def filters(self) -> list[Filter]:
        """The filters above the list."""
        return []

    def late_choices(self) -> Mapping[str, Sequence[Narrow | None]]:
        """Vault's thread: the choices of filters that are read from the case book."""
        return {}

    def actions(self) -> list[QWidget]:
        """The buttons in the header."""
        return []

    def empty(self) -> EmptyState:
        """What is shown while there is nothing at all."""
        raise NotImplementedError

    def facts(self) -> str:
        """Vault's thread: the small line of facts."""
        return str(self.identity.office_name)

    def drafts(self) -> Sequence[Any]:
        """Vault's thread: rows before all others."""
        return ()

    def rows(self, ids: Sequence[str]) -> list[Any]:
        """Vault's thread: the rows of these ids, each with an `id`."""
        raise NotImplementedError

    def show_preview(self, panel: SidePanel, row: Any) -> None:
        """Fill the emptied panel for a row."""

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.header = PageHeader(self.title(), "", self.actions(), ruled=True)
        self.strip = FilterStrip(self.filters())
        self.search, self.buttons = self.strip.search, self.strip.buttons
        self.header.add_below(self.strip)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._build_table()
        self.stack = QStackedWidget()
        self.nothing = EmptyState(
            "search", _("Nothing like this here"), _("Other words or fewer filters may help."), [self._clear_button()]
        )
        self._empty = self.empty()
        for shown in (self.table, self.nothing, self._empty):
            self.stack.addWidget(shown)
        self.foot = Label("", "small", "text2")
        self.footer = self._footer()
        self.bar = SelectionBar(self.kind)
        self.bar.hide()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self.notices)
        left.addWidget(self.stack, 1)
        left.addWidget(self.footer)
        left.addWidget(self.bar)
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

    def _build_table(self) -> None:
        self.model = RowsModel(self.columns())
        self.order = self.memory.order(self.model.columns, self.first_order)
        self.table = RecordTable(self.model, name=self.kind, title=self.title(), settings=self.settings, several=True)
        self.table.show_columns(self.memory.columns(self.model.columns))
        self.table.show_sorted(self.order.column, self.order.descending)

    def _clear_button(self) -> Button:
        button = Button(_("Clear search and filters"), "x")
        button.clicked.connect(self.strip.clear)
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
