"""A third value, written on the desk by the control the field has in its form."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.records.record import Field as Declared
from clinic_app.records.values import Fault
from clinic_app.wording.words import _
from ui.forms.controls import Control
from ui.forms.making import control_of
from ui.forms.presenter import fault_sentence
from ui.widgets.buttons import PrimaryButton
from ui.widgets.field import Field
from ui.widgets.labels import KeyHint


class OwnValue(QWidget):
    """Closed until `begin`; `wanted` when what was written is to be taken, `edited` at every change."""

    wanted = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.control: Control | None = None
        self._field: Field | None = None
        self._first: Any = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.take = PrimaryButton(_("Take my own"), "check")
        self.take.clicked.connect(self.wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.take)
        row.addWidget(KeyHint("Ctrl Enter"))
        row.addStretch(1)
        self._column.addLayout(row)
        self.hide()

    def is_open(self) -> bool:
        """Whether somebody is writing."""
        return self.control is not None

    def begin(self, spec: Declared, value: Any, begun: Any = None) -> None:
        """Open a field with a value, or with what was `begun` before."""
        self.control = control_of(spec)
        self.control.show_quietly(value)
        self._first = self.control.state()
        if begun is not None:
            self.control.put(begun)
        self.control.changed.connect(self.edited)
        self._field = Field(_("My own value"), self.control.widget)
        self._column.insertWidget(0, self._field)
        self.show()
        self._field.show()
        (self.control.widget.focusProxy() or self.control.widget).setFocus()

    def begun(self) -> Any:
        """What is written so far; None when nothing was changed."""
        state = self.control.state() if self.control is not None else None
        return state if self.control is not None and state != self._first else None

    def give(self) -> Any:
        """What was written as JSON, or the Fault that is shown now."""
        if self.control is None or self._field is None:
            return Fault.REQUIRED
        value = self.control.give()
        if isinstance(value, Fault):
            self._field.set_fault(fault_sentence(value))
        return value

    def close(self) -> None:
        """Put the field away, once the event is over in which that happens: it may be typed in just now."""
        if self._field is not None:
            self._column.removeWidget(self._field)
            self._field.hide()
            self._field.deleteLater()
        self.control, self._field = None, None
        self.hide()
