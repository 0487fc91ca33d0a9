"""The same promise as in tests/cli/test_kill_attach_sample.py, at many more moments."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.killing_attach import kill_attaching


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("strace") is None, reason="strace is not installed")
def test_killed_at_sixty_moments(tmp_path: Path) -> None:
    assert kill_attaching(tmp_path, 60, seed=60) == {"kept", "nothing"}
