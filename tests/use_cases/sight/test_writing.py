"""Saving what one is shown in part: what is kept back is neither cleared, nor overwritten, nor taken for seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NotForYou, NotManager
from clinic_app.wording.sentences import sentence
from tests.use_cases.sight.world import MARK, PRIVILEGED, SECRET, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(Path(tmp_path_factory.mktemp("sight")), "office")
    yield made
    made.close()


@pytest.fixture
def paralegal(world: World) -> Clinic:
    return world.seen_by("paralegal")


def _whole(world: World, kind: str, id: str) -> Any:
    return world.clinic.casework.whole.load(kind, id)


def test_a_kept_field_is_empty_and_marked(world: World, paralegal: Clinic) -> None:
    shown: Any = paralegal.casework.load("consultation", world.consultation)
    assert shown.hidden >= {"facts", "advice"} and shown.advice == shown.facts == ""
    assert not shown.seen.get("advice") and shown.seen.get("topic")
    assert not _whole(world, "consultation", world.consultation).hidden


def test_saving_leaves_the_advice_untouched_and_makes_no_conflict(world: World, paralegal: Clinic) -> None:
    shown: Any = paralegal.casework.load("consultation", world.consultation)
    saved = paralegal.intake.save(replace(shown, duration_min=45))
    now = _whole(world, "consultation", world.consultation)
    assert now.duration_min == 45 and now.advice == f"{MARK}{PRIVILEGED} advice" and not now.conflicts
    assert saved.record.hidden and getattr(saved.record, "advice", None) == ""
    last = world.desk.vault.entries("consultation", world.consultation)[0][-1]
    assert not {"advice", "facts"} & {*last.fields, *last.seen}


def test_what_was_advised_meanwhile_stays(world: World, paralegal: Clinic) -> None:
    shown: Any = paralegal.casework.load("consultation", world.consultation)
    lead: Any = world.as_lead.casework.load("consultation", world.consultation)
    world.as_lead.casework.save(replace(lead, advice=f"{MARK}{PRIVILEGED} better"))
    paralegal.intake.save(replace(shown, duration_min=50))
    now = _whole(world, "consultation", world.consultation)
    assert now.advice == f"{MARK}{PRIVILEGED} better" and now.duration_min == 50 and not now.conflicts
    world.as_lead.casework.save(replace(now, advice=f"{MARK}{PRIVILEGED} advice"))


def test_a_kept_field_is_not_written(world: World, paralegal: Clinic) -> None:
    shown: Any = paralegal.casework.load("consultation", world.consultation)
    with pytest.raises(NotForYou) as refused:
        paralegal.casework.save(replace(shown, advice="something else"))
    assert refused.value.data["field"] == "advice" and refused.value.exit_code == 1
    with pytest.raises(NotForYou):
        paralegal.casework.decide("consultation", world.consultation, "advice", "mine", ())
    with pytest.raises(NotForYou):
        paralegal.casework.write_registers(shown, {"advice": None})


def test_a_client_of_a_case_goes_along_though_the_writer_does_not_see_them(world: World, paralegal: Clinic) -> None:
    """The journalist of a case is secret; who shares it must not leave them behind, as a save with the masked
    record would.
    """
    shown: Any = paralegal.casework.load("journalist_case", world.case)
    assert shown.person_id is None and "person_id" in shown.hidden
    assert paralegal.casework.full(shown).person_id == world.journalist
    assert not paralegal.casework.faults(shown)


def test_a_paralegal_reads_all_of_their_own_but_the_top(world: World, paralegal: Clinic) -> None:
    given: Any = world.as_lead.casework.load("consultation", world.consultation)
    world.as_lead.casework.save(replace(given, lawyer_id=world.member["paralegal"]))
    own: Any = paralegal.casework.load("consultation", world.consultation)
    person: Any = paralegal.casework.load("person", world.person)
    assert own.advice.startswith(MARK) and not own.hidden and SECRET in person.safe_contact
    back: Any = world.clinic.casework.load("consultation", world.consultation)
    world.clinic.casework.save(replace(back, lawyer_id=world.lead))


def test_a_paralegal_does_not_make_a_record_their_own(world: World, paralegal: Clinic) -> None:
    shown: Any = paralegal.casework.load("consultation", world.consultation)
    for take in (
        lambda: paralegal.casework.save(replace(shown, lawyer_id=world.member["paralegal"])),
        lambda: paralegal.casework.write_registers(shown, {"lawyer_id": world.member["paralegal"]}),
    ):
        with pytest.raises(NotForYou):
            take()


def test_nobody_makes_themselves_a_lawyers_supervisor(world: World, paralegal: Clinic) -> None:
    member: Any = paralegal.casework.load("member", world.member["lead"])
    with pytest.raises(NotManager):
        paralegal.casework.save(replace(member, supervisor_id=world.member["paralegal"]))
    colleague = world.seen_by("colleague")
    with pytest.raises(NotForYou):
        colleague.casework.save(replace(member, supervisor_id=world.member["colleague"]))
    student: Any = colleague.casework.load("member", world.member["student"])
    colleague.casework.save(replace(student, supervisor_id=world.member["colleague"]))


def test_a_student_works_with_their_own_and_the_supervisor_reads_it(world: World) -> None:
    student = world.seen_by("student")
    person = student.casework.save(student.casework.blank("person", name_display="Own Client")).record
    assert student.casework.load("person", person.id).id == person.id
    made = {**world._like(_whole(world, "consultation", world.consultation)), "person_id": person.id}
    made |= {"lawyer_id": world.member["student"], "confidentiality": "lawyer", "opponent_ids": frozenset()}
    saved = student.intake.save(student.casework.blank("consultation", **made)).record
    assert student.casework.ids("consultation") == [saved.id]
    assert student.casework.ids("person") == [person.id]
    boss = world.clinic if world.member["boss"] == _supervisor(world, "student") else world.seen_by("colleague")
    assert saved.id in boss.casework.ids("consultation")
    assert saved.id not in world.seen_by("lead").casework.ids("consultation")


def _supervisor(world: World, name: str) -> str:
    return str(_whole(world, "member", world.member[name]).supervisor_id)


def test_a_refusal_names_whom_to_ask_and_nothing_else(world: World) -> None:
    student = world.seen_by("student")
    with pytest.raises(NotForYou) as refused:
        student.casework.load("journalist_case", world.case)
    assert refused.value.data["ask"] == "Lead"
    assert "Lead" in sentence(refused.value) and MARK not in sentence(refused.value)
    with pytest.raises(NotForYou):
        student.casework.save(student.casework.blank("case_event", case_id=world.case, kind="hearing", on="2026-01-01"))


def test_drafts_are_everybodys_own(world: World) -> None:
    world.as_lead.drafts.keep("consultation:new", {"title": MARK})
    assert world.seen_by("lead").drafts.take("consultation:new") == {"title": MARK}
    assert world.clinic.drafts.all() == [] and world.seen_by("colleague").drafts.take("consultation:new") is None
    world.as_lead.drafts.drop("consultation:new")
    assert world.as_lead.drafts.all() == []
