"""No thread but the window's collects garbage: a collection elsewhere met widgets that Qt was just changing.

Tried without `gc.disable`: the vault's thread collected, and the first test failed.
"""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject

from ui.collecting import Collecting
from ui.tasks import Tasks


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self, ended: list[str]) -> None:
        self.itself = self
        self._ended = ended

    def __del__(self) -> None:
        self._ended.append(threading.current_thread().name)


def test_what_the_vaults_thread_leaves_behind_is_collected_on_the_windows_thread(qtbot) -> None:
    ended: list[str] = []
    done: list[int] = []
    owner, tasks = QObject(), Tasks()
    try:
        before = sum(one["collections"] for one in gc.get_stats())
        tasks.on_vault(lambda: len([Ring(ended) for _turn in range(5000)]), done.append, owner=owner)
        qtbot.waitUntil(lambda: bool(done))
        assert sum(one["collections"] for one in gc.get_stats()) == before
        qtbot.waitUntil(lambda: len(ended) == 5000)
    finally:
        tasks.finish()
    assert set(ended) == {threading.main_thread().name}


def test_python_collects_by_itself_again_when_the_threads_are_gone(qapp) -> None:
    tasks = Tasks()
    assert not gc.isenabled()
    tasks.finish()
    assert gc.isenabled()


def test_a_quiet_program_collects_nothing(qapp) -> None:
    owner = QObject()
    collecting = Collecting(owner)
    gc.collect()
    before = sum(one["collections"] for one in gc.get_stats())
    collecting.collect()
    collecting.stop()
    assert sum(one["collections"] for one in gc.get_stats()) == before
