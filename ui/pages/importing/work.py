"""The work behind the import page, on the vault's thread: looking at a sheet, taking it in, putting it back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from clinic_app.errors import Cancelled
from ui.tasks import WorksFor
from ui.watch import Watch


@dataclass(frozen=True)
class Looked:
    """A sheet, the plan for it, and whether its mapping is remembered."""

    sheet: Any
    plan: Any
    remembered: bool


class Looking(QObject):
    """Reads and plans; nothing is written. A newer look replaces the one before, which stops by itself."""

    looked = Signal(object)
    planned = Signal(object)
    failed = Signal(object)
    stepped = Signal(int, int)

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QObject) -> None:
        super().__init__(parent)
        self._clinic, self._tasks = clinic, tasks
        self._round = 0
        self._watch: Watch | None = None

    @property
    def busy(self) -> bool:
        return self._watch is not None

    def read(self, file: Path, kind: str, wish: Any, *, update: bool) -> None:
        """Read a file as `wish` says and plan it with the remembered or guessed mapping."""
        turn, watch = self._begin()
        importing = self._clinic.importing

        def look() -> Looked:
            sheet = importing.read(file, kind, wish, watch)
            remembered = importing.remembered(sheet.headings, kind) is not None
            plan = importing.plan(file, kind, sheet=sheet, update=update, progress=watch)
            return Looked(sheet, plan, remembered)

        self._tasks.on_vault(
            look, lambda found: self._end(turn, self.looked, found), lambda e: self._fail(turn, e), owner=self
        )

    def plan(self, file: Path, kind: str, sheet: Any, mapping: Any, *, update: bool) -> None:
        """Plan a sheet that was read, with the mapping of the person."""
        turn, watch = self._begin()
        importing = self._clinic.importing
        self._tasks.on_vault(
            lambda: importing.plan(file, kind, mapping=mapping, sheet=sheet, update=update, progress=watch),
            lambda plan: self._end(turn, self.planned, plan),
            lambda error: self._fail(turn, error),
            owner=self,
        )

    def _begin(self) -> tuple[int, Watch]:
        if self._watch is not None:
            self._watch.stop()
        self._watch = watch = Watch(self)
        watch.stepped.connect(self.stepped)
        self._round += 1
        return self._round, watch

    def _end(self, turn: int, told: Any, found: object) -> None:
        if turn == self._round:
            self._watch = None
            told.emit(found)

    def _fail(self, turn: int, error: Exception) -> None:
        if turn == self._round and not isinstance(error, Cancelled):
            self._watch = None
            self.failed.emit(error)


@dataclass(frozen=True)
class Undone:
    """What undoing an import did: `binned` records, `back`: records that say again what they said; `edited` stay."""

    changes: Any
    binned: int
    back: int
    edited: tuple[Any, ...]


class Taking(QObject):
    """Carries a plan out, or takes it back: each one transaction, which Stop takes back as a whole."""

    done = Signal(object)
    put_back = Signal(object)
    failed = Signal(object)
    stepped = Signal(int, int)

    def __init__(self, clinic: Any, tasks: WorksFor, parent: QObject) -> None:
        super().__init__(parent)
        self._clinic, self._tasks = clinic, tasks
        self._watch: Watch | None = None

    @property
    def busy(self) -> bool:
        return self._watch is not None

    def take_in(self, plan: Any) -> None:
        """Do what the plan says."""
        watch = self._begin()
        self._tasks.on_vault(
            lambda: self._clinic.importing.carry_out(plan, watch),
            lambda done: self._end(self.done, done),
            lambda error: self._end(self.failed, error),
            owner=self,
        )

    def undo(self, kind: str, done: Any) -> None:
        """Put the records that came in, and the people who came with them, into the bin; what was changed says again
        what it said, but for what was edited since.
        """
        watch, clinic = self._begin(), self._clinic

        def put_away() -> Undone:
            with clinic.in_one_change():
                back = clinic.importing.take_back(done, watch)
                stays = {id for one in back.edited for id in getattr(one.after, "opponent_ids", ())}
                changes = back.changes | clinic.several.archive(kind, done.ids, progress=watch).changes
                people = () if kind == "person" else [id for id in done.people_ids if id not in stays]
                changes = changes | clinic.several.archive("person", people, progress=watch).changes
                return Undone(changes, len(done.ids), len(back.ids), back.edited)

        self._tasks.on_vault(
            put_away,
            lambda undone: self._end(self.put_back, undone),
            lambda error: self._end(self.failed, error),
            owner=self,
        )

    def stop(self) -> None:
        """Ask the work to end; nothing of it stays."""
        if self._watch is not None:
            self._watch.stop()

    def _begin(self) -> Watch:
        self._watch = watch = Watch(self)
        watch.stepped.connect(self.stepped)
        return watch

    def _end(self, told: Any, found: object) -> None:
        self._watch = None
        told.emit(found)
