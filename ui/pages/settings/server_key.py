"""The key a server shows for the first time: its fingerprint to be compared, and the button that keeps it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.frames import clear_layout
from ui.widgets.labels import IconLabel, Label

GROUP = 8  # letters read aloud in one breath


class ServerKey(QFrame):
    """Hidden until a key is to be compared. `accepted(setting, key)` after somebody has said that it is the same."""

    accepted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("tinted", "warn")
        self._name = self._key = ""
        self.fingerprint = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel("key", "warn", 18), 0, Qt.AlignmentFlag.AlignTop)
        self.title = Label(_("The server shows this fingerprint"), "section", wrap=True)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        held = QWidget()
        self._groups = FlowLayout(held, gap=10, line_gap=2)
        column.addWidget(held)
        advice = _("Read it to the keeper of the server by telephone, group by group. If one letter differs, stop.")
        column.addWidget(Label(advice, "body", wrap=True))
        self.same = Button(_("It is the same: keep it"), "check")
        self.same.clicked.connect(self._accept)
        row = QHBoxLayout()
        row.addWidget(self.same)
        row.addStretch(1)
        column.addLayout(row)
        self.hide()

    def show_key(self, name: str, fingerprint: str, key: str, *, another: bool = False) -> None:
        """Show a fingerprint; `key` is what is kept in the setting `name` once it was compared.

        `another`: one was kept before, and this is not it.
        """
        title = _("The server's key is another than the one that was kept. It shows this fingerprint")
        self.title.setText(title if another else _("The server shows this fingerprint"))
        self._name, self._key, self.fingerprint = name, key, fingerprint
        clear_layout(self._groups)
        kind, _colon, letters = fingerprint.rpartition(":")
        parts = [letters[at : at + GROUP] for at in range(0, len(letters), GROUP)]
        for part in ([f"{kind}:"] if kind else []) + parts:
            self._groups.addWidget(Label(part, "bold"))
        self.setAccessibleName(f"{self.title.text()}: {fingerprint}")
        self.same.setEnabled(bool(key))
        self.show()

    def _accept(self) -> None:
        self.hide()
        self.accepted.emit(self._name, self._key)
