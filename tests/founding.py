"""Case books for tests, founded once and copied: stretching a passphrase takes long, and is not tried here.

A copy is a case book like any other, with the ids and keys of its first; so two laptops of one story are copies of
different ones (`nth`), or they would be one laptop twice.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache, lru_cache
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.keys import sealing

PASSPHRASE = "correct horse battery staple"


def found(
    folder: Path, office: str, office_name: str, person: str, role: str = "lawyer", *, nth: int = 0
) -> tuple[Clinic, str]:
    """A case book in `folder`, open by PASSPHRASE, and its recovery code."""
    first, code = _first(office, office_name, person, role, nth)
    shutil.copytree(first, folder, dirs_exist_ok=True)
    return Clinic.open(folder, PASSPHRASE), code


@cache
def _first(office: str, office_name: str, person: str, role: str, nth: int) -> tuple[Path, str]:
    folder = _shelf() / f"{len(list(_shelf().iterdir()))}-{office}-{nth}"
    clinic, code = Clinic.found(
        folder,
        office_code=office,
        office_name=office_name,
        person=person,
        role=role,
        passphrase=PASSPHRASE,
        use_keyring=False,
        kdf_floor=True,
    )
    clinic.close()
    return folder, code


@cache
def _shelf() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="clinic-founded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def stretch_once() -> None:
    """Argon2id of the same gives the same: in this process it is asked once. Measuring it is not tried by tests."""
    if not hasattr(sealing.stretch, "cache_info"):
        sealing.stretch = lru_cache(maxsize=256)(sealing.stretch)
