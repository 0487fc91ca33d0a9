"""The window's thread waits for nobody, hears every result, and drops what nobody waits for any more."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from clinic_app.errors import DiskFull
from ui.tasks import InlineTasks, Tasks


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.finish()


def test_results_arrive_on_the_windows_thread(qtbot, tasks: Tasks) -> None:
    owner, heard = QObject(), []
    work = lambda: threading.current_thread().name  # noqa: E731
    tasks.on_vault(work, lambda name: heard.append((name, threading.current_thread())), owner=owner)
    assert heard == []
    qtbot.waitUntil(lambda: bool(heard))
    name, arrived_on = heard[0]
    assert name.startswith("vault")
    assert arrived_on is threading.main_thread()


def test_the_vault_has_one_thread_and_keeps_the_order(qtbot, tasks: Tasks) -> None:
    owner, done, names = QObject(), [], set()

    def work(turn: int) -> int:
        names.add(threading.current_thread().name)
        return turn

    for turn in range(50):
        tasks.on_vault(lambda turn=turn: work(turn), done.append, owner=owner)
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))
    assert len(names) == 1


def test_background_work_does_not_wait_for_the_vault(qtbot, tasks: Tasks) -> None:
    owner, free, done = QObject(), threading.Event(), []
    tasks.on_vault(free.wait, owner=owner)
    tasks.in_background(lambda: "drawn", done.append, owner=owner)
    qtbot.waitUntil(lambda: done == ["drawn"])
    assert tasks.is_busy()
    free.set()
    qtbot.waitUntil(lambda: not tasks.is_busy())


def test_a_result_for_a_dead_owner_is_dropped(qtbot, tasks: Tasks) -> None:
    """Planted once: without the check the callback ran on a deleted page and the test failed."""
    gone, here, heard = QObject(), QObject(), []
    begun, go = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        go.wait()
        return "late"

    tasks.on_vault(slow, heard.append, lambda error: heard.append(error), owner=gone)
    begun.wait()
    with qtbot.waitSignal(gone.destroyed):
        gone.deleteLater()
    go.set()
    tasks.on_vault(lambda: "after", heard.append, owner=here)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["after"]


def _fill_the_disk() -> None:
    raise DiskFull(where="vault")


def test_errors_go_to_whoever_asked(qtbot, tasks: Tasks) -> None:
    owner, heard = QObject(), []
    tasks.on_vault(_fill_the_disk, heard.append, lambda error: heard.append(type(error)), owner=owner)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [DiskFull]


def test_errors_nobody_asked_for_are_a_problem(qtbot, tasks: Tasks) -> None:
    owner = QObject()
    with qtbot.waitSignal(tasks.problem) as problem:
        tasks.on_vault(_fill_the_disk, owner=owner)
    assert isinstance(problem.args[0], DiskFull)


def test_finishing_lets_a_save_end_and_takes_nothing_more(qapp) -> None:
    tasks, owner, written = Tasks(), QObject(), []
    tasks.on_vault(lambda: written.append("saved"), owner=owner)
    tasks.finish()
    tasks.on_vault(lambda: written.append("too late"), owner=owner)
    assert written == ["saved"]


def ended(tasks: Tasks) -> None:
    """Wait for what was left behind, so that no other test meets it."""
    for thread in tasks._far._threads:
        thread.join(10)
    gc.enable()


def test_inline_tasks_work_at_once(qapp) -> None:
    tasks, owner, heard = InlineTasks(), QObject(), []
    tasks.on_vault(lambda: 1, heard.append, owner=owner)
    tasks.in_background(_fill_the_disk, heard.append, lambda error: heard.append(type(error)), owner=owner)
    tasks.problem.connect(lambda error: heard.append(type(error).__name__))
    tasks.on_vault(_fill_the_disk, owner=owner)
    assert heard == [1, DiskFull, "DiskFull"]


def test_what_is_far_away_holds_up_nobody(qtbot, tasks: Tasks) -> None:
    """Two calls that hang keep no drawing waiting, and the program does not count as busy for hours."""
    owner, free, done = QObject(), threading.Event(), []
    for _call in range(2):
        tasks.far_away(free.wait, lambda _free: done.append("far"), owner=owner)
    assert not tasks.is_busy()
    tasks.in_background(lambda: "drawn", done.append, owner=owner)
    qtbot.waitUntil(lambda: done == ["drawn"])
    free.set()
    qtbot.waitUntil(lambda: done == ["drawn", "far", "far"])


def test_the_end_does_not_wait_for_a_call_that_hangs(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: on threads of a ThreadPoolExecutor `finish` waited until the call was over."""
    monkeypatch.setattr("ui.tasks.PARTING_SECONDS", 0.1)
    tasks, owner, free, begun, heard = Tasks(), QObject(), threading.Event(), threading.Event(), []

    def hang() -> None:
        begun.set()
        free.wait(30)

    tasks.far_away(hang, heard.append, owner=owner)
    assert begun.wait(10)
    before = time.monotonic()
    tasks.finish()
    assert time.monotonic() - before < 5
    assert not gc.isenabled(), "while a thread may come back, nobody's garbage is collected on it"
    free.set()
    ended(tasks)
    tasks.far_away(lambda: "too late", heard.append, owner=owner)
    qapp.processEvents()
    assert heard == []
