"""Packages come in here: look first, leave out what shall stay out, merge, read the report, undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.errors import Cancelled
from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.pages.merging import package_words, report_words
from ui.pages.merging.asking import Asking, Kept, Looked, Merged
from ui.pages.merging.preview import PreviewDesk
from ui.pages.merging.receiving import Receiving
from ui.pages.merging.report import ReportView
from ui.pages.merging.runs import RunsView
from ui.pages.merging.undoing import UndoView
from ui.pages.merging.working import Working
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, clear_layout
from ui.widgets.header import PageHeader

DESK = "merge"


class MergingPage(QWidget):
    """Nothing is changed before "Merge"; `changed` then carries what was touched, `go_requested` names a page."""

    changed = Signal(object)
    go_requested = Signal(str)
    left = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._asking = Asking(clinic, tasks, self)
        self._paths: list[Path] = []
        self._told: Kept | None = None
        self._looked_at: Looked | None = None
        self._stale = self._own_change = self._asked_to_leave = self._from_runs = False
        self.header = PageHeader(_("Packages that came"), "", ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 8, MARGIN, 0)
        self.receiving, self.working, self.desk = Receiving(), Working(), PreviewDesk()
        self.report, self.undo, self.runs = ReportView(), UndoView(), RunsView()
        self.stack = QStackedWidget()
        for view in (self.receiving, self.working, self.desk, self.report, self.undo, self.runs):
            self.stack.addWidget(view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(self.notices)
        whole.addWidget(self.stack, 1)
        self.receiving.chosen.connect(self.look_at)
        self.desk.merge_wanted.connect(self.merge)
        self.desk.cancel_wanted.connect(self.leave)
        self.undo.undo_wanted.connect(self.undo_run)
        self.undo.kept.connect(self._leave_question)
        self.runs.opened.connect(self.show_run)

    # --- looking ------------------------------------------------------------------------------------------------

    def look_at(self, paths: Sequence[Path]) -> None:
        """Read packages (files, folders, any order) and show what they would do; nothing is changed."""
        if self.working.watch is not None:
            return  # one piece of work at a time
        self._paths, self._told = list(paths), None
        self.header.set_title(_("Packages that came"))
        watch = self._begin(_("Reading the packages"), _("Nothing is changed by looking."))
        self._asking.look(self._paths, watch, self._looked, lambda error: self._failed(error, self.receiving))

    def _looked(self, looked: Looked) -> None:
        self.working.end()
        self._looked_at, self._stale, self._asked_to_leave = looked, False, False
        self._set_actions()
        if not looked.preview.packages:
            self._tell(Banner("info", "package", _("There is no package in this folder"), "", closable=True))
            self._show(self.receiving)
            return
        self.header.set_facts(package_words.facts_words(looked.preview.packages))
        self.desk.show_preview(looked.preview, looked.reader)
        self._show(self.desk)

    # --- merging ------------------------------------------------------------------------------------------------

    def merge(self) -> None:
        """Take in what was not left out, in one transaction."""
        if self.working.watch is not None or self.desk.preview is None:
            return
        watch = self._begin(_("Merging"), _("Until this is done, nothing is changed. Stop leaves everything as it is."))
        self._asking.merge(
            self._paths, frozenset(self.desk.left_out), watch, self._merged, lambda e: self._failed(e, self.desk)
        )

    def _merged(self, merged: Merged) -> None:
        self.working.end()
        self.desk.preview = None
        self._announce(merged.done.changes)
        if merged.kept is None:
            self._tell(Banner("info", "check", _("Nothing new: nothing was changed."), "", closable=True))
            self._show(self.receiving)
            return
        self._show_kept(merged.kept)

    def _announce(self, changes: Changes) -> None:
        self._own_change = True
        self.changed.emit(changes)
        self._own_change = False

    # --- reports and undo ---------------------------------------------------------------------------------------

    def show_run(self, run: int) -> None:
        """Show the report of a merge that was kept."""
        self._asking.run(run, self._show_kept, lambda error: self._failed(error, self.runs))

    def show_runs(self) -> None:
        """Show all merges that were kept."""
        self._asking.runs(self._show_runs, lambda error: self._failed(error, self.receiving))

    def _show_runs(self, told: Any) -> None:
        runs, reader = told
        self.header.set_title(_("Merges"))
        self.header.set_facts("")
        self._set_actions()
        self.runs.show_runs(runs, reader)
        self._show(self.runs)

    def _show_kept(self, kept: Kept) -> None:
        self._told = kept
        self.header.set_title(report_words.title_words(kept.report))
        self.header.set_facts(report_words.facts_words(kept.report))
        self._report_actions(kept)
        self.report.show_report(kept.report, kept.reader, kept.settle)
        self._show(self.report)

    def _report_actions(self, kept: Kept) -> None:
        printing = Button(_("Print"), "printer")
        printing.clicked.connect(lambda: self._asking.show_sheet(kept.report.id))
        actions = [printing]
        if kept.report.undone_at is None and kept.report.records:
            undo = Button(_("Undo…"), "arrow-back-up")
            undo.clicked.connect(self.ask_undo)
            actions.append(undo)
        if kept.settle and kept.report.undone_at is None:
            settle = PrimaryButton(_("Settle now"), "git-merge")
            settle.clicked.connect(lambda: self.go_requested.emit(DESK))
            actions.append(settle)
        self._set_actions(*actions)

    def ask_undo(self) -> None:
        """Show what was written on top of the merge, and ask."""
        kept = self._told
        if kept is None:
            return

        def ask(built: Any) -> None:
            self._set_actions()
            self.undo.show_built(built, dict(kept.report.names))
            self._show(self.undo)

        self._asking.built_on(kept.report.id, ask, lambda error: self._failed(error, self.report))

    def _leave_question(self) -> None:
        if self._told is not None:
            self._show_kept(self._told)

    def undo_run(self) -> None:
        """Set aside what the merge brought."""
        if self._told is not None:
            self._asking.undo(self._told.report.id, self._undone, lambda error: self._failed(error, self.report))

    def _undone(self, told: tuple[Changes, Kept]) -> None:
        changes, kept = told
        self._announce(changes)
        self._show_kept(kept)

    # --- what is in front ---------------------------------------------------------------------------------------

    def _begin(self, title: str, said: str) -> Any:
        clear_layout(self.notices)
        self.header.set_facts("")
        self._set_actions()
        watch = self.working.begin(title, said)
        self._show(self.working)
        return watch

    def _failed(self, error: Exception, back_to: QWidget) -> None:
        self.working.end()
        if isinstance(error, Cancelled):
            self._tell(Banner("info", "x", _("Stopped. Nothing was changed."), "", closable=True))
        else:
            show_problem(error, self.notices)
        self._show(back_to)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    def _set_actions(self, *actions: Button) -> None:
        self.header.set_actions(actions)

    def _show(self, view: QWidget) -> None:
        self.stack.setCurrentWidget(view)
        if self.isVisible():
            self.first_focus().setFocus()

    def leave(self) -> None:
        """Back to where one came from; the preview is forgotten, and nothing was changed."""
        self._forget()
        self.left.emit()

    def _forget(self) -> None:
        self.desk.preview = None
        clear_layout(self.notices)
        self.header.set_facts("")
        self._show(self.receiving)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, paths: Sequence[Path] = (), run: int = 0, runs: bool = False) -> None:
        """Look at packages; or show the report of a merge, or all of them."""
        if self.working.watch is not None:
            return
        clear_layout(self.notices)
        self._from_runs = runs
        if paths:
            self.look_at(paths)
        elif run:
            self.show_run(run)
        elif runs:
            self.show_runs()

    def entered(self) -> None:
        """What is to be settled may be less now."""
        if self._told is not None and self.stack.currentWidget() is self.report:
            self.show_run(self._told.report.id)

    def take_changes(self, _changes: Changes) -> None:
        """The case book was changed meanwhile: merging stays right, but the preview may say too much."""
        if self._own_change or self._stale or self.stack.currentWidget() is not self.desk:
            return
        self._stale = True
        look = (_("Look again"), lambda: self.look_at(self._paths))
        text = _("Merging stays right. Look again to see here what it would do now.")
        self._tell(Banner("info", "refresh", _("The case book was changed meanwhile"), text, [look], closable=True))

    def step_back(self) -> bool:
        """Esc: from the panel to the list, from the question to the report; what was left out is not lost unasked."""
        view = self.stack.currentWidget()
        if view is self.working:
            return True
        if view is self.undo:
            self._leave_question()
            return True
        if view is self.report and self._from_runs:
            self.show_runs()
            return True
        if view is not self.desk:
            return False
        if self.desk.close_detail():
            return True
        if self.desk.left_out and not self._asked_to_leave:
            self._asked_to_leave = True
            leave = (_("Leave"), self.leave)
            text = _("What you left out is forgotten then. Nothing has been changed yet.")
            self._tell(Banner("warn", "alert-triangle", _("Leave the preview?"), text, [leave], closable=True))
            return True
        self._forget()
        return False

    def keep(self) -> object:
        """What a new window of another language needs to stand where this one stood."""
        if self.stack.currentWidget() is self.desk:
            return {"paths": self._paths, "left_out": set(self.desk.left_out), "looked": self._looked_at}
        if self.stack.currentWidget() is self.report and self._told is not None:
            return {"run": self._told.report.id}
        return None

    def restore(self, held: Any) -> None:
        """Stand there again."""
        if "run" in held:
            self.show_run(held["run"])
            return
        self._paths = held["paths"]
        self._looked(held["looked"])
        self.desk.show_preview(held["looked"].preview, held["looked"].reader, held["left_out"])

    def room_changed(self, wide: bool) -> None:
        """Below 1150 the offices become a filter."""
        self.desk.room_changed(wide)

    def regions(self) -> list[QWidget]:
        """For F6."""
        view = self.stack.currentWidget()
        return self.desk.regions() if view is self.desk else [self.header, view]

    def first_focus(self) -> QWidget:
        """Where the cursor belongs on what is in front."""
        view = self.stack.currentWidget()
        firsts = {
            self.receiving: self.receiving.files,
            self.working: self.working.stop,
            self.desk: self.desk.list,
            self.undo: self.undo.keep,
            self.runs: self.runs.list,
        }
        actions = self.header.actions()
        return firsts.get(view) or (actions[-1] if actions else view)
