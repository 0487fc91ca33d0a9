"""Who is told what, over roles, levels and every reading door: the rules of `sight` written down once more, by hand.

Planted once, each alone, and found: `Listing` reading the vault's own records (door "lists"), `History` reading
`self._vault.entries` (for a paralegal), `Settling` asking `self._vault.in_conflict` (door "conflicts"). The first and
the last name records by their ids alone: found only since doors that are asked for no record may not even do that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.use_cases.sight.doors import DOORS, UNASKED, ids_of, records_of, told_by
from tests.use_cases.sight.world import MARK, PERSON, PRIVILEGED, SECRET, World

# The level, and whom the records are shown to; a student has no record here, whose supervisor is Boss.
OPEN = ("lead", "chief", "colleague", "boss", "paralegal")
LEVELS = {"coord": OPEN, "office": OPEN, "aggregate": OPEN, "lawyer": ("lead", "chief")}
EVERYBODY = ("lead", "chief", "colleague", "boss", "paralegal", "student", "apprentice")


@pytest.fixture(scope="module", params=LEVELS)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(Path(tmp_path_factory.mktemp("sight")), request.param)
    yield made
    made.close()


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_is_told_by_any_door_what_is_not_theirs(world: World, who: str) -> None:
    clinic, numbers = world.seen_by(who), ids_of(world).values()
    leaks = []
    for name, door in DOORS.items():
        try:
            told = told_by(door, clinic, world)
        except Exception as problem:
            raise AssertionError(f"the door {name} broke for {who}") from problem
        if who not in LEVELS[world.level]:
            leaks += [(name, sign) for sign in (MARK, PERSON, *numbers) if sign in told and not _asked_back(name, sign)]
            leaks += [(name, id) for id in records_of(world) if name in UNASKED and id in told]
        elif who == "paralegal":
            leaks += [(name, sign) for sign in (PRIVILEGED, SECRET) if sign in told]
    assert leaks == []


def _asked_back(door: str, sign: str) -> bool:
    """A question that repeats the name it was asked with tells nothing."""
    return door == "interests look" and sign in (MARK, PERSON)


def test_every_door_that_is_asked_for_no_record_is_one() -> None:
    assert set(DOORS) >= UNASKED


def test_who_sees_them_is_told_by_the_doors(world: World) -> None:
    """Or the test above would prove nothing: each door answers its marks to those who see the records."""
    lead = world.seen_by("lead")
    silent = [name for name, door in DOORS.items() if not _has_any(told_by(door, lead, world), world)]
    assert set(silent) == _SAY_NO_MARKS
    for who in LEVELS[world.level]:
        assert MARK in told_by(DOORS["lists"], world.seen_by(who), world), who


# What tells of nobody in this story, or only by codes; asked all the same.
_SAY_NO_MARKS = {
    "approvals",
    "drafts",
    "erasures asked",
    "evidence custody",
    "find same",
    "interests decisions",
    "interests findings",
    "interests waiting",
    "linking",
    "links",
    "people roles",
    "proceedings",
    "several lawyers",
}


def _has_any(told: str, world: World) -> bool:
    return any(sign in told for sign in (MARK, PERSON, *ids_of(world).values()))
