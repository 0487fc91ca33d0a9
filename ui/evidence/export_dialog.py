"""Giving a piece of evidence out: to whom, which stays in its custody log, and with what it tells of its maker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.sealed_files import SealedPiece
from clinic_app.wording.words import _
from ui.files import ask_save
from ui.growing_dialog import GrowingDialog
from ui.problems import show_problem
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.field import Field
from ui.widgets.frames import Banner
from ui.widgets.labels import Label
from ui.widgets.line_edit import LineEdit
from ui.widgets.segments import Segments

CLEANED = ("image/jpeg", "image/png", "image/webp")  # of these a copy without metadata can be made
WHOLE, BARE = "whole", "bare"


class ExportDialog(GrowingDialog):
    """`written(path)` once the file stands."""

    def __init__(
        self, clinic: Any, tasks: WorksFor, parent: QWidget, record: Any, written: Callable[[Path], object]
    ) -> None:
        super().__init__(parent)
        self._clinic, self._tasks, self._record, self._written = clinic, tasks, record, written
        self._writing = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Export a file"))
        self.setMinimumWidth(current_theme().px(500))
        self.notices = QVBoxLayout()
        self.who = LineEdit(_("a court, a body, a person"))
        self._who = Field(_("To whom"), self.who, required=True)
        self.who.textEdited.connect(lambda _text: self._who.set_fault())
        self.how = Segments(
            [(WHOLE, _("As it is")), (BARE, _("Without metadata"))], WHOLE, name=_("What the file tells of itself")
        )
        self.how.changed.connect(lambda _how: self._tell())
        self._how = Field(_("What the file tells of itself"), self.how)
        self.warning = Banner("warn", "alert-triangle", "…", "…")
        self.warning.hide()
        self.said = Label("", "body", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(14)
        column.addLayout(self.notices)
        column.addWidget(Label(record.name, "section", wrap=True))
        column.addWidget(self._who)
        column.addWidget(self._how)
        column.addWidget(self.warning)
        column.addWidget(self.said)
        column.addLayout(self._foot())
        self._how.hide()
        self._tell()
        self._with_piece(
            lambda piece: sealed_files.tells_of(piece, record.media_type), self._found, lambda _error: None
        )

    def _foot(self) -> QHBoxLayout:
        self.save = PrimaryButton(_("Save"), "download")
        self.save.setDefault(True)
        self.save.clicked.connect(self.ask_where)
        close = Button(_("Cancel"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.save)
        return foot

    def _found(self, metadata: Any) -> None:
        """What the picture tells: the place, the camera, the moment. Said before it leaves."""
        if not metadata:
            return
        told = metadata_words(metadata)
        self.warning.title.setText(_("This picture tells more than one sees"))
        self.warning.text.setText(told)
        self.warning.text.show()
        self.warning.show()
        if self._record.media_type in CLEANED:
            self._how.show()
            self.how.set_value(BARE)
            self._tell()

    def _tell(self) -> None:
        bare = _("A copy without metadata is written; the original stays as it is. A court may want the original.")
        whole = _("The file leaves the case book unencrypted; who got it stays in the custody log.")
        self.said.setText(bare if self.how.value() == BARE else whole)

    def ask_where(self) -> None:
        """Ask for the file's place, then write it."""
        if not self.who.text().strip():
            self._who.set_fault(_("This must be filled in."))
            self.who.setFocus()
            return
        suffix = self._record.name.rpartition(".")[2] if "." in self._record.name else "bin"
        ask_save(self, _("Export a file"), self._record.name, self.write, suffix)

    def write(self, out: Path) -> None:
        """Write the file and its entry in the custody log."""
        evidence, id, who = self._clinic.evidence, self._record.id, self.who.text().strip()
        media_type, bare = self._record.media_type, self.how.value() == BARE
        self._writing = True
        self.save.setEnabled(False)

        def leave(piece: SealedPiece) -> str:
            if bare:
                return sealed_files.bare_to(piece, media_type, out)
            sealed_files.open_to(piece, out)
            return ""

        def enter(given: str) -> None:
            done = lambda _changes: self._done(out)  # noqa: E731 - one line of one use
            self._tasks.on_vault(lambda: evidence.exported(id, who, given), done, self._failed, owner=self)

        self._with_piece(leave, enter, self._failed)

    def _with_piece(
        self, work: Callable[[SealedPiece], Any], done: Callable[[Any], object], failed: Callable[[Exception], object]
    ) -> None:
        """Read and write the file beside the vault's thread, which is asked only where it lies."""
        evidence, id, tasks = self._clinic.evidence, self._record.id, self._tasks

        def with_it(piece: SealedPiece) -> None:
            tasks.in_background(lambda: work(piece), done, failed, owner=self)

        tasks.on_vault(lambda: evidence.piece(id), with_it, failed, owner=self)

    def reject(self) -> None:
        """Close, but not while the file is on its way: its entry in the custody log would be lost."""
        if not self._writing:
            super().reject()

    def _done(self, out: Path) -> None:
        self._writing = False
        self._written(out)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._writing = False
        self.save.setEnabled(True)
        show_problem(error, self.notices)


def metadata_words(metadata: Any) -> str:
    """What a file tells beside what it shows (where, when, with what it was taken), as one line."""
    from clinic_app.use_cases.hidden_data import WORDS

    said = ", ".join(_(WORDS[one]) for one in metadata)
    return said[:1].upper() + said[1:]
