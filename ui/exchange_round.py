"""One go over the places: fetch, take in, seal, leave, hopping between the vault's thread and a far one.

What crosses between them is frozen: errands, and what came of them. The far thread never sees the vault.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_app.changes import Changes
from clinic_app.errors import Cancelled, ClinicError
from ui.going import FETCHING, LEAVING, LOOKING, SEALING, TAKING, Meter, Now, Stop
from ui.tasks import WorksFor

STOPPED_MS = 900  # a person who presses Stop waits no longer, whatever a far call is still doing
BEAT_MS = 100
FIRST_PATIENCE, OFFLINE_PATIENCE = 3, 1  # tries in a row that fail, before a place counts as out of reach
MOST_ERRANDS = 50  # to one place in one round; each brings or leaves something
NOTE_BEATS = 10  # what has been left is written down about once a second

Hop = tuple[str, Callable[[], Any]]
VAULT, FAR = "vault", "far"


class Sending:
    """A leave errand: its sealed bytes and credential, the steps it tells, and what it came to (`left` or `error`)."""

    def __init__(self, errand: Any) -> None:
        self.errand, self.place = errand, str(errand.place)
        self.stop = Stop()
        self.meter = Meter(self.place, LEAVING, int(getattr(errand, "bytes", 0) or 0))
        self.left: Any = None
        self.error: Exception | None = None
        self.back = threading.Event()

    def run(self) -> Any:
        """Far thread: leave everything; what was left."""
        self.back.clear()
        self.error = None
        try:
            self.left = self.errand.run(self.meter.tell, self.stop)
        except Exception as error:
            self.error = error
            raise
        finally:
            self.back.set()
        return self.left


def kind_of(errand: Any) -> str:
    """The kind of place that an errand goes to."""
    return str(errand.door.kind)


class Round(QObject):
    """Over all places that `wanted` takes, one after another; one that fails does not keep the next from its turn.

    `ended` carries None or the first error. `moved` is told what a merge has changed.
    """

    stepped = Signal()
    ended = Signal(object)
    over = Signal()  # also the far call has come back, if it was left behind by Stop

    def __init__(
        self,
        tasks: WorksFor,
        clinic: Any,
        wanted: Callable[[Any], bool],
        moved: Callable[[Changes], None],
        parent: QObject | None = None,
        *,
        online: bool = True,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._clinic, self._wanted, self._moved = tasks, clinic, wanted, moved
        self._patience = FIRST_PATIENCE if online else OFFLINE_PATIENCE
        self.held: Any = None  # nobody else exchanges meanwhile, in no program
        self._stop = Stop()
        self._meter: Meter | None = None
        self._now: Now | None = None
        self._sending: Sending | None = None
        self._given_up = self._locked = False
        self._beats = 0
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._look)
        self._story = self._tell()

    # --- from outside -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Go."""
        self._go_on(None)

    def now(self) -> Now | None:
        """What is under way; None once it was stopped."""
        return None if self._given_up else self._now

    def stop(self) -> None:
        """End within a second: the far call is asked to end, and left behind if it does not hear."""
        self._stop.set()
        if self._sending is not None:
            self._sending.stop.set()
        QTimer.singleShot(STOPPED_MS, self, self._give_up)

    def hand_over(self) -> Sending | None:
        """The case book is being closed: what is being left just now goes on, a fetch is stopped, and this round
        touches the vault no more. `over` comes when the far call is back.
        """
        if self._locked:
            return None
        self._locked = True
        sending = self._sending
        self._note(sending.meter.steps() if sending else [])
        if sending is None:
            self._stop.set()
        return sending

    # --- the story ----------------------------------------------------------------------------------------------

    def _tell(self) -> Generator[Hop, Any, Exception | None]:
        places = yield VAULT, self._prepare
        problem: Exception | None = None
        for place in places:
            try:
                found = yield from self._at(place)
            except Cancelled:
                raise
            except ClinicError as error:
                found = error
            problem = problem or found
        return problem

    def _prepare(self) -> list[str]:
        if not self._clinic.identity.network_id:
            return []  # there is nobody yet to exchange with
        self.held = self._clinic.exchange.hold()
        return [place.name for place in self._clinic.places.all() if self._wanted(place)]

    def _at(self, place: str) -> Generator[Hop, Any, Exception | None]:
        """All errands of one place; what went wrong there. The case book keeps it, too."""
        exchange = self._clinic.exchange
        self._say(Now(place, LOOKING))
        errand = yield VAULT, lambda: exchange.begin_fetch(place)
        # Whether the place can be reached shows at the first call: who waits for it shall not wait a minute to be told.
        wanted = replace(errand, patience=self._patience)
        problem, wanted = yield from self._fetch_all(wanted, files=False)
        if problem is None:  # else the next errand would knock at the same door
            problem = yield from self._leave_all(place)
        if problem is None:  # files of evidence are large: what we have to say goes before them
            problem, _wanted = yield from self._fetch_all(wanted, files=True)
        return problem

    def _fetch_all(self, wanted: Any, files: bool) -> Generator[Hop, Any, tuple[Exception | None, Any]]:
        """One errand after another until nothing is wanted, or files are before their turn."""
        doing, problem = LOOKING, None
        for _turn in range(MOST_ERRANDS):
            if wanted is None or problem is not None or (wanted.files and not files):
                break
            problem, wanted = yield from self._fetch(wanted, doing)
            doing = FETCHING
        return problem, wanted

    def _leave_all(self, place: str) -> Generator[Hop, Any, Exception | None]:
        """One errand after another until all is left that can be."""
        exchange, seal = self._clinic.exchange, True
        for _turn in range(MOST_ERRANDS):
            if seal:
                self._say(Now(place, SEALING))
            errand = yield VAULT, lambda seal=seal: exchange.begin_leaving(place, seal=seal)
            if seal:
                self._moved(Changes())  # what was sealed stands in the outbox now
            if errand is None:
                return None
            left = yield from self._leave(errand)
            damaged_here = any(step.ours for step in left.steps)  # that one stays, the rest goes with the next errand
            if not damaged_here and ((problem := _problem_of(left)) is not None or not errand.more):
                return problem
            seal = False
        return None

    def _fetch(self, errand: Any, doing: str) -> Generator[Hop, Any, tuple[Exception | None, Any]]:
        """Fetch and take in; what went wrong, and the errand for what is wanted still."""
        meter = Meter(str(errand.place), doing, int(getattr(errand, "bytes", 0) or 0))
        fetched = yield from self._far(lambda: errand.run(meter.tell, self._stop), meter)
        self._say(Now(str(errand.place), TAKING))
        taken = yield VAULT, lambda: self._clinic.exchange.take_fetched(fetched)
        if taken.changes.records:
            self._moved(taken.changes)
        return _problem_of(fetched), taken.wanted

    def _leave(self, errand: Any) -> Generator[Hop, Any, Any]:
        sending = self._sending = Sending(errand)
        left = yield from self._far(sending.run, sending.meter)
        yield VAULT, lambda: self._clinic.exchange.note_left(left)
        self._moved(Changes())
        if left.stopped:
            raise Cancelled
        return left

    def _far(self, work: Callable[[], Any], meter: Meter) -> Generator[Hop, Any, Any]:
        if self._stop.is_set():
            raise Cancelled
        self._meter = meter
        self._say(meter.now())
        self._beat.start()
        return (yield FAR, work)

    # --- hopping ------------------------------------------------------------------------------------------------

    def _go_on(self, value: Any, error: Exception | None = None) -> None:
        self._beat.stop()
        sending, self._meter, self._sending = self._sending, None, None
        if sending is not None and not self._locked:
            self._note(sending.meter.steps())
        if self._locked:  # the vault is closed: whoever took over has what matters
            self._story.close()
            self._finish(error)
            return
        try:
            pool, work = self._story.send(value) if error is None else self._story.throw(error)
        except StopIteration as end:
            self._finish(end.value)
        except Exception as failed:
            self._finish(failed)
        else:
            go = self._tasks.far_away if pool == FAR else self._tasks.on_vault
            go(work, self._go_on, lambda failed: self._go_on(None, failed), owner=self)

    def _finish(self, error: Exception | None) -> None:
        self._now = self._sending = None
        if not self._given_up:
            self._given_up = True
            self.ended.emit(error)
        if self.held is None:
            self.over.emit()
            return
        # Only then may the next one ask for the right to exchange, or it would find its own program busy.
        over = self.over.emit
        self._tasks.on_vault(self.held.release, lambda _none: over(), lambda _error: over(), owner=self)

    def _give_up(self) -> None:
        if not self._given_up:
            self._given_up = True
            self.stepped.emit()
            self.ended.emit(Cancelled())

    def _say(self, now: Now) -> None:
        self._now = now
        if not self._given_up:
            self.stepped.emit()

    def _look(self) -> None:
        """Ten times a second while something goes on far away."""
        self._beats += 1
        if self._meter is None:
            return
        if self._sending is not None and self._beats % NOTE_BEATS == 0:
            self._note(self._sending.meter.steps())
        now = self._meter.now()
        if now != self._now:
            self._say(now)

    def _note(self, steps: list[Any]) -> None:
        """Write down what lies at the place, so that a killed program goes on there."""
        if steps and self._clinic is not None:
            exchange = self._clinic.exchange
            self._tasks.on_vault(
                lambda: [exchange.note_left(step) for step in steps], None, lambda _error: None, owner=self
            )


def _problem_of(came: Any) -> Exception | None:
    """What ended an errand early. Cancelled, when a person did."""
    if getattr(came, "stopped", False):
        raise Cancelled
    problem: Exception | None = getattr(came, "problem", None)
    return problem
