"""A form that watches its controls: what a person changed, the states a draft keeps, and Ctrl+Z over all fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import QWidget

from ui.forms.controls import Control
from ui.forms.undo import FieldChange


class WatchedForm(QWidget):
    """`changed` comes when a person changed something. Ctrl+Z goes back through the whole form, step by step."""

    changed = Signal()
    CASCADES: frozenset[str] = frozenset()  # fields that change others: Ctrl+Z takes all of it back at once

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controls: dict[str, Control] = {}
        self.kept: frozenset[str] = frozenset()  # names that are kept from whoever writes: not shown, never given
        self.conflicts: dict[str, int] = {}  # field -> how many values it has; such a field is closed
        self.undo_stack = QUndoStack(self)
        self._states: dict[str, Any] = {}

    def _judge(self, name: str, leaving: bool) -> None:
        """For forms that say what is wrong: `name` was changed or left."""

    def states(self) -> dict[str, Any]:
        """All that is written, for a draft."""
        closed = {*self.conflicts, *self.kept}
        return {name: control.state() for name, control in self.controls.items() if name not in closed}

    def put_states(self, states: Mapping[str, Any]) -> None:
        """Write a draft's states again; fields a draft does not know stay."""
        for name, state in states.items():
            if name in self.controls and name not in self.conflicts and name not in self.kept:
                self.controls[name].put(state)
        self.undo_stack.clear()
        self._remember()

    def _remember(self) -> None:
        self._states = {name: control.state() for name, control in self.controls.items()}

    def _changed(self, name: str) -> None:
        control = self.controls[name]
        before, after = self._states.get(name), control.state()
        if before == after:
            return
        self._states[name] = after
        if name in self.CASCADES:
            self.undo_stack.beginMacro("")
        self.undo_stack.push(FieldChange(control, name, before, after, self._brought_back))
        self._judge(name, leaving=False)
        self.after_change(name, by_hand=True)
        if name in self.CASCADES:
            self.undo_stack.endMacro()
        self.changed.emit()

    def _brought_back(self, name: str) -> None:
        self._states[name] = self.controls[name].state()
        self._judge(name, leaving=False)
        self.after_change(name, by_hand=False)
        self.changed.emit()

    def fill(self, name: str, value: Any) -> None:
        """Write a JSON value into a field on a person's behalf; Ctrl+Z takes it back."""
        if name in self.controls and name not in self.conflicts:
            self.controls[name].show_quietly(value)
            self._changed(name)

    def after_change(self, name: str, by_hand: bool) -> None:
        """For special forms: a field was changed, by hand or by Ctrl+Z (which changes nothing else)."""

    def _close_step(self) -> None:
        step = self.undo_stack.command(self.undo_stack.index() - 1) if self.undo_stack.index() else None
        if isinstance(step, FieldChange):
            step.closed = True

    def _undo_or_redo(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_stack.undo()
            return True
        control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        shift_z = event.key() == Qt.Key.Key_Z and event.modifiers() == control_shift
        if shift_z or event.matches(QKeySequence.StandardKey.Redo):
            self.undo_stack.redo()
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The line edit's own Ctrl+Z knows one field only; here the whole form goes back, step by step.
        if event.type() == QEvent.Type.ShortcutOverride and _is_undo_key(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self._undo_or_redo(event):
            return True
        if event.type() == QEvent.Type.FocusOut:
            self._close_step()
            for name, control in self.controls.items():
                if control.widget is watched:
                    self._judge(name, leaving=True)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._undo_or_redo(event):
            super().keyPressEvent(event)


def _is_undo_key(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent):
        return False
    shift_z = event.key() == Qt.Key.Key_Z and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return shift_z or event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
