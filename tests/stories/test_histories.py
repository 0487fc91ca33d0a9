"""A sample of the random histories of `tests/long`: all replicas agree, nothing typed is lost, merging again is idle.

What these histories are worth is shown by `tests/long/test_planted_mistakes.py`: it plants the mistakes they must find.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.history_scripts import Templates, play, script_of

SEEDS = range(500, 504)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_history_keeps_every_promise(seed: int, templates: Templates, tmp_path: Path) -> None:
    broken = play(script_of(seed), templates, tmp_path / "history")
    assert broken is None, broken.text
