"""Instances follow each other; a postponed hearing and a returned filing keep what they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import InvalidRecord
from clinic_app.records.values import Fault
from clinic_app.reference import lists
from clinic_app.use_cases.today import Today
from clinic_app.wording.sentences import fault_words
from tests.use_cases.case_books import add, case, founded, person

TODAY = date(2026, 6, 1)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with founded(tmp_path) as made:
        yield made


def first_instance(clinic: Clinic, case_id: str, **told: Any) -> Any:
    values: dict[str, Any] = {"procedure": "civil", "stage": "civil.trial", "instance": "first"}
    values |= {"claim_amount": 3000000, "began_on": date(2026, 2, 1)}
    return add(clinic, "proceeding", case_id=case_id, **(values | told))


def hearing(clinic: Clinic, case_id: str, on: str, **told: Any) -> Any:
    return add(clinic, "case_event", case_id=case_id, kind="hearing", on=on, title="Main hearing", **told)


# --- stages -------------------------------------------------------------------------------------------------------


def test_only_the_stages_of_its_own_procedure(clinic: Clinic) -> None:
    for procedure in lists.items("proceedings"):
        own = {item.id for item in clinic.proceedings.stages(procedure)}
        for stage in lists.items("proceedings_stages"):
            record = clinic.casework.blank("proceeding", case_id="c", procedure=procedure, stage=stage)
            faults = clinic.casework.faults(record)
            assert (faults.get("stage") == Fault.ALIEN_STAGE) == (stage not in own), stage


def test_an_alien_stage_is_refused_with_a_sentence(clinic: Clinic) -> None:
    with pytest.raises(InvalidRecord) as refused:
        first_instance(clinic, case(clinic).id, stage="criminal.trial")
    assert refused.value.data["faults"] == {"stage": Fault.ALIEN_STAGE}
    assert fault_words(Fault.ALIEN_STAGE) == "This stage belongs to another procedure."


def test_a_pair_that_two_laptops_made_keeps_nobody_from_saving_the_rest(clinic: Clinic) -> None:
    """One wrote the procedure, another the stage: the merged pair does not fit, yet the case number can be entered."""
    one = first_instance(clinic, case(clinic).id)
    told = {"procedure": "criminal"}
    clinic.casework.write_registers(one, told)
    torn = clinic.casework.load("proceeding", one.id)
    assert (torn.procedure, torn.stage) == ("criminal", "civil.trial")  # type: ignore[attr-defined]
    saved: Any = clinic.casework.save(replace(torn, case_number="17/26")).record  # type: ignore[call-arg]
    assert saved.case_number == "17/26"
    with pytest.raises(InvalidRecord):
        clinic.casework.save(replace(saved, stage="civil.appeal"))


# --- instances ----------------------------------------------------------------------------------------------------


def test_instances_stand_one_after_another_with_their_parties(clinic: Clinic) -> None:
    made = case(clinic)
    first = first_instance(clinic, made.id, judge_ids=frozenset({person(clinic, "Судья Ибраимова").id}))
    official, counsel = person(clinic, "Асан Аширов"), person(clinic, "Адвокат Ким")
    add(clinic, "party", case_id=made.id, proceeding_id=first.id, person_id=official.id, role="claimant",
        side="theirs", counsel_id=counsel.id)  # fmt: skip
    add(clinic, "party", case_id=made.id, person_id=made.person_id, role="defendant", side="ours")
    appeal = clinic.proceedings.next_instance(first.id, "appeal", began_on=date(2026, 8, 1)).record
    cassation = clinic.proceedings.next_instance(appeal.id, "cassation", began_on=date(2026, 11, 1)).record
    other = first_instance(clinic, made.id, procedure="offence", stage="offence.review", began_on=date(2026, 1, 1))
    told = clinic.proceedings.of(made.id, TODAY)
    assert [one.record.id for one in told] == [other.id, first.id, appeal.id, cassation.id]
    assert [one.depth for one in told] == [0, 0, 1, 2]
    assert told[1].judges == ("Судья Ибраимова",)
    for one in told[1:]:
        assert {(t.party.side, t.name, t.counsel) for t in one.parties} == {
            ("theirs", "Асан Аширов", "Адвокат Ким"),
            ("ours", "Журналист Ар-намыс доосу", ""),
        }
    last: Any = told[3].record
    assert (last.procedure, last.claim_amount, last.stage, last.judge_ids) == ("civil", 3000000, None, frozenset())


def test_a_circle_and_a_missing_beginning_hide_nothing(clinic: Clinic) -> None:
    made = case(clinic)
    one, other = first_instance(clinic, made.id), first_instance(clinic, made.id)
    alone = first_instance(clinic, made.id, follows_id="not-here")
    clinic.casework.save(replace(one, follows_id=other.id))
    clinic.casework.save(replace(clinic.casework.load("proceeding", other.id), follows_id=one.id))  # type: ignore[call-arg]
    assert {told.record.id for told in clinic.proceedings.of(made.id)} == {one.id, other.id, alone.id}
    assert len(clinic.proceedings.of(made.id)) == 3
    with pytest.raises(InvalidRecord):
        clinic.casework.save(replace(alone, follows_id=alone.id))


def test_impunity_is_an_outcome(clinic: Clinic) -> None:
    made = case(clinic)
    one = first_instance(clinic, made.id, procedure="criminal", stage="criminal.suspended")
    assert clinic.proceedings.of(made.id)[0].open
    clinic.casework.save(replace(one, outcome="impunity", decided_on=date(2026, 5, 5)))
    assert not clinic.proceedings.of(made.id)[0].open
    assert [row.title for row in clinic.timeline.of(made.id, language="en") if row.kind == "decided"] == [
        "No perpetrator found · Criminal proceedings · First instance"
    ]


# --- hearings -----------------------------------------------------------------------------------------------------


def test_a_postponed_hearing_keeps_its_day_and_the_new_one_stands_on_its_own(clinic: Clinic) -> None:
    made = case(clinic)
    one = first_instance(clinic, made.id)
    old = hearing(clinic, made.id, "2026-06-03", at=time(10, 0), proceeding_id=one.id, language="ru", interpreter=True)
    moved = clinic.proceedings.postpone(old.id, date(2026, 6, 10), time(14, 30), "Судья оорулуу")
    assert (moved.old.on, moved.old.at, moved.old.postponed_to) == ("2026-06-03", time(10, 0), date(2026, 6, 10))
    assert moved.old.notes == "Судья оорулуу"
    new = moved.new
    assert (new.on, new.at, new.about_id, new.proceeding_id) == ("2026-06-10", time(14, 30), old.id, one.id)
    assert (new.title, new.language, new.interpreter, new.notes) == ("Main hearing", "ru", True, "")
    told = clinic.proceedings.of(made.id, TODAY)[0]
    assert told.next_hearing is not None and told.next_hearing.id == new.id
    assert {event.id for event in told.hearings} == {old.id, new.id}
    assert moved.changes.records == {"case_event": frozenset({old.id, new.id})}


def test_today_shows_a_postponed_hearing_once_however_often_it_was_moved(clinic: Clinic) -> None:
    """Before, the day it was moved to stood there twice: for the old hearing and for the new one."""
    made = case(clinic)
    old = hearing(clinic, made.id, "2026-06-03")
    again = clinic.proceedings.postpone(old.id, date(2026, 6, 5)).new
    last = clinic.proceedings.postpone(again.id, date(2026, 6, 9)).new
    marked = hearing(clinic, made.id, "2026-05-20", postponed_to=date(2026, 6, 11))  # by hand: no new hearing
    told = Today(clinic.casework).facts(TODAY, most=9).hearings.first
    assert [(one.event, one.on) for one in told] == [(last.id, date(2026, 6, 9)), (marked.id, date(2026, 6, 11))]


def test_only_a_hearing_is_postponed_and_only_once(clinic: Clinic) -> None:
    made = case(clinic)
    old = hearing(clinic, made.id, "2026-06-03")
    clinic.proceedings.postpone(old.id, date(2026, 6, 5))
    with pytest.raises(InvalidRecord) as twice:
        clinic.proceedings.postpone(old.id, date(2026, 6, 7))
    assert twice.value.data["faults"] == {"postponed_to": Fault.MOVED_ALREADY}
    filing = add(clinic, "case_event", case_id=made.id, kind="filing", on="2026-06-03")
    with pytest.raises(InvalidRecord):
        clinic.proceedings.postpone(filing.id, date(2026, 6, 7))
    assert len(clinic.casework.children("case_event", made.id)) == 3


# --- returned filings ---------------------------------------------------------------------------------------------


def test_a_returned_filing_keeps_its_proof(clinic: Clinic) -> None:
    """Filed in time, sent back for a wrong address, learned of six weeks later: the term has run out meanwhile."""
    made = case(clinic)
    one = first_instance(clinic, made.id)
    filing = add(clinic, "case_event", case_id=made.id, kind="appeal_filed", on="2026-03-06", title="Appeal",
                 proceeding_id=one.id)  # fmt: skip
    term = add(clinic, "deadline", parent_type="journalist_case", parent_id=made.id, title="Appeal",
               due_on=date(2026, 3, 10), owner="us", ended="met", ended_on=date(2026, 3, 6))  # fmt: skip
    add(clinic, "deadline", parent_type="journalist_case", parent_id=made.id, title="Answer of the ministry",
        due_on=date(2026, 3, 10), owner="authority")  # fmt: skip
    back = clinic.proceedings.returned(filing.id, date(2026, 4, 18), "Wrong address", sent_on=date(2026, 3, 20))
    assert clinic.casework.load("case_event", filing.id) == filing
    assert (back.event.kind, back.event.on, back.event.learned_on) == ("returned", "2026-03-20", date(2026, 4, 18))
    assert (back.event.about_id, back.event.proceeding_id, back.event.notes) == (filing.id, one.id, "Wrong address")
    assert [(kept.deadline.id, kept.ran_out) for kept in back.terms] == [(term.id, True)]
    assert back.too_late
    with pytest.raises(InvalidRecord):
        clinic.proceedings.returned(filing.id, date(2026, 4, 19))
    (later,) = clinic.proceedings.came_back(made.id)  # read on any later day it says the same
    assert (later.event, later.alarm.id, [one.id for one in later.lost]) == (back.event, back.alarm.id, [term.id])


def test_a_term_that_still_runs_is_said_to(clinic: Clinic) -> None:
    made = case(clinic)
    filing = add(clinic, "case_event", case_id=made.id, kind="filing", on="2026-03-06")
    add(clinic, "deadline", parent_type="journalist_case", parent_id=made.id, title="Claim", due_on=date(2026, 5, 1))
    back = clinic.proceedings.returned(filing.id, date(2026, 4, 18))
    assert [kept.ran_out for kept in back.terms] == [False]
    assert not back.too_late
    assert [one.lost for one in clinic.proceedings.came_back(made.id)] == [()]


def test_the_alarm_rings_on_the_next_working_day(clinic: Clinic) -> None:
    """Learned of on a Friday: the alarm is Monday's. An alarm that no rule counts is the day itself."""
    made = case(clinic)
    filing = add(clinic, "case_event", case_id=made.id, kind="filing", on="2026-03-06")
    back = clinic.proceedings.returned(filing.id, date(2026, 4, 17))
    alarm: Any = clinic.casework.load("deadline", back.alarm.id)
    assert (alarm.rule, alarm.due_on, alarm.trigger_id) == ("file.refile", date(2026, 4, 20), back.event.id)
    assert alarm.parent_id == made.id
    assert back.changes.include("deadline")
    far = add(clinic, "case_event", case_id=made.id, kind="filing", on="2041-03-06")
    alarm = clinic.proceedings.returned(far.id, date(2041, 4, 17)).alarm  # behind the calendar's last year
    assert (alarm.due_on, alarm.typed) == (date(2041, 4, 17), True)


def test_an_event_with_a_trigger_offers_its_deadlines(clinic: Clinic) -> None:
    made = case(clinic)
    one = first_instance(clinic, made.id)
    event = add(clinic, "case_event", case_id=made.id, proceeding_id=one.id, kind="decision", on="2026-03-02",
                trigger="decision_made_final_form")  # fmt: skip
    offers = clinic.proceedings.offers(event.id)
    assert [(offer.rule.id, offer.due_on) for offer in offers] == [("civ.appeal", date(2026, 4, 1))]
    vague = add(clinic, "case_event", case_id=made.id, kind="decision", on="2026-03", trigger="decision_announced")
    plain = add(clinic, "case_event", case_id=made.id, kind="decision", on="2026-03-02")
    assert clinic.proceedings.offers(vague.id) == clinic.proceedings.offers(plain.id) == []
