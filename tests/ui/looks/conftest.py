"""One set of case books for all tests of the looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.clinics import Clinics
from tests.ui.looks.books import Books, made_books


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Made once; a test may look, and what it writes must harm no other."""
    clinics = Clinics(tmp_path_factory.mktemp("looks"))
    yield made_books(clinics)
    clinics.close_all()
