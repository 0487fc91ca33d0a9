"""`kill -9` at two hundred random moments of export, preview, merge, undo: nothing half done, and going on leads home.

Half of the kills come at a random moment of the running time, half at a random call that changes a file. Mistakes
that these tests killed when they were planted: packages written under their own name at once; sealing, or an undo, in
several transactions; a preview that is kept; what is remembered of a merge written after its transaction.
"""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.cli.conftest import commands_are_forked
from tests.cli.killing import COMMANDS, World, kill

FIXTURES = (commands_are_forked,)
TIMES = 25
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("killing"))


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_any_moment(world: World, command: str) -> None:
    tally = kill(COMMANDS[command](world), TIMES, f"moments of {command}", at_calls=False)
    assert tally.killed == TIMES
    assert tally.before > 0, "every kill came too late to prove anything"


@pytest.mark.skipif(shutil.which("strace") is None, reason="apt install strace")
@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_any_call_that_changes_a_file(world: World, command: str) -> None:
    tally = kill(COMMANDS[command](world), TIMES, f"calls of {command}", at_calls=True)
    assert tally.killed == TIMES
    assert tally.before > 0 or command == "preview"
