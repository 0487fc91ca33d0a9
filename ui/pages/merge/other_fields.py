"""Other fields of the record in conflict, below its values: what else waits in the queue, and what is the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from clinic_app.wording.words import _
from ui.widgets.frames import Separator
from ui.widgets.labels import ElidedLabel, KeyHint, Label
from ui.widgets.pill import Pill

MOST = 3


class OtherFields(QWidget):
    """At most MOST rows, filled anew."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.addWidget(Label(_("Other fields of this record"), "section"), 0, 0)
        for place in (0, 1):
            grid.addWidget(KeyHint(str(place + 1)), 0, place + 1, Qt.AlignmentFlag.AlignLeft)
        self._rows = [self._row(grid, 2 * at + 1) for at in range(MOST)]
        for column in range(3):
            grid.setColumnStretch(column, 1)

    def _row(self, grid: QGridLayout, line: int) -> tuple[Separator, ElidedLabel, ElidedLabel, ElidedLabel, Pill]:
        separator, pill = Separator(), Pill("hourglass", _("In the queue"), "info")
        label, one, other = ElidedLabel("", "body", "text2"), ElidedLabel(""), ElidedLabel("")
        grid.addWidget(separator, line, 0, 1, 4)
        for column, widget in enumerate((label, one, other)):
            grid.addWidget(widget, line + 1, column)
        grid.addWidget(pill, line + 1, 3)
        return separator, label, one, other, pill

    def show_fields(self, fields: Sequence[tuple[str, Sequence[str], bool]]) -> None:
        """Show (label, words of each value, whether it is torn)."""
        self.setVisible(bool(fields))
        for at, (separator, label, one, other, pill) in enumerate(self._rows):
            there = at < len(fields)
            for widget in (separator, label, one, other, pill):
                widget.setVisible(there)
            if not there:
                continue
            name, values, torn = fields[at]
            label.setText(name)
            one.setText(values[0] if values else "")
            other.setText(values[1] if len(values) > 1 else values[0] if values and not torn else "")
            if torn:
                pill.tell("hourglass", _("In the queue"), "info")
            else:
                pill.tell("check", _("Same"), "neutral")
            pill.setMinimumWidth(pill.sizeHint().width())
