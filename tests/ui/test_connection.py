"""The line as the system tells it: what it does not know counts as online and free."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tests.ui.far_places import SteeredLine
from ui.connection import Line, SystemLine

HOUSE = Path(__file__).resolve().parents[2]


class Known(QObject):
    """What QNetworkInformation would say."""

    reachabilityChanged = Signal(object)  # noqa: N815 - Qt's name
    isMeteredChanged = Signal(bool)  # noqa: N815 - Qt's name

    class Reachability:
        Unknown, Disconnected, Local, Site, Online = range(5)

    def __init__(self, state: int, metered: bool = False) -> None:
        super().__init__()
        self.state, self.costs = state, metered

    def reachability(self) -> int:
        return self.state

    def isMetered(self) -> bool:  # noqa: N802 - Qt's name
        return self.costs


def line_over(known: Known | None) -> SystemLine:
    line = SystemLine()
    line._known = known
    return line


def test_a_line_nobody_knows_is_online_and_free(qapp) -> None:
    for line in (Line(), line_over(None), line_over(Known(Known.Reachability.Unknown))):
        assert line.online()
        assert not line.metered()


def test_only_disconnected_is_offline(qapp) -> None:
    states = {state: line_over(Known(state)).online() for state in range(5)}
    assert [state for state, online in states.items() if not online] == [Known.Reachability.Disconnected]


def test_a_metered_line_says_so(qapp) -> None:
    assert line_over(Known(Known.Reachability.Online, metered=True)).metered()


def test_a_change_is_told(qtbot, qapp) -> None:
    line = SteeredLine()
    with qtbot.waitSignal(line.changed):
        line.turn(online=False)
    assert not line.online()


BARE = """
import sys
from unittest.mock import patch
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
from ui.connection import SystemLine
line = SystemLine()
assert line.online() and "PySide6.QtNetwork" not in sys.modules, "loaded before it was asked for"
from PySide6.QtNetwork import QNetworkInformation
with patch.object(QNetworkInformation, "loadBackendByFeatures", staticmethod(lambda _wanted: False)):
    line.begin()
assert line.online() and not line.metered()
line.begin()
print(line.online())
"""


def test_a_system_that_tells_nothing_leaves_the_line_online() -> None:
    """With no backend at all, and with whatever this machine has; nothing is loaded before `begin`."""
    told = subprocess.run([sys.executable, "-c", BARE], cwd=HOUSE, capture_output=True, text=True, timeout=60)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.strip() in ("True", "False")
