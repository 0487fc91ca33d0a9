"""The quiet line below the lock: what was sealed is still being sent, so much of it. It asks nothing of the vault."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clinic_app.wording.words import ngettext
from ui.widgets.labels import IconLabel, Label


class Sends(Protocol):
    """What goes on behind the lock."""

    stepped: SignalInstance

    def behind_lock(self) -> int: ...

    def now(self) -> object | None: ...


class SendingLine(QWidget):
    """One line that is there only while there is something to say; never a name, never a word of what is sent."""

    def __init__(self, sends: Sends, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sends = sends
        self.words = Label("", "small", "text2", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("cloud-up", "text2", 16))
        row.addWidget(self.words, 1)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # what is typed above shall not move when it ends
        kept.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        self.setSizePolicy(kept)
        sends.stepped.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        """Say how it stands."""
        count = self._sends.behind_lock()
        if count:
            goes = self._sends.now() is not None
            said = (
                ngettext("Sending goes on: {n} package", "Sending goes on: {n} packages", count)
                if goes
                else ngettext("Waits for a connection: {n} package", "Waits for a connection: {n} packages", count)
            ).format(n=count)
            self.words.setText(said)
            self.setAccessibleName(said)
        self.setVisible(bool(count))
