"""Taking in a sheet: choose the file, look at what each column means, see what would happen, then let it happen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.errors import Cancelled, UnknownMapping
from clinic_app.settings import Settings
from clinic_app.use_cases.importing.importing import KINDS
from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.files import ask_files
from ui.pages.importing import presenter
from ui.pages.importing.fault_file import FaultFile
from ui.pages.importing.mapping_table import MappingTable
from ui.pages.importing.outcome import OutcomePanel
from ui.pages.importing.understood import UnderstoodCard
from ui.pages.importing.words_table import WordsTable
from ui.pages.importing.work import Looked, Looking, Taking
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, EmptyState, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label

PAUSE_MS = 250
SHEETS = (".csv", ".xlsx", ".tsv", ".txt")


class ImportPage(QWidget):
    """Nothing is written before "Take in"; `changed` then carries what was touched."""

    changed = Signal(object)
    left = Signal()
    page_requested = Signal(str)
    list_requested = Signal(str, dict)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme = clinic, tasks, theme
        self._file: Path | None = None
        self._sheet: Any = None
        self._plan: Any = None
        self._mapping: Any = None
        self._remembered = False
        self._looking = Looking(clinic, tasks, self)
        self._looking.looked.connect(self._looked)
        self._looking.planned.connect(self._show_plan)
        self._looking.failed.connect(self._not_read)
        self._looking.stepped.connect(lambda done, of: self.outcome.bar.set_share(done / of if of else 0.0))
        self.taking = Taking(clinic, tasks, self)
        self.taking.done.connect(self._done)
        self.taking.put_back.connect(self._put_back)
        self.taking.failed.connect(self._failed)
        self.taking.stepped.connect(lambda done, of: self.outcome.bar.set_share(done / of if of else 1.0))
        self.fault_file = FaultFile(tasks, self)
        self.fault_file.written.connect(self._say_written)
        self.fault_file.failed.connect(lambda error: show_problem(error, self.notices))
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._plan_again)
        self.setAcceptDrops(True)
        self.choose = Button(_("Choose a file"), "folder")
        self.choose.clicked.connect(self._ask_file)
        self.header = PageHeader(_("Import a register"), "", [self.choose], ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 12, MARGIN, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(self._desk(settings))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(self._stack, 1)

    def _nothing(self) -> EmptyState:
        self.first = PrimaryButton(_("Choose a file"), "folder")
        self.first.clicked.connect(self._ask_file)
        text = _("A CSV or XLSX table: choose it or drop it here. You will see what would happen before anything does.")
        return EmptyState("file-import", _("Which register shall be taken in?"), text, [self.first])

    def _desk(self, settings: Settings) -> QWidget:
        self.understood = UnderstoodCard()
        self.understood.changed.connect(self._read_again)
        self.understood.planned.connect(self._plan_soon)
        self.kind = self.understood.kind
        self.words = WordsTable()
        self.words.told.connect(self._tell_word)
        self.mapping = MappingTable()
        self.mapping.settled.connect(self._settle)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(MARGIN, 14, MARGIN, MARGIN)
        column.setSpacing(12)
        column.addWidget(self.understood)
        column.addWidget(self.words)
        column.addWidget(Label(_("What each column is"), "section"))
        column.addWidget(self.mapping)
        column.addStretch(1)
        self.outcome = OutcomePanel(settings)
        self.outcome.jumped.connect(self._jump)
        self.outcome.listed.connect(self._ask_list)
        self.errors, self.take_in = self.outcome.errors, self.outcome.take_in
        self.take_in.clicked.connect(self.carry_out)
        self.outcome.stop.clicked.connect(self.taking.stop)
        desk = QWidget()
        row = QHBoxLayout(desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._scroll = scrolling(self._left)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.outcome, 1)
        return desk

    # --- the file -----------------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        filters = [_("Tables (*.csv *.xlsx *.tsv *.txt)")]
        ask_files(self, _("Which register"), lambda paths: self.look_at(paths[0]), filters)

    def look_at(self, file: Path) -> None:
        """Read a file and say what would happen; nothing is written."""
        from clinic_app.reports.sheet_reading import Wish

        self._file = file
        self._read(Wish())

    def _read_again(self) -> None:
        if self._file is not None:
            self._read(self.understood.wish())

    def _read(self, wish: Any) -> None:
        assert self._file is not None
        self._mapping, self._plan = None, None
        self._soon.stop()
        self._wait()
        self._looking.read(
            self._file, self.kind.value() or "consultation", wish, update=self.understood.update_known.isChecked()
        )

    def _wait(self) -> None:
        self.take_in.setEnabled(False)
        self.outcome.work(True, stoppable=False)

    def _looked(self, looked: Looked) -> None:
        clear_layout(self.notices)
        self._sheet, self._remembered = looked.sheet, looked.remembered
        assert self._file is not None
        rows = ngettext("{n} row", "{n} rows", len(self._sheet.rows)).format(n=number(len(self._sheet.rows)))
        self.header.set_facts(f"{self._file.name} · {rows}")
        self.understood.show_understood(looked.sheet.understood)
        self.mapping.show_mapping(
            looked.plan.headings,
            looked.plan.mapping.headings,
            self._sheet.rows[:200],
            presenter.targets(looked.plan.kind),
        )
        first = self._stack.currentIndex() == 0
        self._stack.setCurrentIndex(1)
        self._show_plan(looked.plan)
        if first and self.isVisible():
            self.first_focus().setFocus()

    # --- the plan -----------------------------------------------------------------------------------------------

    def _settle(self, heading: str, field: str) -> None:
        if self._mapping is not None:
            self._mapping = self._mapping.with_heading(heading, field)
            self._plan_soon()

    def _tell_word(self, field: str, word: str, code: str) -> None:
        if self._mapping is not None:
            self._mapping = self._mapping.with_word(field, word, code)
            self._plan_soon()

    def _plan_soon(self) -> None:
        self.take_in.setEnabled(False)
        self._soon.start()

    def _plan_again(self) -> None:
        file, kind, mapping, sheet = self._file, self.kind.value(), self._mapping, self._sheet
        if file is None or mapping is None or not kind:
            return
        self._wait()
        self._looking.plan(file, kind, sheet, mapping, update=self.understood.update_known.isChecked())

    def _show_plan(self, plan: Any) -> None:
        self._plan, self._mapping = plan, plan.mapping
        self.outcome.work(False)
        self.mapping.say_wrong()
        self.words.show_words(plan.unknown)
        self._order_tabs()
        self.outcome.show_plan(plan, remembered=self._remembered)

    def _order_tabs(self) -> None:
        """Words and columns are made anew with every sheet: the tab order must follow the eye all the same."""
        seen = self.understood
        order = [seen.kind, seen.encoding, seen.sheet, seen.header, seen.update_known, *self.words.in_order()]
        order += [*self.mapping.fields.values(), *self.outcome.in_order()]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _not_read(self, error: Exception) -> None:
        self.outcome.work(False)
        if isinstance(error, UnknownMapping) and error.data.get("heading") in self.mapping.fields:
            self.mapping.say_wrong(str(error.data["heading"]))
            told = _("Two columns cannot both be this field: {heading}").format(heading=error.data["heading"])
            self._tell(Banner("warn", "alert-triangle", told, "", closable=True))
        else:
            clear_layout(self.notices)
            show_problem(error, self.notices)

    def _jump(self, error: Any) -> None:
        """From a mistake to where it can be mended here: its word, else its column."""
        found = self.words.focus_on(error.column, error.word or error.value) or self.mapping.focus_on(error.heading)
        if found:
            self._scroll.ensureWidgetVisible(self.focusWidget())

    def _ask_list(self) -> None:
        if self._file is not None and self._plan is not None:
            self.fault_file.ask(self._file, self.save_list)

    def save_list(self, file: Path) -> None:
        """Write the mistakes as a CSV."""
        self.fault_file.write(self._plan.errors, file)

    def _say_written(self, file: Path) -> None:
        told = _("The list lies in {file}").format(file=file.name)
        self._tell(Banner("info", "circle-check", told, "", closable=True))

    # --- doing it -----------------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """Do what the plan says, in one transaction."""
        if self._plan is None or self.taking.busy or self._looking.busy or self._soon.isActive():
            return
        self._begin()
        self.taking.take_in(self._plan)

    def _begin(self) -> None:
        for widget in (self.take_in, self.choose, self._left):
            widget.setEnabled(False)
        self.outcome.work(True)
        self.outcome.stop.setFocus()

    def _done(self, done: Any) -> None:
        self._end()
        kind, actions = self._plan.kind, []
        touched = presenter.touched_ids(kind, done)
        if kind in presenter.LISTS and touched:
            assert self._file is not None
            only = (touched, _("Import: {file}").format(file=self._file.name))
            actions.append((_("Show them"), lambda: self.list_requested.emit(presenter.LISTS[kind], {"only": only})))
        if done.ids:
            actions.append((_("Put what came in into the bin"), lambda: self._take_back(kind, done)))
        told = Banner("info", "circle-check", presenter.done_words(done), "", actions, closable=True)
        self._tell(told)
        if told.buttons:
            told.buttons[0].setFocus()
        self.changed.emit(done.changes)
        self._plan_again()

    def _take_back(self, kind: str, done: Any) -> None:
        if not self.taking.busy:
            self._begin()
            self.taking.put_into_bin(kind, done)

    def _put_back(self, changes: Any) -> None:
        self._end()
        look = [(_("Open the bin"), lambda: self.page_requested.emit("bin"))]
        self._tell(Banner("info", "circle-check", _("What came in lies in the bin now"), "", look, closable=True))
        self.changed.emit(changes)
        self._plan_again()

    def _end(self) -> None:
        for widget in (self.choose, self._left):
            widget.setEnabled(True)
        self.outcome.work(False)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.take_in.setEnabled(self._plan is not None and self._plan.does_something)
        if isinstance(error, Cancelled):
            self._tell(Banner("info", "x", _("Stopped. Everything is as it was"), "", closable=True))
        else:
            clear_layout(self.notices)
            show_problem(error, self.notices)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, file: str | Path = "", kind: str = "") -> None:
        """Begin with a file, if one is named."""
        if kind in KINDS:
            self.kind.set_value(kind)
        if file:
            self.look_at(Path(file))

    def step_back(self) -> bool:
        """Esc: back to where one came from, unless rows are being taken in."""
        return self.taking.busy

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _sheets(event) and not self.taking.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        found = _sheets(event)
        if found and not self.taking.busy:
            event.acceptProposedAction()
            self.look_at(found[0])

    def regions(self) -> list[QWidget]:
        """F6: the columns, the mistakes, the button."""
        return [self.first_focus(), self.outcome.table, self.take_in] if self._plan is not None else [self.first]

    def first_focus(self) -> QWidget:
        """What the rows are, then the first column; without a file the button that asks for one."""
        return self.kind if self._stack.currentIndex() == 1 else self.first


def _sheets(event: QDropEvent) -> Sequence[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SHEETS]
