"""Ctrl+Z in a whole form: each change of a field is a step, letters of one word are one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand

from ui.forms.controls import Control

_ID = 1


class FieldChange(QUndoCommand):
    """A field went from one state to another. `told` runs after undoing or redoing."""

    def __init__(self, control: Control, name: str, before: Any, after: Any, told: Callable[[str], None]) -> None:
        super().__init__()
        self._control, self.name, self._told = control, name, told
        self.before, self.after = before, after
        self.closed = False  # a closed step takes nothing more in
        self._done = False

    def id(self) -> int:
        return _ID

    def redo(self) -> None:
        if self._done:  # the first redo is the person's own doing
            self._control.put(self.after)
            self._told(self.name)
        self._done = True

    def undo(self) -> None:
        self._control.put(self.before)
        self._told(self.name)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, FieldChange) or other.name != self.name or self.closed:
            return False
        if not self._control.typing or not self._control.goes_on(other.before, other.after):
            return False
        self.after = other.after
        return True
