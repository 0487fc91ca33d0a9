"""No thread but the window's collects garbage: a collection elsewhere met widgets that Qt was just changing.

Tried without `gc.disable`: the vault's thread collected, and the first test failed.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
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


@pytest.fixture
def collecting_threads() -> Iterator[list[str]]:
    """The name of the thread of every collection from now on."""
    threads: list[str] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            threads.append(threading.current_thread().name)

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def test_what_the_vaults_thread_leaves_behind_is_collected_on_the_windows_thread(
    qtbot, collecting_threads: list[str]
) -> None:
    """Also where a page is let go of before the next look, which lowers Python's count of what was made to nothing:
    without `work_ended` the rings stayed, and this failed.
    """
    ended: list[str] = []
    done: list[int] = []
    owner, tasks, made = QObject(), Tasks(), threading.Event()
    page = [[number] for number in range(20_000)]
    gc.collect()
    del collecting_threads[:]

    def leave_rings() -> int:
        count = len([Ring(ended) for _turn in range(5000)])
        made.set()
        return count

    try:
        tasks.on_vault(leave_rings, done.append, owner=owner)
        assert made.wait(60)  # the window's thread looks at nothing meanwhile
        assert (ended, collecting_threads) == ([], [])
        page.clear()
        assert gc.get_count()[0] < gc.get_threshold()[0]
        qtbot.waitUntil(lambda: done == [5000] == [len(ended)], timeout=60_000)
        assert set(ended) == set(collecting_threads) == {threading.main_thread().name}
    finally:
        tasks.finish()


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
