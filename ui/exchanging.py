"""When packages are exchanged, and that it happens once at a time: by the clock, after saving, when a line comes back.

Nothing here waits or asks: a lost line is no reason to disturb anybody. What failed stands in the status bar; what
could not be sent stays sealed in the case book and is tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_app.changes import Changes
from clinic_app.errors import ExchangeBusy
from clinic_app.settings import Settings
from ui.connection import Line
from ui.exchange_behind_lock import BehindLock, hold_of, part_from, sealed_errands
from ui.exchange_round import Round, kind_of
from ui.exchange_status import AT_HAND, Status
from ui.going import Now
from ui.tasks import WorksFor

EVERY, EVERY_DEFAULT = "exchange/every", "hour"
BY_HAND = "hand"
EVERY_SO_OFTEN = {"quarter": timedelta(minutes=15), "hour": timedelta(hours=1), "day": timedelta(days=1)}
METERED = "exchange/metered"

TICK_MS = 30_000
FIRST_AFTER = timedelta(seconds=20)  # whoever has just opened the case book wants to work first
QUIET_AFTER_SAVING = timedelta(minutes=3)  # several savings in a row become one package
LINE_SETTLES_MS = 3_000
LEAST_PAUSE = timedelta(minutes=1)


class Exchanging(QObject):
    """The exchange of the case book that is open, and of the one that was locked last.

    `stepped`: ask `now` again. `ended`: a round is over, with None or the error. `noted`: the outbox reads otherwise.
    """

    stepped = Signal()
    ended = Signal(object)
    noted = Signal()

    def __init__(
        self,
        tasks: WorksFor,
        settings: Settings,
        line: Line,
        moved: Callable[[Changes], None],
        parent: QObject | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        hold: Callable[[Path], Any] = hold_of,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._settings, self._line, self._moved, self._clock = tasks, settings, line, moved, clock
        self._hold = hold
        self._clinic: Any = None
        self._status: Status | None = None
        self._round: Round | None = None
        self._behind: BehindLock | None = None
        self._kept: dict[object, list[Any]] = {}  # folder -> what was left behind the lock and is to be noted
        self._again: str | None = None
        self._not_before = self._last_try = clock()
        self._soon: datetime | None = None
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.look)
        line.changed.connect(self._line_changed)

    # --- what a person and the pages ask ------------------------------------------------------------------------

    def begin(self, place: str = "") -> None:
        """Exchange now, at one place or at all, whatever line and setting say; after what is under way."""
        if self._clinic is None:
            return
        if self._is_busy():
            self._again = place
            return
        self._start(lambda one: place in ("", one.name))

    def stop(self) -> None:
        """End what is under way, within a second."""
        self._again = None
        for one in (self._round, self._behind):
            if one is not None:
                one.stop()

    def now(self) -> Now | None:
        """What is under way."""
        for one in (self._round, self._behind):
            if one is not None and (now := one.now()) is not None:
                return now
        return None

    def behind_lock(self) -> int:
        """How many packages are still seen to while the case book is locked; told from memory."""
        return self._behind.packages() if self._behind is not None else 0

    def online(self) -> bool:
        """Whether there may be a line."""
        return self._line.online()

    def metered(self) -> bool:
        """Whether the line costs by what is sent."""
        return self._line.metered()

    # --- when ---------------------------------------------------------------------------------------------------

    def hear(self, status: Status) -> None:
        """What places there are, what failed and when it is tried again."""
        first, self._status = self._status is None, status
        if first and status.last_good is not None:
            self._last_try = min(status.last_good, self._clock())

    def saved(self) -> None:
        """Something was written: it goes out when the person has paused."""
        self._soon = self._clock() + QUIET_AFTER_SAVING

    def places_changed(self) -> None:
        """There is a new place, or an old one has changed."""
        self._soon = self._clock()

    def look(self) -> None:
        """Begin if it is time."""
        if self._clinic is None or self._status is None or self._is_busy() or self._by_hand():
            return
        # A clock that was set back must not keep packages here until it has caught up.
        self._last_try = min(self._last_try, now := self._clock())
        self._not_before = min(self._not_before, now + LEAST_PAUSE)
        open_to_us = {name for name, kind in self._status.places.items() if self._may(kind)}
        if open_to_us and self._due(open_to_us) <= now:
            self._start(lambda one: one.name in open_to_us)

    def _due(self, places: set[str]) -> datetime:
        every = EVERY_SO_OFTEN.get(self._settings.get(EVERY, EVERY_DEFAULT), EVERY_SO_OFTEN[EVERY_DEFAULT])
        tries = [at for name, at in (self._status or Status()).next_tries.items() if name in places]
        times = [self._last_try + every, *tries, *([self._soon] if self._soon else [])]
        return max(self._not_before, min(times))

    def _by_hand(self) -> bool:
        return bool(self._settings.get(EVERY, EVERY_DEFAULT) == BY_HAND)

    def _may(self, kind: str) -> bool:
        """Whether the program may go to such a place of its own accord now."""
        quiet = self._line.metered() and not self._settings.get(METERED, False)
        return kind == AT_HAND or (self._line.online() and not quiet)

    def _line_changed(self) -> None:
        self.stepped.emit()
        if self._line.online():
            self._soon = self._clock()
            self._not_before = min(self._not_before, self._soon)
            QTimer.singleShot(LINE_SETTLES_MS, self, self._line_is_back)

    def _line_is_back(self) -> None:
        if self._behind is not None:
            self._behind.go_on()
        self.look()

    # --- a round ------------------------------------------------------------------------------------------------

    def _is_busy(self) -> bool:
        return self._round is not None or self._behind is not None

    def _start(self, wanted: Callable[[Any], bool]) -> None:
        self._last_try, self._soon = self._clock(), None
        self._not_before = self._last_try + LEAST_PAUSE
        online = self._line.online()
        self._round = one = Round(self._tasks, self._clinic, wanted, self._moved, self, online=online)
        one.stepped.connect(self.stepped)
        one.ended.connect(self._ended)
        one.over.connect(self._over)
        one.begin()

    def _ended(self, error: Exception | None) -> None:
        self.stepped.emit()
        self.ended.emit(error)
        if not isinstance(error, ExchangeBusy):
            self.noted.emit()

    def _over(self) -> None:
        """The far call is back too: another round may begin."""
        one, self._round = self._round, None
        if one is not None:
            one.deleteLater()
        self._go_again()

    def _go_again(self) -> None:
        place, self._again = self._again, None
        if place is not None and not self._is_busy():
            self.begin(place)

    # --- open, lock, leave --------------------------------------------------------------------------------------

    def open(self, clinic: Any) -> None:
        """A case book was opened: what was left behind its lock is noted first."""
        self._clinic, self._status = clinic, None
        self._last_try, self._soon = self._clock() - EVERY_SO_OFTEN["day"], None
        self._not_before = self._clock() + FIRST_AFTER
        if self._behind is not None:
            self._keep(self._behind.folder, self._behind.take())
        self._note_kept()
        self._tick.start()

    def _keep(self, folder: object, done: list[Any]) -> None:
        self._kept.setdefault(folder, []).extend(done)

    def _note_kept(self) -> None:
        clinic = self._clinic
        done = self._kept.pop(clinic.folder, []) if clinic is not None else []
        if done:
            self._tasks.on_vault(
                lambda: [clinic.exchange.note_left(one) for one in done],
                lambda _noted: self.noted.emit(),
                lambda _error: None,
                owner=self,
            )

    def lock(self) -> None:
        """The case book is being locked, its closing comes next on the vault's thread: what is sealed goes on."""
        clinic, one = self._close()
        if clinic is None or self._behind is not None or (one is None and self._by_hand()):
            return
        self._behind = behind = BehindLock(
            self._tasks, clinic.folder, lambda errand: self._may(kind_of(errand)), self._hold, self
        )
        behind.stepped.connect(self.stepped)
        behind.over.connect(self._behind_over)
        sending = one.hand_over() if one is not None else None
        if one is not None:
            behind.follow(one, sending)
        self._tasks.on_vault(
            lambda: sealed_errands(clinic, one, sending),
            behind.prepared,
            lambda _error: behind.prepared([]),
            owner=behind,
        )

    def _behind_over(self) -> None:
        behind, self._behind = self._behind, None
        if behind is not None:
            self._keep(behind.folder, behind.take())
            behind.deleteLater()
        self._note_kept()
        self.stepped.emit()
        self._go_again()

    def leave(self) -> None:
        """The program ends: what is under way is asked to, and has two seconds; the vault keeps what it told."""
        clinic, one = self._close()
        sending = one.hand_over() if one is not None else None
        for each in (one, self._behind):
            if each is not None:
                each.stop()
        if clinic is not None and one is not None:
            self._tasks.on_vault(lambda: part_from(clinic, one, sending), None, lambda _error: None, owner=self)

    def _close(self) -> tuple[Any, Round | None]:
        self._tick.stop()
        self._again = None
        clinic, self._clinic, self._status = self._clinic, None, None
        return clinic, self._round
