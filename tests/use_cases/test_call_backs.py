"""Calling back, over a real case book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.reference import lists
from clinic_app.use_cases.call_backs import ANSWERS, NOT_REACHED, CallBacks
from clinic_app.use_cases.today import Today
from tests.use_cases import test_today as days

DAY = date(2026, 11, 23)
NAME = "Үсөнбекова Жаңыл"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    yield from days.clinic.__wrapped__(tmp_path)  # type: ignore[attr-defined]  # the same case book as the day's


def waiting(clinic: Clinic) -> Any:
    when = datetime.fromisoformat("2026-11-09T10:00")
    return days.consultation(clinic, when, NAME, followup_on=date(2026, 11, 20))


def open_calls(clinic: Clinic) -> list[tuple[str, date]]:
    return [(one.name, one.on) for one in Today(clinic.casework).facts(DAY).callbacks.first]


@pytest.mark.parametrize("said", ["yes", "partly", "no"])
def test_an_answer_closes_the_call_back_and_can_be_taken_back(clinic: Clinic, said: str) -> None:
    record, calls = waiting(clinic), CallBacks(clinic.casework)
    given = calls.answer(record.id, said, DAY)
    assert clinic.casework.load("consultation", record.id).resolved == said  # type: ignore[attr-defined]
    assert open_calls(clinic) == []
    assert given.changes.include("consultation")
    calls.take_back(given)
    assert open_calls(clinic) == [(NAME, date(2026, 11, 20))]


def test_somebody_not_reached_is_asked_again_and_that_too_can_be_taken_back(clinic: Clinic) -> None:
    record, calls = waiting(clinic), CallBacks(clinic.casework)
    given = calls.answer(record.id, NOT_REACHED, DAY)
    assert open_calls(clinic) == [(NAME, date(2026, 11, 26))]
    calls.take_back(given)
    assert open_calls(clinic) == [(NAME, date(2026, 11, 20))]


def test_what_somebody_wrote_meanwhile_is_not_taken_back(clinic: Clinic) -> None:
    """Planted: writing the former value without looking undid what a colleague had written after the answer."""
    record, calls = waiting(clinic), CallBacks(clinic.casework)
    given = calls.answer(record.id, "no", DAY)
    clinic.casework.save(replace(clinic.casework.load("consultation", record.id), resolved="partly"))  # type: ignore[call-arg]
    assert not calls.take_back(given).records
    assert clinic.casework.load("consultation", record.id).resolved == "partly"  # type: ignore[attr-defined]


def test_answers_are_codes_of_their_list(clinic: Clinic) -> None:
    assert set(ANSWERS) - {NOT_REACHED} <= set(lists.items("resolved"))
    with pytest.raises(ValueError, match="maybe"):
        CallBacks(clinic.casework).answer(waiting(clinic).id, "maybe")
