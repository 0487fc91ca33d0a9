"""Heading -> field: one line per column of the sheet, with examples from its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.pages.importing.presenter import LEAVE_OUT, Target, examples
from ui.widgets.frames import Separator
from ui.widgets.labels import ElidedLabel
from ui.widgets.typeahead import Option, Typeahead


class MappingTable(QWidget):
    """`settled(heading, field)` when the person chose; "" leaves the column out."""

    settled = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Typeahead] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._held: QWidget | None = None

    def show_mapping(
        self,
        headings: Sequence[str],
        chosen: Mapping[str, str],
        rows: Sequence[tuple[int, tuple[str, ...]]],
        targets: Sequence[Target],
    ) -> None:
        """Show the sheet's columns and what each is guessed to be."""
        if self._held is not None:
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        grid = QGridLayout(self._held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for place, words in enumerate((_("Column of the sheet"), _("Examples"), _("Field of the case book"))):
            grid.addWidget(ElidedLabel(words, "small", "text2"), 0, place)
        options = [Option(LEAVE_OUT, _("Leave out"), icon="x")]
        options += [Option(one.id, one.label, one.second, one.names) for one in targets]
        self.fields = {}
        for at, heading in enumerate(headings):
            line = 2 * at + 1
            grid.addWidget(Separator(), line, 0, 1, 3)
            grid.addWidget(ElidedLabel(heading, "bold"), line + 1, 0)
            grid.addWidget(ElidedLabel(examples(rows, at), "small", "text2"), line + 1, 1)
            field = Typeahead(
                options, placeholder=_("Leave out"), name=_("Field for {heading}").format(heading=heading)
            )
            field.set_value(chosen.get(heading, "") or LEAVE_OUT)
            field.chosen.connect(lambda id, heading=heading: self._settle(heading, id))
            self.fields[heading] = field
            grid.addWidget(field, line + 1, 2)
        for column, share in enumerate((3, 3, 5)):
            grid.setColumnStretch(column, share)
        self._column.addWidget(self._held, 0, Qt.AlignmentFlag.AlignTop)

    def _settle(self, heading: str, id: str) -> None:
        if id:  # "" while something is being typed
            self.settled.emit(heading, "" if id == LEAVE_OUT else id)

    def focus_on(self, heading: str) -> bool:
        """Put the cursor into the field of a column; False when there is none."""
        found = self.fields.get(heading)
        if found is not None:
            found.setFocus(Qt.FocusReason.TabFocusReason)
        return found is not None

    def say_wrong(self, heading: str = "") -> None:
        """Mark the column whose field another column has already; "" takes the mark back."""
        for other, field in self.fields.items():
            field.set_fault(other == heading)
