"""What lies flat in a folder or on a stick: packages under the names people know, wherever they came from.

Each is read once; a million other files cost a look at their names.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from clinic_app.errors import Cancelled, file_error
from clinic_app.exchange.limits import LIMITS
from clinic_app.exchange.package import SUFFIX
from clinic_app.exchange.ustar import first_name
from clinic_app.store.place_tables import FlatRow
from clinic_app.transport.pace import Stop

MOST_FRESH = 5000  # packages that are read in one errand
MOST_STRANGE = 50  # files called as packages are that hold none: named one by one up to here
_PACKAGE = "package.age"
_HEAD = 512


@dataclass(frozen=True)
class FlatFound:
    """`rows`: packages read now; `here`: all that lie there; `gone`: names that lie there no more; `more`: so much lies
    there that not all was looked at.
    """

    rows: tuple[FlatRow, ...]
    here: tuple[FlatRow, ...]
    gone: tuple[str, ...]
    more: bool


def look_flat(folder: Path, known: Collection[FlatRow], announced: Collection[int], stop: Stop) -> FlatFound:
    """The packages in a folder. `known`: read before; `announced`: sizes that are waited for, they go first.

    FileUnreadable when a stick fails, Cancelled.
    """
    before = {row.name: row for row in known}
    here: list[FlatRow] = []
    hot: list[tuple[str, int, int]] = []
    cold: list[tuple[str, int, int]] = []
    more = False
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.endswith(SUFFIX) or entry.name.startswith("."):
                    continue
                if stop():
                    raise Cancelled
                try:
                    told = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # taken away since it was listed
                row = before.get(entry.name)
                if row is not None and (row.bytes, row.changed) == (told.st_size, told.st_mtime_ns):
                    here.append(row)
                elif stat.S_ISREG(told.st_mode):
                    fresh = hot if told.st_size in announced else cold
                    if len(fresh) < MOST_FRESH:
                        fresh.append((entry.name, told.st_size, told.st_mtime_ns))
                    else:
                        more = True
        rows, strange = _read(folder, [*sorted(hot), *sorted(cold)], stop)
    except OSError as problem:
        raise file_error(problem, folder, writing=False) from None
    here += rows
    gone = before.keys() - {row.name for row in here}
    return FlatFound(tuple(rows), tuple(here), tuple(sorted(gone)), more or strange > MOST_STRANGE)


def _read(folder: Path, fresh: list[tuple[str, int, int]], stop: Stop) -> tuple[list[FlatRow], int]:
    """(packages with their hashes, how many files held none): past MOST_STRANGE the latter are passed over."""
    rows: list[FlatRow] = []
    strange = 0
    for name, size, changed in fresh:
        if stop():
            raise Cancelled
        with (folder / name).open("rb") as file:
            head = file.read(_HEAD)
            if first_name(head) != _PACKAGE or size > LIMITS.file_bytes:
                strange += 1
                if strange > MOST_STRANGE or size > LIMITS.file_bytes:
                    continue
            digest = hashlib.sha256(head)
            digest.update(file.read(LIMITS.file_bytes + 1))
        rows.append(FlatRow(name, size, changed, digest.hexdigest()))
    return rows, strange
