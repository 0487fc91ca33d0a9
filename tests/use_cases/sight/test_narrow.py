"""What only its lead lawyer reads: found by a check for conflicts of interest, taken over, and not in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clinic_app.errors import NotForYou
from clinic_app.store.trail_table import Wanted
from clinic_app.use_cases.interest_findings import Asked
from clinic_app.use_cases.parties import OPPONENT
from clinic_app.wording.sentences import sentence
from tests.use_cases.sight.doors import ids_of
from tests.use_cases.sight.world import MARK, PERSON, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, "lawyer")
    yield made
    made.close()


def test_a_conflict_of_interest_is_found_and_tells_only_whom_to_ask(world: World) -> None:
    """The client of the hidden consultation is the opponent in a colleague's new one."""
    colleague = world.seen_by("colleague")
    found = colleague.interests.look([Asked(OPPONENT, f"{PERSON} {MARK}")])
    assert found and all(one.veiled for one in found)
    told = "".join((one.line + one.said + one.who) for one in found).replace(f"{PERSON} {MARK}", "")
    assert "Lead" in told and not any(sign in told for sign in (MARK, PERSON, *ids_of(world).values()))
    assert not any(one.person or one.places or one.name for one in found)


def test_a_decision_covers_what_was_veiled(world: World) -> None:
    colleague = world.seen_by("colleague")
    made = world._like(world.clinic.casework.whole.load("consultation", world.consultation))
    made |= {"person_id": None, "anonymous": True, "lawyer_id": world.member["colleague"], "confidentiality": "office"}
    facing = colleague.intake.save(
        colleague.casework.blank(
            "consultation", **made | {"opponent_ids": frozenset(colleague.intake.opponents([f"{PERSON} {MARK}"]))}
        )
    ).record
    left = colleague.interests.undecided("consultation", facing.id)
    assert left and left[0].veiled
    colleague.interests.decide("consultation", facing.id, "clear", "asked, another person", left)
    assert not colleague.interests.undecided("consultation", facing.id)
    (decision,) = colleague.interests.decisions("consultation", facing.id)
    assert f"of:{world.person}" in decision.covers and decision.reason
    (theirs,) = world.as_lead.interests.decisions("consultation", facing.id)
    assert theirs.found and not theirs.hidden


def test_the_supervisor_reads_it_and_a_coordinator_who_is_not_does_not(world: World) -> None:
    assert world.seen_by("chief").casework.load("journalist_case", world.case)
    member: Any = world.clinic.casework.whole.load("member", world.member["lead"])
    world.clinic.casework.whole.save(replace(member, supervisor_id=None))
    with pytest.raises(NotForYou):
        world.seen_by("chief").casework.load("journalist_case", world.case)


def test_who_manages_takes_over_when_the_lead_has_left(world: World) -> None:
    boss = world.clinic
    assert boss.taking_over.left() == [] and not boss.taking_over.may("journalist_case", world.case)
    with pytest.raises(NotForYou) as refused:
        boss.taking_over.take_over("journalist_case", world.case)
    assert "Lead" in sentence(refused.value)
    member: Any = boss.casework.load("member", world.member["lead"])
    boss.casework.save(replace(member, active=False))
    waiting = boss.taking_over.left()
    assert {one.id for one in waiting} >= {world.case, world.consultation} and {one.had for one in waiting} == {"Lead"}
    assert not world.seen_by("paralegal").taking_over.left()
    with pytest.raises(NotForYou):
        world.seen_by("student").taking_over.take_over("journalist_case", world.case)
    boss.taking_over.take_over("journalist_case", world.case)
    taken: Any = boss.casework.load("journalist_case", world.case)
    assert taken.lawyer_id == world.member["boss"] and taken.title.startswith(MARK)
    rows = world.desk.trail.rows(Wanted(type="journalist_case", record=world.case))
    assert "taken_over" in {row.act for row in rows}


def test_lists_count_and_sort_as_if_it_were_not_there(world: World) -> None:
    colleague = world.seen_by("colleague")
    own = colleague.casework.save(
        colleague.casework.blank(
            "journalist_case",
            **world._like(world.clinic.casework.whole.load("journalist_case", world.case))
            | {"title": "Aaa", "person_id": None, "lawyer_id": world.member["colleague"], "confidentiality": "office"}
            | {"person_id": colleague.casework.save(colleague.casework.blank("person", name_display="Aa")).record.id},
        )
    ).record
    assert colleague.casework.ids("journalist_case", limit=1) == [own.id]
    assert colleague.casework.count("journalist_case") == 1
    assert colleague.casework.count("case_event") == colleague.casework.count("deadline") == 0
    assert world.as_lead.casework.count("journalist_case") == 2


def test_what_the_program_does_by_itself_goes_on_seeing_it(world: World) -> None:
    colleague = world.seen_by("colleague")
    vault = world.desk.vault
    assert colleague.casework.whole.load("journalist_case", world.case)
    assert world.case in vault.records.ids("journalist_case")
    assert colleague.keeping.facts().counts["journalist_case"] == 1
    assert colleague.safety.forget_expired() == 0
    assert world.as_lead.safety.whereabouts(world.case)
