"""Evidence sealed in format version 1 opens for ever: it was written once and is never made anew."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from clinic_app.records.declared import record_type
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.file_kinds import media_type
from clinic_app.use_cases.hidden_data import Tells, found_in, without
from clinic_app.use_cases.sealed_files import SealedPiece
from tests.stories.clinics import Clinics, consult

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "evidence-v1"


@pytest.fixture
def told() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((SAMPLES / "attachment.json").read_text(encoding="utf-8"))["content"]
    return kept


@pytest.fixture
def piece(told: dict[str, Any]) -> SealedPiece:
    (file,) = SAMPLES.glob("*.age")
    assert file.stem == told["sealed_name"]
    return SealedPiece(
        file, told["name"], told["size"], told["sha256"], file.stem, told["sealed_size"], told["sealed_key"]
    )


def test_the_photo_opens_and_both_hashes_are_those_of_then(told: dict[str, Any], piece: SealedPiece) -> None:
    photo = sealed_files.open_bytes(piece)
    assert (len(photo), hashlib.sha256(photo).hexdigest()) == (told["size"], told["sha256"])
    assert sealed_files.is_intact(piece)
    assert piece.path is not None and sealed_files.is_whole(piece.path, told["sealed_name"])
    assert media_type("", photo) == told["media_type"]
    assert {Tells.PLACE, Tells.CAMERA, Tells.TIME, Tells.AUTHOR} <= set(found_in(photo, told["media_type"]))
    assert found_in(without(photo, told["media_type"]), told["media_type"]) == ()


def test_its_attachment_is_understood_and_opens_it_in_a_case_book(
    clinics: Clinics, told: dict[str, Any], piece: SealedPiece
) -> None:
    """Every field written then has its meaning still: none was renamed, retyped or reused."""
    clinic, declared = clinics.office("NAR1"), record_type("attachment")
    read = {name: declared.by_name[name].kind.read(value) for name, value in told.items() if name in declared.by_name}
    assert read.keys() == told.keys() - {"home"}
    assert {name: declared.by_name[name].kind.write(value) for name, value in read.items()} == {
        name: value for name, value in told.items() if name in read
    }
    blank = clinic.casework.blank("attachment", **(read | {"parent_id": consult(clinic).id}))
    made = clinic.casework.save(blank).record
    place = clinic.folder / "blobs" / piece.sealed_name[:2] / piece.sealed_name
    place.parent.mkdir(parents=True)
    assert piece.path is not None
    shutil.copy(piece.path, place)
    assert hashlib.sha256(clinic.evidence.open_bytes(made.id)).hexdigest() == told["sha256"]


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_the_age_command_opens_it_too(told: dict[str, Any], piece: SealedPiece, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(told["sealed_key"])
    opened = subprocess.run(["age", "-d", "-i", tmp_path / "key", piece.path], capture_output=True, check=True)
    assert hashlib.sha256(opened.stdout).hexdigest() == told["sha256"]
