"""Offices: for a coordinator, which office has gone silent, at a glance."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.pages.offices import presenter
from ui.pages.offices.presenter import Row
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import EmptyState
from ui.widgets.header import PageHeader
from ui.widgets.labels import ElidedLabel
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel


class OfficesPage(QWidget):
    """Enter, or the button below, shows what came from the offices (`list_requested("merge", {"tab": "inbox"})`)."""

    list_requested = Signal(str, dict)

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._read = False
        self.header = PageHeader(_("Offices"), "", ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.model = RowsModel(
            [
                Column("level", _("State"), lambda row: Cell(row.word, icon=row.icon, pill=row.tone)),
                Column("office", _("Office"), lambda row: row.name, "stretch"),
                Column("heard", _("Last heard"), lambda row: row.heard or "—"),
                Column("newest", _("Newest package"), lambda row: row.newest),
                Column("gaps", _("Has not come"), _gaps),
                Column("waiting", _("Waits for it"), lambda row: row.waiting),
            ]
        )
        self.table = RecordTable(self.model, name="offices", title=_("Offices"), settings=settings)
        self.table.row_chosen.connect(self._choose)
        self.table.row_opened.connect(lambda _row: self.show_inbox())
        self.said = ElidedLabel("", "small", "text2")
        self.inbox = Button(_("Show what came"), "package-import")
        self.inbox.clicked.connect(self.show_inbox)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self._nobody())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(self.stack, 1)
        whole.addWidget(self._foot())
        self.refresh()

    def _foot(self) -> QFrame:
        self.foot = QFrame()
        self.foot.setProperty("kind", "footer")
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(MARGIN, 10, MARGIN, 10)
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        row.addWidget(self.inbox)
        return self.foot

    def _nobody(self) -> EmptyState:
        self.first = PrimaryButton(_("Let a laptop in"), "user-plus")
        self.first.clicked.connect(lambda: self.list_requested.emit("exchange", {}))
        text = _("Let offices in under Exchange; here you see at a glance which of them has gone silent.")
        return EmptyState("antenna-bars-off", _("No other office is in the network yet"), text, [self.first])

    def refresh(self) -> None:
        """Read again."""
        clinic = self._clinic
        self._tasks.on_vault(lambda: clinic.outbox.silent(), self._show, self._failed, owner=self)

    def _show(self, heard: Any) -> None:
        self._read = True
        chosen = self.table.chosen_row()
        rows = presenter.rows(heard)
        self.header.set_facts(presenter.facts(rows))
        self.model.set_rows(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        self.foot.setVisible(bool(rows))
        self.table.choose(next((at for at, row in enumerate(rows) if chosen and row.id == chosen.id), 0))
        self._choose(self.table.chosen_row())

    def _choose(self, row: Row | None) -> None:
        self.said.setText(row.advice if row is not None else "")

    def show_inbox(self) -> None:
        """What came from each laptop, and what has not."""
        self.list_requested.emit("merge", {"tab": "inbox"})

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def follow(self, exchanging: Any) -> None:
        """Something may have come; `exchanging` outlives this page."""
        exchanging.ended.connect(self._ended)

    def _ended(self, _error: object) -> None:
        self.refresh()

    def entered(self) -> None:
        """Days pass."""
        if self._read:
            self.refresh()

    def take_changes(self, _changes: Changes) -> None:
        """Something came."""
        if self.isVisible():
            self.refresh()

    def room_changed(self, wide: bool) -> None:
        """In a narrow window the level, the office and its gaps are left."""
        wished = {"level", "office", "newest", "gaps"} | ({"heard", "waiting"} if wide else set())
        self.table.show_columns(wished)

    def first_focus(self) -> QWidget:
        """The list, or the way to the first office."""
        return self.table if self.stack.currentIndex() == 0 else self.first


def _gaps(row: Row) -> str | Cell:
    return Cell(row.gaps, icon="package-off", icon_tone="warn") if row.gaps else ""
