"""A file a person asked for is whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clinic_app.errors import FileUnwritable
from clinic_app.use_cases.files import leave_whole


def test_a_file_takes_the_place_of_another_whole(tmp_path: Path) -> None:
    out = tmp_path / "отчёт Ңөү.pdf"
    out.write_bytes(b"before")
    leave_whole(out, b"after")
    assert out.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable) as refused:
        leave_whole(tmp_path / "no such folder" / "report.csv", b"x")
    assert "no such folder" in str(refused.value.data["file"])


def test_a_file_that_cannot_take_its_name_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "report.csv").mkdir()
    with pytest.raises(FileUnwritable):
        leave_whole(tmp_path / "report.csv", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]


def test_the_same_file_again_is_left_alone(tmp_path: Path) -> None:
    """A package that lies on the stick already is not written a second time."""
    out = tmp_path / "NAR1-B-000001.clinic"
    leave_whole(out, b"sealed")
    before = out.stat().st_mtime_ns
    leave_whole(out, b"sealed")
    assert out.stat().st_mtime_ns == before


def test_what_a_killed_program_left_is_cleared_away_and_what_another_is_writing_is_not(tmp_path: Path) -> None:
    left, fresh = tmp_path / ".NAR1-A-000001.clinic.0badcafe.part", tmp_path / ".NAR1-A-000001.clinic.12345678.part"
    others = tmp_path / ".NAR1-A-000002.clinic.0badcafe.part"
    for one in (left, fresh, others):
        one.write_bytes(b"half")
    for one in (left, others):
        os.utime(one, (0, 0))
    leave_whole(tmp_path / "NAR1-A-000001.clinic", b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([fresh, others, tmp_path / "NAR1-A-000001.clinic"])
