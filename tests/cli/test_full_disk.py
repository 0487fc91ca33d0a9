"""The disk is full while something is written: one sentence, nothing lost, nothing half done. A real disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from clinic_app.keys.master_key import MasterKey
from clinic_app.keys.slots import open_with_passphrase
from tests.cli.killing import contents
from tests.cli.laptop import LANGUAGES, WORDS, Laptop, consultation, join, speaks
from tests.cli.small_disk import SmallDisk, small_disk

KIB = 1024
NEW = ["--office", "NEW1", "--office-name", "Т", "--person", "А", "--role", "lawyer", "--no-keyring", "--kdf-floor"]
SIZES = (0, 400 * KIB)
_MASTERS: dict[Path, MasterKey] = {}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 8 * 1024 * KIB) as disk:
        yield disk


def on_disk(disk: SmallDisk, folder: Path, office: str = "NAR1", role: str = "lawyer") -> Laptop:
    """A laptop whose case book lies on the small disk, and whose commands run where that disk is seen."""
    laptop = Laptop(folder)
    laptop.server = disk.server
    laptop.vault = disk.inside / "vault"
    return laptop.founded(office, role)


def state(laptop: Laptop, disk: SmallDisk) -> str:
    """Everything the case book holds."""
    folder = disk.seen(laptop.vault)
    if laptop.vault not in _MASTERS:
        _MASTERS[laptop.vault] = open_with_passphrase(folder, WORDS)
    return contents(folder, _MASTERS[laptop.vault])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != "filler"}


def refuse_while_full(
    laptop: Laptop, disk: SmallDisk, words: Sequence[object], sizes: Sequence[int] = SIZES, give: str = ""
) -> int:
    """Try with ever more room left; every refusal is about the disk and changes nothing. Returns their number."""
    before, there = state(laptop, disk), names(disk.outside)
    refusals = 0
    for size in sizes:
        said = {}
        for lang in LANGUAGES:
            disk.fill(size)
            done = laptop.server.run([*map(str, words), "--lang", lang, "--json"], laptop.environment, give)
            disk.empty()
            if done.code == 0:
                break
            assert (done.code, done.out) == (1, ""), done
            said[lang] = done.sentence
            assert names(disk.outside) == there
        if len(said) < len(LANGUAGES):
            assert not said, "what could be done at first could not be done again"
            return refusals
        speaks(said)
        assert "no room left on the disk" in said["en"], (size, said)
        refusals += 1
        assert laptop.is_whole() and state(laptop, disk) == before, size
    return refusals


def test_while_adding(disk: SmallDisk, tmp_path: Path) -> None:
    laptop = on_disk(disk, tmp_path / "laptop")
    laptop.add("consultation", consultation())
    more = [consultation(facts=f"{n} " + "сөз " * 12_000, phone=f"0555 {n:06}") for n in range(12)]
    given = json.dumps(more, ensure_ascii=False)
    assert refuse_while_full(laptop, disk, ["record", "add", "consultation", "--from", "-"], give=given) == len(SIZES)
    laptop.run("record", "add", "consultation", "--from", "-", give=given)
    assert len(laptop.doc("record", "list", "consultation")) == 13 and laptop.is_whole()


def test_while_importing(disk: SmallDisk, tmp_path: Path) -> None:
    from tests.cli.test_import_options import GOOD, renumbered, sheet

    laptop = on_disk(disk, tmp_path / "laptop")
    rows = [row for block in range(12) for row in renumbered(GOOD, block * 100)]
    file = sheet(tmp_path, rows)
    assert refuse_while_full(laptop, disk, ["import", file, "--type", "consultation"], (200 * KIB,)) == 1
    assert laptop.doc("import", file, "--type", "consultation")["added"] == len(rows)


def test_while_exporting_and_backing_up(disk: SmallDisk, tmp_path: Path) -> None:
    """Once the stick is full, once the disk of the case book itself."""
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    laptop = on_disk(disk, tmp_path / "laptop")
    join(coordinator, (laptop, "NAR1"))
    laptop.add("consultation", *[consultation(advice=f"кеңеш {n}") for n in range(20)])
    stick = disk.inside / "stick"
    (disk.outside / "stick").mkdir()
    assert refuse_while_full(laptop, disk, ["export", "--to", stick], (0,)) == 1
    assert names(disk.outside / "stick") == set()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert refuse_while_full(laptop, disk, ["export", "--to", elsewhere], (0,)) == 1
    assert list(elsewhere.iterdir()) == []
    assert refuse_while_full(laptop, disk, ["vault", "backup", "--to", disk.inside / "backup"], (200 * KIB,)) == 1
    assert names(disk.outside) == {"vault", "stick"} and names(disk.outside / "vault") <= {
        "vault.db", "vault.db-wal", "vault.db-shm", "slots.json", "slots.json.bak", "slots.lock",
        "backup.lock",
    }  # fmt: skip
    laptop.run("export", "--to", stick)
    laptop.run("vault", "backup", "--to", disk.inside / "backup")
    merged = Laptop(tmp_path / "k2")
    merged.server, merged.vault, merged.words = disk.server, coordinator.vault, coordinator.words
    assert {one["status"] for one in merged.doc("merge", stick)["packages"]} == {"merged"}
    assert coordinator.doc("vault", "info")["counts"]["consultation"] == 20


def test_while_merging(disk: SmallDisk, tmp_path: Path) -> None:
    office = Laptop(tmp_path / "office").founded()
    coordinator = on_disk(disk, tmp_path / "k", "BISH", "coordinator")
    join(coordinator, (office, "NAR1"))
    office.add("consultation", *[consultation(facts=f"{n} " + "сөз " * 8_000) for n in range(10)])
    stick = office.exported("stick")
    assert refuse_while_full(coordinator, disk, ["merge", stick]) == len(SIZES)
    assert {one["status"] for one in coordinator.doc("merge", stick)["packages"]} == {"merged"}
    assert coordinator.doc("record", "list", "consultation") == office.doc("record", "list", "consultation")


def test_while_previewing_and_undoing(disk: SmallDisk, tmp_path: Path) -> None:
    office = Laptop(tmp_path / "office").founded()
    coordinator = on_disk(disk, tmp_path / "k", "BISH", "coordinator")
    join(coordinator, (office, "NAR1"))
    office.add("consultation", *[consultation(facts=f"{n} " + "сөз " * 8_000) for n in range(10)])
    stick = office.exported("stick")
    assert refuse_while_full(coordinator, disk, ["preview", stick], (0,)) == 1
    coordinator.run("merge", stick)
    package = max(file.name for file in stick.iterdir())
    assert refuse_while_full(coordinator, disk, ["merge-undo", package], (0,)) == 1
    coordinator.run("merge-undo", package)
    assert coordinator.doc("record", "list", "consultation") == []
    assert refuse_while_full(coordinator, disk, ["merge", stick], (0,)) == 1
    coordinator.run("merge", stick)
    assert coordinator.doc("record", "list", "consultation") == office.doc("record", "list", "consultation")


def test_while_joining_and_founding(disk: SmallDisk, tmp_path: Path) -> None:
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    coordinator.run("network", "create", "--name", "Сыноо")
    laptop = on_disk(disk, tmp_path / "laptop")
    request, invitation = tmp_path / "request", tmp_path / "invitation"
    laptop.run("device", "request", "--out", request)
    coordinator.run("network", "admit", request, "--office", "NAR1", "--out", invitation)
    refuse_while_full(laptop, disk, ["network", "join", invitation], (64 * KIB,))
    if not laptop.doc("vault", "info")["network_id"]:
        laptop.run("network", "join", invitation)
    assert laptop.is_whole()
    words = ["vault", "create", *NEW, "--vault", disk.inside / "second"]
    assert refuse_while_full(laptop, disk, words, (40 * KIB,)) == 1
    laptop.run("vault", "backup", "--to", tmp_path / "backup")
    words = ["vault", "restore", tmp_path / "backup", "--to", disk.inside / "second"]
    assert refuse_while_full(laptop, disk, words, (40 * KIB,)) == 1


def test_reading_needs_only_a_little_room(disk: SmallDisk, tmp_path: Path) -> None:
    laptop = on_disk(disk, tmp_path / "laptop")
    laptop.add("consultation", consultation())
    assert refuse_while_full(laptop, disk, ["record", "list", "consultation"], (0,)) == 1
    disk.fill(256 * KIB)
    assert len(laptop.doc("record", "list", "consultation")) == 1


def test_a_disk_that_may_only_be_read_is_named(disk: SmallDisk, tmp_path: Path) -> None:
    """Once it holds the case book, once it is where something is to be left."""
    laptop, other = on_disk(disk, tmp_path / "laptop"), Laptop(tmp_path / "other").founded("BISH", "coordinator")
    join(other, (laptop, "NAR1"))
    other.server = disk.server
    laptop.add("consultation", consultation())
    (id,) = other.add("consultation", consultation())
    before = state(laptop, disk)
    other.run("place", "add", "stick", "folder", "--set", f"path={disk.inside}")
    (disk.outside / "empty").mkdir()
    other.run("vault", "backup", "--to", tmp_path / "copy")
    disk.lock()
    assert "vault.db" in laptop.refused("record", "add", "person", "--from", "-", give='{"name_display": "Ү"}')
    for words in (
        ["export", "--to", disk.inside],
        ["vault", "backup", "--to", disk.inside / "copy"],
        ["print", "consultation", id, "--out", disk.inside / "card.pdf"],
        ["report", "hotline", "--from", "2026-01-01", "--to", "2026-12-31", "--out", disk.inside / "report.csv"],
        ["vault", "identity", "--out", disk.inside / "identity"],
        ["vault", "create", *NEW, "--vault", disk.inside / "empty"],
        ["vault", "create", *NEW, "--vault", disk.inside / "new"],
        ["vault", "restore", tmp_path / "copy", "--to", disk.inside / "empty"],
        ["vault", "restore", tmp_path / "copy", "--to", disk.inside / "new"],
    ):
        assert str(disk.inside) in other.refused(*words)
    assert "stick" in other.refused("place", "test", "stick")  # a place is called what people call it
    disk.lock("rw")
    assert names(disk.outside) == {"vault", "empty"} and laptop.is_whole() and state(laptop, disk) == before


def test_a_case_book_that_turns_read_only_in_the_middle_of_the_day(disk: SmallDisk, tmp_path: Path) -> None:
    """Once the whole disk, once `vault.db` alone: nothing is half applied, and afterwards everything can be done."""
    office = Laptop(tmp_path / "office").founded()
    coordinator = on_disk(disk, tmp_path / "k", "BISH", "coordinator")
    join(coordinator, (office, "NAR1"))
    office.add("consultation", *[consultation(facts=f"биринчи {n}") for n in range(3)])
    first = office.exported("first")
    coordinator.run("merge", first)
    package = max(file.name for file in first.iterdir())
    coordinator.add("consultation", consultation())
    office.add("consultation", *[consultation(facts=f"экинчи {n}") for n in range(3)])
    second = office.exported("second")
    before = state(coordinator, disk)
    stick = tmp_path / "out"
    stick.mkdir()
    for lock, unlock in (
        (disk.lock, lambda: disk.lock("rw")),
        (
            lambda: disk.lock_file(coordinator.vault / "vault.db"),
            lambda: disk.unlock_file(coordinator.vault / "vault.db"),
        ),
    ):
        lock()
        for words in (["merge", second], ["preview", second], ["export", "--to", stick], ["merge-undo", package]):
            assert "vault.db" in coordinator.refused(*words), words
        assert list(stick.iterdir()) == []
        unlock()
        assert coordinator.is_whole() and state(coordinator, disk) == before
    coordinator.run("merge-undo", package)
    coordinator.run("merge", first, second)
    assert len(coordinator.doc("record", "list", "consultation")) == 7
    assert coordinator.doc("export", "--to", stick)["packages"] and coordinator.is_whole()


def test_while_making_a_snapshot_in_a_folder(disk: SmallDisk, tmp_path: Path) -> None:
    """The stick is full: one sentence that names it, nothing half on it; with room again it is made."""
    laptop = Laptop(tmp_path / "laptop").founded("NAR1")
    laptop.server = disk.server
    (disk.outside / "stick").mkdir()
    laptop.doc("vault", "backups", "--place", disk.inside / "stick")
    disk.fill(300 * KIB)
    assert str(disk.inside) in laptop.refused("vault", "backup", "--auto")
    left = [path.name for path in (disk.outside / "stick").rglob("*") if path.is_file()]
    assert left == ["place.json"] and not (laptop.vault / "backup-work").exists()
    disk.empty()
    assert laptop.doc("vault", "backup", "--auto")["made"] and laptop.is_whole()
