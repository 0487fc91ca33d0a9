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
from ui.merge_words import packages_words
from ui.pages.merging.asking import Asking, Looked
from ui.pages.merging.kept import KeptMerges
from ui.pages.merging.preview import PreviewDesk
from ui.pages.merging.receiving import Receiving
from ui.pages.merging.working import Working
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import Theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button
from ui.widgets.frames import Banner, clear_layout
from ui.widgets.header import PageHeader

DESK, TWO_VALUES = "merge", "two_values"  # where coordinators settle, and where an office settles its own


class MergingPage(QWidget):
    """Nothing is changed before "Merge"; `changed` then carries what was touched, `go_requested` names a page."""

    changed = Signal(object)
    go_requested = Signal(str)
    left = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, _theme: Theme, _settings: Settings) -> None:
        super().__init__()
        self._asking = Asking(clinic, tasks, self)
        self._paths: list[Path] = []
        self._stale = self._own_change = self._asked_to_leave = False
        self.header = PageHeader(_("Packages that came"), "", ruled=True)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 8, MARGIN, 0)
        self.receiving, self.working, self.desk = Receiving(), Working(), PreviewDesk()
        self.kept = KeptMerges(self._asking)
        self.stack = QStackedWidget()
        for view in (self.receiving, self.working, self.desk, self.kept):
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
        self.kept.headed.connect(self._head)
        self.kept.shown.connect(lambda: self._show(self.kept))
        self.kept.changed.connect(self._announce)
        self.kept.settle_wanted.connect(lambda all_: self.go_requested.emit(DESK if all_ else TWO_VALUES))
        self.kept.failed.connect(lambda error: self._failed(error, self.stack.currentWidget()))

    # --- looking ------------------------------------------------------------------------------------------------

    def look_at(self, paths: Sequence[Path]) -> None:
        """Read packages (files, folders, any order) and show what they would do; nothing is changed."""
        if self.working.watch is not None:
            return  # one piece of work at a time
        self._paths = list(paths)
        watch = self._begin(_("Reading the packages"), _("Nothing is changed by looking."))
        self._asking.look(self._paths, watch, self._looked, lambda error: self._failed(error, self.receiving))

    def _looked(self, looked: Looked) -> None:
        self.working.end()
        self._stale = self._asked_to_leave = False
        if not looked.preview.packages:
            self._tell(Banner("info", "package", _("There is no package in this folder"), "", closable=True))
            self._show(self.receiving)
            return
        self.header.set_facts(packages_words(looked.preview.packages))
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

    def _merged(self, done: Any) -> None:
        self.working.end()
        self.desk.forget()
        self._announce(done.changes)
        if done.run:
            self.kept.begin()
            self.kept.show_run(done.run)
            return
        self._tell(Banner("info", "check", _("Nothing new: nothing was changed."), "", closable=True))
        self._show(self.receiving)

    def _announce(self, changes: Changes) -> None:
        self._own_change = True
        self.changed.emit(changes)
        self._own_change = False

    # --- what is in front ---------------------------------------------------------------------------------------

    def _begin(self, title: str, said: str) -> Any:
        clear_layout(self.notices)
        self._head(_("Packages that came"), "", [])
        watch = self.working.begin(title, said)
        self._show(self.working)
        return watch

    def _failed(self, error: Exception, back_to: QWidget) -> None:
        self.working.end()
        if isinstance(error, Cancelled):
            self._tell(Banner("info", "x", _("Stopped. Nothing was changed."), "", closable=True))
        else:
            show_problem(error, self.notices)
        if back_to is self.desk:
            self.header.set_facts(packages_words(self.desk.preview.packages))
        self._show(back_to)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)

    def _head(self, title: str, facts: str, actions: Sequence[Button]) -> None:
        self.header.set_title(title)
        self.header.set_facts(facts)
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
        self.desk.forget()
        clear_layout(self.notices)
        self._head(_("Packages that came"), "", [])
        self._show(self.receiving)

    # --- what the shell asks ------------------------------------------------------------------------------------

    def open(self, paths: Sequence[Path] = (), run: int = 0, runs: bool = False, undo: bool = False) -> None:
        """Look at packages; or show a merge's report (and ask whether to `undo` it), or all; else ask for packages."""
        if self.working.watch is not None:
            return
        clear_layout(self.notices)
        self.kept.begin()
        if paths:
            self.look_at(paths)
        elif run:
            self.kept.show_run(run, ask=undo)
        elif runs:
            self.kept.show_runs()
        elif self.stack.currentWidget() is self.kept:
            self._forget()

    def entered(self) -> None:
        """What is to be settled may be less now."""
        if run := self._run_shown():
            self.kept.show_run(run)

    def _run_shown(self) -> int:
        return self.kept.run_shown() if self.stack.currentWidget() is self.kept else 0

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
        if view is self.kept:
            return self.kept.step_back()
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
        """What a new window of another language needs to stand where this one stood; a lock ends work under way."""
        if self.working.watch is not None:
            self.working.stop_work()
            return {"stopped": True}
        if self.stack.currentWidget() is self.desk:
            looked = Looked(self.desk.preview, self.desk.reader)
            return {"paths": self._paths, "left_out": set(self.desk.left_out), "looked": looked}
        return {"run": run} if (run := self._run_shown()) else None

    def restore(self, held: Any) -> None:
        """Stand there again; whether stopped work was done all the same, the list of merges says."""
        if "stopped" in held:
            self._announce(Changes.everything())
            self.kept.show_runs()
            return
        if "run" in held:
            self.kept.show_run(held["run"])
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
            self.kept: self.kept.first_focus(),
        }
        return firsts.get(view) or next(iter(self.header.actions()), self.header)
