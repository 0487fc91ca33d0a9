"""Where packages are chosen when none has been dropped yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.files import ask_packages, ask_source
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.frames import EmptyState


class Receiving(QWidget):
    """`chosen` carries files or a folder."""

    chosen = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.files = PrimaryButton(_("Choose packages"), "package-import")
        self.folder = Button(_("Choose a folder"), "folder")
        self.files.clicked.connect(lambda: ask_packages(self, self.chosen.emit))
        self.folder.clicked.connect(lambda: ask_source(self, self.chosen.emit))
        text = _(
            "Drop packages or a whole folder here, a hundred at once, in any order."
            " You will see what would happen before anything does."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(EmptyState("package-import", _("Which packages have come?"), text, [self.files, self.folder]))
