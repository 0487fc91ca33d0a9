"""Backups by command: where, what is due, the list, trying one, putting one back with passphrase or recovery code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import commands_are_forked
from tests.cli.laptop import Laptop, consultation

FIXTURES = (commands_are_forked,)


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    (tmp_path / "stick").mkdir()
    return Laptop(tmp_path / "laptop").founded("NAR1")


def test_a_scheduler_makes_backups(laptop: Laptop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    laptop.refused("vault", "backup", "--auto")
    assert laptop.doc("vault", "backups")["backups"] == []
    told = laptop.doc("vault", "backups", "--place", stick, "--every", "day")
    assert Path(told["place"]).parent == stick and told["every"] == "day"
    (id,) = laptop.add("consultation", consultation())
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film" * 1000)
    laptop.run("attach", "consultation", id, film)
    made = laptop.doc("vault", "backup", "--auto")
    assert made["made"].endswith("-A.clinic-backup") and made["absent"] == 0
    assert laptop.doc("vault", "backup", "--auto")["made"] == ""  # not due again
    (row,) = laptop.doc("vault", "backups")["backups"]
    assert row["state"] == "verified" and row["files"] == 1
    assert laptop.doc("vault", "backup-verify", row["file"]) == {
        "ok": True,
        "of": row["made"],
        "finished": True,
        "files_missing": 0,
        "noted": True,
    }
    again = tmp_path / "again"
    done = laptop.doc("vault", "restore", stick, "--to", again)
    assert (done["files_missing"], done["erased_again"]) == (0, 0)
    laptop.vault = again
    assert laptop.is_whole() and [one["id"] for one in laptop.doc("record", "list", "consultation")] == [id]
    (kept,) = laptop.doc("attachments", "consultation", id)
    assert kept["here"]


def test_evidence_that_is_not_beside_is_said(laptop: Laptop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    laptop.doc("vault", "backups", "--place", stick)
    (id,) = laptop.add("consultation", consultation())
    (tmp_path / "film.mp4").write_bytes(b"film" * 1000)
    laptop.run("attach", "consultation", id, tmp_path / "film.mp4")
    name = laptop.doc("vault", "backup", "--auto")["made"]
    (file,) = stick.rglob(name)
    alone = tmp_path / "alone.clinic-backup"
    alone.write_bytes(file.read_bytes())
    done = laptop.run("vault", "restore", alone, "--to", tmp_path / "again", "--json", code=1)
    assert done.doc["files_missing"] == 1 and "1" in done.sentence


def test_a_stick_that_is_not_in_is_said_and_nothing_else(laptop: Laptop, tmp_path: Path) -> None:
    laptop.doc("vault", "backups", "--place", tmp_path / "stick")
    (tmp_path / "stick").rename(tmp_path / "elsewhere")
    assert "stick" in laptop.refused("vault", "backup", "--auto")
    (tmp_path / "elsewhere").rename(tmp_path / "stick")
    assert laptop.doc("vault", "backup", "--auto")["made"]
