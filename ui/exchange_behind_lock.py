"""What goes on being sent while the case book is locked.

What memory holds then, and no more: per place the sealed packages and the signed index (readable by their readers
alone, by us no longer), names of sealed files on the disk, the address of the place and the credential for it. No key
of the case book, no word of a record. Whoever seizes the running laptop could learn that credential: it opens the
place, where everything is sealed. It is forgotten when the last errand is done, and when the program ends.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_app.errors import ClinicError, ExchangeBusy
from ui.exchange_round import BEAT_MS, Round, Sending
from ui.going import Now
from ui.tasks import WorksFor

PARTING_SECONDS = 2.0
LEAST_PAUSE_MS, MOST_PAUSE_MS = 60_000, 30 * 60_000


class BehindLock(QObject):
    """Sends what was sealed for the case book in `folder`: what was under way first, then the prepared errands, one at
    a time, again while it may pass. `over`: nothing is left to be sent, or `take` was called and the far call is back.
    """

    stepped = Signal()
    over = Signal()

    def __init__(
        self,
        tasks: WorksFor,
        folder: Path,
        may_send: Callable[[Any], bool],
        hold: Callable[[Path], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self._tasks, self._may_send, self._hold = tasks, may_send, hold
        self._waiting: list[Sending] = []
        self._under_way: Sending | None = None
        self._done: list[Any] = []
        self._ending = self._ready = False
        self._round: Round | None = None
        self._failures = 0
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.go_on)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self.stepped)

    def follow(self, one: Round, sending: Sending | None) -> None:
        """A round was under way when the lock came, perhaps with this: nothing is begun before its far call is back."""
        self._round, self._under_way = one, sending
        one.over.connect(self._round_is_over)
        if sending is not None:
            self._beat.start()

    def _round_is_over(self) -> None:
        self._round = None
        self._came_back() if self._under_way is not None else self.go_on()

    def prepared(self, sendings: Sequence[Sending]) -> None:
        """The vault is closed, and these are what is to be sent."""
        self._ready = True
        self._waiting += sendings
        self.go_on()
        self.stepped.emit()

    def go_on(self) -> None:
        """Send the next that may be sent now."""
        if self._under_way is not None or self._round is not None or not self._ready:
            return
        if self._ending or not self._waiting:
            self._finish()
            return
        ready = next((one for one in self._waiting if self._may_send(one.errand)), None)
        if ready is None:
            return  # until the line comes back
        self._waiting.remove(ready)
        self._under_way = ready
        self._beat.start()
        self._tasks.far_away(
            self._run_of(ready), lambda _left: self._came_back(), lambda _error: self._came_back(), owner=self
        )

    def _run_of(self, sending: Sending) -> Callable[[], Any]:
        hold, folder = self._hold, self.folder

        def run() -> Any:
            try:
                held = hold(folder)
            except ExchangeBusy as busy:  # another program is at it; it comes by itself later
                sending.error = busy
                raise
            try:
                return sending.run()
            finally:
                held.release()

        return run

    def _came_back(self) -> None:
        """The errand under way is back: keep what it came to for the next unlocking."""
        sending, self._under_way = self._under_way, None
        self._beat.stop()
        if sending is None:
            return
        self._done += [*sending.meter.steps(), *([sending.left] if sending.left is not None else [])]
        error = sending.error or getattr(sending.left, "problem", None)
        if error is None:
            self._failures = 0
        elif not self._ending and _may_pass(error):
            self._failures += 1
            self._waiting.append(sending)
            pause = min(MOST_PAUSE_MS, LEAST_PAUSE_MS * 2 ** min(self._failures - 1, 9))
            self._pause.start(round(pause * random.uniform(0.5, 1.5)))  # laptops shall not knock in step
            self.stepped.emit()
            return
        self.stepped.emit()
        self.go_on()

    def take(self) -> list[Any]:
        """The case book is open again: what is to be noted so far. Nothing more is begun; what is under way ends."""
        self._ending = True
        self._pause.stop()
        self._waiting.clear()
        done, self._done = self._done, []
        if self._under_way is None:
            QTimer.singleShot(0, self, self._finish)
        return done

    def stop(self) -> None:
        """The program ends, or a person has pressed Stop."""
        self._ending = True
        self._pause.stop()
        self._waiting.clear()
        if self._under_way is not None:
            self._under_way.stop.set()

    def wait(self, seconds: float) -> None:
        """Any thread but the window's: wait at most so long for what is under way."""
        if self._under_way is not None:
            self._under_way.back.wait(seconds)

    def now(self) -> Now | None:
        """What is under way."""
        return self._under_way.meter.now() if self._under_way is not None else None

    def packages(self) -> int:
        """How many packages it still sees to."""
        under_way = [self._under_way] if self._under_way is not None else []
        carried = [getattr(one.errand, "packages", ()) for one in (*under_way, *self._waiting)]
        return len(frozenset().union(*carried))

    def _finish(self) -> None:
        self._beat.stop()
        self.over.emit()


def _may_pass(error: Exception | None) -> bool:
    """Whether it is worth another try without a person."""
    why = getattr(error, "why", None)
    return isinstance(error, ClinicError) and bool(getattr(why, "passing", why is None))


def hold_of(folder: Path) -> Any:
    """The right to exchange for a case book that is locked. ExchangeBusy."""
    from clinic_app.use_cases.exchanging.one_at_a_time import Held

    return Held(folder)


def sealed_errands(clinic: Any, one: Round | None, sending: Sending | None) -> list[Sending]:
    """Vault's thread, just before it is closed: errands with what lies sealed. Nothing is sealed now: whoever locks in
    a hurry wants the keys out of memory.
    """
    held = one.held if one is not None else None
    own = clinic.exchange.hold() if held is None else None  # ExchangeBusy: another program sees to it
    try:
        names = [place.name for place in clinic.places.all() if sending is None or place.name != sending.place]
        errands = [_sealed(clinic, name) for name in names]
    finally:
        if own is not None:
            own.release()
    return [Sending(errand) for errand in errands if errand is not None]


def _sealed(clinic: Any, place: str) -> Any:
    """An errand with what lies sealed for a place; None when nothing does, or the place cannot be gone to."""
    try:
        return clinic.exchange.begin_leaving(place, seal=False)
    except ClinicError:
        return None


def part_from(clinic: Any, one: Round, sending: Sending | None) -> None:
    """Vault's thread, just before it is closed: wait a little, then keep what the errand has told."""
    if sending is not None:
        sending.back.wait(PARTING_SECONDS)
        for step in (*sending.meter.steps(), *([sending.left] if sending.left is not None else [])):
            clinic.exchange.note_left(step)
    if one.held is not None:
        one.held.release()
