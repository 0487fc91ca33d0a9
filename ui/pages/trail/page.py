"""The paper trail: who opened, exported, printed, erased what on this laptop; narrowed, checked, given to an audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.settings import Settings
from clinic_app.use_cases.trail_reading import SIGNATURE
from clinic_app.wording.trail_words import trail_problem_words
from clinic_app.wording.words import _
from ui.files import ask_save
from ui.pages.trail import presenter
from ui.pages.trail.presenter import DAYS, Found, Narrowed
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, FilterButton
from ui.widgets.frames import Banner, EmptyState, clear_layout
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.notices import Notices
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import PAGE, Cell, Column, RowsModel


class TrailPage(QWidget):
    """`open(kind, id)` narrows it to one record; `open_requested(type, id)` goes to a row's record. Nothing here can be
    changed. `today` can be told, for tests.
    """

    open_requested = Signal(str, str)

    def __init__(
        self,
        clinic: Any,
        tasks: WorksFor,
        _theme: Theme,
        settings: Settings,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Paper trail"))
        self._clinic, self._tasks, self._today = clinic, tasks, today
        self.narrowed = Narrowed()
        self.found: Found | None = None
        self._build(settings)
        self.refresh()

    # --- building ---------------------------------------------------------------------------------------------------

    def _build(self, settings: Settings) -> None:
        self.check = Button(_("Check"), "shield-check", name=_("Check whether the paper trail is whole"))
        self.check.clicked.connect(self.ask_whether_whole)
        self.export = Button(_("Export for an audit"), "download")
        self.export.clicked.connect(self._open_export)
        self.header = PageHeader(_("Paper trail"), "", [self.check, self.export], ruled=True)
        self.notices = Notices(MARGIN, 0, MARGIN, 8)
        self.model = RowsModel(
            [
                Column("at", _("When"), presenter.when_words),
                Column("who", _("Who"), lambda row: row.person, 20),
                Column("what", _("What was done"), lambda row: Cell(row.act, icon=presenter.icon(row))),
                Column("record", _("Record"), _record, "stretch"),
                Column("more", _("More"), lambda row: Cell(row.about, quiet=True), 34),
            ]
        )
        self.table = RecordTable(self.model, name="trail", title=_("Paper trail"), settings=settings)
        self.table.row_opened.connect(self._open_row)
        nothing = _("What is opened, exported, printed or erased from now on stands here.")
        self.nothing = EmptyState("history", _("Nothing was noted"), nothing)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        everything = Button(_("Show all rows"), "x")
        everything.clicked.connect(lambda: self.narrow(Narrowed()))
        fits = _("No row of the paper trail is about what you chose above.")
        self.nothing_fits = EmptyState("history", _("Nothing was noted"), fits, [everything])
        self.stack.addWidget(self.nothing_fits)
        said = _("What is only seen in a list is not noted. Nothing of a record's content stands here.")
        self.said = Label(said, "small", "text2", wrap=True)
        self.said.setContentsMargins(MARGIN, 8, MARGIN, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._strip())
        column.addLayout(self.notices)
        column.addWidget(self.stack, 1)
        column.addWidget(self.said)

    def _strip(self) -> QWidget:
        self.strip = QWidget()
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(MARGIN, 10, MARGIN, 8)
        row.setSpacing(8)
        self.person, self.act = FilterButton(_("Person")), FilterButton(_("What was done"))
        self.days, self.record = FilterButton(_("Any time")), FilterButton(_("All records"))
        for button, choices in (
            (self.person, self._people),
            (self.act, self._acts),
            (self.days, lambda: [(days, _(words)) for days, words in DAYS.items()]),
        ):
            button.clicked.connect(lambda _on=False, button=button, choices=choices: self._choose(button, choices()))
            row.addWidget(button)
        self.record.clicked.connect(lambda: self.narrow(presenter.without_record(self.narrowed)))
        row.addWidget(self.record)
        row.addStretch(1)
        return self.strip

    # --- narrowing --------------------------------------------------------------------------------------------------

    def _people(self) -> list[tuple[str, str]]:
        return [("", _("Everybody")), *(self.found.people if self.found else ())]

    def _acts(self) -> list[tuple[str, str]]:
        return [("", _("Everything")), *(self.found.acts if self.found else ())]

    def _choose(self, button: FilterButton, choices: Sequence[tuple[str, str]]) -> None:
        name = {self.person: "member", self.act: "act", self.days: "days"}[button]
        menu = QMenu(button)
        group = QActionGroup(menu)
        for value, words in choices:
            action = menu.addAction(
                words.replace("&", "&&"), lambda value=value: self.narrow(replace(self.narrowed, **{name: value}))
            )
            action.setCheckable(True)
            action.setChecked(value == getattr(self.narrowed, name))
            group.addAction(action)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def narrow(self, narrowed: Narrowed) -> None:
        """Show only these rows."""
        self.narrowed = narrowed
        self.refresh()
        self.first_focus().setFocus()

    def open(self, kind: str = "", id: str = "") -> None:
        """Show the rows of one record, or of all."""
        self.narrow(Narrowed(record=(kind, id)))

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again."""
        clinic, narrowed, today = self._clinic, self.narrowed, self._today()
        self._tasks.on_vault(
            lambda: presenter.look(clinic, narrowed, today),
            lambda found: self._show(narrowed, found),
            lambda error: show_problem(error, self.notices, retry=self.refresh),
            owner=self,
        )

    def _show(self, narrowed: Narrowed, found: Found) -> None:
        if narrowed != self.narrowed:
            return
        self.found = found
        self.header.set_facts(presenter.facts(found))
        self.export.setVisible(found.sees_all)
        self.person.narrow(dict(found.people).get(narrowed.member, ""))
        self.act.narrow(dict(found.acts).get(narrowed.act, ""))
        self.days.narrow(_(DAYS[narrowed.days]) if narrowed.days else "")
        self.record.narrow(found.record)
        self.record.set_icon("x", "accent_text")  # pressed, it shows all records again
        self.record.setVisible(bool(narrowed.record[1]))
        self.model.set_source(found.count, lambda first, count: self._ask(found, first, count))
        empty = self.nothing if narrowed == Narrowed() else self.nothing_fits
        self.stack.setCurrentWidget(self.table if found.count else empty)

    def _ask(self, found: Found, first: int, count: int) -> None:
        clinic, narrowed, today = self._clinic, self.narrowed, self._today()
        self._tasks.on_vault(
            lambda: presenter.rows(clinic, narrowed, today, found.newest, first, min(count, PAGE)),
            lambda rows: self.model.give(first, rows) if found is self.found else None,
            lambda error: show_problem(error, self.notices, retry=self.refresh),
            owner=self,
        )

    def _open_row(self, row: Any) -> None:
        if row is not None and row.row.record and row.title:
            self.open_requested.emit(row.row.type, row.row.record)

    # --- checking and giving out --------------------------------------------------------------------------------------

    def ask_whether_whole(self) -> None:
        """Recompute the whole chain."""
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: (clinic.trail.problems(), clinic.trail.head()), self._tell_whether_whole, self._failed, owner=self
        )

    def _tell_whether_whole(self, told: tuple[list[str], Any]) -> None:
        problems, head = told
        if problems:
            said = _("The paper trail was changed or cut off; compare it with a backup or an earlier export.")
            why = " ".join(map(trail_problem_words, problems[:5]))
            self._tell(Banner("bad", "alert-triangle", said, why, closable=True))
            return
        number = head.number if head else 0
        why = _("Every row follows from the one before it, up to No. {number}.").format(number=number)
        self._tell(Banner("ok", "circle-check", _("The paper trail is whole."), why, closable=True))

    def _open_export(self) -> None:
        menu = QMenu(self.export)
        for suffix, words in (("csv", _("All rows, to be checked (CSV)")), ("pdf", _("To be read (PDF)"))):
            menu.addAction(words, lambda suffix=suffix: self.ask_where(suffix))
        menu.popup(self.export.mapToGlobal(QPoint(0, self.export.height() + 2)))

    def ask_where(self, suffix: str) -> None:
        """Ask for the file's place, then write it."""
        title = _("Export for an audit")
        ask_save(self, title, f"paper-trail.{suffix}", lambda out: self.write(suffix, out), suffix)

    def write(self, suffix: str, out: Path) -> None:
        """Write the whole trail and the laptop's signature beside it."""
        clinic = self._clinic
        self._tasks.on_vault(
            lambda: clinic.trail_reading.draw(suffix),
            lambda told: self._make(told, suffix, out),
            self._failed,
            owner=self,
        )

    def _make(self, told: Any, suffix: str, out: Path) -> None:
        def make() -> bytes:
            from clinic_app.reports.trail_out import trail_bytes

            return trail_bytes(told, f".{suffix}", out.name)

        self._tasks.in_background(make, lambda data: self._hand_out(told, data, out), self._failed, owner=self)

    def _hand_out(self, told: Any, data: bytes, out: Path) -> None:
        reading = self._clinic.trail_reading
        self._tasks.on_vault(lambda: reading.hand_out(told, data, out), self._written, self._failed, owner=self)

    def _written(self, out: Path) -> None:
        why = _("The signature lies beside it: {file}. Give both to the auditor.").format(file=out.name + SIGNATURE)
        self._tell(Banner("ok", "circle-check", _("Saved: {file}").format(file=out), why, closable=True))
        self.refresh()

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    def _failed(self, error: Exception) -> None:
        show_problem(error, self.notices)

    # --- what the shell asks ------------------------------------------------------------------------------------------

    def entered(self) -> None:
        """Acts have been noted meanwhile."""
        if self.found is not None:
            self.refresh()

    def take_changes(self, _changes: Changes) -> None:
        """Names may have changed, and what is erased has none any more."""
        if self.isVisible():
            self.refresh()

    def keep(self) -> dict[str, Any]:
        """What is shown, for a rebuilding."""
        return {"narrowed": self.narrowed}

    def restore(self, kept: dict[str, Any]) -> None:
        """As before."""
        if isinstance(kept.get("narrowed"), Narrowed):
            self.narrow(kept["narrowed"])

    def room_changed(self, wide: bool) -> None:
        """In a narrow window what a row tells besides is left to the wide one."""
        self.table.show_columns({"at", "who", "what", "record"} | ({"more"} if wide else set()))

    def regions(self) -> list[QWidget]:
        """For F6."""
        return [self.header, self.strip, self.table]

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table if self.stack.currentWidget() is self.table else self.person


def _record(row: Any) -> Cell:
    gone = bool(row.row.record) and not row.title
    return Cell(presenter.record_words(row), quiet=gone, tip=row.row.record)
