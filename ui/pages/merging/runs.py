"""All merges that were kept, newest first; Enter opens a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui import merge_words
from ui.merge_words import Reader
from ui.pages.merging import report_words
from ui.pages.merging.news_list import Face, NewsList
from ui.widgets.frames import EmptyState


class RunsView(QWidget):
    """`opened(run id)` when a report is wanted."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._reader = Reader("", False)
        self.list = NewsList(self._face)
        self.list.opened.connect(self._open)
        empty = EmptyState("history", _("No merge yet"), _("Once packages were merged, a report of it is kept here."))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def show_runs(self, runs: Sequence[Any], reader: Reader) -> None:
        """Show these."""
        self._reader = reader
        self.list.show_rows(list(runs), _("Merges"), ticks=False)
        self._stack.setCurrentIndex(0 if runs else 1)

    def _face(self, run: Any) -> Face:
        second = report_words.run_second(run, self._reader)
        return Face(merge_words.when_words(run), second, merge_words.run_pill(run))

    def _open(self) -> None:
        if (run := self.list.row()) is not None:
            self.opened.emit(run.id)
