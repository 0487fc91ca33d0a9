"""A sample of tests/long/test_kill_backup.py."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.killing_backup import kill_backing_up


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("strace") is None, reason="strace is not installed")
def test_killed_while_backing_up(tmp_path: Path) -> None:
    assert kill_backing_up(tmp_path, 2, seed=3) <= {"first", "both"}
