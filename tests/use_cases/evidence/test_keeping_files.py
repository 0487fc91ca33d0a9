"""Evidence is sealed whole or not at all, kept once, and believed only when both its hashes are right."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import (
    BadInput,
    Cancelled,
    EvidenceDamaged,
    FileNotHere,
    FileUnreadable,
    InvalidRecord,
    NoSuchRecord,
)
from clinic_app.keys.file_seal import seal_stream
from clinic_app.keys.identity import AgeIdentity
from clinic_app.progress import Stoppable
from clinic_app.records.evidence import Attachment
from clinic_app.store.blobs import Blobs
from clinic_app.use_cases import sealed_files
from clinic_app.use_cases.file_kinds import tidy_name
from tests.stories.clinics import Clinics, consult

WORDS = "Жаңыл коркутуу катын алган · ".encode()


@pytest.fixture
def clinic(clinics: Clinics) -> Clinic:
    return clinics.office("NAR1")


def file_of(folder: Path, data: bytes = WORDS * 1000, name: str = "кат.pdf") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def blobs_of(clinic: Clinic) -> list[Path]:
    """Every file below `blobs`, whatever it is called."""
    return sorted(path for path in (clinic.folder / "blobs").rglob("*") if path.is_file())


def attached(clinic: Clinic, file: Path, to: str = "") -> Attachment:
    return clinic.evidence.attach("consultation", to or consult(clinic).id, file)


@pytest.mark.parametrize("size", [1, 100, 65_536, 1 << 20, (1 << 20) + 1, 3_000_001])
def test_what_was_attached_comes_back_byte_for_byte(clinic: Clinic, tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    made = attached(clinic, file_of(tmp_path, data))
    assert (made.size, made.sha256) == (size, hashlib.sha256(data).hexdigest())
    (blob,) = blobs_of(clinic)
    sealed = blob.read_bytes()
    assert (
        (blob.name, made.sealed_size)
        == (hashlib.sha256(sealed).hexdigest(), len(sealed))
        == (made.sealed_name, made.sealed_size)
    )
    assert blob.parent.name == blob.name[:2]
    assert clinic.evidence.open_bytes(made.id) == data
    clinic.evidence.export(made.sha256, tmp_path / "out.pdf", "Сот")
    assert (tmp_path / "out.pdf").read_bytes() == data


def test_the_custody_log_says_what_was_done(clinic: Clinic, tmp_path: Path) -> None:
    made = attached(clinic, file_of(tmp_path))
    clinic.evidence.open_bytes(made.id)
    clinic.evidence.export(made.id, tmp_path / "out", "Нарын райсоту")
    clinic.evidence.printed(made.id)
    assert clinic.evidence.check(made.id)
    log = clinic.evidence.custody(made.id)
    assert [one.kind for one in log] == ["added", "viewed", "exported", "printed", "checked"]
    assert {(one.parent_type, one.parent_id, one.attachment_id, one.by) for one in log} == {
        ("consultation", made.parent_id, made.id, clinic.identity.member_id)
    }
    assert [one.to_whom for one in log if one.to_whom] == ["Нарын райсоту"]
    assert {one.sha256 for one in log} == {made.sha256}
    assert log[-1].intact is True
    (piece,) = clinic.evidence.of(str(made.parent_id))
    assert piece.here and piece.last == log[-1]


def test_the_same_file_twice_is_one(clinic: Clinic, tmp_path: Path) -> None:
    """Planted: without asking for the content's hash the list showed it twice, and two sealed files lay here."""
    file = file_of(tmp_path)
    first = attached(clinic, file)
    again = attached(clinic, file_of(tmp_path, name="copy.pdf"), str(first.parent_id))
    assert again.id == first.id
    assert len(clinic.evidence.of(str(first.parent_id))) == 1
    other = attached(clinic, file)
    assert (other.id != first.id, other.sealed_name) == (True, first.sealed_name)
    assert [path.name for path in blobs_of(clinic)] == [first.sealed_name]
    assert clinic.evidence.open_bytes(other.id) == file.read_bytes()


def test_a_damaged_file_is_put_right_by_attaching_it_again(clinic: Clinic, tmp_path: Path) -> None:
    file = file_of(tmp_path)
    first = attached(clinic, file)
    (blob,) = blobs_of(clinic)
    blob.write_bytes(blob.read_bytes()[:-1] + b"\0")
    again = attached(clinic, file, str(first.parent_id))
    assert again.sealed_name != first.sealed_name
    (piece,) = clinic.evidence.of(str(first.parent_id))
    assert [one.id for one in (piece.record, *piece.also)] == [first.id, again.id]


@pytest.mark.parametrize("change", ["bit", "cut", "longer", "gone", "other", "header", "resealed", "replaced"])
def test_a_changed_file_is_never_believed(clinic: Clinic, tmp_path: Path, change: str) -> None:
    """Planted: with the hash of the plain side alone, a file sealed anew with the same key ("resealed") was believed;
    without either hash, other content sealed with it ("replaced").
    """
    made = attached(clinic, file_of(tmp_path, os.urandom(200_000)))
    other = attached(clinic, file_of(tmp_path, os.urandom(200_000), "other"))
    blob = clinic.folder / "blobs" / made.sealed_name[:2] / made.sealed_name
    sealed = bytearray(blob.read_bytes())
    if change == "bit":
        sealed[100_000] ^= 1
    elif change == "cut":
        del sealed[-70_000:]
    elif change == "longer":
        sealed += b"\0"
    elif change == "other":
        sealed = bytearray((clinic.folder / "blobs" / other.sealed_name[:2] / other.sealed_name).read_bytes())
    elif change in ("resealed", "replaced"):
        data = clinic.evidence.open_bytes(made.id) if change == "resealed" else os.urandom(made.size or 0)
        sealed = bytearray()
        while len(sealed) != made.sealed_size:  # the library's headers differ in length by up to a hundred bytes
            out = io.BytesIO()
            seal_stream(io.BytesIO(data), out, AgeIdentity(made.sealed_key))
            sealed = bytearray(out.getvalue())
    elif change == "header":
        sealed = bytearray(b"age-encryption.org/v1\n" + b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * (len(sealed) - 76))
    if change == "gone":
        blob.unlink()
    else:
        blob.write_bytes(sealed)
    wanted = FileNotHere if change == "gone" else EvidenceDamaged
    for act in (clinic.evidence.open_bytes, lambda id: clinic.evidence.export(id, tmp_path / "out")):
        with pytest.raises(wanted):
            act(made.id)
    assert not (tmp_path / "out").exists() and not list(tmp_path.glob(".*"))
    if wanted is EvidenceDamaged:
        assert clinic.evidence.check(made.id) is False
        assert clinic.evidence.custody(made.id)[-1].intact is False
    assert [one.kind for one in clinic.evidence.custody(made.id)][:1] == ["added"]
    viewed = [one for one in clinic.evidence.custody(made.id) if one.kind == "viewed"]
    assert len(viewed) == (change == "resealed")  # once, before it was changed


def test_a_stopped_sealing_leaves_nothing(clinic: Clinic, tmp_path: Path) -> None:
    watch = Stoppable()
    watch.stop()
    with pytest.raises(Cancelled):
        clinic.evidence.attach("consultation", consult(clinic).id, file_of(tmp_path), progress=watch)
    assert blobs_of(clinic) == []


@pytest.mark.parametrize("fault", ["missing", "folder", "empty"])
def test_what_is_no_file_is_named(clinic: Clinic, tmp_path: Path, fault: str) -> None:
    file = tmp_path / "x"
    if fault == "folder":
        file.mkdir()
    elif fault == "empty":
        file.touch()
    with pytest.raises(BadInput if fault == "empty" else FileUnreadable):
        attached(clinic, file)
    assert blobs_of(clinic) == []


def test_files_belong_to_records_of_three_types(clinic: Clinic, tmp_path: Path) -> None:
    file = file_of(tmp_path)
    with pytest.raises(InvalidRecord):
        clinic.evidence.attach("person", "x", file)
    with pytest.raises(NoSuchRecord):
        clinic.evidence.attach("consultation", "nobody", file)
    assert blobs_of(clinic) == []


def test_a_sealed_file_that_nobody_kept_goes_when_it_is_old(clinic: Clinic, clinics: Clinics, tmp_path: Path) -> None:
    """Two programs use one case book: what the other is about to keep must not be swept away under it."""
    sealed = sealed_files.seal_file(clinic.folder, file_of(tmp_path))
    clinic = clinics.reopened(clinic)
    assert len(blobs_of(clinic)) == 1
    os.utime(blobs_of(clinic)[0], (0, 0))
    clinic = clinics.reopened(clinic)
    assert blobs_of(clinic) == []
    with pytest.raises(FileNotHere):
        clinic.evidence.keep("consultation", consult(clinic).id, sealed)


def test_what_the_journal_names_is_never_swept_away(clinic: Clinic, clinics: Clinics, tmp_path: Path) -> None:
    """As after a kill between the entry and the move to its place. Planted: by age alone the evidence was gone."""
    made = attached(clinic, file_of(tmp_path))
    (blob,) = blobs_of(clinic)
    fresh = clinic.folder / "blobs" / "new" / blob.name
    blob.rename(fresh)
    os.utime(fresh, (0, 0))
    assert clinic.evidence.open_bytes(made.id)
    clinic = clinics.reopened(clinic)
    assert blobs_of(clinic) == [blob]


def test_a_file_that_the_journal_names_stays_whatever_happens_behind_that(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full when the file is to be moved to its place. Planted: it was thrown away, the attachment stood."""

    def full(_blobs: Blobs, _name: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Blobs, "settle", full)
        made = attached(clinic, file_of(tmp_path))
    assert clinic.evidence.open_bytes(made.id) == WORDS * 1000


def test_only_a_file_that_was_opened_stands_for_another(clinic: Clinic, tmp_path: Path) -> None:
    """What was looked at beside the vault's thread is told by its sealed name. Planted: any twin here was believed."""
    first = attached(clinic, file_of(tmp_path))
    (claims,) = clinic.evidence.to_open(first.sha256)
    assert sealed_files.intact([claims]) == {first.sealed_name}
    blob = blobs_of(clinic)[0]
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    assert sealed_files.intact([claims]) == frozenset()
    sealed = sealed_files.seal_file(clinic.folder, file_of(tmp_path))
    again = clinic.evidence.keep("consultation", consult(clinic).id, sealed, intact=sealed_files.intact([claims]))
    assert again.sealed_name == sealed.sealed_name != first.sealed_name
    assert clinic.evidence.open_bytes(again.id) == WORDS * 1000


def test_erasing_takes_key_and_file(clinic: Clinic, tmp_path: Path) -> None:
    made = attached(clinic, file_of(tmp_path))
    other = attached(clinic, file_of(tmp_path))
    clinic.erasing.erase("consultation", str(made.parent_id))
    assert len(blobs_of(clinic)) == 1  # another record's evidence is the same file
    clinic.erasing.erase("attachment", other.id)
    assert blobs_of(clinic) == []
    held = b"".join(
        bytes(row[0]) for row in clinic._desk.vault.sql.all("select content from entry where content is not null")
    )
    assert b"AGE-SECRET-KEY" not in held
    with pytest.raises(NoSuchRecord):
        clinic.evidence.open_bytes(other.id)


def test_an_attachment_without_a_sealed_file_says_so(clinic: Clinic, tmp_path: Path) -> None:
    made = attached(clinic, file_of(tmp_path))
    blank = replace(made, id="", sealed_name="", sealed_key="", sealed_size=None, sha256="0" * 64, name="imported")
    bare = clinic.casework.save(blank).record
    pieces = {one.record.id: one.here for one in clinic.evidence.of(str(made.parent_id))}
    assert pieces == {made.id: True, bare.id: False}
    with pytest.raises(FileNotHere):
        clinic.evidence.open_bytes(bare.id)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\скан.jpg", "скан.jpg"), ("a\u202egpj.exe", "agpj.exe"), ("\n", "-")],
)
def test_names_of_files_are_tidied(given: str, kept: str) -> None:
    assert tidy_name(given) == kept


def test_no_plain_byte_lies_in_the_case_book(clinic: Clinic, tmp_path: Path) -> None:
    made = attached(clinic, file_of(tmp_path / "..", WORDS * 5000, "Zqjxvkw.txt"))
    clinic.evidence.open_bytes(made.id)
    for file in clinic.folder.rglob("*"):
        assert "Zqjxvkw" not in file.name
        assert not file.is_file() or WORDS not in file.read_bytes()


def test_a_file_that_claims_the_content_of_another_does_not_displace_it(clinic: Clinic, tmp_path: Path) -> None:
    """With the sealed file's own hash alone looked at, the real file was thrown away for the one that claimed it."""
    real = os.urandom(5000)
    other = attached(clinic, file_of(tmp_path, os.urandom(5000), "other.pdf"))
    told = {name: getattr(other, name) for name in ("media_type", "sealed_name", "sealed_size", "sealed_key")}
    clinic.casework.save(
        clinic.casework.blank(
            "attachment",
            parent_type="consultation",
            parent_id=other.parent_id,
            name="claims.pdf",
            size=len(real),
            sha256=hashlib.sha256(real).hexdigest(),
            **told,
        )
    )
    made = attached(clinic, file_of(tmp_path, real, "real.pdf"))
    assert made.sealed_name != other.sealed_name
    assert clinic.evidence.open_bytes(made.id) == real
