"""The quiet line below the lock: there while something is still sent or waits for a line, and gone afterwards."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.pages.unlock.sending_line import SendingLine


class Sends(QObject):
    """What goes on behind the lock, as a test says."""

    stepped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.packages, self.goes = 0, False

    def behind_lock(self) -> int:
        return self.packages

    def now(self) -> object | None:
        return self if self.goes else None

    def say(self, packages: int, *, goes: bool) -> None:
        self.packages, self.goes = packages, goes
        self.stepped.emit()


def test_it_says_how_much_and_whether_it_waits(qtbot: Any) -> None:
    sends = Sends()
    line = SendingLine(sends)
    qtbot.addWidget(line)
    assert line.isHidden()
    sends.say(2, goes=True)
    assert not line.isHidden() and line.words.text() == "Sending goes on: 2 packages"
    sends.say(1, goes=False)
    assert line.words.text() == line.accessibleName() == "Waits for a connection: 1 package"
    sends.say(0, goes=False)
    assert line.isHidden()
