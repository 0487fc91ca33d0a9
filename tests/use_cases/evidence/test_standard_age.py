"""A sealed file is one standard age file: whoever has the entry's key opens it with the `age` command, without us."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stories.clinics import Clinics
from tests.use_cases.evidence.test_keeping_files import attached, file_of

pytestmark = pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")


def test_the_age_command_opens_a_sealed_file(clinics: Clinics, tmp_path: Path) -> None:
    clinic, data = clinics.office("NAR1"), os.urandom(200_001)
    made = attached(clinic, file_of(tmp_path, data))
    (tmp_path / "key").write_text(made.sealed_key)
    sealed = clinic.folder / "blobs" / made.sealed_name[:2] / made.sealed_name
    opened = subprocess.run(["age", "-d", "-i", tmp_path / "key", sealed], capture_output=True, check=True)
    assert opened.stdout == data


def test_what_the_age_command_sealed_is_opened(clinics: Clinics, tmp_path: Path) -> None:
    """Another program may write the format: the gate lets an ordinary header through."""
    import hashlib
    from dataclasses import replace

    from clinic_app.use_cases import sealed_files

    clinic, data = clinics.office("NAR1"), os.urandom(200_001)
    made = attached(clinic, file_of(tmp_path, data))
    (tmp_path / "key").write_text(made.sealed_key)
    recipient = subprocess.run(["age-keygen", "-y", tmp_path / "key"], capture_output=True, text=True, check=True)
    theirs = tmp_path / "theirs"
    command = ["age", "-r", recipient.stdout.strip(), "-o", theirs, tmp_path / "кат.pdf"]
    subprocess.run(command, capture_output=True, check=True)
    name = hashlib.sha256(theirs.read_bytes()).hexdigest()
    piece = replace(clinic.evidence.piece(made.id), path=theirs, sealed_name=name, sealed_size=theirs.stat().st_size)
    assert sealed_files.open_bytes(piece) == data
