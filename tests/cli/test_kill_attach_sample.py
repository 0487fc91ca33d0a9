"""A sample of tests/long/test_kill_attach.py."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.killing_attach import kill_attaching


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("strace") is None, reason="strace is not installed")
def test_killed_while_attaching(tmp_path: Path) -> None:
    """Planted: with the entry before the file, a kill between them left an attachment without its file."""
    assert kill_attaching(tmp_path, 3, seed=5) <= {"kept", "nothing"}
