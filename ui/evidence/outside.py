"""Opening a piece of evidence with another program: what that means, the copy while it is open, and its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.changes import Changes
from clinic_app.use_cases import outside_copies as copies
from clinic_app.use_cases.outside_copies import OutsideCopy
from clinic_app.wording.words import _
from ui.evidence.outside_watch import outside_copies
from ui.growing_dialog import GrowingDialog
from ui.problems import sentence_of
from ui.tasks import WorksFor
from ui.theme.theme import current_theme
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import Banner, clear_layout
from ui.widgets.labels import Label


class OutsideDialog(GrowingDialog):
    """Warns, opens, watches. `opened` once the other program was asked to show the copy."""

    opened = Signal()

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QWidget, id: str, name: str) -> None:
        super().__init__(parent)
        self._clinic, self._tasks, self._id = clinic, tasks, id
        self.copy: OutsideCopy | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Open with another program"))
        self.setMinimumWidth(current_theme().px(520))
        self.notices = QVBoxLayout()
        self.said = Label(
            _(
                "For this a copy in the clear is made. The other program may keep parts of it, its name among recent"
                " files, or a temporary file that nobody removes. Where the built-in viewer shows the file, look at it"
                " there."
            ),
            wrap=True,
        )
        self.go = PrimaryButton(_("Open it all the same"), "external-link")
        self.go.clicked.connect(self._go)
        self.cancel = Button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 16)
        column.setSpacing(14)
        column.addLayout(self.notices)
        column.addWidget(Label(name, "section", wrap=True))
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(foot)
        watch = outside_copies()
        watch.changed.connect(self._changed)
        watch.removed.connect(self._removed)
        watch.kept.connect(self._kept)
        self.finished.connect(lambda _result: self._end())
        self.cancel.setFocus()

    # --- open ---------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        self.go.setEnabled(False)
        id, outside = self._id, self._clinic.outside

        def write(copy: OutsideCopy) -> None:
            self.copy = copy
            self._tasks.in_background(lambda: copies.write(copy), self._lies_there, self._failed, owner=self)

        self._tasks.on_vault(lambda: outside.announce(id), write, self._failed, owner=self)

    def _lies_there(self, copy: OutsideCopy) -> None:
        outside_copies().hold(copy, self._clinic, self._tasks)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy.path))):
            self._end()
            self._tell(Banner("warn", "alert-triangle", _("This computer has no program for this kind of file")))
            return
        self._tasks.on_vault(lambda: self._clinic.outside.opened(self._id, copy), self._entered, owner=self)
        self.said.setText(
            _("The copy is in memory only. It goes when you press the button, at the lock, and after half an hour.")
            if copy.in_memory
            else _("The copy lies on the disk. It goes when you press the button, at the lock, and after half an hour.")
        )
        self.go.hide()
        self.cancel.say(_("Remove the copy"))
        self.cancel.setFocus()

    def _entered(self, _changes: Changes) -> None:
        self.opened.emit()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._tell(Banner("bad", "alert-circle", sentence_of(error)))

    # --- while it lies there ------------------------------------------------------------------------------------

    def _is_mine(self, path: Path) -> bool:
        return self.copy is not None and self.copy.path == path

    def _changed(self, path: Path) -> None:
        if self._is_mine(path) and path.exists():
            text = _("It is not kept. Save it there under another name and add it here as a new file.")
            self._tell(Banner("warn", "alert-triangle", _("The other program has changed the copy"), text))

    def _removed(self, path: Path) -> None:
        if self._is_mine(path):
            self.copy = None
            self.reject()

    def _kept(self, path: Path) -> None:
        if self._is_mine(path):
            text = _("Close it there. The copy is removed when the case book is opened next.")
            self._tell(Banner("warn", "alert-triangle", _("The other program still holds the copy"), text))
            self.cancel.say(_("Close"))

    def _end(self) -> None:
        if self.copy is not None:
            outside_copies().remove(self.copy.path)

    def _tell(self, banner: Banner) -> None:
        clear_layout(self.notices)
        self.notices.addWidget(banner)
