"""A card or another sheet: frozen values from the vault's thread, laid out in the background, shown to be printed or
saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.paper.preview import PaperView
from ui.paper.printing import print_pdf, save_as
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton


class SheetDialog(QDialog):
    """A sheet in memory; it leaves memory only when somebody prints or saves it. `read` runs on the vault's thread;
    `name` is the file's when the sheet has no number of its own. `note(act, format)`, on the vault's thread, enters
    into the paper trail that it was printed or saved.
    """

    def __init__(
        self,
        read: Callable[[], Any],
        tasks: WorksFor,
        parent: QWidget,
        name: str,
        title: str = "",
        *,
        note: Callable[[str, str], object] = lambda _act, _format: None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._pdf, self._name, self._note = tasks, b"", name, note
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title or _("Print"))
        self.resize(current_theme().px(820), min(current_theme().px(720), parent.height()))
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.paper = PaperView(tasks)
        self.paper.failed.connect(self._fail)
        self.print = Button(_("Print"), "printer")
        self.save = PrimaryButton(_("Save as PDF"), "file-type-pdf")
        close = Button(_("Close"))
        self.print.clicked.connect(lambda: print_pdf(self._pdf, tasks, self, self._fail, self._printed))
        self.save.clicked.connect(self._save)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 10, MARGIN, 14)
        foot.setSpacing(8)
        foot.addWidget(close)
        foot.addStretch(1)
        foot.addWidget(self.print)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.notices)
        column.addWidget(self.paper, 1)
        column.addLayout(foot)
        for button in (self.print, self.save):
            button.setEnabled(False)
        tasks.on_vault(read, self._lay_out, self._fail, owner=self)

    def _lay_out(self, sheet: Any) -> None:
        self._name = sheet.number or self._name

        def make() -> bytes:
            from clinic_app.reports.writing import card_bytes

            return card_bytes(sheet)

        self._tasks.in_background(make, self._show, self._fail, owner=self)

    def _show(self, pdf: bytes) -> None:
        self._pdf = pdf
        self.paper.show_pdf(pdf)
        for button in (self.print, self.save):
            button.setEnabled(True)

    def _save(self) -> None:
        save_as(lambda: self._pdf, "pdf", self._name, self._tasks, self, self._saved, self._fail)

    def _printed(self) -> None:
        self._tasks.on_vault(lambda: self._note("printed", "paper"), None, self._fail, owner=self)

    def _saved(self, _out: object) -> None:
        self._tasks.on_vault(lambda: self._note("exported", "pdf"), None, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        show_problem(error, self.notices)


def print_card(clinic: Any, tasks: WorksFor, parent: QWidget, kind: str, id: str) -> SheetDialog:
    """Show the card of a record, to be printed or saved."""
    dialog = SheetDialog(
        lambda: clinic.reporting.card(kind, id),
        tasks,
        parent,
        "card",
        _("Card of the record"),
        note=note_paper(clinic, "card", kind, id),
    )
    dialog.open()
    return dialog


def note_paper(clinic: Any, paper: str, kind: str, id: str) -> Callable[[str, str], object]:
    """Enters into the paper trail that a record's paper left: printed or saved, in which format."""
    return lambda act, format: clinic.trail.note(act, kind, id, kind=paper, format=format)
