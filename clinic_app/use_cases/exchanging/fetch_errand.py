"""Fetching from a place, as a frozen value that runs on any thread: it lists, reads indexes, and loads what is for us.

It knows no vault and believes nothing but signatures and hashes; what it brings is merged, and judged again, there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clinic_app.errors import Cancelled, ClinicError, NotThere, Spoiled
from clinic_app.exchange.index import ATTACHMENT, PACKAGE
from clinic_app.exchange.package import SUFFIX
from clinic_app.store.place_tables import FlatRow, IndexRow
from clinic_app.transport.fetching import fetch
from clinic_app.transport.pace import Pace, Stop, never
from clinic_app.transport.place import MIB, Place
from clinic_app.use_cases.exchanging.addresses import objects_folder
from clinic_app.use_cases.exchanging.door import Door
from clinic_app.use_cases.exchanging.flat import look_flat
from clinic_app.use_cases.exchanging.indexes_there import IndexesThere, Looker
from clinic_app.use_cases.exchanging.oddities import Odd, Oddity
from clinic_app.use_cases.exchanging.within import Within

SEALED = ".age"

Tell = Callable[[Any], object]


def quiet(_step: object) -> None:
    """The `tell` of work that nobody watches."""


@dataclass(frozen=True)
class Wanted:
    """An object to fetch, and which index of whom announced it."""

    sha256: str
    bytes: int
    kind: str
    group: str
    device: str
    life: str


@dataclass(frozen=True)
class Fetched:
    """What an errand brought. `read`: indexes that were believed, with what of them is for us; `packages`, `files`:
    loaded, or lying in the folder; `strangers`: groups where a laptop wrote that the roster does not know yet;
    `lost`: one's own newest index lies there no more; `problem`: why it ended early.
    """

    place: str
    read: tuple[IndexRow, ...] = ()
    packages: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()
    flat: tuple[FlatRow, ...] = ()
    flat_gone: tuple[str, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    strangers: tuple[str, ...] = ()
    lost: bool = False
    copied: bool = False
    of_files: bool = False
    stopped: bool = False
    pace: int = 0
    problem: ClinicError | None = None


@dataclass(frozen=True)
class FetchErrand:
    """One way to a place and back. `groups`: folders of indexes to look into, none: only what is known already;
    `seen`: packages that need not come; `sealed`: the sealed files that are lacking here, by name and size; `flat`:
    what was read in the folder before; `files`: load sealed files, no packages.
    """

    door: Door
    looker: Looker
    groups: tuple[str, ...]
    seen: frozenset[str]
    sealed: Mapping[str, int]
    to: Path
    flat: tuple[FlatRow, ...] = ()
    files: bool = False
    patience: int = 6
    pace: int = 0

    @property
    def place(self) -> str:
        """The name of the place."""
        return self.door.name

    def run(self, tell: Tell = quiet, stop: Stop = never) -> Fetched:
        """Go there, look, and bring what is for us; whatever stops it stands in the answer, with what came by then."""
        return _Fetching(self, tell, stop).run()


@dataclass
class _Brought:
    packages: list[Path] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    flat: tuple[FlatRow, ...] = ()
    flat_gone: tuple[str, ...] = ()
    oddities: dict[Oddity, None] = field(default_factory=dict)


class _Fetching:
    """One errand under way."""

    def __init__(self, errand: FetchErrand, tell: Tell, stop: Stop) -> None:
        self._errand = errand
        self._tell = tell
        self._stop = stop
        self._pace = Pace(errand.pace, patience=errand.patience) if errand.pace else Pace(patience=errand.patience)
        self._there = IndexesThere(errand.looker, self._pace, stop)
        self._brought = _Brought()

    def run(self) -> Fetched:
        problem: ClinicError | None = None
        stopped = False
        place = self._errand.door.open()
        try:
            self._work(place)
        except Cancelled:
            stopped = True
        except ClinicError as failed:
            problem = failed
        finally:
            place.close()
        there, brought = self._there, self._brought
        return Fetched(
            place=self._errand.place,
            read=tuple(there.read.values()),
            packages=tuple(brought.packages),
            files=tuple(brought.files),
            flat=brought.flat,
            flat_gone=brought.flat_gone,
            oddities=tuple(dict.fromkeys([*there.oddities, *brought.oddities])),
            strangers=tuple(there.strangers),
            lost=there.lost,
            copied=there.copied,
            of_files=self._errand.files,
            stopped=stopped,
            pace=self._pace.size,
            problem=problem,
        )

    def _work(self, place: Place) -> None:
        for group in self._errand.groups:
            self._there.look(place, group)
        folder = self._errand.door.folder
        if folder is not None:
            self._take_flat(folder)
            return
        for wanted in self._in_order(self._wanted()):
            self._load(place, wanted)

    def _wanted(self) -> list[Wanted]:
        """What the newest indexes announce for us and has not come: packages, or sealed files that are lacking."""
        errand = self._errand
        rows = {
            (row.under, row.device, row.life): row for row in errand.looker.known if row.device != errand.looker.device
        }
        found: dict[str, Wanted] = {}
        for row in (rows | self._there.read).values():
            for sha256, size, kind in row.objects:
                lacking = errand.sealed.get(sha256) == size if kind == ATTACHMENT else sha256 not in errand.seen
                if lacking and (kind == ATTACHMENT) == errand.files:
                    found.setdefault(sha256, Wanted(sha256, size, kind, row.under, row.device, row.life))
        return list(found.values())

    def _in_order(self, wanted: Iterable[Wanted]) -> list[Wanted]:
        """As the groups stand, everyone's first, for there is the roster; the small before the large."""
        place = {group: number for number, group in enumerate(self._errand.groups)}
        return sorted(wanted, key=lambda one: (place.get(one.group, len(place)), one.bytes, one.sha256))

    def _load(self, place: Place, wanted: Wanted) -> None:
        """Load one object; what is missing or other than announced is odd, and stops nothing."""
        suffix, kept = (SUFFIX, self._brought.packages) if wanted.kind == PACKAGE else (SEALED, self._brought.files)
        to = self._errand.to / f"{wanted.sha256}{suffix}"
        if to.is_file() and _sha256(to) == wanted.sha256:  # it came before the program was killed
            kept.append(to)
            return
        there = Within(place, objects_folder(self._errand.looker.network, wanted.life))
        try:
            fetch(there, wanted.sha256, wanted.sha256, wanted.bytes, to, self._pace, self._tell, self._stop)
        except NotThere:
            if self._there.still_says(place, wanted.group, wanted.device, wanted.life):
                self._odd(Odd.WITHHELD, wanted)
        except Spoiled:
            self._odd(Odd.SPOILED, wanted)
        else:
            kept.append(to)

    def _take_flat(self, folder: Path) -> None:
        """What lies flat in a folder, carried by hand or left by `sync`; of what is announced, what is not there."""
        wanted = self._wanted()
        if self._errand.files:
            for name in sorted(self._errand.sealed):
                path = folder / f"{name}{SEALED}"
                if path.is_file() and not path.is_symlink():
                    self._brought.files.append(path)
            return
        found = look_flat(folder, self._errand.flat, {one.bytes for one in wanted}, self._stop)
        self._brought.flat, self._brought.flat_gone = found.rows, found.gone
        self._brought.packages = [folder / row.name for row in found.here if row.sha256 not in self._errand.seen]
        if found.more:
            self._odd(Odd.JUNK)
            return
        here = {row.sha256 for row in found.here}
        for one in wanted:
            if one.sha256 not in here:
                self._odd(Odd.WITHHELD, one)

    def _odd(self, what: Odd, wanted: Wanted | None = None) -> None:
        office, letter = self._there.laptop(wanted.device) if wanted else ("", "")
        self._brought.oddities[Oddity(self._errand.place, what, office, letter)] = None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(MIB):
            digest.update(block)
    return digest.hexdigest()
