"""Copies hold the sealed files too; a check says which of them are lost or damaged."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import BadInput, VaultDamaged
from clinic_app.use_cases import file_health
from tests.founding import PASSPHRASE
from tests.stories.clinics import Clinics, consult
from tests.use_cases.evidence.test_keeping_files import attached, blobs_of, file_of

DATA = os.urandom(300_000)
PAGE = 4096


@pytest.fixture
def clinic(clinics: Clinics) -> Clinic:
    return clinics.office("NAR1")


def restored(clinics: Clinics, backup: Path, to: Path) -> Clinic:
    Clinic.restore(backup, to, PASSPHRASE)
    return clinics.opened(to)


def test_a_backup_brings_the_files_back(clinic: Clinic, clinics: Clinics, tmp_path: Path) -> None:
    """Planted: with slots and vault alone in the copy, the restored case book had keys and no evidence."""
    made = attached(clinic, file_of(tmp_path, DATA))
    gone = attached(clinic, file_of(tmp_path, b"gone"))
    clinic.erasing.erase("attachment", gone.id)
    clinic.keeping.backup(tmp_path / "copy.tar")
    again = restored(clinics, tmp_path / "copy.tar", tmp_path / "again")
    assert again.evidence.open_bytes(made.id) == DATA
    assert [path.name for path in blobs_of(again)] == [made.sealed_name]
    assert again.keeping.problems(deep=True) == []


def test_a_backup_of_an_older_program_has_no_files_and_is_restored(
    clinic: Clinic, clinics: Clinics, tmp_path: Path
) -> None:
    consult(clinic)
    clinic.keeping.backup(tmp_path / "copy.tar")
    with tarfile.open(tmp_path / "copy.tar") as packed:
        assert packed.getnames() == ["slots.json", "vault.db"]
    assert restored(clinics, tmp_path / "copy.tar", tmp_path / "again").keeping.problems() == []


@pytest.mark.parametrize(
    "name",
    ["blobs/../../evil", "blobs/x", "/etc/x", f"blobs/{'A' * 64}", "0" * 64, f"blobs/{'0' * 64}/x", "twice"],
)
def test_a_backup_with_another_member_is_none(clinic: Clinic, tmp_path: Path, name: str) -> None:
    """Nothing of it is written anywhere."""
    made = attached(clinic, file_of(tmp_path, DATA))
    clinic.keeping.backup(tmp_path / "copy.tar")
    with tarfile.open(tmp_path / "copy.tar", "a", format=tarfile.USTAR_FORMAT) as packed:
        member = tarfile.TarInfo(f"blobs/{made.sealed_name}" if name == "twice" else name)
        member.size = 4
        packed.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(BadInput):
        Clinic.restore(tmp_path / "copy.tar", tmp_path / "again", PASSPHRASE)
    assert not (tmp_path / "again").exists() and not (tmp_path / "evil").exists()


def test_a_link_in_a_backup_is_refused(clinic: Clinic, tmp_path: Path) -> None:
    clinic.keeping.backup(tmp_path / "copy.tar")
    with tarfile.open(tmp_path / "copy.tar", "a", format=tarfile.USTAR_FORMAT) as packed:
        member = tarfile.TarInfo(f"blobs/{'0' * 64}")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(member)
    with pytest.raises(BadInput):
        Clinic.restore(tmp_path / "copy.tar", tmp_path / "again", PASSPHRASE)
    assert not (tmp_path / "again").exists()


def test_a_damaged_file_is_named_and_still_copied(clinic: Clinic, clinics: Clinics, tmp_path: Path) -> None:
    made = attached(clinic, file_of(tmp_path, DATA))
    (blob,) = blobs_of(clinic)
    bad = bytearray(blob.read_bytes())
    bad[1000] ^= 1
    blob.write_bytes(bad)
    assert clinic.keeping.problems() == [f"file {made.id} damaged"]
    clinic.keeping.backup(tmp_path / "copy.tar")
    again = restored(clinics, tmp_path / "copy.tar", tmp_path / "again")
    assert again.keeping.problems() == [f"file {made.id} damaged"]
    blob.write_bytes(bad[:-1])
    assert clinic.keeping.problems() == [f"file {made.id} damaged"]
    blob.unlink()
    assert clinic.keeping.problems() == [f"file {made.id} lost"]


def test_every_byte_is_looked_at_when_asked(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = attached(clinic, file_of(tmp_path, DATA))
    (blob,) = blobs_of(clinic)
    bad = bytearray(blob.read_bytes())
    bad[1000] ^= 1
    blob.write_bytes(bad)
    monkeypatch.setattr(file_health, "LOOKED_AT", 1000)
    assert clinic.keeping.problems() == []
    assert clinic.keeping.problems(deep=True) == [f"file {made.id} damaged"]


def _told_of_every_page(folder: Path, one_of: int) -> set[str]:
    """What opening and checking say, one page of the file damaged after another; `one_of` so many is tried."""
    file, told = folder / "vault.db", set()
    whole = file.read_bytes()
    for start in range(0, len(whole), PAGE * one_of):
        bad = bytearray(whole)
        bad[start + 200] ^= 1
        file.write_bytes(bad)
        try:
            with Clinic.open(folder, PASSPHRASE) as opened:
                told.update(opened.keeping.problems())
        except VaultDamaged:
            told.add("refused")
    file.write_bytes(whole)
    return told


@pytest.mark.parametrize("one_of", [pytest.param(1, marks=pytest.mark.long), 7])
def test_a_page_damaged_anywhere_is_named(clinic: Clinic, one_of: int) -> None:
    """Planted: the quarantine asked before the pages were looked through, which says "something went wrong"."""
    consult(clinic)
    folder = clinic.folder
    clinic.close()
    assert _told_of_every_page(folder, one_of) == {"file", "refused"}
    with Clinic.open(folder, PASSPHRASE) as again:
        assert again.keeping.problems() == []
