"""A student's advice waits for the supervisor, whoever saves it and however; nobody else's does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import ChangedMeanwhile, NothingToApprove, NotSupervisor, OnlyByStep
from tests.stories.clinics import WHOLE_CONSULTATION
from tests.use_cases.several_people import ASAN, AYGUL, NURBEK, Office


class Three:
    """The supervisor, her student and another lawyer, all at work."""

    def __init__(self, office: Office) -> None:
        self.supervisor, self.student, self.lawyer = office.open(AYGUL), office.open(NURBEK), office.open(ASAN)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Three]:
    made = Office(tmp_path / "book")
    yield Three(made)
    made.close()


def consult(clinic: Clinic, advice: str = "Сотко арыз берүү") -> Any:
    return clinic.casework.save(
        clinic.casework.blank("consultation", **(WHOLE_CONSULTATION | {"advice": advice}))
    ).record


def of(clinic: Clinic, id: str) -> Any:
    return clinic.casework.load("consultation", id)


def write(clinic: Clinic, id: str, **values: Any) -> Any:
    return clinic.casework.save(replace(of(clinic, id), **values)).record


def test_a_students_advice_waits_and_is_approved(office: Three) -> None:
    made = consult(office.student)
    assert made.approval == "waiting"
    (waits,) = office.supervisor.approving.waiting_for_me()
    assert (waits.record.id, waits.student) == (made.id, "Нурбек")
    assert office.lawyer.approving.waiting_for_me() == [], "it is the supervisor's"
    for nobody in (office.lawyer, office.student):
        with pytest.raises(NotSupervisor):
            nobody.approving.approve(made.id)
    office.supervisor.approving.approve(made.id)
    after = of(office.student, made.id)
    assert (after.approval, after.approved_by) == ("approved", office.supervisor.identity.member_id)
    assert after.approved_at is not None
    with pytest.raises(NothingToApprove):
        office.supervisor.approving.approve(made.id)


def test_only_the_students_own_change_of_the_advice_waits_anew(office: Three) -> None:
    made = consult(office.student)
    office.supervisor.approving.approve(made.id)
    assert write(office.student, made.id, duration_min=50).approval == "approved", "not the advice"
    assert write(office.lawyer, made.id, advice="Арызды тактоо").approval == "approved", "not a student"
    again = write(office.student, made.id, advice="Дагы башкача")
    assert (again.approval, again.approved_by, again.approved_at) == ("waiting", None, None)
    assert consult(office.lawyer).approval is None


def test_it_is_given_back_with_a_note_which_stays_until_it_is_approved(office: Three) -> None:
    made = consult(office.student)
    office.supervisor.approving.return_(made.id, "Мөөнөтүн жаз")
    assert [one.record.id for one in office.student.approving.my_own()] == [made.id]
    assert of(office.student, made.id).approval_note == "Мөөнөтүн жаз"
    assert write(office.student, made.id, advice="Мөөнөтү: үч ай").approval == "waiting"
    assert of(office.supervisor, made.id).approval_note == "Мөөнөтүн жаз"
    office.supervisor.approving.approve(made.id)
    assert of(office.student, made.id).approval_note == ""


def test_nobody_types_an_approval(office: Three) -> None:
    made = consult(office.student)
    for clinic in (office.student, office.supervisor):
        with pytest.raises(OnlyByStep):
            write(clinic, made.id, approval="approved")
    with pytest.raises(OnlyByStep):
        consulted = office.student.casework.blank("consultation", **(WHOLE_CONSULTATION | {"approval": "approved"}))
        office.student.casework.save(consulted)


def test_an_approval_of_what_was_not_shown_is_refused(office: Three) -> None:
    made = consult(office.student)
    shown = of(office.supervisor, made.id)
    write(office.student, made.id, advice="Башкача")
    with pytest.raises(ChangedMeanwhile):
        office.supervisor.approving.approve(made.id, shown)


def test_advice_changed_beside_the_approval_shows_the_careful_value(office: Three) -> None:
    """Planted: the mark written only where its value changes; then the approval covers advice nobody approved."""
    made = consult(office.student)
    stale = of(office.student, made.id)
    office.supervisor.approving.approve(made.id)
    torn = office.student.casework.save(replace(stale, advice="Башкача")).record
    assert torn.approval == "waiting" and "approval" in torn.conflicts
    with pytest.raises(NotSupervisor):
        (conflict,) = [one for one in office.student.settling.conflicts() if one.register == "approval"]
        approved = next(value for value in conflict.values if value.value == "approved")
        office.student.settling.resolve(conflict.id, value=approved.value)
    office.supervisor.approving.approve(made.id)
    assert (of(office.student, made.id).approval, of(office.student, made.id).conflicts) == ("approved", frozenset())


def test_an_older_value_brought_back_by_the_student_waits_too(office: Three) -> None:
    made = consult(office.student, "Биринчи")
    write(office.student, made.id, advice="Экинчи")
    office.supervisor.approving.approve(made.id)
    (first,) = [one for one in office.student.history.of("consultation", made.id) if one.after == "Биринчи"]
    office.student.history.restore("consultation", made.id, first.dot, "advice")
    assert of(office.student, made.id).approval == "waiting"


def test_where_the_supervisor_has_left_any_lawyer_may_approve(office: Three) -> None:
    made = consult(office.student)
    record = office.supervisor.casework.load("member", office.supervisor.identity.member_id)
    office.lawyer.casework.save(replace(record, active=False))  # type: ignore[call-arg]  # a member
    assert [one.record.id for one in office.lawyer.approving.waiting_for_me()] == [made.id]
    office.lawyer.approving.approve(made.id)
    assert of(office.student, made.id).approved_by == office.lawyer.identity.member_id
