"""Two kills of each command, in every check; two hundred and the mistakes they find are in tests/long."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.cli.killing import COMMANDS, World, kill

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("killing"))


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_and_going_on(world: World, command: str) -> None:
    trial = COMMANDS[command](world)
    assert kill(trial, 1, f"sample {command}", at_calls=False).killed == 1
    assert kill(trial, 1, f"sample {command}", at_calls=shutil.which("strace") is not None).killed == 1
