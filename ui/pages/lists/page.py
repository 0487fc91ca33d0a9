"""The lists of values: what everyone may choose from, and a coordinator's additions for all offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.reference.lists import Item
from clinic_app.settings import Settings
from clinic_app.use_cases.identity import Identity
from clinic_app.wording.words import _, spoken
from ui.pages.lists import presenter
from ui.pages.lists.presenter import Row
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, SidePanel, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.typeahead import Option, Typeahead

LANGUAGES = ("ky", "ru", "en")


@dataclass(frozen=True)
class State:
    """All the page shows, read in one go."""

    me: Identity
    items: Sequence[Item]


class ListsPage(QWidget):
    """`changed` carries what was touched."""

    changed = Signal(object)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme = clinic, tasks, theme
        self.rows: Sequence[Row] = ()
        self._row: Row | None = None
        self.header = PageHeader(_("Lists of values"), "", [], ruled=True)
        options = [Option(name, label) for name, label in presenter.open_lists()]
        self.chooser = Typeahead(options, name=_("List"))
        self.chooser.set_value("legal_topics")
        self.chooser.chosen.connect(lambda _name: self._changed_list())
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, 12, MARGIN, 8)
        top.addWidget(Field(_("List"), self.chooser), 1)
        top.addStretch(2)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._model = RowsModel(
            [
                Column("name", _("Value"), _name, width="stretch"),
                Column("other", _("In Russian") if spoken() == "ky" else _("In Kyrgyz"), _other, width="stretch"),
                Column("state", "", lambda row: Cell(presenter.state_words(row), quiet=True)),
            ]
        )
        self.table = RecordTable(self._model, name="lists", title=_("Values of the list"), settings=settings)
        self.table.row_chosen.connect(self._choose)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(top)
        left.addLayout(self.notices)
        left.addWidget(self.table, 1)
        self.panel = SidePanel(name=_("Value"))
        self._fill_panel()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)
        self.refresh()

    def _fill_panel(self) -> None:
        self._title = Label(_("New value"), "section")
        self.panel.body.addWidget(self._title)
        labels = {"ky": _("Name in Kyrgyz"), "ru": _("Name in Russian"), "en": _("Name in English")}
        self.names = {language: LineEdit(name=labels[language]) for language in LANGUAGES}
        self._fields = {
            language: Field(labels[language], edit, required=language != "en") for language, edit in self.names.items()
        }
        for field in self._fields.values():
            self.panel.body.addWidget(field)
        self.under = Typeahead([], name=_("Under"))
        self._under = Field(_("Under"), self.under)
        self.panel.body.addWidget(self._under)
        said = _("It reaches all offices with the next packages. A value that was used is never deleted, only closed.")
        self._said = Label(said, "small", "text2", wrap=True)
        self.panel.body.addWidget(self._said)
        self.panel.body.addStretch(1)
        self.keep = PrimaryButton(_("Add"), "plus")
        self.keep.clicked.connect(self.save)
        self.close_it = Button(_("Close"), "circle-dashed", name=_("Close: it can no longer be chosen"))
        self.close_it.clicked.connect(self.close_value)
        self.fresh = Button(_("New value"), "plus")
        self.fresh.clicked.connect(lambda: self._choose(None))
        for button in (self.keep, self.close_it, self.fresh):
            self.panel.foot.addWidget(button)

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again."""
        name, clinic = self.chooser.value(), self._clinic
        if name:
            self._tasks.on_vault(
                lambda: State(clinic.identity, clinic.lists.of(name)), self._show, self._failed, owner=self
            )

    def _changed_list(self) -> None:
        self._row = None
        self.refresh()

    def _show(self, state: State) -> None:
        self.rows = rows = presenter.rows_of(self.chooser.value(), state.items)
        self._model.set_rows(rows)
        self.header.set_facts(_("values: {n}").format(n=len(rows)))
        may = presenter.may_change(state.me)
        self.panel.setVisible(may)
        if not may:
            clear_layout(self.notices)
            self.notices.addWidget(Banner("info", "circle-dashed", presenter.why_not(state.me)))
        parents = presenter.parents_of(state.items)
        self.under.set_options([Option(item.id, item.label()) for item in parents])
        self._under.setVisible(bool(parents))
        chosen = self._row.item.id if self._row else ""
        self._choose(next((row for row in rows if row.item.id == chosen), None))

    def _choose(self, row: Row | None) -> None:
        self._row = row
        self._title.setText(row.item.label() if row else _("New value"))
        for language, edit in self.names.items():
            edit.setText(row.item.labels.get(language, "") if row else "")
            self._fields[language].set_fault()
        self.under.set_value(row.item.parent if row else "")
        self.under.setEnabled(row is None)
        self.keep.say(_("Save") if row else _("Add"))
        self.keep.set_icon("check" if row else "plus")
        self.close_it.setVisible(row is not None and not row.closed)
        self.fresh.setVisible(row is not None)

    # --- changing -----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Add the value, or change the labels of the chosen one."""
        labels = {language: edit.text().strip() for language, edit in self.names.items()}
        for language in ("ky", "ru"):
            self._fields[language].set_fault("" if labels[language] else _("This must be filled in."))
        if not (labels["ky"] and labels["ru"]):
            return
        name, clinic, row = self.chooser.value(), self._clinic, self._row
        parent, code = (row.item.parent, row.item.id) if row else (self.under.value() or "", "")
        self._tasks.on_vault(
            lambda: clinic.lists.add(name, labels, parent=parent, code=code),
            lambda done: self._saved(done[1]),
            self._failed,
            owner=self,
        )

    def close_value(self) -> None:
        """From today on it is not offered any more."""
        if self._row is None:
            return
        name, code, clinic = self.chooser.value(), self._row.item.id, self._clinic
        yesterday = date.today() - timedelta(days=1)
        self._tasks.on_vault(lambda: clinic.lists.close(name, code, yesterday), self._saved, self._failed, owner=self)

    def _saved(self, changes: Changes) -> None:
        clear_layout(self.notices)
        self._row = None
        self.changed.emit(changes)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Somebody's additions came."""
        if changes.include("list_item") and self.isVisible():
            self.refresh()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.chooser


def _name(row: Row) -> Cell:
    return Cell("    " * row.depth + row.item.label(), quiet=row.closed)


def _other(row: Row) -> Cell:
    return Cell(row.item.label("ru" if spoken() == "ky" else "ky"), quiet=True)
