"""Keys and laptops: who is in the network, how old one's own keys are, and the ways to remove, change and settle."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.key_notices import name_of, notices
from ui.pages.keys import presenter
from ui.pages.keys.panel import LaptopPanel
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.notices import Notices
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel


class KeysPage(QWidget):
    """`changed` carries what was touched; `list_requested(page, what)`: another page is wanted."""

    changed = Signal(object)
    list_requested = Signal(str, dict)

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._view: Any = None
        self.header = PageHeader(_("Keys and laptops"), "", ruled=True)
        self.notices, self.told = QVBoxLayout(), QVBoxLayout()
        for slot in (self.notices, self.told):  # over the whole width: beside the panel their words would be a column
            slot.setSpacing(8)
        self.model = RowsModel(
            [
                Column("laptop", _("Laptop"), name_of, "stretch"),
                Column("person", _("Person"), lambda row: row.person),
                Column("heard", _("Last heard"), lambda row: Cell(presenter.heard_of(row), quiet=True)),
                Column("state", _("State"), _state),
            ]
        )
        self.table = RecordTable(self.model, name="keys", title=_("Laptops of the network"), settings=settings)
        self.table.row_chosen.connect(self._choose)
        self.nobody = EmptyState(
            "device-laptop",
            _("This laptop is in no network yet"),
            _("Keys are exchanged when it joins one, under Exchange."),
            [Button(_("Exchange"), "arrows-exchange")],
        )
        self.nobody.findChild(Button).clicked.connect(lambda: self.list_requested.emit("exchange", {}))
        self.panel = LaptopPanel()
        self.panel.had_wanted.connect(self._ask_what_it_had)
        self.panel.removal_wanted.connect(self._remove)
        self.panel.age_wanted.connect(self._new_age_key)
        self.panel.signing_wanted.connect(self._new_signing_key)
        news = Notices(MARGIN, 8, MARGIN, 8)
        news.addLayout(self.told)
        news.addLayout(self.notices)
        left = QVBoxLayout()
        left.addWidget(self.nobody, 1)
        left.addWidget(self.table, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(news)
        whole.addLayout(middle, 1)
        self.refresh()

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again."""
        self._tasks.on_vault(self._clinic.network.view, self._show, self._failed, owner=self)

    def _show(self, view: Any) -> None:
        chosen = self.table.chosen_row()
        self._view = view
        inside = bool(view.laptops)
        present = [row for row in view.laptops if not row.removed]
        self.header.set_facts(_("laptops: {n}").format(n=len(present)) if inside else "")
        self.model.set_rows(view.laptops)
        self.table.setVisible(inside)
        self.panel.setVisible(inside)
        self.nobody.setVisible(not inside)
        clear_layout(self.told)
        for notice in notices(view):
            acts = [(_("There is no other copy any more"), self._settle)] if notice.act else []
            self.told.addWidget(Banner(notice.tone, notice.icon, notice.title, notice.text, acts))
        at = next((at for at, row in enumerate(view.laptops) if chosen and row.id == chosen.id), None)
        own = next((at for at, row in enumerate(view.laptops) if row.own), 0)
        self.table.choose(own if at is None else at)
        self._choose(self.table.chosen_row())

    def _choose(self, row: Any) -> None:
        if row is not None and self._view is not None:
            self.panel.show_laptop(row, self._view)

    # --- acts ---------------------------------------------------------------------------------------------------

    def _ask_what_it_had(self, row: Any) -> None:
        network = self._clinic.network
        self._tasks.on_vault(
            lambda: network.what_it_had(row.id), lambda had: self.panel.ask(row, had), self._failed, owner=self
        )

    def _remove(self, row: Any) -> None:
        network, places = self._clinic.network, self._clinic.places

        def remove() -> tuple[Changes, Any, list[str]]:
            changes = network.remove(row.id)
            lines = [one.name for one in places.all() if one.kind != "folder"]
            return changes, network.what_it_had(row.id), lines

        self._tasks.on_vault(remove, lambda done: self._removed(row, *done), self._failed, owner=self)

    def _removed(self, row: Any, changes: Changes, had: Any, lines: list[str]) -> None:
        text = had.lines()
        if lines:  # whoever has that laptop may have their passwords
            text.append(_("Now change the passwords of your places: {names}.").format(names=", ".join(lines)))
        text.append(_("Exchange soon, so that everybody hears of it."))
        title = _("{laptop} was removed").format(laptop=name_of(row))
        self._say("info", "circle-check", title, " ".join(text))
        self.changed.emit(changes)
        self.refresh()

    def _new_age_key(self) -> None:
        self._tasks.on_vault(self._clinic.network.new_age_key, lambda _none: self._did(), self._failed, owner=self)

    def _new_signing_key(self) -> None:
        self._tasks.on_vault(self._clinic.network.new_signing_key, self._signs_anew, self._failed, owner=self)

    def _signs_anew(self, _none: object) -> None:
        text = _(
            "Exchange soon, so that the coordinators hear of it; then make a backup, for older ones are of no use."
        )
        self._say("info", "key", _("This laptop has a new signing key"), text)
        self.refresh()

    def _settle(self) -> None:
        self._tasks.on_vault(self._clinic.network.settle_copy, lambda _none: self._did(), self._failed, owner=self)

    def _did(self) -> None:
        clear_layout(self.notices)
        self.refresh()

    def _say(self, tone: str, icon: str, title: str, text: str) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(Banner(tone, icon, title, text, closable=True))

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def follow(self, exchanging: Any) -> None:
        """News of the roster may have come; `exchanging` outlives this page."""
        exchanging.ended.connect(self._ended)

    def _ended(self, _error: object) -> None:
        self.refresh()

    def entered(self) -> None:
        """Read again."""
        self.refresh()

    def take_changes(self, changes: Changes) -> None:
        """Somebody came in, or was removed."""
        if changes.include("device") and self.isVisible():
            self.refresh()

    def room_changed(self, wide: bool) -> None:
        """In a narrow window the laptop and its state are left."""
        self.table.show_columns({"laptop", "state"} | ({"person", "heard"} if wide else set()))

    def first_focus(self) -> QWidget:
        """The laptops."""
        return self.table


def _state(row: Any) -> Cell:
    icon, word, tone = presenter.state_of(row)
    return Cell(word, icon=icon, pill=tone)
