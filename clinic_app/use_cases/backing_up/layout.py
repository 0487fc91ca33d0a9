"""What lies in a folder of backups (layout 2), and what is believed of it: only what was sealed under our own key.

place.json                        which folder this is, so that a stick is known again under another letter
2026-11-23T0910-A.clinic-backup   a snapshot: slots and vault
2026-11-23T0910-A.slip            what the snapshot is, sealed; written just before it
files/<2 hex>/<64 hex>            sealed evidence by the hash of its sealed bytes, once each, for all snapshots
erased                            ids of what was erased, sealed, for whoever restores an older snapshot
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic_app.journal.canonical import canonical, parse
from clinic_app.keys import sealing
from clinic_app.store.blobs import is_name
from clinic_app.use_cases.backing_up.disk import small_file
from clinic_app.use_cases.backing_up.tar_file import MOST_FILES

PLACE, ERASED, FILES = "place.json", "erased", "files"
SUFFIX, SLIP = ".clinic-backup", ".slip"
FOLDER = "clinic-backups-"
VERSION = 2
SLIP_MOST, PLACE_MOST, ERASED_MOST = 16 << 20, 4096, 64 << 20
MOST_SNAPSHOTS = 2000  # looked at in one folder
_STEM = re.compile(r"\d{4}-\d{2}-\d{2}T\d{4}-[A-Z]\d{0,3}(-\d{1,3})?")
_HEX = re.compile(r"[0-9a-f]{64}")
_KEYS = {"absent", "files", "format", "life", "made", "name", "seal", "sha256", "size", "turn", "vault", "version"}
_PAD = 4096


@dataclass(frozen=True)
class Slip:
    """What a snapshot is: its bytes, its place in the order (`turn`; clocks are only shown), its sealed files."""

    vault: str
    life: str
    name: str
    turn: int
    made: datetime
    size: int
    sha256: str
    files: tuple[str, ...]
    absent: int


@dataclass(frozen=True)
class Found:
    """A snapshot that lies in a folder; `slip` is None when there is none that can be believed."""

    path: Path
    slip: Slip | None
    has_slip: bool


def mark_of(vault_id: str) -> str:
    """What a vault's backups are called by; the id itself begins with the hour when the case book was founded."""
    return hashlib.sha256(vault_id.encode()).hexdigest()[:8]


def folder_name(vault_id: str) -> str:
    return f"{FOLDER}{mark_of(vault_id)}"


def stem_of(made: datetime, laptop: str) -> str:
    """The name of a snapshot, for people: local time and laptop. Nobody believes it."""
    return f"{made.astimezone():%Y-%m-%dT%H%M}-{laptop}"


def is_snapshot(name: str) -> bool:
    return name.endswith(SUFFIX) and bool(_STEM.fullmatch(name.removesuffix(SUFFIX)))


def is_slip(name: str) -> bool:
    return name.endswith(SLIP) and bool(_STEM.fullmatch(name.removesuffix(SLIP)))


def slip_path(snapshot: Path) -> Path:
    return snapshot.with_name(snapshot.name.removesuffix(SUFFIX) + SLIP)


def file_path(folder: Path, name: str) -> Path:
    """Where a sealed file lies in a folder of backups. ValueError for what is no name of one."""
    if not is_name(name):
        raise ValueError("not the name of a sealed file")
    return folder / FILES / name[:2] / name


# --- the slip -----------------------------------------------------------------------------------------------------


def write_slip(slip: Slip, key: bytes) -> bytes:
    """The sealed bytes of a slip; `key` is the vault's, for slips alone."""
    told = _told(slip)
    return canonical(told | {"seal": _seal(told, key)})


def read_slip(data: bytes, key: bytes | None) -> Slip:
    """The slip in `data`; ValueError unless it is one and its seal holds. Without a key it is a claim of somebody's."""
    told = parse(data, max_bytes=SLIP_MOST, max_depth=3)
    if not isinstance(told, dict) or set(told) != _KEYS:
        raise ValueError("no slip")
    seal = told.pop("seal")
    if not isinstance(seal, str):
        raise ValueError("seal")
    if key is not None and not hmac.compare_digest(seal.encode(), _seal(told, key).encode()):
        raise ValueError("seal")
    return _slip(told)


def _told(slip: Slip) -> dict[str, Any]:
    return {
        "absent": slip.absent,
        "files": list(slip.files),
        "format": "clinic-backup-slip",
        "life": slip.life,
        "made": slip.made.astimezone(UTC).isoformat(timespec="seconds"),
        "name": slip.name,
        "sha256": slip.sha256,
        "size": slip.size,
        "turn": slip.turn,
        "vault": slip.vault,
        "version": 1,
    }


def _slip(told: dict[str, Any]) -> Slip:
    numbers = all(type(told[name]) is int and told[name] >= 0 for name in ("absent", "size", "turn", "version"))
    texts = all(isinstance(told[name], str) for name in ("format", "life", "made", "name", "sha256", "vault"))
    files = told["files"]
    if not numbers or not texts or told["format"] != "clinic-backup-slip" or told["version"] != 1:
        raise ValueError("no slip")
    if not isinstance(files, list) or len(files) > MOST_FILES:
        raise ValueError("files")
    if not all(isinstance(name, str) and is_name(name) for name in files):
        raise ValueError("files")
    if not is_snapshot(told["name"]) or not _HEX.fullmatch(told["sha256"]):
        raise ValueError("name")
    made = datetime.fromisoformat(told["made"])
    if made.tzinfo is None:
        raise ValueError("moment")
    return Slip(
        vault=told["vault"],
        life=told["life"],
        name=told["name"],
        turn=told["turn"],
        made=made,
        size=told["size"],
        sha256=told["sha256"],
        files=tuple(files),
        absent=told["absent"],
    )


def _seal(told: dict[str, Any], key: bytes) -> str:
    return hmac.digest(key, canonical(told), "sha256").hex()


# --- the folder ---------------------------------------------------------------------------------------------------


def new_place(vault_id: str) -> tuple[str, bytes]:
    """A new folder's id and the bytes of its place.json."""
    place = secrets.token_hex(16)
    told = {"format": "clinic-backups", "place": place, "vault": mark_of(vault_id), "version": VERSION}
    return place, canonical(told) + b"\n"


def place_of(folder: Path) -> tuple[str, str, int] | None:
    """(place, vault's mark, version) of a folder of backups; None for any other folder. It proves nothing."""
    try:
        if folder.is_symlink():
            return None
        told = parse(small_file(folder / PLACE, PLACE_MOST).rstrip(b"\n"), max_depth=2)
        place, vault, version = told["place"], told["vault"], told["version"]
        right = told["format"] == "clinic-backups" and type(version) is int
        right = right and bool(re.fullmatch(r"[0-9a-f]{32}", place)) and bool(re.fullmatch(r"[0-9a-f]{8}", vault))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (place, vault, version) if right else None


def snapshots_in(folder: Path, key: bytes | None) -> list[Found]:
    """The snapshots in a folder, newest first by their turns, those without a believed slip last. OSError.

    Without `key` slips are claims: enough to show a list to somebody who has no passphrase typed yet, no more.
    """
    with os.scandir(folder) as inside:
        names = sorted(one.name for one in inside if is_snapshot(one.name) and _is_file(one))
    found = [_found(folder / name, key) for name in names[-MOST_SNAPSHOTS:]]
    return sorted(found, key=lambda one: (one.slip.turn if one.slip else -1, one.path.name), reverse=True)


def _found(path: Path, key: bytes | None) -> Found:
    try:
        data = small_file(slip_path(path), SLIP_MOST)
    except FileNotFoundError:
        return Found(path, None, False)
    except (OSError, ValueError):
        return Found(path, None, True)
    with suppress(ValueError):
        slip = read_slip(data, key)
        if slip.name == path.name:
            return Found(path, slip, True)
    return Found(path, None, True)


def slips_in(folder: Path) -> list[str]:
    """The names of all slips in a folder, also of those whose snapshot is not there. OSError."""
    with os.scandir(folder) as inside:
        return sorted(one.name for one in inside if is_slip(one.name))


def sealed_in(folder: Path) -> Iterator[Path]:
    """The sealed files of a folder of backups: plain files with such a name at their own place. OSError."""
    files = folder / FILES
    if files.is_symlink() or not files.is_dir():
        return
    with os.scandir(files) as inside:
        rooms = sorted(one.name for one in inside if len(one.name) == 2 and one.is_dir(follow_symlinks=False))
    for room in rooms:
        with os.scandir(files / room) as inside:
            for one in inside:
                if is_name(one.name) and one.name[:2] == room and _is_file(one):
                    yield files / room / one.name


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


# --- what was erased ----------------------------------------------------------------------------------------------


Erased = tuple[str, str, str]  # type, id, and how far: asked, confirmed


def write_erased(records: list[Erased], key: bytes, vault_id: str) -> bytes:
    """The sealed list of what was erased: nobody without the key learns more than about how long it is."""
    plain = canonical([list(one) for one in sorted(records)])
    return sealing.seal(plain + b" " * (-len(plain) % _PAD), key, _bound(vault_id))


def read_erased(data: bytes, key: bytes, vault_id: str) -> list[Erased]:
    """What `write_erased` was given; ValueError for anything else."""
    try:
        told = parse(sealing.unseal(data, key, _bound(vault_id)).rstrip(b" "), max_bytes=ERASED_MOST, max_depth=3)
    except sealing.SealBroken:
        raise ValueError("seal") from None
    if not isinstance(told, list) or not all(
        isinstance(one, list) and len(one) == 3 and all(isinstance(part, str) for part in one) for one in told
    ):
        raise ValueError("no list")
    return [(kind, id, word) for kind, id, word in told]


def _bound(vault_id: str) -> bytes:
    return f"clinic-casebook v1 backup erasures {vault_id}".encode()
