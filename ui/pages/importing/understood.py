"""What was understood of a file, each of it changeable: what its rows are, encoding or sheet, the line of headings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from clinic_app.reports.sheet_reading import Understood, Wish
from clinic_app.use_cases.importing.importing import KINDS
from clinic_app.wording.words import _
from ui.pages.importing import presenter
from ui.widgets.field import Field
from ui.widgets.field_row import FieldRow
from ui.widgets.line_edit import LineEdit
from ui.widgets.typeahead import Option, Typeahead


class UnderstoodCard(QWidget):
    """`changed` when the person wants the file read in another way; `planned` when only the plan is another."""

    changed = Signal()
    planned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = Typeahead([Option(kind, _(presenter.TITLES[kind])) for kind in KINDS])
        self.kind.set_value("consultation")
        self.kind.chosen.connect(lambda id: self.changed.emit() if id else None)
        self.encoding = Typeahead(_options())
        self.encoding.chosen.connect(lambda id: self.changed.emit() if id else None)
        self.sheet = Typeahead()
        self.sheet.chosen.connect(lambda id: self.changed.emit() if id else None)
        self.header = LineEdit()
        self.header.editingFinished.connect(self._other_line)
        self._encoding = Field(_("Encoding"), self.encoding)
        self._sheet = Field(_("Sheet"), self.sheet)
        self._header = Field(_("Headings in line"), self.header)
        what = Field(_("What the rows are"), self.kind)
        self.row = FieldRow([what, self._encoding, self._sheet, self._header], [5, 3, 3, 2])
        self.update_known = QCheckBox(_("Update records by their number"))
        self.update_known.toggled.connect(lambda _on: self.planned.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.row)
        column.addWidget(self.update_known)
        self._shown = Understood()

    def wish(self) -> Wish:
        """How the file shall be read; nothing is wished where the person left the guess."""
        shown = self._shown
        header = self.header.text().strip()
        return Wish(
            encoding=self.encoding.value() if self.encoding.value() != shown.encoding else "",
            sheet=self.sheet.value() if self.sheet.value() != shown.sheet else "",
            header=int(header) if header.isdecimal() and int(header) != shown.header else 0,
        )

    def show_understood(self, understood: Understood) -> None:
        """Say how the file was read."""
        self._shown = understood
        is_csv = bool(understood.encoding)
        self._encoding.setVisible(is_csv)
        self._sheet.setVisible(not is_csv)
        self.encoding.set_options(_options(understood.encoding))
        self.encoding.set_value(understood.encoding)
        self._encoding.set_hint("" if understood.sure else _("A guess: choose another if letters look wrong"))
        self.sheet.set_options([Option(sheet, sheet) for sheet in understood.sheets])
        self.sheet.set_value(understood.sheet)
        self.header.setText(str(understood.header))
        self.row.updateGeometry()

    def _other_line(self) -> None:
        text = self.header.text().strip()
        right = text.isdecimal() and int(text) > 0
        self._header.set_fault("" if right else _("A line is a number, such as 3"))
        if right and int(text) != self._shown.header:
            self.changed.emit()


def _options(also: str = "") -> list[Option]:
    return [Option(id, name) for id, name in presenter.encodings(also)]
