"""Facts in panels: a small label with its value below, two beside each other, and the way somebody may be reached."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.flow import FlowLayout
from ui.widgets.labels import IconLabel, Label
from ui.widgets.pill import Pill


class Fact(QWidget):
    """A small label, and the value in full below it."""

    def __init__(self, label: str, value: str, tone: str = "text") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Label(label, "small", "text2"))
        words = Label(value or "—", "body", tone, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)


class PillsFact(QWidget):
    """A small label, and several values as pills."""

    def __init__(self, label: str, values: Sequence[str], tone: str = "neutral") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(label, "small", "text2"))
        holder = QWidget()
        flow = FlowLayout(holder, gap=6, line_gap=4)
        for value in values:
            flow.addWidget(Pill("", value, tone))
        column.addWidget(holder)


class FactGrid(QWidget):
    """Facts in two columns."""

    def __init__(self, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for place, (label, value) in enumerate(facts):
            grid.addWidget(Fact(label, value), place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)


class SafeContact(QFrame):
    """How somebody may be reached without danger; never cut short, and red where nobody must call."""

    def __init__(self, safe: str, phone: str = "") -> None:
        super().__init__()
        silent = must_not_call(safe)
        tone = "bad" if silent else "warn"
        self.setProperty("tinted", tone)
        self.setAccessibleName(f"{safe} {phone}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(IconLabel("shield-lock", tone, 18), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Label(safe, "bold", wrap=True))
        if phone:
            column.addWidget(Label(phone, "body"))
        row.addLayout(column, 1)


def must_not_call(safe: str) -> bool:
    """Whether the safe way says not to call, in any of the three languages."""
    from ui.widgets.folding import fold

    said = fold(safe)
    return any(word in said for word in ("чалба", "звонить нельзя", "не звон", "do not call", "don't call", "no calls"))
