"""Erasures asked for: so many at once that a person looks before they are carried out for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.records.declared import record_type
from clinic_app.settings import Settings
from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.pages.merge.gap_banner import ask
from ui.tasks import WorksFor
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel


@dataclass(frozen=True)
class Asked:
    """A record whose erasure an office asked for."""

    record: Any
    kind: str
    title: str
    office: str


class ErasuresRoom(QWidget):
    """`changed` carries what was erased, `counted` how many wait."""

    changed = Signal(object)
    failed = Signal(object)
    counted = Signal(int)

    def __init__(self, clinic: Any, tasks: WorksFor, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks = clinic, tasks
        self._rows: list[Asked] = []
        self.model = RowsModel(
            [
                Column("kind", _("Kind"), lambda row: Cell(row.kind, quiet=True)),
                Column("title", _("Record"), lambda row: row.title or "—", "stretch"),
                Column("office", _("Office"), lambda row: row.office),
            ]
        )
        self.list = RecordTable(self.model, name="erasures", title=_("Erasures asked for"), settings=settings)
        hint = _("The office has asked for this on a client's request. Confirmed, it is destroyed on every laptop.")
        self.one = Button(_("Confirm the chosen one"), "check")
        self.all = Button(_("Confirm all"), "check")
        self.one.clicked.connect(self.confirm_chosen)
        self.all.clicked.connect(self.confirm_all)
        foot = QFrame()
        foot.setProperty("kind", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(MARGIN, 10, MARGIN, 10)
        row.setSpacing(8)
        row.addWidget(Label(hint, "small", "text2", wrap=True), 1)
        row.addWidget(self.one)
        row.addWidget(self.all)
        self.foot = foot
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(foot)

    def refresh(self) -> None:
        """Read what is asked for."""
        clinic = self._clinic

        def look() -> list[Asked]:
            asked = clinic.erasing.asked()
            offices = clinic.casework.titles("office", sorted({record.home for record in asked}))
            found = []
            for record in asked:
                kind = record.type.name
                title = clinic.casework.titles(kind, [record.id]).get(record.id, "")
                found.append(Asked(record, _(record_type(kind).title), title, offices.get(record.home, record.home)))
            return found

        self._tasks.on_vault(look, self._show, self.failed.emit, owner=self)

    def _show(self, rows: list[Asked]) -> None:
        self._rows = rows
        self.model.set_rows(rows)
        self.list.choose(0)
        for button in (self.one, self.all):
            button.setEnabled(bool(rows))
        self.counted.emit(len(rows))

    def confirm_chosen(self) -> None:
        """Ask, then confirm the chosen one."""
        row = self.list.chosen_row()
        if row is not None:
            self._ask([row])

    def confirm_all(self) -> None:
        """Ask, then confirm all."""
        if self._rows:
            self._ask(self._rows)

    def _ask(self, rows: list[Asked]) -> None:
        words = ngettext(
            "{n} record is destroyed for good, on every laptop of the network.",
            "{n} records are destroyed for good, on every laptop of the network.",
            len(rows),
        ).format(n=number(len(rows)))
        ask(self, words, _("Destroy"), lambda: self._confirm([row.record for row in rows]))

    def _confirm(self, records: list[Any]) -> None:
        def done(changes: object) -> None:
            self.changed.emit(changes)
            self.refresh()

        self._tasks.on_vault(lambda: self._clinic.erasing.confirm(records), done, self.failed.emit, owner=self)

    def first_focus(self) -> QWidget:
        """The list."""
        return self.list

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.list, self.foot]
