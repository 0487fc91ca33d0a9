"""A stick that fails at every call at which it can, while packages are looked into, merged and left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import commands_are_forked
from tests.cli.test_stick_pulled_out import Two, failing_calls, prepared, two

FIXTURES = (commands_are_forked, two)


@pytest.mark.skipif(shutil.which("strace") is None, reason="apt install strace")
@pytest.mark.parametrize("verb", ["preview", "merge", "export"])
def test_a_stick_that_fails_at_every_call(two: Two, tmp_path: Path, verb: str) -> None:
    assert failing_calls(two, verb, prepared(two, tmp_path, verb), 1000) >= 5
