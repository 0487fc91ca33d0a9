"""A case book of three people, founded once and copied: its lawyer, a student under her, and another lawyer.

Their locks are copied too, so that no test stretches a passphrase twice.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from clinic_app.clinic import Clinic
from tests.founding import PASSPHRASE, found, stretch_once

STUDENT, LAWYER = "a passphrase of the student", "a passphrase of a lawyer"
AYGUL, NURBEK, ASAN = "Айгүл", "Нурбек", "Асан"


class Office:
    """The case book in `folder` and who has opened it."""

    def __init__(self, folder: Path, role: str = "lawyer") -> None:
        first, self.slots = _first(role)
        shutil.copytree(first, folder)
        self.folder = folder
        self._opened: list[Clinic] = []

    def open(self, person: str) -> Clinic:
        """The case book as that person."""
        words = {AYGUL: PASSPHRASE, NURBEK: STUDENT, ASAN: LAWYER}[person]
        self._opened.append(Clinic.open(self.folder, words, self.slots[person]))
        return self._opened[-1]

    def close(self) -> None:
        for clinic in self._opened:
            clinic.close()


@cache
def _first(role: str) -> tuple[Path, dict[str, str]]:
    stretch_once()
    folder = Path(tempfile.mkdtemp(prefix="clinic-people-")) / "book"
    founder, _ = found(folder, "NAR1", "Naryn", AYGUL, role)
    with founder:
        me = founder.identity.member_id
        founder.accounts.add(NURBEK, role="student", supervisor=me, passphrase=STUDENT)
        founder.accounts.add(ASAN, role="lawyer", passphrase=LAWYER)
        return folder, {one.name: one.slots[0] for one in founder.accounts.list()}
