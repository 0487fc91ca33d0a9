"""What an import would do: numbers, what is missing, the mistakes by row, column and value, and the changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.use_cases.importing.fault_list import fault_text
from clinic_app.wording.dates import number
from clinic_app.wording.words import _
from ui.clipboard import clipboard
from ui.pages.importing import presenter
from ui.theme.theme import current_theme
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.frames import clear_layout
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.progress_row import Bar
from ui.widgets.record_table import RecordTable
from ui.widgets.rows_model import Cell, Column, RowsModel
from ui.widgets.tabs import Tabs


class OutcomePanel(QWidget):
    """The right half. `take_in` carries the plan out; `jumped(error)` asks for the column or word behind a mistake;
    `listed` asks for the list of mistakes as a file.
    """

    jumped = Signal(object)
    listed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._errors: Sequence[Any] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addWidget(Label(_("What would happen"), "section"))
        self._numbers = QHBoxLayout()
        self._numbers.setSpacing(20)
        column.addLayout(self._numbers)
        self._notes = {name: _Note(icon, tone) for name, icon, tone in presenter.NOTES}
        for note in self._notes.values():
            column.addWidget(note)
        self.tabs = Tabs([("errors", _("Mistakes")), ("changes", _("Changes"))], name=_("What would happen"))
        self.tabs.chosen.connect(lambda id: self._stack.setCurrentIndex(int(id == "changes")))
        column.addWidget(self.tabs)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._mistakes(settings))
        self._stack.addWidget(self._differences(settings))
        column.addWidget(self._stack, 1)
        self.bar = Bar(0.0)
        self.bar.hide()
        column.addWidget(self.bar)
        column.addLayout(self._foot())

    def _mistakes(self, settings: Settings) -> QWidget:
        self.errors = RowsModel(
            [
                Column("row", _("Row"), lambda e: number(e.row), right=True),
                Column("heading", _("Column"), lambda e: Cell(e.heading or e.column), 11),
                Column("value", _("Value"), lambda e: Cell(presenter.short(e.value), tip=presenter.short(e.value)), 12),
                Column("message", _("What is wrong"), lambda e: Cell(e.message, tip=e.message), "stretch"),
            ]
        )
        self.table = RecordTable(self.errors, name="import-errors", title=_("Rows with mistakes"), settings=settings)
        self.table.row_opened.connect(self.jumped)
        self.table.row_chosen.connect(lambda error: self.whole.say(presenter.fault_words(error) if error else ""))
        self.whole = _Note("alert-circle", "bad")
        self.copy = LinkButton(_("Copy the list"), "file-text", shortcut="Ctrl+Shift+C")
        self.copy.clicked.connect(self._copy)
        self.save_list = LinkButton(_("Save as a list"), "package")
        self.save_list.clicked.connect(self.listed)
        buttons = QHBoxLayout()
        buttons.setSpacing(16)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save_list)
        buttons.addStretch(1)
        held = _stacked(self.table, buttons)
        held.layout().insertWidget(1, self.whole)
        return held

    def _differences(self, settings: Settings) -> QWidget:
        self.changes = RowsModel(
            [
                Column("row", _("Row"), lambda c: number(c.row), right=True),
                Column("record", _("Record"), lambda c: Cell(c.record), 12),
                Column("field", _("Field"), lambda c: Cell(c.label), 10),
                Column("before", _("Before"), lambda c: Cell(c.before, quiet=True, tip=c.before), "stretch"),
                Column("after", _("After"), lambda c: Cell(c.after, tip=c.after), "stretch"),
            ]
        )
        self.changed = RecordTable(self.changes, name="import-changes", title=_("Changes"), settings=settings)
        return _stacked(self.changed, None)

    def _foot(self) -> QHBoxLayout:
        self.take_in = PrimaryButton(presenter.take_in_words(0), "file-import", shortcut="Ctrl+Return")
        self.stop = LinkButton(_("Stop"), "x")
        self.stop.hide()
        foot = QHBoxLayout()
        foot.addWidget(ElidedLabel(_("Undone as a whole if anything fails"), "small", "text2"), 1)
        foot.addWidget(self.stop)
        foot.addWidget(self.take_in)
        return foot

    def show_plan(self, plan: Any, *, remembered: bool) -> None:
        """Show what a plan would do; `remembered`: its mapping is that of an earlier import."""
        clear_layout(self._numbers)
        for count, what, tone in presenter.plan_words(plan):
            box = QVBoxLayout()
            box.setSpacing(0)
            box.addWidget(Label(count, "number", tone if count != "0" else "text3"))
            box.addWidget(Label(what, "small", "text2", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
            self._numbers.addLayout(box, 1)
        for name, words in presenter.notes(plan, remembered=remembered).items():
            self._notes[name].say(words)
        self._errors = plan.errors
        self.errors.set_rows(list(plan.errors))
        self.whole.say("")
        self.changes.set_rows(presenter.change_rows(plan.updates, plan.names))
        self.tabs.set_count("errors", len(plan.errors))
        self.tabs.set_count("changes", self.changes.rowCount())
        self.tabs.offer("changes", bool(plan.updates))
        self.tabs.setVisible(bool(plan.errors or plan.updates))
        if not plan.errors and plan.updates:
            self.tabs.choose("changes")
        self._stack.setVisible(bool(plan.errors or plan.updates))
        self.take_in.say(presenter.take_in_words(plan.added, plan.updated))
        self.take_in.setEnabled(plan.does_something)
        self.take_in.setVisible(plan.does_something)  # nobody takes in no rows

    def in_order(self) -> list[QWidget]:
        """What the Tab key reaches, from top to bottom."""
        return [self.tabs, self.table, self.copy, self.save_list, self.changed, self.stop, self.take_in]

    def work(self, going: bool, *, stoppable: bool = True) -> None:
        """Show or hide the bar; while rows go in nothing else can be pressed."""
        self.bar.set_share(0.0)
        self.bar.setVisible(going)
        self.stop.setVisible(going and stoppable)

    def _copy(self) -> None:
        clipboard().copy(fault_text(self._errors))

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


def _stacked(table: QWidget, below: QHBoxLayout | None) -> QWidget:
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(table, 1)
    if below is not None:
        column.addLayout(below)
    return held
