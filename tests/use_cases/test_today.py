"""The day, read from a real case book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.use_cases.today import Today
from tests.founding import found

DAY = date(2026, 11, 23)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made, _code = found(tmp_path / "vault", "NAR1", "Нарын кеңсеси", "Айгүл Токтосунова")
    yield made
    made.close()


def case(clinic: Clinic, title: str, **changed: Any) -> Any:
    record = replace(
        clinic.casework.blank("journalist_case"),
        title=title,
        opened_on=date(2026, 10, 1),
        attack_types=frozenset({"P.ATT"}),
        stage="active",
        urgency="U3",
        risk_level="R0",
        publication_consent="C0",
        **changed,
    )
    return clinic.intake.save(record, {"name_display": f"Журналист {title}", "phone": "+996 700 1"}).record


def event(clinic: Clinic, case_id: str, **told: Any) -> Any:
    return clinic.casework.save(replace(clinic.casework.blank("case_event"), case_id=case_id, **told)).record


def consultation(clinic: Clinic, when: datetime, name: str = "", **changed: Any) -> Any:
    record = replace(
        clinic.casework.blank("consultation"),
        received_at=when,
        channel="hotline",
        language="ky",
        anonymous=not name,
        first_time="yes",
        age_group="unk",
        sex="x",
        division_id="41711",
        vulnerability=frozenset({"none"}),
        topic="LAB.WAG",
        advice="кеңеш",
        service_kind=frozenset({"oral"}),
        duration_min=10,
        outcome="advised",
        **changed,
    )
    person = {"name_display": name, "phone": "+996 700 100 200"} if name else None
    return clinic.intake.save(record, person).record


def facts(clinic: Clinic) -> Any:
    return Today(clinic.casework, clinic.drafts, clinic.exchange).facts(DAY)


def test_an_empty_case_book_has_an_empty_day(clinic: Clinic) -> None:
    told = facts(clinic)
    totals = [some.total for some in (told.next_steps, told.hearings, told.callbacks, told.without_next_step)]
    assert totals == [0, 0, 0, 0]
    assert (told.open_cases, told.drafts, told.last_exchange) == (0, (), None)


def test_next_steps_come_soonest_first_and_overdue_ones_stay(clinic: Clinic) -> None:
    case(clinic, "кийин", next_step="жазуу", next_step_on=date(2026, 11, 27))
    case(clinic, "өткөн", next_step="чалуу", next_step_on=date(2026, 9, 1))
    case(clinic, "алыс", next_step="күтүү", next_step_on=date(2027, 3, 1))
    case(clinic, "жабык", next_step="жок", next_step_on=date(2026, 11, 24), closed_on=DAY)
    closed = case(clinic, "жабылган", next_step="жок", next_step_on=date(2026, 11, 24))
    clinic.casework.save(replace(closed, stage="closed"))
    told = facts(clinic).next_steps
    assert [step.title for step in told.first] == ["өткөн", "жабык", "кийин"]
    assert told.total == 3


def test_a_hearing_stands_on_the_day_it_was_postponed_to(clinic: Clinic) -> None:
    """Planted: looking at the event's own day alone lost the postponed hearing."""
    one = case(clinic, "доо", next_step="а", next_step_on=DAY)
    event(clinic, one.id, kind="hearing", on="2026-11-24", at=time(10, 0), title="биринчи отурум")
    event(clinic, one.id, kind="hearing", on="2026-11-10", title="өткөн")
    event(clinic, one.id, kind="hearing", on="2026-12", title="күнү белгисиз")
    event(clinic, one.id, kind="postponed", on="2026-11-19", postponed_to=date(2026, 11, 26), title="экинчи отурум")
    event(clinic, one.id, kind="contact", on="2026-11-24", title="байланыш")
    told = facts(clinic).hearings
    assert [(h.title, h.on, h.moved_from) for h in told.first] == [
        ("биринчи отурум", date(2026, 11, 24), None),
        ("экинчи отурум", date(2026, 11, 26), date(2026, 11, 19)),
    ]


def test_a_call_back_is_open_until_the_problem_is_said_to_be_solved(clinic: Clinic) -> None:
    when = datetime.fromisoformat("2026-11-09T10:00")
    consultation(clinic, when, "Үсөнбекова Жаңыл", followup_on=date(2026, 11, 20))
    consultation(clinic, when, "Ким Людмила", followup_on=date(2026, 11, 20), resolved="yes")
    consultation(clinic, when, "Асанов Кубан", followup_on=date(2026, 12, 20))
    told = facts(clinic).callbacks
    assert [(call.name, call.received) for call in told.first] == [("Үсөнбекова Жаңыл", date(2026, 11, 9))]


def test_a_case_without_a_step_says_since_when_nothing_happened(clinic: Clinic) -> None:
    one = case(clinic, "унутулган")
    event(clinic, one.id, kind="contact", on="2026-10-13")
    event(clinic, one.id, kind="contact", on="~2026-11")
    (still,) = facts(clinic).without_next_step.first
    assert (still.title, still.since) == ("унутулган", date(2026, 10, 13))


def test_people_of_the_month_are_counted_once(clinic: Clinic) -> None:
    consultation(clinic, datetime.fromisoformat("2026-11-01T00:00"), "Ким Людмила")
    consultation(clinic, datetime.fromisoformat("2026-11-30T23:59"), "Ким Людмила")
    consultation(clinic, datetime.fromisoformat("2026-11-15T09:00"))
    consultation(clinic, datetime.fromisoformat("2026-10-31T23:59"), "Асанов Кубан")
    told = facts(clinic)
    assert (told.this_month.consultations, told.this_month.people) == (3, 1)
    assert (told.last_month.consultations, told.last_month.people) == (1, 1)


def test_lists_are_short_and_say_how_long_they_are(clinic: Clinic) -> None:
    for n in range(6):
        case(clinic, f"иш {n}", next_step="а", next_step_on=date(2026, 11, 20 + n % 3))
    told = facts(clinic).next_steps
    assert (len(told.first), told.total) == (4, 6)


def test_drafts_are_told_of(clinic: Clinic) -> None:
    clinic.drafts.keep("consultation:new:1", {"type": "consultation", "states": {}})
    assert [draft.key for draft in facts(clinic).drafts] == ["consultation:new:1"]


def test_my_day_has_what_is_mine_or_nobodys(clinic: Clinic) -> None:
    """Planted: asking for my id alone hid the case that nobody had taken: everybody forgot it."""
    me = clinic.identity.member_id
    case(clinic, "меники", next_step="а", next_step_on=DAY)
    case(clinic, "анын", next_step="а", next_step_on=DAY, lawyer_id="another")
    loose = case(clinic, "эч кимдики", next_step="а", next_step_on=DAY)
    clinic.casework.save(replace(clinic.casework.load("journalist_case", loose.id), lawyer_id=None))
    day = Today(clinic.casework)
    assert [one.title for one in day.facts(DAY, me=me).next_steps.first] == ["меники", "эч кимдики"]
    assert day.facts(DAY).next_steps.total == 3


def test_every_case_with_a_hearing_is_named_for_its_list(clinic: Clinic) -> None:
    cases = [case(clinic, f"доо {n}", next_step="а", next_step_on=DAY) for n in range(6)]
    for place, one in enumerate(cases):
        event(clinic, one.id, kind="hearing", on=f"2026-11-{24 + place}")
    told = facts(clinic)
    assert (len(told.hearings.first), told.hearings.total) == (4, 6)
    assert told.hearing_cases == tuple(one.id for one in cases)
