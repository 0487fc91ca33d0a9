"""Backups by themselves while a case book is open: when one is due and the stick is in; never behind the lock.

The vault's thread gives frozen values and takes in what came of them; copying and opening happen on a thread that
nobody waits for. A stick that is not in is no trouble: it is looked for again every minute.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_app.errors import BackupBusy, BackupPlaceMissing, Cancelled, NoBackupPlace
from ui.tasks import WorksFor

TICK_MS = 60_000
BEAT_MS = 200
FIRST_AFTER = timedelta(minutes=2)  # whoever has just opened the case book wants to work first
AGAIN_AFTER_FAILURE = timedelta(minutes=30)
WHOLE_SUFFIX = "clinic-backup"


class Watch:
    """Progress told on the far thread and asked for on the window's; `stop` ends the work within a page or a block."""

    def __init__(self) -> None:
        self.share: float | None = None
        self._stopped = False

    def stop(self) -> None:
        """The work ends with Cancelled."""
        self._stopped = True

    def step(self, done: int, of: int) -> None:
        """Called by the work; raises Cancelled once it shall end."""
        if self._stopped:
            raise Cancelled
        self.share = done / of if of > 1 else None


class BackingUp(QObject):
    """The backups of the case book that is open. `stepped`: ask `now` again. `ended`: one is over, with None or the
    error. `waiting` says whether the last look found no stick.
    """

    stepped = Signal()
    ended = Signal(object)

    def __init__(
        self,
        tasks: WorksFor,
        parent: QObject | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(parent)
        self._tasks, self._clock = tasks, clock
        self._clinic: Any = None
        self._watch: Watch | None = None
        self._asking = False
        self._kept: dict[Path, list[Any]] = {}  # folder -> what was made while it was being locked, and is to be noted
        self._not_before = clock()
        self.waiting = False
        self.failed: Exception | None = None
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.look)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self.stepped)

    # --- open, lock, leave --------------------------------------------------------------------------------------

    def open(self, clinic: Any) -> None:
        """A case book was opened."""
        self._clinic = clinic
        self.waiting, self.failed = False, None
        self._not_before = self._clock() + FIRST_AFTER
        kept = self._kept.pop(clinic.folder, [])
        if kept:
            self._tasks.on_vault(
                lambda: [clinic.backups.note(came) for came in kept], None, lambda _error: None, owner=self
            )
        self._tick.start()

    def lock(self) -> None:
        """The case book is being closed, or the program ends: what is under way is stopped; nothing of it stays."""
        self._tick.stop()
        self._clinic = None
        self.stop()

    # --- what a person and the pages ask ------------------------------------------------------------------------

    def is_busy(self) -> bool:
        """Whether one is being made or opened."""
        return self._watch is not None

    def share(self) -> float | None:
        """How far it is, 0 to 1; None where nothing can be said."""
        return self._watch.share if self._watch is not None else None

    def stop(self) -> None:
        """End what is under way."""
        if self._watch is not None:
            self._watch.stop()

    def begin(self) -> None:
        """Make one now, whether it is due or not."""
        self._ask(at_once=True)

    def look(self) -> None:
        """Make one if it is due and the folder or stick is here."""
        # A clock that was set back must not keep backups waiting until it has caught up.
        self._not_before = min(self._not_before, self._clock() + AGAIN_AFTER_FAILURE)
        if self._clock() >= self._not_before:
            self._ask(at_once=False)

    def write_whole(self, folder: Path, stem: str) -> None:
        """One whole file into `folder`, named after the laptop and the day; nothing is written over."""
        from clinic_app.use_cases.backing_up.making import make_whole

        clinic, now = self._clinic, self._clock()
        if clinic is None or self.is_busy():
            return

        def work(source: Any, watch: Watch) -> Any:
            out, turn = folder / f"{stem}-{date.today().isoformat()}.{WHOLE_SUFFIX}", 2
            while out.exists():
                out = folder / f"{stem}-{date.today().isoformat()}-{turn}.{WHOLE_SUFFIX}"
                turn += 1
            return source, make_whole(source, out, watch)

        self._run(lambda: clinic.backups.source(now), work, lambda done: clinic.backups.note_whole(*done))

    def verify(self, file: Path) -> None:
        """Open a backup from where it lies, and read all of its sealed files."""
        from clinic_app.use_cases.backing_up.checking import verify
        from clinic_app.use_cases.backups import Came

        clinic, now = self._clinic, self._clock()
        if clinic is None or self.is_busy():
            return
        self._run(
            lambda: clinic.backups.source(now),
            lambda source, watch: Came(None, (verify(source, file, now, watch),)),
            clinic.backups.note,
        )

    # --- one go -------------------------------------------------------------------------------------------------

    def _ask(self, *, at_once: bool) -> None:
        clinic, now = self._clinic, self._clock()
        if clinic is None or self.is_busy() or self._asking:
            return
        self._asking = True

        def plan() -> Any:
            if not at_once and not clinic.backups.is_due(now):
                return None
            return clinic.backups.due(now, at_once=at_once), clinic.backups.source(now)

        self._tasks.on_vault(plan, lambda told: self._planned(clinic, told, now), self._not_planned, owner=self)

    def _planned(self, clinic: Any, told: Any, now: datetime) -> None:
        self._asking = False
        if told is not None and clinic is self._clinic and not self.is_busy():
            from clinic_app.use_cases import backups

            due, source = told
            self._far(clinic, lambda watch: backups.run(due, now, source, watch), clinic.backups.note)

    def _not_planned(self, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, NoBackupPlace):
            self.ended.emit(error)

    def _run(self, source: Callable[[], Any], work: Callable[[Any, Watch], Any], note: Callable[[Any], object]) -> None:
        clinic = self._clinic

        def begin(made: Any) -> None:
            if clinic is self._clinic and not self.is_busy():
                self._far(clinic, lambda watch: work(made, watch), note)

        self._tasks.on_vault(source, begin, self.ended.emit, owner=self)

    def _far(self, clinic: Any, work: Callable[[Watch], Any], note: Callable[[Any], object]) -> None:
        self._watch = watch = Watch()
        self._beat.start()
        self.stepped.emit()
        self._tasks.far_away(
            lambda: _lightly(lambda: work(watch)),
            lambda came: self._came(clinic, came, note),
            lambda error: self._failed(clinic, error),
            owner=self,
        )

    def _came(self, clinic: Any, came: Any, note: Callable[[Any], object]) -> None:
        self._rest()
        if clinic is not self._clinic:
            if hasattr(came, "made"):
                self._kept.setdefault(clinic.folder, []).append(came)
            return
        self.waiting, self.failed = False, None
        self._tasks.on_vault(
            lambda: note(came), lambda _noted: self.ended.emit(_spoiled_in(came)), self.ended.emit, owner=self
        )

    def _failed(self, clinic: Any, error: Exception) -> None:
        self._rest()
        if clinic is not self._clinic:
            return
        self.waiting = isinstance(error, BackupPlaceMissing)
        if not isinstance(error, (BackupPlaceMissing, BackupBusy, Cancelled)):
            self.failed = error
        if not self.waiting:
            self._not_before = self._clock() + AGAIN_AFTER_FAILURE
        self.ended.emit(error)

    def _rest(self) -> None:
        self._watch = None
        self._beat.stop()
        self.stepped.emit()


def _lightly(work: Callable[[], Any]) -> Any:
    """Do `work`, giving way ten times as often as usual: looking through a copy of 100,000 records must not make
    whoever saves meanwhile wait five milliseconds at each of its steps.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 10)
    try:
        return work()
    finally:
        sys.setswitchinterval(before)


def _spoiled_in(came: Any) -> Exception | None:
    """What reading old backups again has found out."""
    from clinic_app.errors import BackupDamaged

    lost = [one.name for one in getattr(came, "verified", ()) if one.lost]
    names = [*getattr(came, "spoiled", ()), *lost]
    return BackupDamaged(file=", ".join(names)) if names else None
