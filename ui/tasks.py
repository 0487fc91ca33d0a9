"""Who works where: one thread owns the vault, two more render and stretch keys, two others speak to places and sticks.

Results come home by one signal; one whose owner is gone is dropped. The window's thread waits for nobody, and nobody
waits for a network: what hangs there holds up neither a save nor a drawing, nor the end of the program.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from ui.collecting import Collecting

T = TypeVar("T")
log = logging.getLogger(__name__)
FAR_THREADS = 3  # one sends and fetches, one makes backups, one looks for sticks meanwhile
PARTING_SECONDS = 1.5  # how long the end of the program waits for a network


class WorksFor(Protocol):
    """What a page needs of Tasks; `Tasks` and `InlineTasks` are such."""

    def on_vault(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> None: ...

    def in_background(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> None: ...

    def far_away(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> None: ...


@dataclass(frozen=True)
class _Outcome:
    """What a piece of work came to, and whom to tell."""

    owner: weakref.ref[QObject]
    done: Callable[[Any], object] | None
    failed: Callable[[Exception], object] | None
    result: Any = None
    error: Exception | None = None
    counted: bool = True


class _Home(QObject):
    """Lives on the window's thread; hands an outcome to its owner if that is still there."""

    problem = Signal(object)

    def deliver(self, outcome: _Outcome) -> None:
        owner = outcome.owner()
        if owner is None or not shiboken6.isValid(owner):
            return
        if outcome.error is None:
            if outcome.done:
                outcome.done(outcome.result)
        elif outcome.failed:
            outcome.failed(outcome.error)
        else:
            self.problem.emit(outcome.error)


class _Far:
    """Threads that the end of the program does not wait for: a call to a far place may hang for half a minute."""

    def __init__(self, threads: int) -> None:
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._run, name=f"far_{n}", daemon=True) for n in range(threads)]
        self._begun = self._ended = False

    def submit(self, work: Callable[[], None]) -> None:
        """Do `work`, which raises nothing, when a thread is free."""
        if not self._begun:
            self._begun = True
            for thread in self._threads:
                thread.start()
        self._work.put(work)

    def finish(self, seconds: float) -> bool:
        """Begin nothing more; wait at most `seconds` for what is under way. Whether all of it has ended."""
        self._ended = True
        until = time.monotonic() + seconds
        threads = self._threads if self._begun else []
        for _thread in threads:
            self._work.put(None)
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _run(self) -> None:
        while (work := self._work.get()) is not None and not self._ended:
            work()


class Tasks(_Home):
    """The pools. `problem` carries an error nobody asked for; `busy_changed` says whether work is under way, the far
    one apart: it may take hours, and nobody waits for it.
    """

    busy_changed = Signal(bool)
    _came_home = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vault = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self._others = ThreadPoolExecutor(2, thread_name_prefix="background")
        self._far = _Far(FAR_THREADS)
        self._under_way = 0
        self._finished = False
        self._collecting = Collecting(self)
        self._came_home.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def on_vault(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """Run `work` on the vault's thread, in the order asked; then `done(result)` or `failed(error)` here."""
        self._send(self._vault, work, _Outcome(weakref.ref(owner), done, failed))

    def in_background(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """Run `work`, which must not touch the vault, on the second pool."""
        self._send(self._others, work, _Outcome(weakref.ref(owner), done, failed))

    def far_away(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """Run `work`, which speaks to a place or a stick and may hang, on threads that nobody waits for."""
        if self._finished:
            return
        plan = _Outcome(weakref.ref(owner), done, failed, counted=False)

        def run() -> None:
            outcome = _worked(work, plan)
            if not self._finished:  # nobody is at home any more
                self._came_home.emit(outcome)

        self._far.submit(run)

    def _send(self, pool: ThreadPoolExecutor, work: Callable[[], object], plan: _Outcome) -> None:
        if self._finished:
            return
        self._under_way += 1
        if self._under_way == 1:
            self.busy_changed.emit(True)
        pool.submit(lambda: self._came_home.emit(_worked(work, plan))).add_done_callback(_complain)

    def _arrive(self, outcome: _Outcome) -> None:
        self._collecting.work_ended()
        if outcome.counted:
            self._under_way -= 1
            if not self._under_way:
                self.busy_changed.emit(False)
        self.deliver(outcome)

    def is_busy(self) -> bool:
        """Whether anything is under way here; far away does not count."""
        return self._under_way > 0

    def finish(self) -> None:
        """Let what was begun on the vault end, drop what waits in the background, take nothing more."""
        self._finished = True
        self._others.shutdown(wait=False, cancel_futures=True)
        self._vault.shutdown(wait=True)
        self._others.shutdown(wait=True)
        if self._far.finish(PARTING_SECONDS):
            self._collecting.stop()  # else garbage stays: a call that hangs may come back at any moment


def _worked(work: Callable[[], object], plan: _Outcome) -> _Outcome:
    """What `work` came to."""
    try:
        return replace(plan, result=work())
    except Exception as error:
        return replace(plan, error=error)


def _complain(future: Future[None]) -> None:
    # Only the class: a message may hold what a client said.
    error = None if future.cancelled() else future.exception()
    if error is not None:
        log.error("a result could not be brought home: %s", type(error).__name__)


class InlineTasks(_Home):
    """The same doors for tests: work is done at once, here."""

    busy_changed = Signal(bool)

    def on_vault(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """Run `work` at once and deliver."""
        plan = weakref.ref(owner)
        try:
            outcome = _Outcome(plan, done, failed, result=work())
        except Exception as error:
            outcome = _Outcome(plan, done, failed, error=error)
        self.deliver(outcome)

    in_background = on_vault
    far_away = on_vault

    def is_busy(self) -> bool:
        """Never."""
        return False

    def finish(self) -> None:
        """Nothing is under way."""
