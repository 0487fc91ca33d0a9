"""A program that makes one snapshot of the case book in its first argument now, whether one is due or not."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.use_cases import backups
from tests.founding import PASSPHRASE


def main(folder: str) -> None:
    """Make it, and remember it."""
    now = datetime.now(UTC)
    with Clinic.open(Path(folder), PASSPHRASE) as clinic:
        clinic.backups.note(backups.run(clinic.backups.due(now, at_once=True), now, clinic.backups.source(now)))


if __name__ == "__main__":
    main(sys.argv[1])
