"""The list of mistakes holds what people wrote in their cells: the file stands whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from clinic_app.errors import FileUnwritable
from clinic_app.use_cases.importing.fault_list import write_faults
from clinic_app.use_cases.importing.faults import RowError, Trouble

ERRORS = [RowError(3, "received_at", "Дата", "вчера", Trouble.NOT_A_DATE)]


def test_a_list_that_is_there_is_never_half_replaced(tmp_path: Path) -> None:
    """Seen to fail with write_bytes, which writes into the file that is there: a kill then leaves half of it."""
    file, same = tmp_path / "mistakes.csv", tmp_path / "same.csv"
    file.write_text("the list of yesterday")
    os.link(file, same)
    write_faults(ERRORS, file)
    assert "вчера" in file.read_text(encoding="utf-8-sig")
    assert same.read_text() == "the list of yesterday"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mistakes.csv", "same.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps who may read a file elsewhere")
def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_faults(ERRORS, tmp_path / "mistakes.csv")
    assert (tmp_path / "mistakes.csv").stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable):
        write_faults(ERRORS, tmp_path / "gone" / "mistakes.csv")
