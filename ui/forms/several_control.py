"""Several of a long list, codes or records: typing adds one, pressing a chosen one takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.records.record import Field
from clinic_app.wording.words import _
from ui.forms.controls import Control
from ui.forms.presenter import code_of, codes
from ui.widgets.chips import Chip
from ui.widgets.flow import FlowLayout
from ui.widgets.typeahead import Option, Typeahead


class _Holder(QWidget):
    """A line to type in, and below it what was chosen."""

    def __init__(self, options: list[Option]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.line = Typeahead(options, placeholder=_("Type to add"), icon="plus")
        column.addWidget(self.line)
        self.chosen = QWidget()
        self.flow = FlowLayout(self.chosen)
        column.addWidget(self.chosen)
        self.setFocusProxy(self.line)

    def set_name(self, name: str) -> None:
        """What a screen reader calls the line."""
        self.line.setAccessibleName(name)

    def set_fault(self, wrong: bool) -> None:
        """Draw the line's edge as wrong, or not."""
        self.line.set_fault(wrong)


class SeveralControl(Control):
    """Several of many. Codes this program does not know stay."""

    def __init__(self, spec: Field) -> None:
        offered = codes(code_of(spec)) if code_of(spec) else []
        self._labels = {code.id: code.label for code in offered}
        super().__init__(spec, _Holder([Option(c.id, c.label, c.second, c.names) for c in offered]))
        self._value: list[str] = []
        self.widget.line.chosen.connect(self._add)

    def offer(self, options: Sequence[Option]) -> None:
        """What may be chosen instead: records, whose titles are known only now."""
        self._labels = {one.id: one.label for one in options}
        self.widget.line.set_options(list(options))
        self.show(self._value)

    def _add(self, code: str) -> None:
        if not code:
            return
        self.widget.line.set_value("")
        if code not in self._value:
            self.show([*self._value, code])
            self._tell()

    def _drop(self, code: str) -> None:
        self.show([one for one in self._value if one != code])
        self._tell()

    def show(self, value: Any) -> None:
        self._value = list(value or [])
        while item := self.widget.flow.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        for code in self._value:
            word = self._labels.get(code, code)
            chip = Chip(word, checked=True)
            chip.setAccessibleName(_("Take away: {word}").format(word=word))
            chip.clicked.connect(lambda _on=False, code=code: self._drop(code))
            self.widget.flow.addWidget(chip)
        self.widget.chosen.setVisible(bool(self._value))
        self.widget.updateGeometry()

    def give(self) -> Any:
        return list(self._value)

    def allow(self, editable: bool) -> None:
        self.widget.setEnabled(editable)
