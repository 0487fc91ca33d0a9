"""The bin: what was archived lately, by whom and when; taken out again, or erased for good on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.use_cases.bin import KEPT_DAYS, KINDS, Binned
from clinic_app.use_cases.erasure_receipts import Receipt
from clinic_app.use_cases.several import Done
from clinic_app.wording.alphabet import alphabet_key
from clinic_app.wording.words import _, ngettext
from ui.pages.bin import presenter
from ui.pages.bin.erase_dialog import EraseDialog
from ui.pages.bin.presenter import Wish
from ui.pages.bin.receipt_dialog import ReceiptDialog
from ui.problems import sentence_of, show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.segments import Segments

MOST_RECEIPTS = 12
_LATELY, _OLDER = "lately", "older"


class BinPage(QWidget):
    """`open_requested(type, id)`, `changed(changes)`. `today` can be told, for tests."""

    open_requested = Signal(str, str)
    changed = Signal(object)

    def __init__(
        self,
        clinic: Any,
        tasks: WorksFor,
        theme: Theme,
        settings: Settings,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme, self._today = clinic, tasks, theme, today
        self.setAccessibleName(_("Bin"))
        self.rows: Sequence[Binned] = ()
        self.receipts = Button(_("Receipts"), "file-text", name=_("Receipts of erasures"))
        self.receipts.clicked.connect(self._open_receipts)
        self.header = PageHeader(_("Bin"), "", [self.receipts], ruled=True)
        words = [(_LATELY, _("Last {days} days").format(days=KEPT_DAYS)), (_OLDER, _("The whole archive"))]
        self.shown = Segments(words, _LATELY, name=_("What is shown"))
        self.shown.changed.connect(lambda _one: self.refresh())
        self.header.add_below(self._top())
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._build_table(settings)
        self.nothing = EmptyState("trash", _("The bin is empty"), presenter.empty_words())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.foot = self._foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self.notices)
        column.addWidget(self.stack, 1)
        column.addWidget(self.foot)
        self.refresh()

    def _top(self) -> QWidget:
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(self.shown)
        row.addStretch(1)
        return strip

    def _build_table(self, settings: Settings) -> None:
        model = RowsModel(
            [
                Column("name", _("What"), _name, width="stretch", sort=lambda row: alphabet_key(row.title)),
                Column("kind", _("Kind"), presenter.kind_words, sort=lambda row: presenter.kind_words(row)),
                Column("by", _("Archived by"), lambda row: row.by, sort=lambda row: alphabet_key(row.by)),
                Column("at", _("When"), _when, sort=lambda row: str(row.at or "")),
                Column("left", _("Stays in the bin"), _left, sort=lambda row: row.days_left),
            ]
        )
        self.table = RecordTable(model, name="bin", title=_("Bin"), settings=settings, several=True)
        self.table.show_sorted("at", True)
        self.table.row_opened.connect(lambda row: self.open_requested.emit(row.type, row.id))
        self.table.selection_changed.connect(self._selected)

    def _foot(self) -> QWidget:
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self.said = Label("", "small", "text2")
        self.restore = Button(_("Restore"), "arrow-back-up", name=_("Restore the selected"))
        self.restore.clicked.connect(self.take_out)
        self.erase = Button(_("Erase for good"), "trash", name=_("Erase the selected for good"))
        self.erase.clicked.connect(self.ask_to_erase)
        row.addWidget(self.said)
        row.addStretch(1)
        row.addWidget(self.restore)
        row.addWidget(self.erase)
        return strip

    # --- reading ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look into the bin again."""
        clinic, today, older = self._clinic, self._today(), self.shown.value() == _OLDER
        self._tasks.on_vault(
            lambda: clinic.bin.listed(today, older=older),
            lambda rows: self._show(rows, older),
            self._failed,
            owner=self,
        )

    def _show(self, rows: Sequence[Binned], older: bool) -> None:
        self.rows = rows
        model: Any = self.table.model()
        model.set_rows(rows)
        self.table.show_sorted("at", True)
        self.header.set_facts(presenter.facts_words(rows, older))
        self.stack.setCurrentWidget(self.table if rows else self.nothing)
        self.foot.setVisible(bool(rows))
        self.table.choose(0)
        self._selected()

    def chosen(self) -> list[Binned]:
        """The chosen rows, from the top."""
        model: Any = self.table.model()
        return [model.row(place) for place in self.table.chosen_places()]

    def _selected(self) -> None:
        rows = self.chosen()
        self.said.setText(ngettext("{n} selected", "{n} selected", len(rows)).format(n=len(rows)))
        ours = any(row.ours for row in rows)
        self.restore.setEnabled(ours)
        self.erase.setEnabled(ours)

    # --- out of the bin -----------------------------------------------------------------------------------------

    def take_out(self) -> None:
        """Take the chosen records out of the bin."""
        wanted, clinic = [(row.type, row.id) for row in self.chosen()], self._clinic
        self.table.setFocus()

        def told(done: Done) -> None:
            n = len(done.ids)
            self._done(done, ngettext("{n} record was restored", "{n} records were restored", n).format(n=n))

        self._tasks.on_vault(lambda: clinic.bin.restore(wanted), told, self._failed, owner=self)

    def ask_to_erase(self) -> None:
        """Ask, with all that follows from it, before anything is erased."""
        rows, clinic = [row for row in self.chosen() if row.ours], self._clinic
        self._tasks.on_vault(
            lambda: Wish(rows, clinic.bin.following(rows), clinic.bin.at_once()),
            lambda wish: EraseDialog(self, wish, lambda: self.erase_for_good(wish)).open(),
            self._failed,
            owner=self,
        )

    def erase_for_good(self, wish: Wish) -> None:
        """Erase what was asked for, as it was shown."""
        clinic = self._clinic

        def told(done: Done) -> None:
            n = len(done.ids)
            said = (
                ngettext("{n} record was erased for good", "{n} records were erased for good", n)
                if wish.at_once
                else ngettext("The erasure of {n} record was asked for", "The erasure of {n} records was asked for", n)
            )
            self._done(done, said.format(n=n), erased=True)

        self._tasks.on_vault(lambda: clinic.bin.erase(wish.records, wish.following), told, self._failed, owner=self)

    def show_receipt(self, record: str) -> ReceiptDialog:
        """The receipt of an erasure for the client, in a language of the client's."""
        dialog = ReceiptDialog(self._clinic, self._tasks, self.window(), record)
        dialog.open()
        return dialog

    def _open_receipts(self) -> None:
        """The last erasures, each with its receipt."""
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: clinic.erasure_papers.all()[:MOST_RECEIPTS], self._choose, self._failed, owner=self
        )

    def _choose(self, found: Sequence[Receipt]) -> None:
        menu = QMenu(self.receipts)
        for one in found:
            menu.addAction(presenter.receipt_words(one), lambda one=one: self.show_receipt(one.record))
        if not found:
            menu.addAction(_("Nothing was erased yet")).setEnabled(False)
        menu.popup(self.receipts.mapToGlobal(QPoint(0, self.receipts.height() + 2)))

    def _done(self, done: Done, said: str, erased: bool = False) -> None:
        clear_layout(self.notices)
        if done.refused:
            n = len(done.refused)
            title = ngettext("{n} record stays as it is", "{n} records stay as they are", n).format(n=n)
            reasons = dict.fromkeys(sentence_of(error) for _id, error in done.refused)
            self.notices.addWidget(Banner("warn", "alert-circle", title, " ".join(reasons), closable=True))
        if done.ids:
            receipt = [(_("Receipt"), lambda: self.show_receipt(done.ids[0]))] if erased else []
            self.notices.addWidget(Banner("ok", "circle-check", said, "", receipt, closable=True))
        self.changed.emit(done.changes)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Something may have been archived or taken out elsewhere."""
        if self.isVisible() and any(changes.include(kind) for kind in KINDS):
            self.refresh()

    def entered(self) -> None:
        """The page comes to the front."""
        self.refresh()

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, *([self.table, self.foot] if self.rows else [])]

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table if self.rows else self.shown


def _name(row: Binned) -> Cell:
    return Cell(presenter.name_words(row), icon=presenter.ICONS.get(row.type, ""))


def _when(row: Binned) -> Cell:
    return Cell(presenter.when_words(row), quiet=True)


def _left(row: Binned) -> Cell:
    return Cell(presenter.left_words(row), quiet=row.days_left < 0)
