"""The hotline register of the customer goes in exactly as its truth file says; the same row never twice."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from clinic_app.use_cases.importing.importing import Importing
from clinic_app.use_cases.importing.planning import Plan
from tests.use_cases.import_bench import CaseBook, laptop, sheet

HOTLINE = Path(__file__).parent.parent / "samples" / "hotline" / "hotline_112.csv"
TRUTH: dict[str, Any] = json.loads((HOTLINE.parent / "hotline_112.csv.truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def first() -> tuple[Importing, CaseBook, Plan]:
    importing, book = laptop()
    plan = importing.plan(HOTLINE, "consultation")
    importing.carry_out(plan)
    return importing, book, plan


def rows_of_register() -> list[list[str]]:
    with HOTLINE.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened, delimiter=";"))


def test_every_heading_is_guessed(first: tuple[Importing, CaseBook, Plan]) -> None:
    assert dict(first[2].mapping.headings) == {
        "№": "record_no",
        "Дата звонка": "received_at",
        "Время": "received_at",
        "ФИО": "name_display",
        "Телефон": "phone",
        "Пол": "sex",
        "Возраст": "age_group",
        "Область": "division_id",
        "Район/город": "division_id",
        "Категория": "vulnerability",
        "Язык": "language",
        "Тема": "topic",
        "Вопрос": "facts",
        "Консультация": "advice",
        "Мин.": "duration_min",
        "Юрист": "lawyer_id",
        "Повторно": "first_time",
    }
    assert first[2].mapping.defaults["channel"] == "hotline"


def test_errors_are_those_of_the_truth_file(first: tuple[Importing, CaseBook, Plan]) -> None:
    """Planted: fuzzy topics with two slips in short words took "Медиаправо" for the Martian law; this saw it."""
    found = [{"line": e.row, "column": e.column, "value": e.value, "heading": e.heading} for e in first[2].errors]
    assert found == TRUTH["bad_rows"]
    assert all(error.message for error in first[2].errors)


def test_totals_are_those_of_the_truth_file(first: tuple[Importing, CaseBook, Plan]) -> None:
    imported = TRUTH["imported"]
    calls = first[1].of("consultation")
    assert len(calls) == imported["rows"] == first[2].added
    assert dict(Counter(c.received_at.strftime("%Y-%m") for c in calls)) == imported["by_month"]
    assert dict(Counter(c.sex for c in calls)) == imported["by_sex"]
    assert sum(c.anonymous for c in calls) == imported["anonymous"]


def test_people_are_joined_by_name_and_telephone(first: tuple[Importing, CaseBook, Plan]) -> None:
    """All 1,775 calls come from 1,598 people: 1,427 known by name and telephone, 171 nameless first callers. Fourteen
    rows stay out, and with them ten named people and one nameless caller.
    """
    assert first[2].people == len(first[1].of("person")) == 1417
    assert first[2].callers == 1587
    assert TRUTH["people"] == 1427 + 171


def test_an_anonymous_caller_leaves_no_trace_but_a_note(first: tuple[Importing, CaseBook, Plan]) -> None:
    nameless = [c for c in first[1].of("consultation") if c.anonymous]
    assert all(c.person_id is None for c in nameless)
    kept = {person.phone.replace(" ", "")[-9:] for person in first[1].of("person")}
    rows = rows_of_register()
    assert len(first[2].left_out) == 61
    for note in first[2].left_out:
        cell = rows[note.row - 1][4]
        assert (note.heading, note.column) == ("Телефон", "phone")
        assert cell
        assert "".join(filter(str.isdigit, cell))[-9:] not in kept
        assert cell not in note.message and cell not in repr(note)


def test_lawyers_of_the_register_are_inactive_members(first: tuple[Importing, CaseBook, Plan]) -> None:
    assert sorted((m.name, m.active) for m in first[1].of("member")) == [
        ("Юрист 1", False),
        ("Юрист 2", False),
        ("Юрист 3", False),
    ]


def test_the_same_register_again_is_skipped_under_any_file_name(
    first: tuple[Importing, CaseBook, Plan], tmp_path: Path
) -> None:
    copy = tmp_path / "копия.csv"
    copy.write_bytes(HOTLINE.read_bytes())
    again = first[0].plan(copy, "consultation")
    assert (again.added, again.skipped, again.people, len(again.errors)) == (0, 1761, 0, 14)
    assert again.records == ()


def test_two_laptops_make_the_same_records(first: tuple[Importing, CaseBook, Plan]) -> None:
    other, book = laptop(letter="C")
    other.carry_out(other.plan(HOTLINE, "consultation"))
    assert book.records.keys() == first[1].records.keys()
    assert all(book.records[id].registers() == record.registers() for id, record in first[1].records.items())


def test_another_office_makes_other_records(first: tuple[Importing, CaseBook, Plan]) -> None:
    other, book = laptop(office="OSH1")
    other.carry_out(other.plan(HOTLINE, "consultation"))
    assert not (book.records.keys() & first[1].records.keys())


def test_a_changed_row_is_reported_and_overwrites_nothing(
    first: tuple[Importing, CaseBook, Plan], tmp_path: Path
) -> None:
    importing, book, _ = first
    rows = rows_of_register()[:4]
    rows[1][13] = "Другая консультация"
    before = dict(book.records)
    plan = importing.plan(sheet(tmp_path, rows), "consultation")
    assert (plan.added, plan.skipped) == (0, 2)
    assert [(e.row, e.column, e.heading, e.value) for e in plan.errors] == [(2, "record_no", "№", "1")]
    importing.carry_out(plan)
    assert book.records == before


def test_a_row_put_right_goes_in_afterwards(first: tuple[Importing, CaseBook, Plan], tmp_path: Path) -> None:
    rows = rows_of_register()
    wrong = rows[TRUTH["bad_rows"][0]["line"] - 1]
    wrong[1] = "07.06.2020"
    plan = first[0].plan(sheet(tmp_path, [rows[0], rows[1], wrong]), "consultation")
    assert (plan.added, plan.skipped, plan.errors) == (1, 1, ())


def test_strict_takes_nothing_when_one_row_is_wrong() -> None:
    importing, book = laptop()
    plan = importing.plan(HOTLINE, "consultation", strict=True)
    done = importing.carry_out(plan)
    assert (plan.added, plan.people, len(plan.errors)) == (0, 0, 14)
    assert (done.added, book.records) == (0, {})


def test_the_dry_run_tells_what_the_real_run_does() -> None:
    importing, book = laptop()
    plan = importing.plan(HOTLINE, "consultation")
    assert book.records == {}
    done = importing.carry_out(plan)
    assert (done.added, done.skipped, done.people, done.errors) == (plan.added, 0, plan.people, plan.errors)
    assert done.as_json().keys() >= {"added", "skipped", "people", "errors", "left_out"}
    late = importing.carry_out(plan)  # somebody else was faster
    assert (late.added, late.skipped, late.people) == (0, 1761, 0)
