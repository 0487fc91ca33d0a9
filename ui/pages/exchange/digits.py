"""Six groups of five digits, large enough to be read aloud over a bad line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.flow import FlowLayout
from ui.widgets.labels import IconLabel, Label


class Digits(QFrame):
    """What they are for, the groups, and what to do with them."""

    def __init__(self, title: str, digits: str, advice: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digits = digits
        self.setProperty("tinted", "info")
        self.setAccessibleName(f"{title}: {digits}")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(Label(title, "section", wrap=True))
        held = QWidget()
        row = FlowLayout(held, gap=18, line_gap=2)
        for group in digits.split():
            shown = Label(group, "number")
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row.addWidget(shown)
        column.addWidget(held)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(IconLabel("info-circle", "accent_text", 16), 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(Label(advice, "body", wrap=True), 1)
        column.addLayout(foot)
