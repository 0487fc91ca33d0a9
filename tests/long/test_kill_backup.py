"""A backup killed at calls of every kind: what was there before is untouched, and the next run clears up."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.killing_backup import kill_backing_up


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("strace") is None, reason="strace is not installed")
def test_killed_while_backing_up_at_many_calls(tmp_path: Path) -> None:
    assert kill_backing_up(tmp_path, 60, seed=11) <= {"first", "both"}
