"""Case books that make backups into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.clinics import Clinics


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[Clinics]:
    books = tmp_path / "books"
    books.mkdir()
    made = Clinics(books)
    yield made
    made.close_all()
