"""Backups of every format that any version of this program wrote are put back, for ever."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.use_cases.backing_up import layout
from clinic_app.use_cases.backing_up.restoring import snapshots_below
from tests.stories.clinics import Clinics, form

SAMPLES = Path(__file__).parent.parent / "samples"
FILM = b"film of the sample " * 200


def opened(clinics: Clinics, sample: Path, folder: Path, passphrase: str = "") -> Clinic:
    """The case book that was put back, with what must be in it."""
    ids = json.loads((sample / "ids.json").read_text("utf-8"))
    clinic = Clinic.open(folder, passphrase or (sample / "passphrase.txt").read_text("utf-8").strip())
    clinics._open.append(clinic)
    assert form(clinic, clinic.casework.load("consultation", ids["stays"])).advice == "kept in the backup"  # type: ignore[attr-defined]
    assert clinic.evidence.open_bytes(ids["attachment"]) == FILM
    assert clinic.keeping.problems(deep=True) == []
    return clinic


def test_a_backup_of_format_1(clinics: Clinics, tmp_path: Path) -> None:
    sample = SAMPLES / "backup-v1"
    words = (sample / "passphrase.txt").read_text("utf-8").strip()
    found = Clinic.restore(sample / "whole.clinic-backup", tmp_path / "again", words)
    assert found.finished and not found.files_missing and found.of is None
    assert len(opened(clinics, sample, tmp_path / "again").casework.ids("consultation")) == 2


@pytest.mark.parametrize("place", [0, 1])
def test_the_snapshots_of_layout_2(clinics: Clinics, tmp_path: Path, place: int) -> None:
    """The older one still holds the erased consultation, and nobody sees it."""
    sample = SAMPLES / "backup-v2"
    stick = tmp_path / "stick"
    shutil.copytree(sample, stick)
    newest_first = snapshots_below(stick)
    words = (sample / "passphrase.txt").read_text("utf-8").strip()
    found = Clinic.restore(newest_first[place].path, tmp_path / "again", words)
    assert found.finished and not found.files_missing and found.erased == place
    assert len(opened(clinics, sample, tmp_path / "again").casework.ids("consultation")) == 1


def test_by_the_recovery_code_on_another_computer(clinics: Clinics, tmp_path: Path) -> None:
    sample = SAMPLES / "backup-v2"
    code = (sample / "code.txt").read_text("utf-8").strip()
    new = "тынч тоо 4071 булак жаңы"
    (folder,) = (path for path in sample.iterdir() if layout.place_of(path) is not None)
    Clinic.restore(folder, tmp_path / "again", new, code=code)
    opened(clinics, sample, tmp_path / "again", new)
