"""A founded case book for the tests of the import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from tests.founding import found


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    opened, _code = found(tmp_path / "vault", "NAR1", "Нарын кеңсеси", "Жылдыз Асанова")
    yield opened
    opened.close()
