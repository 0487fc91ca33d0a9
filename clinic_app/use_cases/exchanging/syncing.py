"""`sync`: one place after another, the errands of each one after the other on this very thread. For commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import ClinicError, FileUnreadable, FileUnwritable, PlaceFailed
from clinic_app.use_cases.exchanging.arrivals import Arrivals
from clinic_app.use_cases.exchanging.departures import Departures
from clinic_app.use_cases.exchanging.fetch_errand import Tell, quiet
from clinic_app.use_cases.exchanging.leave_errand import LeaveErrand
from clinic_app.use_cases.exchanging.oddities import Oddity
from clinic_app.use_cases.exchanging.packages import NOTHING_NEW, PackageTaken
from clinic_app.use_cases.exchanging.rungs import THERE, Left
from clinic_app.use_cases.exchanging.sealing import PackageMade

PATIENCE = 6  # failures in a row without any progress, with waits between
MOST_ROUNDS = 50  # errands to one place in one sync: each brings or leaves something


@dataclass(frozen=True)
class PlaceSynced:
    """What one place gave and took: counts of packages, and why it ended early."""

    name: str
    fetched: int = 0
    published: int = 0
    waiting: int = 0
    problem: ClinicError | None = None


@dataclass(frozen=True)
class SyncDone:
    """What one `sync` did; `problem` is the first error that stopped it at a place, if any."""

    fetched: int
    merged: tuple[PackageTaken, ...]
    published: tuple[PackageMade, ...]
    waiting: int
    last_good: str
    problem: ClinicError | None
    oddities: tuple[Oddity, ...] = ()
    places: tuple[PlaceSynced, ...] = ()
    changes: Changes = field(default_factory=Changes)


@dataclass
class _Round:
    merged: list[PackageTaken] = field(default_factory=list)
    published: list[PackageMade] = field(default_factory=list)
    oddities: dict[Oddity, None] = field(default_factory=dict)
    places: list[PlaceSynced] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


class Syncing:
    """Runs errands to places with an open vault."""

    def __init__(self, arrivals: Arrivals, departures: Departures) -> None:
        self._arrivals = arrivals
        self._departures = departures

    def sync(self, names: Sequence[str], *, wait: bool = True, tell: Tell = quiet) -> _Round:
        """Fetch and merge, then seal and leave, at each of these places; what failed at one holds up no other."""
        done, patience = _Round(), PATIENCE if wait else 1
        for name in names:
            problem: ClinicError | None
            before = len(done.merged), len(done.published)
            try:
                problem = self._fetch(name, patience, done, tell) or self._leave(name, patience, done, tell)
            except (PlaceFailed, FileUnreadable, FileUnwritable) as failed:  # its settings, or a stick that is gone
                problem = failed
            fetched = sum(one.status != NOTHING_NEW for one in done.merged[before[0] :])
            published = len(done.published) - before[1]
            done.places.append(PlaceSynced(name, fetched, published, self._departures.waiting(name), problem))
        return done

    def _fetch(self, name: str, patience: int, done: _Round, tell: Tell) -> ClinicError | None:
        errand = self._arrivals.begin(name, patience)
        for _ in range(MOST_ROUNDS):
            brought = errand.run(tell)
            taken = self._arrivals.take(brought)
            done.merged += taken.merged
            done.oddities |= dict.fromkeys(taken.oddities)
            done.changes = done.changes | taken.changes
            if brought.problem or taken.wanted is None:
                return brought.problem
            errand = replace(taken.wanted, patience=patience)
        return None

    def _leave(self, name: str, patience: int, done: _Round, tell: Tell) -> ClinicError | None:
        errand = self._departures.begin(name, patience=patience)
        for _ in range(MOST_ROUNDS):
            if errand is None:
                return None

            def note(step: Any) -> None:
                self._departures.note(step)
                tell(step)

            left = errand.run(note)
            done.published += self._published(errand, left)  # before receipts go
            self._departures.note(left)
            ours = any(step.ours for step in left.steps)  # damaged here: the rest goes with the next errand
            if left.problem and not ours:
                return left.problem
            if not (errand.more or ours):
                return None
            errand = self._departures.begin(name, seal=False, patience=patience)
        return None

    def _published(self, errand: LeaveErrand, left: Left) -> list[PackageMade]:
        """The packages that were read back at a place."""
        folder = errand.door.folder
        there = {step.sha256: step.name for step in left.steps if step.what == THERE}
        made = self._departures.made(errand.place, list(there))
        return [replace(one, file=str(folder / one.name) if folder else f"{errand.place}: {one.name}") for one in made]


def first_problem(places: Sequence[PlaceSynced]) -> ClinicError | None:
    """Why the first place that ended early did so."""
    return next((one.problem for one in places if one.problem), None)
