"""What goes from a folder of backups: old snapshots, sealed files that none of them names any more, halves of files.

Nothing is removed that this case book did not make, that cannot be believed, or before a newer one was opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from clinic_app.use_cases.backing_up import layout
from clinic_app.use_cases.backing_up.copying import Source
from clinic_app.use_cases.backing_up.disk import PART, small_file, sync_folder
from clinic_app.use_cases.backing_up.rotation import Keep, kept


def clear_old(folder: Path, source: Source, lives: Collection[str], keep: Keep) -> tuple[tuple[str, ...], bool]:
    """Let snapshots of our own lives go that are not to be kept, then sealed files nobody names.

    (names of what went, whether something there cannot be believed: then no sealed file goes). OSError.
    """
    found = layout.snapshots_in(folder, source.slip_key)
    own = [one for one in found if one.slip is not None and one.slip.life in lives]
    stay = kept([one.slip for one in own if one.slip is not None], keep)
    going = [one for one in own if one.slip is not None and one.slip.turn not in stay]
    for one in going:
        one.path.unlink(missing_ok=True)  # before its slip: a slip alone is seen as what it is, and goes later
        layout.slip_path(one.path).unlink(missing_ok=True)
    if going:
        sync_folder(folder)
    left = [one for one in found if one not in going]
    unsure = any(one.slip is None for one in left)
    if not unsure:
        _clear_files(folder, {name for one in left if one.slip is not None for name in one.slip.files})
    return tuple(one.path.name for one in going), unsure


def clear_leftovers(folder: Path, life: str, key: bytes) -> None:
    """What a killed program of this life left there: parts, and slips of ours whose snapshot never came. Under the
    lock of backups only.
    """
    part = re.compile(rf"\.{re.escape(life[:16])}-[0-9a-f]{{8}}{re.escape(PART)}")
    for where in (folder, *_rooms(folder)):
        with suppress(OSError), os.scandir(where) as inside:
            for one in inside:
                if part.fullmatch(one.name) and one.is_file(follow_symlinks=False):
                    Path(one.path).unlink()
    for name in layout.slips_in(folder):
        path = folder / name
        if not path.with_name(name.removesuffix(layout.SLIP) + layout.SUFFIX).exists():
            with suppress(OSError, ValueError):
                if layout.read_slip(small_file(path, layout.SLIP_MOST), key).life == life:
                    path.unlink()


def _clear_files(folder: Path, named: Collection[str]) -> None:
    for path in list(layout.sealed_in(folder)):
        if path.name not in named:
            path.unlink(missing_ok=True)


def _rooms(folder: Path) -> list[Path]:
    files = folder / layout.FILES
    if files.is_symlink() or not files.is_dir():
        return []
    with os.scandir(files) as inside:
        return [Path(one.path) for one in inside if len(one.name) == 2 and one.is_dir(follow_symlinks=False)]
