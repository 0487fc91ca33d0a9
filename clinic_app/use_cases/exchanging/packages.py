"""What became of the packages of a merge, and what their file names tell people. Values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from clinic_app.changes import Changes
from clinic_app.errors import NotTrusted, file_error
from clinic_app.exchange.manifest import Stretch
from clinic_app.exchange.package import SUFFIX, address_of
from clinic_app.journal.audience import office_of
from clinic_app.journal.stream import Stream
from clinic_app.records.link import COORDINATORS_HOME
from clinic_app.use_cases.desk import Desk
from clinic_app.wording.words import _

MERGED, NOTHING_NEW, HELD, REFUSED = "merged", "nothing_new", "held", "refused"
_NOT_KEPT = ("touched", "names", "sha256")  # lists as long as the package; the journal knows them by the package's row


@dataclass(frozen=True)
class Counts:
    """Records that are new here or changed; of both together so many in conflict, newly archived, newly erased."""

    new: int = 0
    changed: int = 0
    conflicts: int = 0
    archived: int = 0
    erased: int = 0


@dataclass(frozen=True)
class PackageTaken:
    """What became of one file.

    `reason` is a code; `missing` names packages that must come first; `new`, `changed`, `conflicts` count records.
    `office` and `letter` are the sending laptop's. `touched` are (type, record) of what was read anew, `names` the
    entries it brought, `sha256` the hash of its bytes; none of them is kept in reports.
    """

    file: str
    package: str
    status: str
    reason: str = ""
    missing: tuple[str, ...] = ()
    new: int = 0
    changed: int = 0
    conflicts: int = 0
    sender: str = ""
    audience: str = ""
    office: str = ""
    letter: str = ""
    touched: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def file_name(self) -> str:
        return Path(self.file).name

    def kept(self) -> dict[str, Any]:
        """What a report keeps of it: names of packages and counts, and of the file no more than its name."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _NOT_KEPT}
        return told | {"file": self.file_name}

    @classmethod
    def recalled(cls, told: dict[str, Any]) -> PackageTaken:
        """A package behind what a report of this or an older program kept."""
        known = {one.name for one in fields(cls)} - set(_NOT_KEPT)
        values = {name: value for name, value in told.items() if name in known}
        return cls(**(values | {"missing": tuple(values.get("missing", ()))}))


@dataclass(frozen=True)
class ObjectsTaken:
    """Sealed files beside packages: names of those taken in; (file, why) of those refused, `why` a code; how many
    that attachments here name have not come; how many lay there that nothing here names.
    """

    taken: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    missing: int = 0
    ignored: int = 0


@dataclass(frozen=True)
class MergeDone:
    """A whole merge, in the order of the files. `run`: the number under which it was kept, 0 when nothing was taken."""

    packages: tuple[PackageTaken, ...]
    changes: Changes
    run: int = 0
    objects: ObjectsTaken = ObjectsTaken()

    @property
    def refused(self) -> bool:
        return any(package.status == REFUSED for package in self.packages)


def stream_of(stretch: Stretch) -> Stream:
    """The stream a stretch is of."""
    return Stream(stretch.stream, stretch.device, stretch.audience)


def label_of(office: str, audience: str) -> str:
    """The first part of a package's file name: the sender's office, and for whom it is when that is not the usual."""
    if audience == f"shared:{office}":
        return office
    if audience == f"office:{office}":
        return f"{office}-own"
    return f"{office}-to-{office_of(audience)}" if office_of(audience) else f"{office}-{audience}"


def files_of(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """(file, whether it was found in a folder); a file named twice counts once. FileUnreadable when a stick fails."""
    found: dict[Path, bool] = {}
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else None  # `glob` passes over where it may not look
        except OSError as problem:
            raise file_error(problem, path, writing=False) from None
        if inside is None:
            found[path] = False
            continue
        for file in inside:
            if file.name.endswith(SUFFIX):
                found.setdefault(file, True)
    return list(found.items())


def audience_of(data: bytes) -> str:
    """The audience a package says it is for, unverified; nothing when it is no package."""
    try:
        return address_of(data).audience
    except NotTrusted:
        return ""


def claimed_name(data: bytes) -> str:
    """The name a package says it has, unverified; nothing when it is no package."""
    try:
        return address_of(data).file_name
    except NotTrusted:
        return ""


def office_names(desk: Desk) -> dict[str, str]:
    """office id -> name, as the roster and the offices' own records tell; links across offices have a home too."""
    with desk.vault.looking():
        names = {one.office: one.office_name for one in desk.roster().laptops.values() if one.office_name}
        ids = desk.vault.records.ids("office", archived=None)
        own = desk.vault.records.column("office", "name", ids)
    links = {COORDINATORS_HOME: _("Coordinators")}
    return names | {office: str(name) for office, name in own.items() if name} | links
