"""The decisions, each with its key beside it; filled anew for each conflict, never built anew."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.wording.words import _
from ui.theme.tokens import MARGIN
from ui.widgets.buttons import Button, LinkButton, PrimaryButton
from ui.widgets.labels import ElidedLabel, KeyHint

IN_A_ROW = 4


class Slot(QWidget):
    """A key and its button."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.button = PrimaryButton("") if place == 0 else Button("")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(KeyHint(str(place + 1)))
        row.addWidget(self.button, 1)


class BottomBar(QFrame):
    """`pressed` carries the place of a decision; `later` and `skipped` are the two that decide nothing."""

    pressed = Signal(int)
    later = Signal()
    skipped = Signal()
    note_wanted = Signal()
    change_wanted = Signal()

    def __init__(self, hint: str, *, notes: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "footer")
        self.setAccessibleName(_("Decision"))
        self._hint = hint
        self.slots: list[Slot] = []
        self._offered = 0
        self._out = (0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 10)
        column.setSpacing(6)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        column.addLayout(self._grid)
        self.said = ElidedLabel(hint, "small", "text2")
        self.change = LinkButton(_("Change it"))
        self.change.clicked.connect(self.change_wanted)
        self.change.hide()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.said)
        foot.addWidget(self.change)
        foot.addStretch(1)
        if notes:
            note = LinkButton(_("Note…"), "pencil", name=_("Put off with a note"))
            note.clicked.connect(self.note_wanted)
            foot.addWidget(note)
        for words, icon, key, signal in (
            (_("Put off"), "hourglass", "0", self.later),
            (_("Skip"), "player-skip-forward", "→", self.skipped),
        ):
            link = LinkButton(words, icon)
            link.clicked.connect(signal)
            foot.addWidget(link)
            foot.addWidget(KeyHint(key))
        column.addLayout(foot)

    @property
    def buttons(self) -> list[Button]:
        """The buttons that are offered now."""
        return [slot.button for slot in self.slots[: self._offered]]

    def offer(self, words: Sequence[tuple[str, bool]]) -> None:
        """Show what can be decided: words, and whether it is possible."""
        while len(self.slots) < len(words):
            self._add_slot()
        self._offered = len(words)
        across = IN_A_ROW if len(words) != IN_A_ROW + 1 else IN_A_ROW + 1  # three values: all in one row
        self._set_out(across)
        for place, slot in enumerate(self.slots):
            slot.setVisible(place < len(words))
            if place < len(words):
                slot.button.say(words[place][0])
                slot.button.setEnabled(words[place][1])
        for column in range(IN_A_ROW + 1):
            self._grid.setColumnStretch(column, int(column < min(across, len(words))))

    def _set_out(self, across: int) -> None:
        if (across, len(self.slots)) == self._out:
            return
        self._out = (across, len(self.slots))
        for slot in self.slots:
            self._grid.removeWidget(slot)
        for place, slot in enumerate(self.slots):
            self._grid.addWidget(slot, place // across, place % across)

    def _add_slot(self) -> None:
        place = len(self.slots)
        slot = Slot(place)
        slot.button.clicked.connect(lambda _on=False: self.pressed.emit(place))
        self.slots.append(slot)

    def press(self, number: int) -> None:
        """The key of a decision was pressed."""
        if number <= self._offered and self.slots[number - 1].button.isEnabled():
            self.slots[number - 1].button.click()

    def tell(self, words: str = "", *, may_change: bool = False) -> None:
        """Say what was decided last; nothing brings the hint back."""
        self.said.setText(words or self._hint)
        self.change.setVisible(bool(words) and may_change)
