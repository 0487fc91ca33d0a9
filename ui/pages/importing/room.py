"""The room of the import page: what was understood and the columns at the left, what would happen at the right."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.settings import Settings
from clinic_app.wording.words import _
from ui.pages.importing.mapping_table import MappingTable
from ui.pages.importing.outcome import OutcomePanel
from ui.pages.importing.understood import UnderstoodCard
from ui.pages.importing.words_table import WordsTable
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, EmptyState, clear_layout, scrolling
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label


class ImportRoom(QWidget):
    """Where things stand on the import page; what they do is the page's business."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.choose = Button(_("Choose a file"), "folder")
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
        text = _("A CSV or XLSX table: choose it or drop it here. You will see what would happen before anything does.")
        return EmptyState("file-import", _("Which register shall be taken in?"), text, [self.first])

    def _desk(self, settings: Settings) -> QWidget:
        self.understood = UnderstoodCard()
        self.kind = self.understood.kind
        self.words = WordsTable()
        self.mapping = MappingTable()
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
        self.errors, self.take_in = self.outcome.errors, self.outcome.take_in
        desk = QWidget()
        row = QHBoxLayout(desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._scroll = scrolling(self._left)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.outcome, 1)
        return desk

    def _order_tabs(self) -> None:
        """Words and columns are made anew with every sheet: the tab order must follow the eye all the same."""
        seen = self.understood
        order = [seen.kind, seen.encoding, seen.sheet, seen.header, seen.update_known, *self.words.in_order()]
        order += [*self.mapping.fields.values(), *self.outcome.in_order()]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)
