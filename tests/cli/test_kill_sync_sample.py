"""A round or two of killed exchanges in every check; many more, also over WebDAV, are in tests/long."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from tests.cli.killing_sync import Sides

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


def test_killed_and_going_on(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    sides = Sides(tmp_path, "folder", "--set", f"path={tmp_path / 'stick'}")
    luck = Random("sample")
    # A quick machine may have ended before it was killed: then another round, until a kill has met its mark.
    assert any(sides.one_round(luck, number) for number in range(8))
    sides.end()
