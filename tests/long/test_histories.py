"""Hundreds of random histories with real case books and real packages.

CLINIC_HISTORIES says how many (240 by default), CLINIC_HISTORIES_FROM the first seed. The seed of a history that breaks
is printed with the shortest script that still breaks in the same way.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.stories.history_scripts import Templates, play, script_of, shortened

MANY = int(os.environ.get("CLINIC_HISTORIES", "240"))
FROM = int(os.environ.get("CLINIC_HISTORIES_FROM", "0"))
AT_ONCE = 10


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.mark.parametrize("first", range(FROM, FROM + MANY, AT_ONCE))
def test_random_histories_keep_every_promise(first: int, templates: Templates, tmp_path: Path) -> None:
    for seed in range(first, min(first + AT_ONCE, FROM + MANY)):
        print("seed", seed)
        if broken := play(script_of(seed), templates, tmp_path / str(seed)):
            shortest = shortened(broken, templates, tmp_path / "shorter")
            pytest.fail(f"seed {seed}\n{shortest.text}")
