"""A field of a form: label above, control, and below it the hint or, in its place, the fault."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.widgets.labels import IconLabel, Label
from ui.widgets.segments import Segments


class Field(QWidget):
    """Label, red asterisk when required, `control`, hint, warning or fault. Gives the control its accessible name."""

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        required: bool = False,
        hint: str = "",
        side: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control, self._hint, self._fault, self._warning = control, hint, "", ""
        self.required = required
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = self._head = QHBoxLayout()
        head.setSpacing(4)
        self.label = Label(label, "small", "text2")
        self.label.setBuddy(control)
        head.addWidget(self.label)
        if required:
            # The asterisk is drawn for eyes; ears hear "required" in the name.
            head.addWidget(Label("*", "small", "bad"))
        head.addStretch(1)
        if side:
            # A link beside a label must not make the label's line as high as a button.
            side.setProperty("place", "inline")
            head.addWidget(side)
        column.addLayout(head)
        column.addWidget(control)
        self._below = QHBoxLayout()
        self._below.setSpacing(6)
        self._icon = IconLabel("alert-circle", "bad", 14)
        self._words = Label(hint, "small", "text2", wrap=True)
        self._below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._below.addWidget(self._words, 1)
        column.addLayout(self._below)
        name = _("{label}, required").format(label=label) if required else label
        if hasattr(control, "set_name"):
            control.set_name(name)
        else:
            control.setAccessibleName(name)
        self.setFocusProxy(control)
        self._show()

    def needed_width(self) -> int:
        """The least width at which label and control are whole."""
        # Segments would stack, and a label be cut, below their wish; a line can be narrow.
        whole = self.control.sizeHint() if isinstance(self.control, Segments) else self.control.minimumSizeHint()
        return max(self._head.sizeHint().width(), whole.width())

    def fault(self) -> str:
        """The sentence shown as wrong, "" when none."""
        return self._fault

    def set_fault(self, sentence: str = "") -> None:
        """Say what is wrong (red edge, icon, sentence under the field); "" takes it back."""
        self._fault = sentence
        if hasattr(self.control, "set_fault"):
            self.control.set_fault(bool(sentence))
        self._show()

    def warning(self) -> str:
        """The sentence that warns, "" when none."""
        return self._warning

    def set_warning(self, sentence: str = "") -> None:
        """Warn of what is written, without refusing it; "" takes it back."""
        self._warning = sentence
        self._show()

    def set_hint(self, hint: str) -> None:
        """Say something helpful under the field, while nothing is wrong."""
        self._hint = hint
        self._show()

    def _show(self) -> None:
        said = self._fault or self._warning or self._hint
        tone = "bad" if self._fault else "warn" if self._warning else "text2"
        self._icon.setVisible(bool(self._fault or self._warning))
        self._icon.set_icon("alert-circle" if self._fault else "alert-triangle", tone)
        self._words.setVisible(bool(said))
        self._words.setText(said)
        self._words.set_tone(tone)
        self.control.setAccessibleDescription(said)
