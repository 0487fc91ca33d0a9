"""Mistakes of twenty sorts, each named by row, column and value; the dry run tells what the real run does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.use_cases.importing.faults import SENTENCES, Trouble
from clinic_app.use_cases.importing.importing import would_be
from clinic_app.wording.words import LANGUAGES, _, in_language
from tests.use_cases.import_bench import laptop
from tests.use_cases.importing.mistaken_register import SORTS, mistaken_register

Opened = Callable[[], Clinic]


@pytest.mark.parametrize("seed", [4, 20])
def test_each_of_the_planted_mistakes_is_named_and_no_other(seed: int, tmp_path: Path) -> None:
    """Planted: with the check for cells too many taken out, 13 rows went in one column to the right; this saw it."""
    register = mistaken_register(seed, 1_000, 150)
    plan = laptop()[0].plan(register.write(tmp_path), "consultation")
    told = [(error.row, error.column, error.value, error.why) for error in plan.errors]
    assert sorted(told) == sorted((one.row, one.column, one.value, one.why) for one in register.planted)
    assert (plan.added, plan.skipped) == (1_000 - 150, 0)
    assert len({(why, field) for why, field, *_ in SORTS}) >= 20
    for error in plan.errors:
        assert error.heading == "" or error.heading in register.rows[0]


def test_the_dry_run_tells_exactly_what_the_real_run_does(clinic: Clinic, tmp_path: Path) -> None:
    """Two thousand rows, a real vault. Planted: a real run that took in a row the plan had refused; this saw it."""
    register = mistaken_register(7, 2_000, 200)
    file = register.write(tmp_path)
    plan = clinic.importing.plan(file, "consultation")
    dry = would_be(plan).as_json()
    assert clinic.casework.count("consultation") == clinic.casework.count("person") == 0
    done = clinic.importing.carry_out(clinic.importing.plan(file, "consultation"))
    assert done.as_json() == dry
    assert clinic.casework.count("consultation") == dry["added"] == 1_800
    assert clinic.casework.count("person") == dry["people"]
    assert len(dry["errors"]) == 200
    texts = {record.advice for record in clinic.casework.load_many("consultation", done.ids)}
    wrong = {one.row for one in register.planted}
    assert texts == {cells[14] for line, cells in enumerate(register.rows, 1) if line > 1 and line not in wrong}
    again = clinic.importing.plan(file, "consultation")
    assert (again.added, again.skipped, again.people) == (0, 1_800, 0)
    assert [(error.row, error.value) for error in again.errors] == [(one["row"], one["value"]) for one in dry["errors"]]


def test_every_trouble_has_one_sentence_in_every_language() -> None:
    for trouble in Trouble:
        said = {in_language(language, SENTENCES[trouble]) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES), trouble
        assert all(one.count(". ") <= 1 and one.endswith(".") for one in said)
    assert _(SENTENCES[Trouble.EMPTY])
