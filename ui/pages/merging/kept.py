"""Merges that were kept: the list of them, a report, and the question before one is undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from clinic_app.changes import Changes
from clinic_app.wording.words import _
from ui.merge_words import Reader, packages_words
from ui.pages.merging import report_words
from ui.pages.merging.asking import Asking, Built, Kept
from ui.pages.merging.report import ReportView
from ui.pages.merging.runs import RunsView
from ui.pages.merging.undoing import UndoView
from ui.widgets.buttons import Button, PrimaryButton


class KeptMerges(QStackedWidget):
    """`headed(title, facts, actions)` says what belongs above; `changed` carries what an undo touched; `shown` when
    something is ready to be looked at; `settle_wanted(whether as a coordinator)`.
    """

    headed = Signal(str, str, list)
    shown = Signal()
    changed = Signal(object)
    settle_wanted = Signal(bool)
    failed = Signal(object)

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self._asking = asking
        self._kept: Kept | None = None
        self._from_runs = False
        self._settle: Button | None = None
        self.report, self.undo, self.runs = ReportView(), UndoView(), RunsView()
        for view in (self.report, self.undo, self.runs):
            self.addWidget(view)
        self.undo.undo_wanted.connect(self.undo_run)
        self.undo.kept.connect(self._leave_question)
        self.runs.opened.connect(lambda run: self.show_run(run))

    # --- reports ------------------------------------------------------------------------------------------------

    def show_run(self, run: int, *, ask: bool = False) -> None:
        """The report of one merge; `ask`: and then whether it shall be undone."""
        self._asking.run(run, self._show_and_ask if ask else self.show_kept, self.failed.emit)

    def _show_and_ask(self, kept: Kept) -> None:
        self.show_kept(kept)
        if kept.report.undone_at is None and kept.report.records:
            self.ask_undo()

    def show_kept(self, kept: Kept) -> None:
        """A report that was read already."""
        self._kept = kept
        self.headed.emit(
            report_words.title_words(kept.report), packages_words(kept.report.packages), self._actions(kept)
        )
        self.report.show_report(kept.report, kept.reader, kept.settle)
        self._show(self.report)

    def _actions(self, kept: Kept) -> list[Button]:
        self._settle = None
        printing = Button(_("Print"), "printer")
        printing.clicked.connect(lambda: self._asking.show_sheet(kept.report.id))
        actions = [printing]
        if kept.report.undone_at is None and kept.report.records:
            undo = Button(_("Undo…"), "arrow-back-up")
            undo.clicked.connect(self.ask_undo)
            actions.append(undo)
        if kept.report.aside:
            back = Button(_("Take in again") if kept.report.undone_at is not None else _("Take in what was left out"))
            back.clicked.connect(self.take_in)
            actions.append(back)
        if kept.settle and kept.report.undone_at is None:
            self._settle = PrimaryButton(_("Settle now"), "git-merge")
            self._settle.clicked.connect(lambda: self.settle_wanted.emit(kept.reader.coordinator))
            actions.append(self._settle)
        return actions

    def run_shown(self) -> int:
        """The merge whose report is in front; 0 when none is."""
        return int(self._kept.report.id) if self._kept and self.currentWidget() is self.report else 0

    # --- the list -----------------------------------------------------------------------------------------------

    def show_runs(self) -> None:
        """All merges, newest first."""
        self._from_runs = True
        self._asking.runs(self._show_runs, self.failed.emit)

    def _show_runs(self, told: tuple[Sequence[Any], Reader]) -> None:
        self._settle = None
        self.headed.emit(_("Merges"), "", [])
        self.runs.show_runs(*told)
        self._show(self.runs)

    # --- undo ---------------------------------------------------------------------------------------------------

    def ask_undo(self) -> None:
        """Show what was written on top of the merge, and ask."""
        if (kept := self._kept) is None:
            return

        def ask(told: Built) -> None:
            self._kept, self._settle = kept, None  # what is asked about is what is undone, whatever was shown meanwhile
            self.headed.emit(report_words.title_words(kept.report), packages_words(kept.report.packages), [])
            self.undo.show_built(*told)
            self._show(self.undo)

        self._asking.built_on(kept.report.id, ask, self.failed.emit)

    def undo_run(self) -> None:
        """Set aside what the merge brought."""
        if self._kept is not None:
            self._asking.undo(self._kept.report.id, self._undone, self.failed.emit)

    def _undone(self, told: tuple[Changes, Kept]) -> None:
        changes, kept = told
        self.changed.emit(changes)
        self.show_kept(kept)

    def take_in(self) -> None:
        """Take in again what of the merge is set aside here."""
        if self._kept is not None:
            self._asking.take_in(self._kept.report.id, self._undone, self.failed.emit)

    def _leave_question(self) -> None:
        if self._kept is not None:
            self.show_kept(self._kept)

    # --- what is in front ---------------------------------------------------------------------------------------

    def _show(self, view: QWidget) -> None:
        self.setCurrentWidget(view)
        self.shown.emit()

    def begin(self) -> None:
        """Esc no longer leads to the list."""
        self._from_runs = False

    def step_back(self) -> bool:
        """From the question to the report, from a report to the list it was opened from."""
        if self.currentWidget() is self.undo:
            self._leave_question()
            return True
        if self.currentWidget() is self.report and self._from_runs:
            self.show_runs()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """Where the cursor belongs; None: on the actions above."""
        return {self.undo: self.undo.keep, self.runs: self.runs.list}.get(self.currentWidget(), self._settle)
