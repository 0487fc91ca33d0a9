"""Controls: one per kind of field, each between a widget and a JSON value.

`state` is all that is written, even half of a date: it is what a draft keeps and what Ctrl+Z brings back.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from clinic_app.records.record import Field
from clinic_app.records.values import Fault
from clinic_app.wording.words import _
from ui.widgets.date_edit import DateEdit, MomentEdit
from ui.widgets.line_edit import LineEdit
from ui.widgets.segments import Segments
from ui.widgets.text_area import TextArea


class Control(QObject):
    """What is common: `changed` comes when a person changed something, never from `show` or `put`."""

    changed = Signal()
    typing = False  # letters come one by one: Ctrl+Z takes back words, not letters

    def __init__(self, spec: Field, widget: QWidget) -> None:
        super().__init__(widget)
        self.spec, self.widget = spec, widget
        self._quiet = False

    def show(self, value: Any) -> None:
        """Show a JSON value (called by `show_quietly` and `put`)."""
        raise NotImplementedError

    def show_quietly(self, value: Any) -> None:
        """Show a JSON value without telling anybody."""
        was, self._quiet = self._quiet, True
        self.show(value)
        self._quiet = was

    def give(self) -> Any:
        """The JSON value written, or the Fault that keeps it from being one."""
        raise NotImplementedError

    def state(self) -> Any:
        """Everything that is written, as JSON."""
        return self.give()

    def put(self, state: Any) -> None:
        """Write a state again."""
        was, self._quiet = self._quiet, True
        self._put(state)
        self._quiet = was

    def _put(self, state: Any) -> None:
        self.show(state)

    def is_quiet(self) -> bool:
        """Whether what changes now is the program's doing."""
        return self._quiet

    def goes_on(self, _before: Any, _after: Any) -> bool:
        """Whether a change from `before` to `after` belongs to the change before it."""
        return False

    def allow(self, editable: bool) -> None:
        """Let a person change it, or not."""
        self.widget.setEnabled(editable)

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()


class TextControl(Control):
    """One line."""

    typing = True

    def __init__(self, spec: Field, placeholder: str = "") -> None:
        super().__init__(spec, LineEdit(placeholder))
        self.widget.textEdited.connect(lambda _text: self._tell())

    def show(self, value: Any) -> None:
        self.widget.setText("" if value is None else str(value))
        self.widget.setCursorPosition(0)

    def give(self) -> Any:
        return self.widget.text().strip()

    def state(self) -> Any:
        return self.widget.text()

    def _put(self, state: Any) -> None:
        self.widget.setText(str(state or ""))  # the cursor stays at the end: one goes on writing there

    def goes_on(self, before: Any, after: Any) -> bool:
        return _same_word(str(before), str(after))

    def allow(self, editable: bool) -> None:
        self.widget.setReadOnly(not editable)


class NumberControl(TextControl):
    """A whole number; spaces between thousands are fine."""

    def give(self) -> Any:
        return self.widget.text().strip() or None


class LongTextControl(Control):
    """Several lines."""

    typing = True

    def __init__(self, spec: Field, rows: int = 3, most: int = 8) -> None:
        super().__init__(spec, TextArea(rows=rows, most=most))
        self.widget.textChanged.connect(self._tell)

    def show(self, value: Any) -> None:
        self.widget.set_text(value or "")

    def give(self) -> Any:
        return self.widget.text().strip()

    def state(self) -> Any:
        return self.widget.text()

    def _put(self, state: Any) -> None:
        self.widget.set_text(str(state or ""))
        self.widget.moveCursor(self.widget.textCursor().MoveOperation.End)

    def goes_on(self, before: Any, after: Any) -> bool:
        return _same_word(str(before), str(after))

    def allow(self, editable: bool) -> None:
        self.widget.setReadOnly(not editable)


class DayControl(Control):
    """A typed date."""

    typing = True

    def __init__(self, spec: Field, edit: DateEdit | None = None) -> None:
        super().__init__(spec, edit or DateEdit())
        self.widget.textChanged.connect(lambda _text: self._tell())

    def show(self, value: Any) -> None:
        self.widget.set_value(value)

    def give(self) -> Any:
        if self.widget.is_wrong():
            return Fault.NOT_A_DATE
        return self.widget.iso() or None

    def state(self) -> Any:
        return self.widget.text()

    def _put(self, state: Any) -> None:
        self.widget.setText(str(state or ""))

    def goes_on(self, _before: Any, _after: Any) -> bool:
        return True

    def allow(self, editable: bool) -> None:
        self.widget.setReadOnly(not editable)


class MomentControl(DayControl):
    """A typed date and time."""

    def __init__(self, spec: Field) -> None:
        super().__init__(spec, MomentEdit())

    def show(self, value: Any) -> None:
        from datetime import datetime

        super().show(datetime.fromisoformat(value) if value else None)


class ClockControl(TextControl):
    """A time of day: 9:30, 0930 or 14.05."""

    def __init__(self, spec: Field) -> None:
        super().__init__(spec, "14:05")

    def give(self) -> Any:
        return typed_clock(self.widget.text()) or None


class YesNoControl(Control):
    """Yes, no, or not said yet."""

    def __init__(self, spec: Field) -> None:
        super().__init__(spec, Segments([("yes", _("Yes")), ("no", _("No"))], optional=not spec.required))
        self.widget.changed.connect(lambda _key: self._tell())

    def show(self, value: Any) -> None:
        self.widget.set_value({True: "yes", False: "no"}.get(value, ""))

    def give(self) -> Any:
        return {"yes": True, "no": False}.get(self.widget.value())


class TickControl(Control):
    """A tick: yes, or no."""

    def __init__(self, spec: Field, word: str) -> None:
        super().__init__(spec, QCheckBox(word.replace("&", "&&")))
        self.widget.setAccessibleName(word)
        self.widget.toggled.connect(lambda _on: self._tell())

    def show(self, value: Any) -> None:
        self.widget.setChecked(bool(value))

    def give(self) -> Any:
        return self.widget.isChecked()


class TextsControl(TextControl):
    """Several short texts with commas between."""

    def show(self, value: Any) -> None:
        super().show(", ".join(value or []))

    def give(self) -> Any:
        return [part.strip() for part in self.widget.text().split(",") if part.strip()]


def typed_clock(words: str) -> str:
    """09:30 from 9.30, 930 or 09:30; what is no time comes back as it is, "" from nothing."""
    typed = words.strip().replace(".", ":").replace(" ", "")
    if not typed:
        return ""
    if ":" not in typed and typed.isdigit() and len(typed) in (3, 4):
        typed = f"{typed[:-2]}:{typed[-2:]}"
    return typed.rjust(5, "0")


def _same_word(before: str, after: str) -> bool:
    """One more letter of the word begun, or one letter less."""
    if abs(len(after) - len(before)) != 1:
        return False
    longer = after if len(after) > len(before) else before
    return not longer[-1:].isspace()
