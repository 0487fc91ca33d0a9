"""Choosing, undoing, giving up, reading both branches, handing over and erasing, as a coordinator scripts them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.laptop import Laptop, consultation, join


@pytest.fixture
def two(tmp_path: Path) -> tuple[Laptop, Laptop]:
    """A coordinator and an office, joined."""
    coordinator = Laptop(tmp_path / "k").founded("BISH", "coordinator")
    office = Laptop(tmp_path / "a").founded("NAR1")
    join(coordinator, (office, "NAR1"))
    return coordinator, office


def ids(laptop: Laptop) -> set[str]:
    return {one["id"] for one in laptop.doc("record", "list", "consultation")}


def brought(laptop: Laptop, stick: Path, *more: str, code: int = 0) -> list[dict[str, object]]:
    """What merging did with the packages that brought records."""
    packages = laptop.doc("merge", stick, *more, code=code)["packages"]
    return [one for one in packages if one["new"] or one["changed"] or one["status"] == "refused"]


def test_only_undo_and_merging_again(two: tuple[Laptop, Laptop]) -> None:
    coordinator, office = two
    wanted, other = office.add("consultation", consultation(), consultation())
    stick = office.exported("stick")
    (package,) = brought(coordinator, stick, "--only", wanted)
    assert ids(coordinator) == {wanted}
    coordinator.run("merge", stick)
    assert ids(coordinator) == {wanted, other}
    coordinator.run("record", "edit", "consultation", wanted, "--set", "duration_min=33")
    undone = coordinator.doc("merge-undo", package["package"])
    assert undone["package"] == package["package"]
    (built,) = undone["built_on_top"]
    assert built.keys() == {"type", "record", "field", "author", "at", "dot", "title", "office"}
    assert (built["type"], built["record"], built["field"]) == ("consultation", wanted, "duration_min")
    assert ids(coordinator) == {wanted}
    assert "names" not in coordinator.doc("merges")[0]
    coordinator.run("merge", stick)
    assert ids(coordinator) == {wanted, other}
    assert coordinator.is_whole()
    assert "NAR1-A-000999.clinic" in coordinator.refused("merge-undo", "NAR1-A-000999.clinic")


def test_a_gap_is_given_up(two: tuple[Laptop, Laptop]) -> None:
    coordinator, office = two
    office.add("consultation", consultation())
    lost = office.exported("lost")
    office.add("consultation", consultation())
    both = office.exported("both")
    for file in lost.iterdir():
        (both / file.name).unlink()
    coordinator.run("merge", both)
    assert ids(coordinator) == set()
    (gap,) = coordinator.doc("gap", "list")
    assert coordinator.doc("gap", "give-up", gap["stream"])["given_up"] is True
    assert len(ids(coordinator)) == 1 and coordinator.is_whole()
    assert gap["stream"] in coordinator.refused("gap", "give-up", gap["stream"])
    assert office.refused("gap", "give-up", gap["stream"])
    coordinator.run("merge", lost)
    assert len(ids(coordinator)) == 2 and coordinator.is_whole()


def test_both_branches_of_a_copied_laptop(two: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    coordinator, office = two
    coordinator.run("merge", office.exported("first"))
    twin = Laptop(tmp_path / "twin")
    shutil.copytree(office.vault, twin.vault)
    ours, theirs = office.add("consultation", consultation()), twin.add("consultation", consultation())
    coordinator.run("merge", office.exported("ours"))
    stick = twin.exported("theirs")
    coordinator.run("merge", stick, code=4)
    assert ids(coordinator) == set(ours)
    assert office.refused("merge", stick, "--both-ours")
    assert brought(coordinator, stick, "--both-ours") != []
    assert ids(coordinator) == {*ours, *theirs} and coordinator.is_whole()


def test_hand_over_and_erasure(two: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    coordinator, office = two
    other = Laptop(tmp_path / "o").founded("OSH")
    join(coordinator, (other, "OSH"))
    moved, erased = office.add("consultation", consultation(), consultation())
    assert office.refused("record", "hand-over", "consultation", moved, "--to", "NOWHERE")
    office.run("merge", coordinator.exported("roster"))
    asked = office.doc("record", "hand-over", "consultation", moved, "--to", "OSH")
    assert (asked["home"], asked["moving_to"]) == ("NAR1", "OSH")
    assert office.doc("record", "erase", "consultation", erased)["erased"] == "asked"
    assert ids(office) == {moved}
    coordinator.run("merge", office.exported("out"))
    assert ids(coordinator) == {moved}
    assert coordinator.doc("record", "hand-over", "consultation", moved, "--to", "OSH")["home"] == "OSH"
    stick = coordinator.exported("back")
    office.run("merge", stick)
    other.run("merge", stick)
    assert ids(other) == {moved}
    assert office.show("consultation", erased)["advice"] in (None, "")
    assert "OSH" in office.refused("record", "edit", "consultation", moved, "--set", "duration_min=33")
    assert all(one.is_whole() for one in (coordinator, office, other))
