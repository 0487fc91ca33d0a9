"""A stick that comes with packages for this office: whoever sits here is asked, quietly and once, whether to read it.

Nothing on a stick is believed here. Of a file only its address is looked at, a claim that no signature was checked for;
it decides whether to ask, and never what is taken in.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_app.use_cases.identity import Identity
from ui.tasks import WorksFor

EVERY_MS = 5000
MOST_ENTRIES = 2000  # of one folder; a stick full of photographs is no reason to read for minutes
MOST_FOLDERS = 50
MOST_FILES = 400
_BLOCK, _SIGNATURE_MOST = 512, 4096
_TAKEN = ("merged", "held", "nothing_new")
_MOUNTS = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


@dataclass(frozen=True)
class Volume:
    """Something that is plugged in: what tells it from others, its top folder, and its free bytes: when they change,
    something was written to it.
    """

    mark: str
    root: Path
    free: int = 0


@dataclass(frozen=True)
class Found:
    """Packages for us on a stick: in which folders, how many, and what tells this stick with this content from all
    others (a hash; no name of it is kept).
    """

    folders: tuple[Path, ...]
    packages: int
    mark: str


def plugged_in() -> list[Volume]:
    """The volumes that a person can carry away, as far as the system tells. Far thread: it may hang on a dead one."""
    from PySide6.QtCore import QStorageInfo

    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        drive = sys.platform == "win32" and len(root) == 3 and not root.upper().startswith("C")
        if volume.isValid() and volume.isReady() and (drive or root.startswith(_MOUNTS)):
            mark = bytes(volume.device().data()).decode("utf-8", "replace")
            found.append(Volume(f"{mark} {volume.name()}", Path(root), volume.bytesFree()))
    return found


def taken_by(clinic: Any) -> set[tuple[str, str]]:
    """Vault's thread: (device, package) of the packages that came of late and were taken in."""
    return {(one.sender, one.package) for one in clinic.exchange.reports() if one.status in _TAKEN}


def look_at(volume: Volume, me: Identity, taken: Container[tuple[str, str]] = ()) -> Found | None:
    """The packages for `me` in the top folder of a stick and in the folders there; None when there are none.

    `taken`: (device, package) of those that were taken in already.
    """
    told, folders = hashlib.sha256(volume.mark.encode("utf-8", "surrogatepass")), []
    count = 0
    with suppress(OSError):  # a stick may be pulled out at any moment
        for folder in _folders(volume.root):
            here = sorted(_for_us(folder, me, taken))
            count += len(here)
            if here:
                folders.append(folder)
            for line in here:
                told.update(line.encode("utf-8", "surrogatepass"))
            if count >= MOST_FILES:
                break
    return Found(tuple(folders), count, told.hexdigest()) if count else None


def _folders(root: Path) -> Iterator[Path]:
    yield root
    with os.scandir(root) as inside:
        names = [one.path for one in islice(inside, MOST_ENTRIES) if one.is_dir(follow_symlinks=False)]
    yield from (Path(name) for name in sorted(names)[:MOST_FOLDERS])


def _for_us(folder: Path, me: Identity, taken: Container[tuple[str, str]]) -> Iterator[str]:
    """A line for each package in `folder` that says it is for us and from somebody else."""
    with os.scandir(folder) as inside:
        names = [one.path for one in islice(inside, MOST_ENTRIES) if one.name.endswith(".clinic")]
    for name in names[:MOST_FILES]:
        told = _address(Path(name))
        if told is not None and _is_for(told[0], me) and (told[0].sender, told[0].file_name) not in taken:
            yield f"{name}\n{told[1]}\n"


def _is_for(address: Any, me: Identity) -> bool:
    from clinic_app.journal.audience import reads

    if address.network != me.network_id or address.sender == me.device_id:
        return False
    # Of a newer format the audience is not known: reading it will say so.
    return not address.audience or reads(address.audience, me.office_id, me.coordinator)


def _address(file: Path) -> tuple[Any, int] | None:
    """(the address that a package claims, its size), read from two places of the file; None when it is no package."""
    from clinic_app.exchange.envelope import claimed, read_address

    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return None
        with file.open("rb") as handle:
            size = os.fstat(handle.fileno()).st_size
            first = handle.read(_BLOCK)
            handle.seek(_BLOCK + -(-_size(first, "package.age") // _BLOCK) * _BLOCK)
            length = _size(handle.read(_BLOCK), "package.age.minisig")
            if length > _SIGNATURE_MOST:
                return None
            return read_address(claimed(handle.read(length))[1]), size
    except (OSError, ValueError):
        return None


def _size(header: bytes, name: str) -> int:
    if header[:100].rstrip(b"\0") != name.encode("ascii"):
        raise ValueError("another member")
    return int(header[124:135], 8)


class Sticks(QObject):
    """Looks every few seconds while a case book is open. `offered` carries a Found to be read; `gone`: it was pulled
    out.

    Each stick with each content is offered once.
    """

    offered = Signal(object)
    gone = Signal()

    def __init__(
        self, tasks: WorksFor, parent: QObject | None = None, volumes: Callable[[], Sequence[Volume]] = plugged_in
    ) -> None:
        super().__init__(parent)
        self._tasks, self._volumes = tasks, volumes
        self._me: Identity | None = None
        self._taken: frozenset[tuple[str, str]] = frozenset()
        self._looking = False
        self._asked: set[str] = set()
        self._known: dict[Volume, Found | None] = {}
        self._offer: tuple[Volume, Found] | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def begin(self, me: Identity, taken: Iterable[tuple[str, str]] = ()) -> None:
        """A case book was opened; without a network no package is for it."""
        self._me, self._taken, self._known = me, frozenset(taken), {}
        self._timer.stop()
        if me.network_id:
            self._timer.start()

    def stop(self) -> None:
        """It is being closed. What nobody has answered is offered again after the next opening."""
        self._timer.stop()
        self._me, self._offer = None, None

    def offer(self) -> Found | None:
        """What is offered and nobody has answered."""
        return self._offer[1] if self._offer is not None else None

    def answered(self) -> None:
        """Whoever was asked has said yes or no."""
        if self._offer is not None:
            self._asked.add(self._offer[1].mark)
            self._offer = None

    def look(self) -> None:
        """See what is plugged in, far from the window; one look at a time."""
        me, taken, known, volumes = self._me, self._taken, dict(self._known), self._volumes
        if me is None or self._looking:
            return
        self._looking = True

        def work() -> dict[Volume, Found | None]:
            # A stick that stays is not read again: packages that somebody copies onto it now were seen here.
            return {one: known[one] if one in known else look_at(one, me, taken) for one in volumes()}

        self._tasks.far_away(work, lambda seen: self._seen(me, seen), lambda _error: self._ready(), owner=self)

    def _ready(self) -> None:
        self._looking = False

    def _seen(self, me: Identity, seen: dict[Volume, Found | None]) -> None:
        self._ready()
        if me is not self._me:
            return
        self._known = seen
        if self._offer is not None and self._offer[0] not in seen:
            self._offer = None
            self.gone.emit()
        if self._offer is not None:
            return
        for volume, found in seen.items():
            if found is not None and found.mark not in self._asked:
                self._offer = (volume, found)
                self.offered.emit(found)
                return
