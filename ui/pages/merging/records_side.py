"""The middle of the preview: tabs for what happens, below them the records or packages, or the word that none is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.merge_words import Reader
from ui.pages.merging import presenter
from ui.pages.merging.news_list import Face, NewsList
from ui.theme.tokens import MARGIN
from ui.widgets.frames import Separator
from ui.widgets.labels import Label
from ui.widgets.tabs import Tabs


class RecordsSide(QWidget):
    """Tabs above a list; the tabs are absent while packages are shown."""

    def __init__(self, face: Callable[[Any], Face]) -> None:
        super().__init__()
        self.tabs = Tabs(presenter.filters(Reader("", True)), name=_("What happens to the records"))
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(MARGIN, 8, 12, 6)
        head.addWidget(self.tabs, 1)
        self.list = NewsList(face)
        none = Label(_("There is nothing of this kind here."), "body", "text2", wrap=True)
        none.setContentsMargins(MARGIN, 16, MARGIN, 16)
        none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(Separator())
        column.addWidget(self._stack, 1)

    def offer_tabs(self, reader: Reader) -> None:
        """Only the filters this reader has."""
        words = dict(presenter.filters(reader))
        for at, (id, _word) in enumerate(presenter.FILTERS):
            self.tabs.setTabVisible(at, id in words)

    def count(self, counts: Mapping[str, int]) -> None:
        """The numbers beside the filters."""
        for id, count in counts.items():
            self.tabs.set_count(id, count)

    def show_records(self, rows: Sequence[Any]) -> None:
        """Records, with a tick each."""
        self._show(rows, _("Records"), ticks=True)

    def show_packages(self, rows: Sequence[Any]) -> None:
        """Packages, which have none."""
        self._show(rows, _("Packages"), ticks=False)

    def _show(self, rows: Sequence[Any], name: str, *, ticks: bool) -> None:
        self._head.setVisible(ticks)
        self._stack.setCurrentIndex(0 if rows else 1)
        self.list.show_rows(rows, name, ticks=ticks)
