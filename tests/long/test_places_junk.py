"""A million junk files at a place: named, and everything that was announced comes all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_app.use_cases.exchanging.oddities import Odd
from tests.stories.clinics import Clinics, consult
from tests.stories.places import sync, use_stick
from tests.stories.test_places import Network
from tests.stories.test_places_hostile import junk


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[Clinics]:
    made = Clinics(tmp_path)
    yield made
    made.close_all()


def test_a_million_in_the_cloud(clinics: Clinics) -> None:
    network = Network(clinics)
    network.rounds()
    record = consult(network.naryn)
    sync(network.naryn)
    network.cloud.files |= {f"junk/{number}": b"junk" for number in range(900_000)}
    network.cloud.files |= dict(junk(100_000, network.naryn))
    network.cloud.begin_count()
    done = sync(network.bishkek)
    assert done.problem is None and {one.what for one in done.oddities} == {Odd.JUNK}
    assert network.cloud.requests < 20 and network.cloud.answered < 1_000_000
    for name in [name for name in network.cloud.files if network.cloud.files[name] == b"junk"]:
        del network.cloud.files[name]
    assert sync(network.bishkek).oddities == ()
    assert record.id in network.bishkek.casework.ids("consultation")


def test_fifty_thousand_packages_that_are_none_on_a_stick(clinics: Clinics) -> None:
    bishkek = clinics.coordinator()
    naryn = clinics.joined(bishkek, clinics.office("NAR1"))
    stick = clinics.stick()
    for clinic in (naryn, bishkek):
        use_stick(clinic, stick)
    for number in range(50_000):
        (stick / f"A-{number:06}.clinic").write_bytes(b"junk")
    record = consult(naryn)
    assert sync(naryn).problem is None
    done = sync(bishkek)
    assert done.problem is None and Odd.JUNK in {one.what for one in done.oddities}
    assert record.id in bishkek.casework.ids("consultation"), "its size was announced, so it is looked at first"
