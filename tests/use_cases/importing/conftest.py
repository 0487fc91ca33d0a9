"""A founded case book for the tests of the import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    opened, _code = Clinic.found(
        tmp_path / "vault",
        office_code="NAR1",
        office_name="Нарын кеңсеси",
        person="Жылдыз Асанова",
        role="lawyer",
        passphrase="correct horse battery staple",
        use_keyring=False,
        kdf_floor=True,
    )
    yield opened
    opened.close()
