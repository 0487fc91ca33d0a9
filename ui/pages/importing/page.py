"""Taking in a register: choose the file, look at what each column means, see what would happen, then let it happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.errors import Cancelled, UnknownMapping
from clinic_app.settings import Settings
from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.files import ask_files
from ui.pages.importing import presenter
from ui.pages.importing.mapping_table import MappingTable
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme, current_theme
from ui.theme.tokens import MARGIN
from ui.watch import Watch
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner, EmptyState, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.progress_row import Bar
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.typeahead import Option, Typeahead

PAUSE_MS = 250
SHEETS = (".csv", ".xlsx", ".tsv", ".txt")


@dataclass(frozen=True)
class Looked:
    """A sheet and the plan for it."""

    sheet: Any
    plan: Any


class ImportPage(QWidget):
    """Nothing is written before "Take in"; `changed` then carries what was touched."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._clinic, self._tasks, self._theme = clinic, tasks, theme
        self._file: Path | None = None
        self._sheet: Any = None
        self._plan: Any = None
        self._mapping: Any = None
        self._round = 0
        self._watch: Watch | None = None
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

    # --- furniture ----------------------------------------------------------------------------------------------

    def _nothing(self) -> EmptyState:
        first = PrimaryButton(_("Choose a file"), "folder")
        first.clicked.connect(self._ask_file)
        text = _("A CSV or XLSX table, one row per consultation. You will see what would happen before anything does.")
        return EmptyState("file-import", _("Which register shall be taken in?"), text, [first])

    def _desk(self, settings: Settings) -> QWidget:
        self.kind = Typeahead([Option(kind, _(presenter.TITLES[kind])) for kind in presenter.KINDS])
        self.kind.set_value("consultation")
        self.kind.chosen.connect(self._other_kind)
        self.mapping = MappingTable()
        self.mapping.settled.connect(self._settle)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(MARGIN, 14, MARGIN, MARGIN)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.addWidget(Field(_("What the rows are"), self.kind), 2)
        top.addStretch(3)
        column.addLayout(top)
        column.addWidget(Label(_("What each column is"), "section"))
        column.addWidget(self.mapping)
        column.addStretch(1)
        desk = QWidget()
        row = QHBoxLayout(desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scrolling(left), 1)
        row.addWidget(self._outcome(settings), 1)
        return desk

    def _outcome(self, settings: Settings) -> QWidget:
        panel = _Panel()
        column = QVBoxLayout(panel)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addWidget(Label(_("What would happen"), "section"))
        self._numbers = QHBoxLayout()
        self._numbers.setSpacing(20)
        column.addLayout(self._numbers)
        self._missing = _Note("alert-triangle", "warn")
        self._left_out = _Note("shield-lock", "text2")
        column.addWidget(self._missing)
        column.addWidget(self._left_out)
        self.errors = RowsModel(
            [
                Column("row", _("Row"), lambda e: number(e.row), right=True),
                Column("heading", _("Column"), lambda e: Cell(e.heading or e.column), 11),
                Column("value", _("Value"), lambda e: Cell(e.value, tip=e.value), 12),
                Column("message", _("What is wrong"), lambda e: Cell(e.message, tip=e.message), "stretch"),
            ]
        )
        self._table = RecordTable(self.errors, name="import-errors", title=_("Rows with mistakes"), settings=settings)
        column.addWidget(self._table, 1)
        self._bar = Bar(0.0)
        self._bar.hide()
        column.addWidget(self._bar)
        self.take_in = PrimaryButton(presenter.take_in_words(0), "file-import")
        self.take_in.clicked.connect(self.carry_out)
        self._stop = LinkButton(_("Stop"), "x")
        self._stop.clicked.connect(self._stop_work)
        self._stop.hide()
        foot = QHBoxLayout()
        foot.addWidget(ElidedLabel(_("Undone as a whole if anything fails"), "small", "text2"), 1)
        foot.addWidget(self._stop)
        foot.addWidget(self.take_in)
        column.addLayout(foot)
        return panel

    # --- the file -----------------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        filters = [_("Tables (*.csv *.xlsx *.tsv *.txt)")]
        ask_files(self, _("Which register"), lambda paths: self.look_at(paths[0]), filters)

    def look_at(self, file: Path) -> None:
        """Read a file and say what would happen; nothing is written."""
        self._file, self._mapping, self._plan = file, None, None
        self.choose.setEnabled(False)
        kind = self.kind.value() or "consultation"
        self._round += 1
        turn = self._round

        def look() -> Looked:
            from clinic_app.reports.sheet_reading import read_sheet

            mapping = self._clinic.importing.guessed(file, kind)
            return Looked(read_sheet(file), self._clinic.importing.plan(file, kind, mapping=mapping))

        self._tasks.on_vault(look, lambda looked: self._looked(turn, looked), self._failed, owner=self)

    def _looked(self, turn: int, looked: Looked) -> None:
        if turn != self._round:
            return
        self.choose.setEnabled(True)
        clear_layout(self.notices)
        self._sheet, self._mapping = looked.sheet, looked.plan.mapping
        assert self._file is not None
        rows = ngettext("{n} row", "{n} rows", len(self._sheet.rows)).format(n=number(len(self._sheet.rows)))
        self.header.set_facts(f"{self._file.name} · {rows}")
        self.mapping.show_mapping(
            looked.plan.headings, self._mapping.headings, self._sheet.rows[:200], presenter.targets(looked.plan.kind)
        )
        self._stack.setCurrentIndex(1)
        self._show_plan(looked.plan)

    def _other_kind(self, kind: str) -> None:
        if kind and self._file is not None:
            self.look_at(self._file)

    # --- the plan -----------------------------------------------------------------------------------------------

    def _settle(self, heading: str, field: str) -> None:
        self._mapping = self._mapping.with_heading(heading, field)
        self.take_in.setEnabled(False)
        self._soon.start()

    def _plan_again(self) -> None:
        file, kind, mapping = self._file, self.kind.value(), self._mapping
        if file is None or mapping is None or not kind:
            return
        self._round += 1
        turn = self._round
        self._tasks.on_vault(
            lambda: self._clinic.importing.plan(file, kind, mapping=mapping),
            lambda plan: self._show_plan(plan) if turn == self._round else None,
            self._failed,
            owner=self,
        )

    def _show_plan(self, plan: Any) -> None:
        self._plan = plan
        self.mapping.say_wrong()
        clear_layout(self._numbers)
        for count, what, tone in presenter.plan_words(plan):
            box = QVBoxLayout()
            box.setSpacing(0)
            box.addWidget(Label(count, "number", tone if count != "0" else "text3"))
            box.addWidget(Label(what, "small", "text2", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
            self._numbers.addLayout(box, 1)
        self._missing.say(presenter.missing_words(plan.kind, plan.without_source))
        self._left_out.say(presenter.left_out_words(plan.left_out))
        self.errors.set_rows(list(plan.errors))
        self._table.setVisible(bool(plan.errors))
        self.take_in.say(presenter.take_in_words(plan.added))
        self.take_in.setEnabled(plan.added > 0)
        self.take_in.setVisible(plan.added > 0)  # nobody takes in no rows

    # --- doing it -----------------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """Do what the plan says, in one transaction."""
        plan = self._plan
        if plan is None or self._watch is not None:
            return
        self._watch = watch = Watch(self)
        watch.stepped.connect(lambda done, of: self._bar.set_share(done / of if of else 1.0))
        for widget in (self.take_in, self.choose, self.mapping, self.kind):
            widget.setEnabled(False)
        self._bar.set_share(0.0)
        self._bar.show()
        self._stop.show()
        self._tasks.on_vault(
            lambda: self._clinic.importing.carry_out(plan, watch), self._done, self._failed, owner=self
        )

    def _stop_work(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def _done(self, done: Any) -> None:
        self._end()
        self._tell(Banner("info", "circle-check", presenter.done_words(done), "", closable=True))
        self.changed.emit(done.changes)
        self._plan_again()

    def _end(self) -> None:
        self._watch = None
        for widget in (self.choose, self.mapping, self.kind):
            widget.setEnabled(True)
        self._bar.hide()
        self._stop.hide()

    def _failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self._tell(Banner("info", "x", _("Stopped. Nothing was taken in"), "", closable=True))
            self.take_in.setEnabled(self._plan is not None)
        elif isinstance(error, UnknownMapping) and error.data.get("heading") in self.mapping.fields:
            self.mapping.say_wrong(str(error.data["heading"]))
            self.take_in.setEnabled(False)
            told = _("Two columns cannot both be this field: {heading}").format(heading=error.data["heading"])
            self._tell(Banner("warn", "alert-triangle", told, "", closable=True))
        else:
            show_problem(error, self.notices)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, file: str | Path = "", kind: str = "") -> None:
        """Begin with a file, if one is named."""
        if kind in presenter.KINDS:
            self.kind.set_value(kind)
        if file:
            self.look_at(Path(file))

    def step_back(self) -> bool:
        """Esc: back to where one came from, unless rows are being taken in."""
        return self._watch is not None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _sheets(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if found := _sheets(event):
            event.acceptProposedAction()
            self.look_at(found[0])

    def first_focus(self) -> QWidget:
        """The file first, then the first column."""
        fields = list(self.mapping.fields.values())
        return fields[0] if fields else self.choose


class _Panel(QWidget):
    """What would happen, on white."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("base"))
        painter.fillRect(0, 0, 1, self.height(), theme.colour("line"))


class _Note(QWidget):
    """An icon and a sentence, absent while there is nothing to say."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon, tone, 16))
        self._words = Label("", "small", tone, wrap=True)
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, words: str) -> None:
        self._words.setText(words)
        self.setVisible(bool(words))


def _sheets(event: QDropEvent) -> Sequence[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SHEETS]
