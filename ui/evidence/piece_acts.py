"""What is done with one piece of evidence: looked at, given out, checked, its custody log read and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from clinic_app.changes import Changes
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.sealed_files import SealedPiece
from clinic_app.wording.words import _
from ui.evidence.custody import CustodyDialog, NoteDialog
from ui.evidence.export_dialog import ExportDialog
from ui.evidence.outside import OutsideDialog
from ui.evidence.presenter import PieceRow, intact_words, why_not_shown
from ui.evidence.viewer import ViewerDialog
from ui.paper.card import SheetDialog, note_paper
from ui.problems import sentence_of
from ui.widgets.frames import Banner


class PieceActs:
    """The acts on the chosen piece of a panel of evidence; files are opened beside the vault's thread."""

    def __init__(self, panel: Any) -> None:
        self._panel = panel

    def open_piece(self) -> None:
        """Look at the chosen piece inside the program; the custody log says so."""
        row = self._panel.row()
        if row is None:
            return
        if not row.here:
            said = _("This file is not here yet")
            text = _("It comes with the next packages of the laptop that has it.")
            self._panel.tell(Banner("info", "hourglass", said, text, closable=True))
            return
        dialog = ViewerDialog(self._panel.tasks, self._panel, row.name)
        dialog.open()
        refused = why_not_shown(row.record.size or 0, "any")
        if refused:
            dialog.viewer.refuse(refused)
            return
        panel, evidence, tasks = self._panel, self._panel.clinic.evidence, self._panel.tasks

        def failed(error: Exception) -> None:
            dialog.viewer.refuse(sentence_of(error))

        def show(content: bytes) -> None:
            dialog.viewer.show_bytes(content)
            tasks.on_vault(lambda: evidence.viewed(row.id), panel.changed.emit, panel.show_failure, owner=panel)

        def read(piece: SealedPiece) -> None:
            tasks.in_background(lambda: sealed_files.open_bytes(piece), show, failed, owner=dialog)

        tasks.on_vault(lambda: evidence.piece(row.id), read, failed, owner=dialog)

    def open_outside(self) -> None:
        """Let another program show the chosen piece, after a warning."""
        row = self._panel.row()
        if row is not None and row.here:
            dialog = OutsideDialog(self._panel.clinic, self._panel.tasks, self._panel, row.id, row.name)
            dialog.opened.connect(self._touched)
            dialog.open()

    def export(self) -> None:
        """Give the chosen piece out."""
        row = self._panel.row()
        if row is not None and row.here:
            ExportDialog(self._panel.clinic, self._panel.tasks, self._panel, row.record, self._exported).open()

    def _exported(self, out: Path) -> None:
        self._panel.tell(Banner("info", "circle-check", _("The file was written"), str(out), closable=True))
        self._touched()

    def check(self) -> None:
        """Compare the piece with the fingerprint taken when it was added."""
        row, evidence, tasks = self._panel.row(), self._panel.clinic.evidence, self._panel.tasks
        if row is None:
            return

        def enter(intact: bool) -> None:
            told = lambda _changes: self._checked(row, intact)  # noqa: E731 - one line of one use
            tasks.on_vault(lambda: evidence.checked(row.id, intact), told, self._panel.show_failure, owner=self._panel)

        def look(piece: SealedPiece) -> None:
            tasks.in_background(
                lambda: sealed_files.is_intact(piece), enter, self._panel.show_failure, owner=self._panel
            )

        tasks.on_vault(lambda: evidence.piece(row.id), look, self._panel.show_failure, owner=self._panel)

    def _checked(self, row: PieceRow, intact: bool) -> None:
        tone, icon = ("info", "shield-check") if intact else ("bad", "alert-triangle")
        said = _("{name}: {result}").format(name=row.name, result=intact_words(intact))
        text = "" if intact else _("Do not use it in court. Another laptop or a backup may still hold it whole.")
        self._panel.tell(Banner(tone, icon, said, text, closable=True))
        self._touched()

    def show_custody(self) -> None:
        """What was done with the chosen piece."""
        row = self._panel.row()
        if row is not None:
            dialog = CustodyDialog(self._panel.clinic, self._panel.tasks, self._panel, row.record)
            dialog.sheet_wanted.connect(lambda: self.print_custody(row))
            dialog.open()

    def print_custody(self, row: PieceRow) -> SheetDialog:
        """The custody log as one page for a court, to be printed or saved."""
        evidence = self._panel.clinic.evidence
        sheet = SheetDialog(
            lambda: evidence.custody_sheet(row.id),
            self._panel.tasks,
            self._panel.window(),
            "custody",
            _("Custody log"),
            note=note_paper(self._panel.clinic, "custody", "attachment", row.id),
        )
        sheet.open()
        return sheet

    def write_note(self) -> None:
        """A word beside the chosen piece."""
        row = self._panel.row()
        if row is not None:
            dialog = NoteDialog(self._panel.clinic, self._panel.tasks, self._panel, row.record)
            dialog.saved.connect(self._panel.kept)
            dialog.open()

    def open_menu(self, place: QPoint) -> QMenu | None:
        """All that can be done with the chosen piece."""
        row = self._panel.row()
        if row is None:
            return None
        menu = QMenu(self._panel)
        for words, act, needed in (
            (_("Open"), self.open_piece, row.here),
            (_("Open with another program…"), self.open_outside, row.here),
            (_("Export…"), self.export, row.here),
            (_("Check that it is unchanged"), self.check, row.here),
            (_("Custody log"), self.show_custody, True),
            (_("Custody log on paper"), lambda: self.print_custody(row), True),
            (_("Note"), self.write_note, True),
        ):
            menu.addAction(words, act).setEnabled(needed)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _touched(self) -> None:
        self._panel.changed.emit(Changes.of("custody_event", []))
