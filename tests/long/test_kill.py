"""The same promise as in tests/store, at many more moments."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.store.test_vault import kill_at
from tests.store.things import a_vault


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
def test_killed_a_hundred_times_while_writing(tmp_path: Path) -> None:
    a_vault(tmp_path / "v", new=True).close()
    kill_at(tmp_path / "v", 100, seed=100)
    assert (tmp_path / "v").is_dir()
