"""Fifty offices and twelve months at one place; and what a real WebDAV server says more than a counted place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.clinics import Clinics
from tests.stories.places import Cloud
from tests.stories.test_places_cost import assert_cheap, crowd


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[Clinics]:
    made = Clinics(tmp_path)
    yield made
    made.close_all()


def test_fifty_offices_and_a_year(clinics: Clinics) -> None:
    cloud = Cloud()
    bishkek, lived = crowd(clinics, 50, 12, cloud)
    assert_cheap(cloud, bishkek, lived)
