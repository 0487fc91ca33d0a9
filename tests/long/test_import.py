"""Twenty thousand rows with three hundred mistakes: the dry run tells exactly what the real run does, then it is done.

Time and memory are printed (`pytest -s`), never tested.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.use_cases.importing.importing import would_be
from tests.use_cases.importing.mistaken_register import mistaken_register

ROWS, MISTAKES = 20_000, 300


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    opened, _code = Clinic.found(
        tmp_path / "vault",
        office_code="NAR1",
        office_name="Нарын кеңсеси",
        person="Жылдыз Асанова",
        role="lawyer",
        passphrase="correct horse battery staple",
        use_keyring=False,
        kdf_floor=True,
    )
    yield opened
    opened.close()


def test_twenty_thousand_rows_with_three_hundred_mistakes(clinic: Clinic, tmp_path: Path) -> None:
    register = mistaken_register(2026, ROWS, MISTAKES)
    file = register.write(tmp_path)
    began = time.perf_counter()
    plan = clinic.importing.plan(file, "consultation")
    planned = time.perf_counter()
    told = [(error.row, error.column, error.value, error.why) for error in plan.errors]
    assert sorted(told) == sorted((one.row, one.column, one.value, one.why) for one in register.planted)
    assert plan.added == ROWS - MISTAKES
    done = clinic.importing.carry_out(plan)
    ended = time.perf_counter()
    assert done.as_json() == would_be(plan).as_json()
    assert clinic.casework.count("consultation") == done.added
    assert clinic.casework.count("person") == done.people
    print(f"\n{ROWS} rows: plan {planned - began:.1f} s, import {ended - planned:.1f} s, {_peak()} MB at most")


def _peak() -> int:
    try:
        import resource
    except ImportError:  # Windows does not tell
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform == "darwin" else 1024)
