"""Who works where: one thread owns the vault, two more render, send and stretch keys; results come home by one signal.

The window's thread waits for nobody. A result whose owner is gone is dropped.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from ui.collecting import Collecting

T = TypeVar("T")
log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class _Outcome:
    """What a piece of work came to, and whom to tell."""

    owner: weakref.ref[QObject]
    done: Callable[[Any], object] | None
    failed: Callable[[Exception], object] | None
    result: Any = None
    error: Exception | None = None


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


class Tasks(_Home):
    """The two pools. `problem` carries an error nobody asked for; `busy_changed` says whether work is under way."""

    busy_changed = Signal(bool)
    _came_home = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vault = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self._others = ThreadPoolExecutor(2, thread_name_prefix="background")
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

    def _send(self, pool: ThreadPoolExecutor, work: Callable[[], object], plan: _Outcome) -> None:
        if self._finished:
            return
        self._under_way += 1
        if self._under_way == 1:
            self.busy_changed.emit(True)

        def run() -> None:
            try:
                outcome = _Outcome(plan.owner, plan.done, plan.failed, result=work())
            except Exception as error:
                outcome = _Outcome(plan.owner, plan.done, plan.failed, error=error)
            self._came_home.emit(outcome)

        pool.submit(run).add_done_callback(_complain)

    def _arrive(self, outcome: _Outcome) -> None:
        self._under_way -= 1
        if not self._under_way:
            self.busy_changed.emit(False)
        self.deliver(outcome)

    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return self._under_way > 0

    def finish(self) -> None:
        """Let what was begun on the vault end, drop what waits in the background, take nothing more."""
        self._finished = True
        self._others.shutdown(wait=False, cancel_futures=True)
        self._vault.shutdown(wait=True)
        self._others.shutdown(wait=True)
        self._collecting.stop()


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

    def is_busy(self) -> bool:
        """Never."""
        return False

    def finish(self) -> None:
        """Nothing is under way."""
