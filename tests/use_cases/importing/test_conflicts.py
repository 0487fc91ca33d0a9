"""What an import brings in or changes is looked at for conflicts of interest, also when the program is killed after it.

Planted mistakes these saw: writing without the list of what is to be looked at, and that list after the transaction.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import Cancelled
from tests.stories.clinics import WHOLE_CONSULTATION
from tests.use_cases.importing.test_updates import HEAD, ROW, sheet, take_in

OPPONENT = "Асанов Үсөн"
THEIR_ROW = ["2", "02.05.2024", OPPONENT, "0700 333444", *ROW[4:]]


@pytest.fixture
def old(clinic: Clinic) -> Any:
    """A consultation of this office against the opponent."""
    against = clinic.casework.save(clinic.casework.blank("person", name_display=OPPONENT)).record
    record = clinic.casework.blank("consultation", **(WHOLE_CONSULTATION | {"anonymous": True}))
    return clinic.intake.save(replace(record, opponent_ids=frozenset([against.id]))).record


def waiting(clinic: Clinic) -> set[str]:
    return {one.id for one in clinic.interests.waiting().first}


def test_a_client_who_comes_by_a_register_is_compared_with_the_opponents(
    clinic: Clinic, old: Any, tmp_path: Path
) -> None:
    done = take_in(clinic, sheet(tmp_path, [ROW, THEIR_ROW]))
    calm, theirs = done.ids
    assert waiting(clinic) == {old.id, theirs}
    assert clinic.interests.verdict("consultation", theirs) == "not_done"
    assert not clinic.interests.undecided("consultation", calm)


def test_what_was_not_looked_at_before_a_kill_is_looked_at_later(
    clinic: Clinic, old: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kill comes between the transaction and the looking: what is to be looked at stands in the transaction."""

    def killed(*_told: object) -> int:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(clinic.interests, "catch_up", killed)
        with pytest.raises(SystemExit):
            take_in(clinic, sheet(tmp_path, [THEIR_ROW]))
    assert clinic.casework.count("consultation") == 2 and not waiting(clinic)
    with monkeypatch.context() as patch:  # and not in one of its own
        patch.setattr(clinic.interests, "look_later", killed)
        with pytest.raises(SystemExit):
            take_in(clinic, sheet(tmp_path, [ROW]))
    assert clinic.casework.count("consultation") == 2
    clinic.interests.catch_up()
    assert old.id in waiting(clinic) and len(waiting(clinic)) == 2


def test_a_name_that_an_update_changes_is_looked_at_wherever_it_stands(
    clinic: Clinic, old: Any, tmp_path: Path
) -> None:
    (id,) = take_in(clinic, sheet(tmp_path, [ROW])).ids
    assert not waiting(clinic)
    person = clinic.casework.load("consultation", id).person_id
    done = take_in(clinic, sheet(tmp_path, [[person, OPPONENT]], ["id", "ФИО"]), "person", update=True)
    assert done.updated == 1
    assert waiting(clinic) == {old.id, id}


def test_a_relation_that_is_taken_in_is_looked_at(clinic: Clinic, old: Any, tmp_path: Path) -> None:
    (id,) = take_in(clinic, sheet(tmp_path, [ROW])).ids
    head = ["Человек", "Кем приходится", "Родственник"]
    mapping = {"Человек": "person_id", "Кем приходится": "kind", "Родственник": "other_id"}
    file = sheet(tmp_path, [[ROW[2], "spouse", OPPONENT]], head)
    assert take_in(clinic, file, "relation", settled=mapping).added == 1
    assert waiting(clinic) == {old.id, id}


def test_an_import_that_is_stopped_leaves_nothing_to_look_at(clinic: Clinic, old: Any, tmp_path: Path) -> None:
    class Stopping:
        def step(self, done: int, of: int) -> None:
            if done == of:
                raise Cancelled

    plan = clinic.importing.plan(sheet(tmp_path, [ROW, THEIR_ROW], HEAD), "consultation")
    with pytest.raises(Cancelled):
        clinic.importing.carry_out(plan, Stopping())
    clinic.interests.catch_up()
    assert not waiting(clinic)
    assert clinic.casework.ids("consultation") == [old.id]
