"""What tests of backups do again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from clinic_app.clinic import Clinic
from clinic_app.use_cases import backups
from clinic_app.use_cases.backing_up import layout
from clinic_app.use_cases.backing_up.checking import Backup, prepare_place
from clinic_app.use_cases.backing_up.rotation import KEEP, Keep

MONDAY = datetime(2026, 11, 23, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def placed(clinic: Clinic, stick: Path, every: str = "day", keep: Keep = KEEP) -> Path:
    """The case book puts its backups onto `stick`: the folder there."""
    stick.mkdir(exist_ok=True)
    found = prepare_place(stick, clinic.folder, clinic.identity.vault_id)
    clinic.backups.choose(found, every, keep)
    return found.folder


def back_up(clinic: Clinic, now: datetime = MONDAY) -> backups.Came:
    """A snapshot, made now."""
    came = backups.run(clinic.backups.due(now, at_once=True), now, clinic.backups.source(now))
    clinic.backups.note(came)
    return came


def listed(clinic: Clinic, now: datetime = MONDAY) -> list[Backup]:
    return backups.listed(clinic.backups.source(now), clinic.backups.wanted(), clinic.backups.made())


def snapshots(folder: Path) -> list[Path]:
    """The snapshots in a folder, by name."""
    return sorted(folder.glob(f"*{layout.SUFFIX}"))


def sealed(folder: Path) -> list[str]:
    return sorted(path.name for path in layout.sealed_in(folder))


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
