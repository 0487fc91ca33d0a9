"""The quiet looking of an open window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from clinic_app.changes import Changes
from ui.catching_up import LATER_MS, SOON_MS, CatchingUp
from ui.tasks import InlineTasks


class _Interests:
    """Two looks are left; the second moves a record."""

    def __init__(self) -> None:
        self.told = [(0, Changes.of("consultation", ["one"])), (1, Changes())]

    def look_on(self, _seconds: float) -> tuple[int, Changes]:
        if not self.told:
            raise RuntimeError
        return self.told.pop()


class _Clinic:
    def __init__(self) -> None:
        self.interests = _Interests()


def test_it_looks_soon_while_something_is_left_and_tells_only_what_moved(qapp: Any) -> None:
    told: list[Changes] = []
    owner = QObject()
    quiet = CatchingUp(InlineTasks(), told.append, owner)
    quiet.begin(_Clinic())
    quiet._look()
    assert told == [] and quiet._timer.interval() == SOON_MS
    quiet._look()
    assert [sorted(one.records["consultation"]) for one in told] == [["one"]] and quiet._timer.interval() == LATER_MS
    quiet._look()  # a case book that refuses is asked again later
    assert quiet._timer.isActive() and len(told) == 1
    quiet.stop()
    assert not quiet._timer.isActive()
