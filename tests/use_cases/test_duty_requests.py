"""A request's state follows from its dates, its deadlines from its state; who owes answers stands in one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import RuleNotCounted
from clinic_app.reference import lists
from clinic_app.use_cases.duty_rows import STATES, state_words
from tests.use_cases.case_books import add, case, founded

TODAY = date(2026, 4, 20)
SENT, RECEIVED = date(2026, 4, 1), date(2026, 4, 2)  # Wednesday, Thursday
DUE, LONGER = date(2026, 4, 16), date(2026, 4, 30)  # ten working days, and ten more


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with founded(tmp_path) as made:
        yield made


def blank(clinic: Clinic, case_id: str, **told: Any) -> Any:
    values = {"kind": "information", "body_name": "Мэрия", "subject": "Бюджет", "asked_on": SENT} | told
    return clinic.casework.blank("duty_request", parent_type="journalist_case", parent_id=case_id, **values)


def terms(clinic: Clinic, case_id: str) -> dict[str, Any]:
    """rule -> the deadlines of a case that are open, and how the others ended."""
    rows = clinic.deadlines.of(case_id)
    return {f"{row.record.rule}{'/' + row.record.ended if row.record.ended else ''}": row.record for row in rows}


def test_every_state_by_the_dates_alone(clinic: Clinic) -> None:
    wanted: list[tuple[str, dict[str, Any], date]] = [
        ("asked", {}, TODAY),
        ("due", {"received_on": RECEIVED}, DUE),
        ("overdue", {"received_on": RECEIVED}, date(2026, 4, 17)),
        ("extended", {"received_on": RECEIVED, "extension_on": date(2026, 4, 15)}, TODAY),
        ("overdue", {"received_on": RECEIVED, "extension_on": date(2026, 4, 15)}, date(2026, 5, 4)),
        ("overdue", {"received_on": RECEIVED, "extension_on": date(2026, 4, 17)}, TODAY),  # the notice came too late
        ("answered", {"received_on": RECEIVED, "answered_on": DUE, "answer": "full"}, TODAY),
        ("refused", {"received_on": RECEIVED, "answered_on": DUE, "answer": "refused"}, TODAY),
        ("refused", {"received_on": RECEIVED, "answered_on": DUE, "answer": "formal"}, TODAY),
        ("overdue", {"answer": "silence", "answered_on": DUE}, TODAY),
        ("appealed", {"answered_on": DUE, "answer": "refused", "appealed_on": TODAY}, TODAY),
        ("complied", {"answered_on": DUE, "answer": "full", "complied": "yes"}, TODAY),
        ("answered", {"answered_on": DUE, "answer": "full", "complied": "no"}, TODAY),
        ("due", {"kind": "crime_report", "registered_on": SENT}, date(2027, 4, 1)),  # no confirmed rule: not overdue
    ]
    for state, told, today in wanted:
        assert clinic.duty_requests.row(blank(clinic, "c", **told), today).state == state, told
    assert {state for state, _, _ in wanted} == set(STATES)
    assert {state_words(state, "ky") for state in STATES}.isdisjoint(STATES.values())


def test_the_clock_says_what_it_rests_on(clinic: Clinic) -> None:
    clock = clinic.duty_requests.clock(blank(clinic, "c", received_on=RECEIVED), date(2026, 4, 10))
    assert (clock.due_on, clock.rule, clock.verified, clock.days_left) == (DUE, "ati.answer", False, 6)
    assert clock.badge == "high"
    longer = clinic.duty_requests.clock(blank(clinic, "c", received_on=RECEIVED, extension_on=DUE))
    assert (longer.due_on, longer.extended) == (LONGER, True)
    late = clinic.duty_requests.clock(blank(clinic, "c", received_on=RECEIVED, extension_on=date(2026, 4, 17)))
    assert (late.due_on, late.extended, late.late_notice) == (DUE, False, True)
    old = clinic.duty_requests.clock(blank(clinic, "c", received_on=date(2023, 3, 1)))
    assert old.rule == "ati.answer.2006"
    assert isinstance(clinic.duty_requests.clock(blank(clinic, "c", kind="crime_report", registered_on=SENT)).problem,
                      RuleNotCounted)  # fmt: skip


def test_a_request_keeps_its_deadlines_in_step(clinic: Clinic) -> None:
    made = case(clinic)
    saved, _ = clinic.duty_requests.save(blank(clinic, made.id))
    assert terms(clinic, made.id) == {}
    saved, kept = clinic.duty_requests.save(replace(saved.record, received_on=RECEIVED))  # type: ignore[call-arg]
    told = terms(clinic, made.id)
    assert {rule: one.due_on for rule, one in told.items()} == {
        "ati.answer": DUE, "ati.silence_check": date(2026, 4, 17),
    }  # fmt: skip
    assert (told["ati.answer"].owner, told["ati.silence_check"].owner) == ("authority", "us")
    assert kept.to_type == ()
    again = clinic.duty_requests.keep_terms(saved.record.id)
    assert again.changes.records == {}  # twice is once

    saved, _ = clinic.duty_requests.save(replace(saved.record, extension_on=date(2026, 4, 15)))  # type: ignore[call-arg]
    told = terms(clinic, made.id)
    assert told["ati.answer"].due_on == LONGER
    assert told["ati.silence_check"].due_on == date(2026, 5, 11)  # behind the closure of 1-9 May
    assert "ati.silence_check/moved" in told

    refused = {"answered_on": date(2026, 4, 29), "answer": "refused", "refusal_received_on": date(2026, 4, 30)}
    saved, kept = clinic.duty_requests.save(replace(saved.record, **refused))
    told = terms(clinic, made.id)
    assert told["ati.answer/met"].ended_on == date(2026, 4, 29)
    assert "ati.silence_check" not in told
    assert kept.to_type == ("ati.complaint",)  # the rule has no confirmed value: a lawyer types the date


def test_a_typed_date_of_appeal_ends_when_the_appeal_is_made(clinic: Clinic) -> None:
    made = case(clinic)
    values = {"received_on": RECEIVED, "answered_on": DUE, "answer": "refused", "refusal_received_on": DUE}
    saved, kept = clinic.duty_requests.save(blank(clinic, made.id, **values))
    assert kept.to_type == ("ati.complaint",)
    clinic.deadlines.add(made, rule="ati.complaint", trigger=saved.record, start=DUE, due_on=date(2026, 5, 18))
    saved, kept = clinic.duty_requests.save(replace(saved.record, appealed_on=date(2026, 5, 12)))  # type: ignore[call-arg]
    assert kept.to_type == ()
    assert terms(clinic, made.id)["ati.complaint/met"].due_on == date(2026, 5, 18)


def test_a_late_answer_missed_the_term(clinic: Clinic) -> None:
    made = case(clinic)
    saved, _ = clinic.duty_requests.save(blank(clinic, made.id, received_on=RECEIVED))
    clinic.duty_requests.save(replace(saved.record, answered_on=TODAY, answer="full"))  # type: ignore[call-arg]
    assert set(terms(clinic, made.id)) == {"ati.answer/missed", "ati.silence_check/not_needed"}


def test_the_table_of_duty_bearers_over_many_cases(clinic: Clinic) -> None:
    one, other = case(clinic, "One"), case(clinic, "Other")
    told: list[tuple[str, str, dict[str, Any]]] = [
        (one.id, "Мэрия", {"received_on": RECEIVED, "answered_on": DUE, "answer": "full", "complied": "yes"}),
        (other.id, " «МЭРИЯ» ", {"received_on": RECEIVED, "answered_on": TODAY, "answer": "refused"}),  # late
        (other.id, "мэрия", {"received_on": RECEIVED}),  # silence
        (one.id, "Прокуратура", {"kind": "complaint", "registered_on": RECEIVED, "disciplined": True}),
        (one.id, "Мэрия", {"asked_on": date(2025, 1, 9)}),  # before the period
    ]
    for parent, body, more in told:
        clinic.casework.save(blank(clinic, parent, **({"body_name": body} | more)))
    lines = clinic.duty_requests.table(date(2026, 1, 1), date(2026, 12, 31), TODAY)
    assert [line.body.strip("« »").casefold() for line in lines] == ["мэрия", "прокуратура"]
    first, last = lines
    assert (first.asked, first.due, first.answered, first.refused) == (3, 3, 2, 1)
    assert (first.overdue, first.complied, first.disciplined) == (2, 1, 0)
    assert (last.asked, last.due, last.answered, last.disciplined) == (1, 0, 0, 1)


def test_a_request_belongs_to_an_incident_too(clinic: Clinic) -> None:
    made = add(clinic, "incident", title="Refused entry")
    request = clinic.casework.blank("duty_request", parent_type="incident", parent_id=made.id, kind="information",
                                    body_name="Мэрия", subject="x", asked_on=SENT, received_on=RECEIVED)  # fmt: skip
    clinic.duty_requests.save(request)
    assert [row.clock.due_on for row in clinic.duty_requests.of(made.id)] == [DUE]
    assert {row.record.parent_type for row in clinic.deadlines.of(made.id)} == {"incident"}


def test_every_kind_of_request_is_known() -> None:
    from clinic_app.use_cases.duty_requests import ANSWERS

    assert set(ANSWERS) | {"response_act"} == set(lists.items("request_kind"))
