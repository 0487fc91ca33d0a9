"""The licences of the program, its font and its icons, read when somebody wants to see them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from clinic_app.paths import RESOURCES
from clinic_app.wording.words import _
from ui.theme.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

FILES = (
    ("Noto Sans, SIL Open Font License 1.1", RESOURCES / "fonts" / "OFL.txt"),
    ("Tabler Icons, MIT", RESOURCES / "icons" / "LICENSE"),
)
LIBRARIES = (
    "Clinic Casebook: Apache-2.0",
    "Qt, PySide6: LGPL-3.0",
    "SQLite3 Multiple Ciphers, peewee, pyrage, keyring, openpyxl, rapidfuzz: MIT; apsw: OSI; zstandard: BSD",
    "PyNaCl: Apache-2.0; reportlab, snowballstemmer, segno: BSD",
)


class Licences(QDialog):
    """A plain text to be read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Licences"))
        self.resize(current_theme().px(640), current_theme().px(520))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        for line in LIBRARIES:
            column.addWidget(Label(line, wrap=True))
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setProperty("kind", "text")
        text.setAccessibleName(_("Licences"))
        text.setPlainText("\n\n".join(f"{name}\n\n{_read(file)}" for name, file in FILES))
        column.addWidget(text, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = Button(_("Close"))
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column.addLayout(foot)


def _read(file: object) -> str:
    try:
        return file.read_text(encoding="utf-8")  # type: ignore[attr-defined]  # a Path, or one inside a wheel
    except OSError:
        return ""
