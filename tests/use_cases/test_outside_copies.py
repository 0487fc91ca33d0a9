"""A copy for another program: in memory where there is such a folder, nameless, gone afterwards, also after a crash."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import EvidenceDamaged, NotForOtherPrograms
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases import outside_copies
from clinic_app.use_cases.outside_copies import OutsideCopy, remove, write
from tests.founding import PASSPHRASE, found
from tests.stories.clinics import open_case, person

WORDS = "Редакцияга кирген адамдардын аттары"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    clinic, _ = found(tmp_path / "vault", "NAR1", "Нарын", "Айгүл")
    yield clinic
    clinic.close()


def attached(clinic: Clinic, tmp_path: Path, name: str = "аттар Токтосунова.txt") -> str:
    file = tmp_path / name
    file.write_text(WORDS, encoding="utf-8")
    case = open_case(clinic, person(clinic).id)
    return clinic.evidence.attach("journalist_case", case.id, file).id


def held(clinic: Clinic, tmp_path: Path) -> OutsideCopy:
    return write(clinic.outside.announce(attached(clinic, tmp_path)))


def test_the_copy_is_whole_nameless_and_its_owners_alone(clinic: Clinic, tmp_path: Path) -> None:
    copy = held(clinic, tmp_path)
    assert copy.path.read_text(encoding="utf-8") == WORDS
    assert "Токтосунова" not in str(copy.path)
    if sys.platform != "win32":
        assert copy.path.stat().st_mode & 0o777 == 0o400 and copy.path.parent.stat().st_mode & 0o077 == 0
    assert remove(copy.path)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="this system has no folder in memory")
def test_it_lies_in_memory_where_that_can_be(clinic: Clinic, tmp_path: Path) -> None:
    copy = held(clinic, tmp_path)
    assert copy.in_memory and not copy.path.is_relative_to(clinic.folder)
    assert remove(copy.path)


def test_elsewhere_it_lies_in_the_case_books_folder(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside_copies, "_memory_folders", list)
    copy = held(clinic, tmp_path)
    assert not copy.in_memory and copy.path.is_relative_to(clinic.folder)
    assert remove(copy.path)
    assert not any("outside" in one.name for one in clinic.folder.iterdir())


def test_what_the_other_program_left_beside_it_goes_too(clinic: Clinic, tmp_path: Path) -> None:
    copy = held(clinic, tmp_path)
    (copy.path.parent / ".~lock.evidence.txt#").write_text(WORDS, encoding="utf-8")
    assert remove(copy.path) and not copy.path.parent.exists()


def test_after_a_crash_it_is_known_and_swept_away(clinic: Clinic, tmp_path: Path) -> None:
    """It is remembered before its first byte: the other way round a crash would leave it for ever."""
    copy = clinic.outside.announce(attached(clinic, tmp_path))
    write(copy)
    clinic.close()
    with Clinic.open(clinic.folder, PASSPHRASE) as again:
        assert again.outside.left() == [copy.path]
        assert all(remove(path) for path in again.outside.left())
        again.outside.forget([copy.path])
        assert again.outside.left() == []
    assert not copy.path.exists()


def test_a_damaged_file_leaves_no_copy(clinic: Clinic, tmp_path: Path) -> None:
    copy = clinic.outside.announce(attached(clinic, tmp_path))
    assert copy.piece.path is not None
    sealed = bytearray(copy.piece.path.read_bytes())
    sealed[-3] ^= 1
    copy.piece.path.write_bytes(bytes(sealed))
    with pytest.raises(EvidenceDamaged):
        write(copy)
    assert not copy.path.parent.exists()


@pytest.mark.parametrize("name", ["күбө.exe", "тизме.docm", "барак.html", "файл", "сүрөт.jpg.lnk"])
def test_what_might_be_run_is_refused(clinic: Clinic, tmp_path: Path, name: str) -> None:
    id = attached(clinic, tmp_path, name)
    with pytest.raises(NotForOtherPrograms):
        clinic.outside.announce(id)
    assert clinic.outside.left() == []


def test_custody_and_trail_tell_of_it(clinic: Clinic, tmp_path: Path) -> None:
    id = attached(clinic, tmp_path)
    copy = clinic.outside.announce(id)
    clinic.outside.opened(id, copy)
    assert clinic.evidence.custody(id)[-1].kind == "viewed"
    told = clinic._desk.trail.rows(Wanted(type="attachment", record=id))
    assert {row.act for row in told} == {"opened", "opened_outside"}
