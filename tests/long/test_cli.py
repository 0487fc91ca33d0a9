"""Every refusal in all three languages, and a disk that is full at every stage of every writing command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import commands_are_forked
from tests.cli.laptop import LANGUAGES, REGISTER, Laptop, consultation, join, speaks
from tests.cli.small_disk import SmallDisk
from tests.cli.test_full_disk import KIB, disk, on_disk, refuse_while_full
from tests.cli.test_refusals import REFUSALS, World, refused, world

FIXTURES = (commands_are_forked, disk, world)
SIZES = [0, *(4 * KIB * 2**power for power in range(9))]


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_one_sentence_in_each_language(world: World, name: str) -> None:
    speaks(refused(world, name, LANGUAGES))


def test_adding_on_a_disk_full_at_every_stage(disk: SmallDisk, tmp_path: Path) -> None:
    laptop = on_disk(disk, tmp_path / "laptop")
    laptop.add("consultation", consultation())
    given = json.dumps([consultation(facts=f"{n} " + "сөз " * 6_000, phone=f"0555 {n:06}") for n in range(20)])
    assert refuse_while_full(laptop, disk, ["record", "add", "consultation", "--from", "-"], SIZES, given) >= 5


def test_importing_on_a_disk_full_at_every_stage(disk: SmallDisk, tmp_path: Path) -> None:
    laptop = on_disk(disk, tmp_path / "laptop")
    assert refuse_while_full(laptop, disk, ["import", REGISTER, "--type", "consultation"], SIZES[::3]) == 4


def test_merging_and_backing_up_on_a_disk_full_at_every_stage(disk: SmallDisk, tmp_path: Path) -> None:
    office = Laptop(tmp_path / "office").founded()
    coordinator = on_disk(disk, tmp_path / "k", "BISH", "coordinator")
    join(coordinator, (office, "NAR1"))
    office.add("consultation", *[consultation(facts=f"{n} " + "сөз " * 8_000) for n in range(20)])
    stick = office.exported("stick")
    assert refuse_while_full(coordinator, disk, ["merge", stick], SIZES) >= 5
    coordinator.run("merge", stick)
    assert refuse_while_full(coordinator, disk, ["vault", "backup", "--to", disk.inside / "copy"], SIZES) >= 5
    assert coordinator.doc("record", "list", "consultation") == office.doc("record", "list", "consultation")
