"""Places, errands and lines for tests of the window: the seam of the case book, with nothing behind it but lists."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import Cancelled, ClinicError, ExchangeBusy, PlaceFailed, Trouble, VaultDamaged
from ui.connection import Line

SEALED = b"sealed bytes"


class SteeredLine(Line):
    """A line that a test lets come and go."""

    def __init__(self, online: bool = True, metered: bool = False) -> None:
        super().__init__()
        self._online, self._metered = online, metered

    def turn(self, online: bool, metered: bool = False) -> None:
        self._online, self._metered = online, metered
        self.changed.emit()

    def online(self) -> bool:
        return self._online

    def metered(self) -> bool:
        return self._metered


@dataclass(frozen=True)
class Step:
    """What an errand tells on its way."""

    sha256: str
    done: int
    part: object = None
    seconds_left: int | None = None


@dataclass
class FarPlace:
    """A place: what happens there is told in `seen`, with the thread; `trouble` is raised, `gate` keeps it waiting in
    what `gated` names.
    """

    name: str
    kind: str = "webdav"
    trouble: Trouble | None = None
    gate: threading.Event | None = None
    gated: tuple[str, ...] = ("fetch", "leave", "files")
    deaf: bool = False  # a call that hangs hears no Stop
    packages: int = 1
    seen: list[tuple[str, str]] = field(default_factory=list)
    last_good: Any = None
    problem: Any = None
    problem_at: Any = None
    next_try: Any = None

    def meet(self, what: str, stop: Callable[[], bool]) -> None:
        self.seen.append((what, threading.current_thread().name))
        if self.gate is not None and what in self.gated:
            while not self.gate.wait(0.01):
                if stop() and not self.deaf:
                    raise Cancelled
        if self.trouble is not None:
            raise PlaceFailed(self.name, self.trouble)


@dataclass(frozen=True)
class Fetching:
    at: FarPlace
    files: bool = False
    patience: int = 6

    @property
    def place(self) -> str:
        return self.at.name

    @property
    def door(self) -> FarPlace:
        return self.at

    def run(self, _tell: Callable[[Any], object], stop: Callable[[], bool]) -> Any:
        return came_back(self.place, lambda: self.at.meet("files" if self.files else "fetch", stop), files=self.files)


@dataclass(frozen=True)
class Leaving:
    at: FarPlace
    sealed: tuple[bytes, ...]

    more: bool = False

    @property
    def place(self) -> str:
        return self.at.name

    @property
    def door(self) -> FarPlace:
        return self.at

    @property
    def bytes(self) -> int:
        return sum(map(len, self.sealed))

    def run(self, tell: Callable[[Any], object], stop: Callable[[], bool]) -> Any:
        def work() -> None:
            tell(Step("a" * 64, 4))
            self.at.meet("leave", stop)
            tell(Step("a" * 64, self.bytes))

        return came_back(self.place, work)


def came_back(place: str, work: Callable[[], object], **more: Any) -> Any:
    """What an errand brings home: what stopped it stands in the answer."""
    stopped, problem = False, None
    try:
        work()
    except Cancelled:
        stopped = True
    except ClinicError as failed:
        problem = failed
    return SimpleNamespace(place=place, stopped=stopped, problem=problem, steps=(), **more)


class FarExchange:
    """`clinic.exchange`, `.places`, `.outbox` in one; every call of it is written down with its thread."""

    def __init__(self, places: Sequence[FarPlace], *, files: bool = False) -> None:
        self.at = {place.name: place for place in places}
        self.calls: list[tuple[str, Any]] = []
        self.threads: set[str] = set()
        self.noted: list[Any] = []
        self.held = 0
        self.most_held = 0
        self.elsewhere = False  # another program is at it
        self.closed = False
        self.late: list[str] = []  # what was called after the case book was closed
        self._files = files

    def _heard(self, name: str, what: Any) -> None:
        if self.closed:
            self.late.append(name)
            raise VaultDamaged(file="vault.db", part="closed")
        self.calls.append((name, what))
        self.threads.add(threading.current_thread().name)

    # exchange
    def hold(self) -> Any:
        self._heard("hold", None)
        return self.hold_of(None)

    def hold_of(self, _folder: Path | None) -> Any:
        """Also behind the lock."""
        if self.elsewhere:
            raise ExchangeBusy
        self.held += 1
        self.most_held = max(self.most_held, self.held)
        return SimpleNamespace(release=self._release)

    def _release(self) -> None:
        self.held -= 1

    def begin_fetch(self, place: str) -> Any:
        self._heard("begin_fetch", place)
        return Fetching(self.at[place])

    def take_fetched(self, fetched: Any) -> Any:
        self._heard("take_fetched", fetched.place)
        changes = Changes.of("consultation", ["1"]) if not fetched.files else Changes()
        wanted = Fetching(self.at[fetched.place], True) if self._files and not fetched.files else None
        return SimpleNamespace(merged=(), changes=changes, oddities=(), wanted=wanted)

    def begin_leaving(self, place: str, seal: bool = True) -> Any:
        self._heard("begin_leaving" if seal else "begin_leaving_sealed", place)
        return Leaving(self.at[place], (SEALED,) * self.at[place].packages) if self.at[place].packages else None

    def note_left(self, left: Any) -> None:
        self._heard("note_left", left)
        self.noted.append(left)

    def waiting(self) -> Any:
        return SimpleNamespace(packages=0, bytes=0, unsealed=0, entries=0)

    def last_exchange(self) -> None:
        return None

    # places, outbox
    def all(self) -> list[FarPlace]:
        self._heard("all", None)
        return list(self.at.values())

    def rows(self) -> list[Any]:
        return []

    def done(self, name: str) -> list[Any]:
        """What `name` was called with."""
        return [what for called, what in self.calls if called == name]


def clinic_of(exchange: FarExchange, folder: Path | None = None, network: str = "n" * 40) -> Any:
    """A case book with nothing in it but the exchange."""
    identity = SimpleNamespace(network_id=network, device_id="me", office_id="NAR1", coordinator=False)
    return SimpleNamespace(
        exchange=exchange, places=exchange, outbox=exchange, identity=identity, folder=folder or Path("book")
    )
