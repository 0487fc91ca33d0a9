"""Segments: a few choices of which exactly one (or none yet) holds."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme.theme import current_theme
from ui.theme.tokens import FIELD

_STACK_GAP = 4


class Segments(QWidget):
    """An exclusive choice. `changed` carries the id; arrows move, Space chooses; too narrow, it stacks.

    `optional` lets a second press on the chosen one take the choice back ("" is then the value).
    """

    changed = Signal(str)

    def __init__(
        self,
        options: Iterable[tuple[str, str]],
        value: str = "",
        *,
        name: str = "",
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._optional = optional
        self._value = ""
        self._buttons: dict[str, QPushButton] = {}
        self._stacked: bool | None = None
        for key, label in options:
            button = QPushButton(label.replace("&", "&&"), self)
            button.setProperty("kind", "segment")
            button.setAccessibleName(f"{name}: {label}" if name else label)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, key=key: self._choose(key))
            button.installEventFilter(self)
            self._buttons[key] = button
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_value(value)

    def value(self) -> str:
        """The chosen id, "" when none is."""
        return self._value

    def set_value(self, key: str) -> None:
        """Choose silently."""
        self._value = key if key in self._buttons else ""
        for other, button in self._buttons.items():
            button.setChecked(other == self._value)
        self._keep_one_tab_stop()

    def set_name(self, name: str) -> None:
        """What a screen reader hears before each choice."""
        self.setAccessibleName(name)
        for button in self._buttons.values():
            button.setAccessibleName(f"{name}: {button.text().replace('&&', '&')}")

    def set_fault(self, wrong: bool) -> None:
        """Draw the edge as wrong, or not."""
        for button in self._buttons.values():
            button.setProperty("fault", wrong)
            button.style().unpolish(button)
            button.style().polish(button)

    def button(self, key: str) -> QPushButton:
        """The button of an id."""
        return self._buttons[key]

    def _choose(self, key: str) -> None:
        new = "" if self._optional and key == self._value else key
        same = new == self._value
        self.set_value(new)
        if not same:
            self.changed.emit(new)

    def _keep_one_tab_stop(self) -> None:
        stop = self._value or next(iter(self._buttons), "")
        for key, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == stop else Qt.FocusPolicy.ClickFocus)

    def setFocus(self, *reason: Qt.FocusReason) -> None:
        stop = self._value or next(iter(self._buttons), "")
        if stop:
            self._buttons[stop].setFocus(*reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(event.key(), 0)
        self._move(step) if step else super().keyPressEvent(event)

    def eventFilter(self, watched: QWidget, event: object) -> bool:
        # A push button would take the arrows for itself and move among its brothers without choosing.
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(event.key(), 0)
            if step:
                self._move(step)
                return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        keys = list(self._buttons)
        at = next((i for i, key in enumerate(keys) if self._buttons[key] is self.window().focusWidget()), 0)
        key = keys[(at + step) % len(keys)]
        if key != self._value:
            self._choose(key)
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    # --- room ---------------------------------------------------------------------------------------------------

    def _widths(self) -> list[int]:
        # The chosen word is bold, and bold is not in the size hint: its width is reserved for each.
        metrics = QFontMetrics(current_theme().font("bold"))
        return [metrics.horizontalAdvance(button.text()) + 2 * 8 + 4 for button in self._buttons.values()]

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()), current_theme().px(FIELD))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._widths(), default=0), current_theme().px(FIELD))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        high = current_theme().px(FIELD)
        if width >= sum(self._widths()):
            return high
        return len(self._buttons) * (high + _STACK_GAP) - _STACK_GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wanted, high, count = self._widths(), current_theme().px(FIELD), len(self._buttons)
        stacked = self.width() < sum(wanted)
        if stacked != self._stacked:
            self._stacked = stacked
            for place, button in enumerate(self._buttons.values()):
                where = (
                    "only"
                    if stacked or count == 1
                    else "first"
                    if place == 0
                    else "last"
                    if place == count - 1
                    else "mid"
                )
                button.setProperty("place", where)
                button.style().unpolish(button)
                button.style().polish(button)
            self.updateGeometry()
        spare = max(0, self.width() - sum(wanted))
        x = y = 0
        for place, (button, width) in enumerate(zip(self._buttons.values(), wanted, strict=True)):
            if stacked:
                button.setGeometry(QRect(0, y, self.width(), high))
                y += high + _STACK_GAP
                continue
            grown = self.width() - x if place == count - 1 else width + spare // count
            button.setGeometry(QRect(x, 0, grown, high))
            x += grown
