"""The strip that says on every screen that this is practice data."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from clinic_app.wording.words import _
from ui.widgets.labels import ElidedLabel, IconLabel, Label


class DemoMark(QFrame):
    """DEMO, and that nobody here is real."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "demo")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 3, 24, 3)
        row.setSpacing(8)
        row.addWidget(IconLabel("info-circle", "on_mark", 14))
        row.addWidget(Label(_("DEMO"), "small_bold", "on_mark"))
        row.addWidget(ElidedLabel(_("Practice data: all people here are invented"), "small", "on_mark"), 1)
