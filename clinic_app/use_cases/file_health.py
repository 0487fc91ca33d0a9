"""Whether the sealed files are as they were: each is here with its size, and of a share of them every byte.

What has not come yet is no damage; what lay here once and is gone is.
"""

from __future__ import annotations

import random
from pathlib import Path

from clinic_app.progress import Progress, Quiet
from clinic_app.records.evidence import Attachment
from clinic_app.store.readings import HERE
from clinic_app.store.vault import Vault
from clinic_app.use_cases.sealed_files import is_whole

LOOKED_AT = 64 << 20  # bytes whose hashes are taken when nobody asked for all: under a second


def file_problems(vault: Vault, *, deep: bool = False, progress: Progress | None = None) -> list[str]:
    """Short codes, `file ATTACHMENT lost` or `file ATTACHMENT damaged`; none when all is well. VaultDamaged when the
    case book itself cannot be read.
    """
    with vault.looking():
        read = vault.records.load("attachment", vault.records.ids("attachment", archived=None))
    attachments = [one for one in read if isinstance(one, Attachment) and one.sealed_name and not one.erased]
    found: dict[str, str] = {}
    here: dict[str, tuple[str, int]] = {}  # sealed file -> (the attachment, its size)
    for one in attachments:
        path = vault.blobs.path(one.sealed_name)
        if path is None:
            if vault.recall(f"{HERE}{one.sealed_name}"):
                found[one.id] = "lost"
        elif not vault.blobs.is_here(one.sealed_name, one.sealed_size):
            found[one.id] = "damaged"
        else:
            here[one.sealed_name] = (one.id, one.sealed_size or 0)
    found |= _hashes(vault, here, deep, progress or Quiet())
    return [f"file {id} {what}" for id, what in sorted(found.items())]


def _hashes(vault: Vault, here: dict[str, tuple[str, int]], deep: bool, watch: Progress) -> dict[str, str]:
    """attachment -> "damaged" of those whose bytes are others; a random share unless `deep`."""
    names = sorted(here)
    if not deep:
        random.shuffle(names)
    whole = sum(size for _, size in here.values())
    found: dict[str, str] = {}
    done = 0
    for name in names:
        id, size = here[name]
        if not deep and done + size > LOOKED_AT:
            continue
        watch.step(done, whole)
        path = vault.blobs.path(name)
        if path is None or not _is_whole(path, name):
            found[id] = "damaged"
        done += size
    return found


def _is_whole(path: Path, name: str) -> bool:
    try:
        return is_whole(path, name)
    except OSError:  # a disk that cannot read it any more
        return False
