"""Everything in a case stands on one line of time, newest first, by a number of questions that does not grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import NoSuchRecord
from clinic_app.reference import lists
from clinic_app.use_cases.timeline_rows import GROUPS, ON_A_TIMELINE
from tests.use_cases.case_books import add, case, founded

TODAY = date(2026, 11, 22)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with founded(tmp_path) as made:
        yield made


def rows(clinic: Clinic, id: str, **told: Any) -> list[Any]:
    return clinic.timeline.of(id, language="en", today=TODAY, **told)


def whole_case(clinic: Clinic) -> Any:
    """A case with one record of every type that has a place on a timeline."""
    made = case(clinic)
    child = {"parent_type": "journalist_case", "parent_id": made.id}
    incident = add(clinic, "incident", title="Threat by phone", occurred_on="2026-01", case_ids=frozenset({made.id}))
    add(clinic, "verification_step", incident_id=incident.id, level="document", decided_on=date(2026, 2, 1),
        attachment_ids=frozenset({"a1", "a2"}))  # fmt: skip
    add(clinic, "case_event", case_id=made.id, kind="hearing", on="2026-06-01", at=time(10, 30), title="Hearing",
        postponed_to=date(2026, 6, 20))  # fmt: skip
    add(clinic, "case_event", case_id=made.id, kind="contact", on="~2026", title="Call")
    add(clinic, "proceeding", case_id=made.id, procedure="civil", stage="civil.final", began_on=date(2026, 3, 1),
        instance="first", decided_on=date(2026, 9, 1), outcome="impunity", in_force_on=date(2026, 10, 1))  # fmt: skip
    add(clinic, "duty_request", **child, kind="information", body_name="City hall", subject="Budget",
        asked_on=date(2026, 4, 1), extension_on=date(2026, 4, 10), answered_on=date(2026, 4, 28), answer="refused",
        appealed_on=date(2026, 5, 3), complied_on=date(2026, 7, 1))  # fmt: skip
    seizure = add(clinic, "seizure", case_id=made.id, on="2026-02-03", at=time(7, 5), authority="Police")
    add(clinic, "seized_item", case_id=made.id, seizure_id=seizure.id, item="Laptop", returned_on=date(2026, 8, 1))
    add(clinic, "risk_assessment", case_id=made.id, assessed_on=date(2026, 2, 4), risk_level="R2",
        plan="secret route", next_review_on=date(2026, 12, 1))  # fmt: skip
    add(clinic, "deadline", **child, title="Appeal", due_on=date(2026, 12, 5))
    add(clinic, "deadline", **child, title="Reply", due_on=date(2026, 3, 20), ended="met", ended_on=date(2026, 3, 18))
    add(clinic, "attachment", parent_type="incident", parent_id=incident.id, name="call.ogg", size=3, sha256="ab")
    given, recalled = map(datetime.fromisoformat, ("2026-05-01T09:00", "2026-05-09T09:00"))
    add(clinic, "disclosure", **child, form="statement", to_whom="Platform", mode="C1", at=given, recalled_at=recalled)
    return made


def test_every_type_that_has_a_place_stands_there_with_its_steps(clinic: Clinic) -> None:
    told = rows(clinic, whole_case(clinic).id)
    assert {row.type for row in told} == set(ON_A_TIMELINE)
    kinds = {(row.type, row.kind) for row in told}
    assert {("proceeding", step) for step in ("began", "decided", "in_force")} <= kinds
    assert {("duty_request", step) for step in ("asked", "extended", "answered", "appealed", "complied")} <= kinds
    assert {("disclosure", "given_out"), ("disclosure", "taken_back")} <= kinds
    assert len({row.key for row in told}) == len(told)
    assert all(row.label and row.group in GROUPS for row in told)


def test_newest_first_and_partial_dates_before_the_days_they_hold(clinic: Clinic) -> None:
    told = [row.on for row in rows(clinic, whole_case(clinic).id)]
    bare = [on.lstrip("~") for on in told]
    assert bare == sorted(bare, reverse=True)
    assert told[-1] == "~2026"  # oldest: before every day of that year
    assert told[-2] == "2026-01"


def test_what_each_row_says(clinic: Clinic) -> None:
    by_kind = {(row.type, row.kind): row for row in rows(clinic, whole_case(clinic).id)}
    hearing = by_kind["case_event", "hearing"]
    assert (hearing.label, hearing.at, hearing.moved_to) == ("Hearing", time(10, 30), date(2026, 6, 20))
    assert hearing.author == "Айгүл Токтосунова"
    assert by_kind["deadline", "due"].planned and by_kind["deadline", "due"].on == "2026-12-05"
    ended = by_kind["deadline", "ended"]
    assert (ended.on, ended.label, ended.text) == ("2026-03-18", "Done", "Due on 20.03.2026")
    assert by_kind["duty_request", "answered"].label == "Refusal"
    assert by_kind["proceeding", "decided"].title.startswith("No perpetrator found · Civil proceedings")
    assert by_kind["incident", "incident"].attachments == 1
    assert by_kind["verification_step", "verified"].attachments == 2


def test_what_is_for_nobody_else_is_not_told(clinic: Clinic) -> None:
    """The plan, its measures' words apart, and who is called in an emergency stay on their own page."""
    made = whole_case(clinic)
    add(clinic, "emergency_contact", case_id=made.id, name="Sister", phone="+996 700 2")
    told = " ".join(f"{row.title} {row.text}" for row in rows(clinic, made.id))
    assert "secret route" not in told
    assert "Sister" not in told


def test_groups_narrow_it_and_every_kind_of_event_has_one(clinic: Clinic) -> None:
    made = whole_case(clinic)
    for kind in lists.items("timeline_event"):
        add(clinic, "case_event", case_id=made.id, kind=kind, on="2026-07-07")
    everything = rows(clinic, made.id)
    counts = clinic.timeline.counts(everything)
    assert sum(counts.values()) == len(everything)
    assert all(counts.values())
    for group, n in counts.items():
        some = rows(clinic, made.id, groups={group})
        assert len(some) == n
        assert {row.group for row in some} == {group}


def test_archived_erased_and_alien_records_are_not_on_it(clinic: Clinic) -> None:
    made, other = case(clinic), case(clinic, "Other")
    kept = add(clinic, "case_event", case_id=made.id, kind="contact", on="2026-05-05")
    gone = add(clinic, "case_event", case_id=made.id, kind="contact", on="2026-05-06")
    clinic.casework.archive("case_event", gone.id)
    add(clinic, "case_event", case_id=other.id, kind="contact", on="2026-05-07")
    add(clinic, "attachment", parent_type="consultation", parent_id=made.id, name="x", size=1, sha256="cd")
    assert [row.id for row in rows(clinic, made.id)] == [kept.id]


def test_a_field_with_two_values_marks_its_row(clinic: Clinic) -> None:
    made = case(clinic)
    event = add(clinic, "case_event", case_id=made.id, kind="contact", on="2026-05-05", title="One")
    clinic.casework.save(replace(event, title="Two"))
    assert not rows(clinic, made.id)[0].torn
    clinic.casework.save(replace(event, title="Three"))  # typed on a form that showed "One"
    assert rows(clinic, made.id)[0].torn


def test_an_empty_case_has_an_empty_timeline_and_an_unknown_one_none(clinic: Clinic) -> None:
    assert rows(clinic, case(clinic).id) == []
    with pytest.raises(NoSuchRecord):
        rows(clinic, "nothing")


def test_three_hundred_events_take_as_many_questions_as_ten(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a query per row for authors (tried once) this fails at 345 to 55."""

    def asked(n: int) -> int:
        made = case(clinic, f"Long {n}")
        blank = clinic.casework.blank
        events = [blank("case_event", case_id=made.id, kind="contact", on=f"2026-{1 + i % 12:02}-{1 + i % 28:02}",
                        title=f"Event {i}", notes="Notes") for i in range(n)]  # fmt: skip
        clinic.casework.save_many(events)
        db = clinic._desk.vault.sql
        counted = 0
        for name in ("all", "one"):
            real = getattr(type(db), name)

            def counting(self: Any, *told: Any, _real: Any = real) -> Any:
                nonlocal counted
                counted += 1
                return _real(self, *told)

            monkeypatch.setattr(type(db), name, counting)
        found = rows(clinic, made.id)
        monkeypatch.undo()
        assert len(found) == n
        assert all(row.author for row in found)
        return counted

    assert asked(300) <= asked(10) + 2
