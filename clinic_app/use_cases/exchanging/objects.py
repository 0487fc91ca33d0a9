"""Sealed files beside packages: `<SHA-256 of the sealed file>.age`. They are left with the packages that name them and
with whoever says they lack them, and taken in where a known attachment names them and both hashes are right.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clinic_app.errors import Cancelled, ClinicError, DiskFull, file_error
from clinic_app.exchange.manifest import Attached
from clinic_app.journal.audience import NETWORK, reads
from clinic_app.keys.file_seal import BLOCK
from clinic_app.progress import Progress, Quiet
from clinic_app.records.evidence import Attachment
from clinic_app.store.blobs import is_name
from clinic_app.store.readings import HERE
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.casework import Casework
from clinic_app.use_cases.custody import SENT, Custody
from clinic_app.use_cases.desk import Desk
from clinic_app.use_cases.exchanging.packages import ObjectsTaken, office_names
from clinic_app.use_cases.files import clear_away
from clinic_app.use_cases.sealed_files import SealedPiece

OBJECT = ".age"
MOST_NAMED = 4000  # in one manifest; what lies beside the package is not limited by that
MOST_LACKED = 2000
_OBJECTS_OF = "objects_of"  # package -> the sealed files that its entries name
_LACKS = "lacks"  # "device audience" -> {number of the package that said so, names}


@dataclass(frozen=True)
class Wanted:
    """A sealed file that some attachment names, as that attachment describes it."""

    name: str
    size: int
    sealed_size: int
    sha256: str
    key: str

    def at(self, path: Path) -> SealedPiece:
        return SealedPiece(path, self.name, self.size, self.sha256, self.name, self.sealed_size, self.key)


Missing = Mapping[str, Wanted]  # attachment -> its sealed file
_COLUMNS = ("sealed_name", "sealed_size", "sha256", "size", "sealed_key", "erased")


class Objects:
    """The sealed files of an open vault on their way."""

    def __init__(self, desk: Desk, casework: Casework) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._casework = casework

    # --- what packages say of them ------------------------------------------------------------------------------

    def named_in(self, lines: Iterable[bytes]) -> list[Attached]:
        """The sealed files that these entries name and that are here, by name."""
        found: dict[str, int] = {}
        for line in lines:
            if b'"sealed_name"' not in line:
                continue
            told = json.loads(line).get("fields", {})
            name, size = told.get("sealed_name"), told.get("sealed_size")
            if isinstance(name, str) and isinstance(size, int) and self._vault.blobs.is_here(name, size):
                found[name] = size
        return [Attached(name, size) for name, size in sorted(found.items())]

    def note_package(self, package: str, objects: Sequence[Attached]) -> None:
        """Remember what must lie beside a package, until everybody has acknowledged it; of all others nothing."""
        waiting = self._vault.exchange.names_waiting()
        kept = {name: some for name, some in self._vault.recall(_OBJECTS_OF, {}).items() if name in waiting}
        if objects:
            kept[package] = [one.name for one in objects]
        self._vault.remember(_OBJECTS_OF, kept or None)

    def counts(self) -> dict[str, int]:
        """package -> how many sealed files go with it."""
        return {package: len(names) for package, names in self._vault.recall(_OBJECTS_OF, {}).items()}

    def lacking(self, audience: str, missing: Missing) -> tuple[str, ...]:
        """Those of the `missing` sealed files that an audience names."""
        if audience == NETWORK or not missing:
            return ()
        standing = self._vault.journal.standing_in(sorted(missing), audience)
        return tuple(sorted({missing[record].name for record in standing})[:MOST_LACKED])

    def hear(self, sender: str, audience: str, number: int, lacks: Sequence[str]) -> None:
        """What a laptop says it lacks; an earlier package of its says nothing new."""
        told = self._vault.recall(_LACKS, {})
        key = f"{sender} {audience}"
        if number < told.get(key, {}).get("number", 0):
            return
        told[key] = {"number": number, "names": list(lacks)}
        self._vault.remember(_LACKS, {one: said for one, said in told.items() if said["names"] or one == key})

    # --- leaving ------------------------------------------------------------------------------------------------

    def leave(self, folder: Path, progress: Progress | None = None) -> tuple[str, ...]:
        """Leave beside the packages what they name, and what others lack, the smallest first; the names.

        Each is read back and hash-checked before it gets its name. One that is damaged here is not left. DiskFull,
        FileUnwritable.
        """
        due = self.due()
        paths = {name: path for name in due if (path := self._vault.blobs.path(name)) is not None}
        in_order = sorted(paths, key=lambda name: (paths[name].stat().st_size, name))
        watch, left = progress or Quiet(), []
        for place, name in enumerate(in_order):
            watch.step(place, len(in_order))
            if leave_file(paths[name], folder / f"{name}{OBJECT}", name):
                left.append(name)
        self.note_sent(left, due)
        return tuple(left)

    def due(self) -> dict[str, set[str]]:
        """sealed file -> the audiences it is due to."""
        packages = {one.name: one.audience for one in self._vault.exchange.heads_waiting()}
        due: dict[str, set[str]] = {}
        for package, names in self._vault.recall(_OBJECTS_OF, {}).items():
            for name in names if package in packages else ():
                due.setdefault(name, set()).add(packages[package])
        laptops = self._desk.roster().laptops
        for key, told in self._vault.recall(_LACKS, {}).items():
            device, _, audience = key.partition(" ")
            laptop = laptops.get(device)
            if laptop is None or laptop.removed or not reads(audience, laptop.office, laptop.coordinator):
                continue
            for name, standing in self._audiences(told["names"]).items():
                if audience in standing:
                    due.setdefault(name, set()).add(audience)
        return due

    def _audiences(self, names: Sequence[str]) -> dict[str, set[str]]:
        """sealed file -> the audiences in which an attachment stands that names it."""
        found: dict[str, set[str]] = {}
        for name, id in self._vault.records.having("attachment", "sealed_name", list(names)):
            found.setdefault(str(name), set()).update(self._vault.journal.stands_in(id))
        return found

    def note_sent(self, names: Sequence[str], due: Mapping[str, Collection[str]]) -> None:
        """The custody log says once for each audience that a piece was sent, after it was read back."""
        fresh = [
            (name, audience)
            for name in names
            for audience in sorted(due[name])
            if not self._vault.recall(f"sent:{name}:{audience}")
        ]
        if not fresh:
            return
        custody, offices = Custody(self._desk, self._casework), office_names(self._desk)
        with self._vault.changing():
            for name, audience in fresh:
                self._vault.remember(f"sent:{name}:{audience}", True)
                ids = [id for _, id in self._vault.records.having("attachment", "sealed_name", [name])]
                there = self._vault.journal.standing_in(ids, audience)
                for piece in self._casework.load_many("attachment", sorted(there)):
                    if isinstance(piece, Attachment) and not piece.erased:
                        custody.write(piece, SENT, to_whom=self._readers(audience, offices))

    def _readers(self, audience: str, offices: Mapping[str, str]) -> str:
        me = self._desk.identity
        readers = [one for one in self._desk.roster().readers(audience) if one.id != me.device_id]
        return ", ".join(sorted({offices.get(one.office, one.office) for one in readers}))

    # --- taking in ----------------------------------------------------------------------------------------------

    def take(self, paths: Iterable[Path], progress: Progress | None = None) -> ObjectsTaken:
        """Take in what lies beside the packages, where a known attachment names it and both hashes are right.

        Outside of any transaction: an attachment whose file has not come is a good state. `progress` may stop it.
        """
        return self.take_these(_beside(paths), progress)

    def take_these(self, beside: Sequence[tuple[str, Path]], progress: Progress | None = None) -> ObjectsTaken:
        """The same for these files: (name of the sealed file, where it lies)."""
        wanted = self.wanted()
        taken: list[str] = []
        refused: list[tuple[str, str]] = []
        watch = progress or Quiet()
        coming = [(name, path) for name, path in beside if name in wanted]
        for place, (name, path) in enumerate(coming):
            try:
                watch.step(place, len(coming))
            except Cancelled:
                break  # what came is here; the rest can be taken in again
            if name in taken:
                continue
            why = self._take_one(wanted[name], path)
            if why:
                refused.append((path.name, why))
            else:
                taken.append(name)
        if taken:
            self._owe_receipts(taken)
        known = {name for name, _ in beside} & (set(wanted) | set(self._vault.blobs.names()))
        ignored = len({name for name, _ in beside} - known)
        return ObjectsTaken(tuple(taken), tuple(refused), len(set(wanted) - set(taken)), ignored)

    def beside(self, paths: Iterable[Path]) -> int:
        """How many of the sealed files that are lacking lie beside the packages; for a preview, so by name alone."""
        wanted = self.wanted()
        return len({name for name, _ in _beside(paths)} & set(wanted))

    def _take_one(self, wanted: Wanted, path: Path) -> str:
        """Take one file in; why not, else nothing."""
        blobs = self._vault.blobs
        try:
            with _only_a_file(path) as handle, blobs.coming() as part:
                if os.fstat(handle).st_size != wanted.sealed_size:
                    return "other"
                if _copy(handle, part, wanted.sealed_size) != wanted.name:
                    return "other"
                if not sealed_files.is_intact(wanted.at(part)):
                    return "other"  # its attachment says of it what is not so
                blobs.finish(part, wanted.name)
        except _NotAFile:
            return "not_a_file"
        except OSError as problem:
            if isinstance(file_error(problem, path, writing=True), DiskFull):
                return "disk_full"
            return "unreadable"
        except ClinicError:
            return "other"
        self._vault.remember(f"{HERE}{wanted.name}", True)
        blobs.settle(wanted.name)
        return ""

    def _owe_receipts(self, names: Sequence[str]) -> None:
        """Whoever was told that these lacked is to hear that they have come."""
        with self._vault.changing():
            for standing in self._audiences(names).values():
                for audience in standing:
                    self._vault.remember(f"owes_receipt:{audience}", True)

    def wanted(self) -> dict[str, Wanted]:
        """The sealed files that are named here, read or waiting, and have not come: by name."""
        found = {one.name: one for one in self.missing().values()}
        for told in self._vault.files.waiting():
            one = _described(told)
            if one and not self._vault.blobs.is_here(one.name, one.sealed_size):
                found.setdefault(one.name, one)
        return found

    def missing(self) -> Missing:
        """attachment -> its sealed file, of those whose content is not here under any name."""
        ids = self._vault.records.ids("attachment", archived=None)
        told = {name: self._vault.records.column("attachment", name, ids) for name in _COLUMNS}
        here: set[str] = set()
        missing: dict[str, Wanted] = {}
        for id in ids:
            one = _described({name: told[name].get(id) for name in _COLUMNS})
            if one is None or told["erased"].get(id):
                continue
            if self._vault.blobs.is_here(one.name, one.sealed_size):
                here.add(one.sha256)
            else:
                missing[id] = one
        return {id: one for id, one in missing.items() if one.sha256 not in here}


class _NotAFile(Exception):
    """A link, a folder or a device where a file should lie."""


class _only_a_file:  # noqa: N801 - read as a clause: `with _only_a_file(path) as handle`
    """A handle on a plain file; a link is not followed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> int:
        if not stat.S_ISREG(self._path.lstat().st_mode):
            raise _NotAFile
        self._handle = os.open(self._path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        return self._handle

    def __exit__(self, *_problem: object) -> None:
        os.close(self._handle)


def _described(told: Mapping[str, Any]) -> Wanted | None:
    """The sealed file that an attachment's fields describe; nothing when they describe none."""
    name, sealed, size = told.get("sealed_name"), told.get("sealed_size"), told.get("size")
    sha256, key = told.get("sha256"), told.get("sealed_key")
    if not (isinstance(name, str) and is_name(name) and isinstance(sealed, int) and isinstance(size, int)):
        return None
    if not (isinstance(sha256, str) and sha256 and isinstance(key, str) and key):
        return None
    return Wanted(name, size, sealed, sha256, key)


def _beside(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """(name, path) of everything beside the packages that is called as a sealed file is."""
    found: dict[Path, str] = {}
    for path in paths:
        with suppress(OSError):  # a stick that fails now has given its packages already
            for file in sorted((path if path.is_dir() else path.parent).iterdir()):
                if file.name.endswith(OBJECT) and is_name(file.name.removesuffix(OBJECT)):
                    found[file] = file.name.removesuffix(OBJECT)
    return [(name, path) for path, name in found.items()]


def _copy(handle: int, to: Path, size: int) -> str:
    """Copy at most `size` bytes, fsynced; SHA-256 of what was copied."""
    found, left = hashlib.sha256(), size
    with to.open("wb") as out:
        while left > 0 and (block := os.read(handle, min(BLOCK, left))):
            found.update(block)
            out.write(block)
            left -= len(block)
        out.flush()
        os.fsync(out.fileno())
    return found.hexdigest()


def leave_file(source: Path, to: Path, name: str) -> bool:
    """Leave one sealed file, durable and read back; False when it is damaged here.

    What lies there under its name and is the same is left alone; anything else under that name is nobody's file.
    """
    passing = to.with_name(f".{to.name}.{secrets.token_hex(4)}.part")
    try:
        clear_away(to)
        if not to.is_symlink() and to.is_file() and sealed_files.is_whole(to, name):
            return True
        try:
            passing.touch(exist_ok=False)
            with _only_a_file(source) as handle:
                if _copy(handle, passing, os.fstat(handle).st_size) != name:
                    return False
            if not sealed_files.is_whole(passing, name):
                raise OSError("read back differently")
            passing.replace(to)
        finally:
            passing.unlink(missing_ok=True)
    except OSError as problem:
        raise file_error(problem, to, writing=True) from None
    return True
