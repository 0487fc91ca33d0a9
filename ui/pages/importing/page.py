"""Taking in a sheet: choose the file, look at what each column means, see what would happen, then let it happen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from clinic_app.errors import Cancelled, UnknownMapping
from clinic_app.settings import Settings
from clinic_app.use_cases.importing.importing import KINDS
from clinic_app.wording.dates import number
from clinic_app.wording.words import _, ngettext
from ui.files import ask_files
from ui.pages.importing import presenter
from ui.pages.importing.fault_file import FaultFile
from ui.pages.importing.room import ImportRoom
from ui.pages.importing.work import Looked, Looking, Taking
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.widgets.frames import Banner, clear_layout

PAUSE_MS = 250
SHEETS = (".csv", ".xlsx", ".tsv", ".txt")


class ImportPage(ImportRoom):
    """Nothing is written before "Take in"; `changed` then carries what was touched."""

    changed = Signal(object)
    left = Signal()
    page_requested = Signal(str)
    list_requested = Signal(str, dict)

    def __init__(self, clinic: Any, tasks: WorksFor, theme: Theme, settings: Settings) -> None:
        super().__init__(settings)
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
        self._connect()

    def _connect(self) -> None:
        for button in (self.choose, self.first):
            button.clicked.connect(self._ask_file)
        self.understood.changed.connect(self._read_again)
        self.understood.planned.connect(self._plan_soon)
        self.words.told.connect(self._tell_word)
        self.mapping.settled.connect(self._settle)
        self.outcome.jumped.connect(self._jump)
        self.outcome.listed.connect(self._ask_list)
        self.take_in.clicked.connect(self.carry_out)
        self.outcome.stop.clicked.connect(self.taking.stop)

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
        if done.ids or done.updates:
            actions.append((presenter.undo_word(done), lambda: self._undo(kind, done)))
        told = Banner("info", "circle-check", presenter.done_words(done), "", actions, closable=True)
        self._tell(told)
        if told.buttons:
            told.buttons[0].setFocus()
        self.changed.emit(done.changes)
        self._plan_again()

    def _undo(self, kind: str, done: Any) -> None:
        if not self.taking.busy:
            self._begin()
            self.taking.undo(kind, done)

    def _put_back(self, undone: Any) -> None:
        self._end()
        look = [(_("Open the bin"), lambda: self.page_requested.emit("bin"))] if undone.binned else []
        told, stays = presenter.undone_words(undone), presenter.edited_words(undone)
        sort = ("warn", "alert-triangle") if stays else ("info", "circle-check")
        self._tell(Banner(*sort, told or stays, stays if told else "", look, closable=True))
        self.changed.emit(undone.changes)
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
