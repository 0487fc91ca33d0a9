"""What an exchange costs that has nothing to do: many offices at one place, months of packages behind them."""

from __future__ import annotations

from clinic_app.clinic import Clinic
from tests.stories.clinics import Clinics, consult
from tests.stories.places import Cloud, sync, use_cloud


def crowd(clinics: Clinics, offices: int, months: int, cloud: Cloud) -> tuple[Clinic, list[Clinic]]:
    """A coordinator and so many offices that have exchanged through the cloud every month."""
    bishkek = clinics.coordinator()
    lived = [clinics.joined(bishkek, clinics.office(f"OF{number:02}")) for number in range(offices)]
    for clinic in (bishkek, *lived):
        use_cloud(clinic, cloud)
    for month in range(months):
        for clinic in lived:
            consult(clinic, advice=f"month {month}")
            assert sync(clinic).problem is None
        assert sync(bishkek).problem is None
    for clinic in (*lived, bishkek, *lived, bishkek):
        assert sync(clinic).problem is None
    return bishkek, lived


def assert_cheap(cloud: Cloud, bishkek: Clinic, lived: list[Clinic]) -> None:
    """Two requests and 10 kB for an office, one request per office and 2 kB of each for a coordinator."""
    for clinic in lived:
        cloud.begin_count()
        assert sync(clinic).merged == ()
        assert cloud.requests <= 2 and cloud.answered <= 10_000
    cloud.begin_count()
    assert sync(bishkek).merged == ()
    assert {call for call, _ in cloud.calls} == {"list"}
    assert cloud.requests <= len(lived) and cloud.answered <= 2_000 * len(lived)


def test_nothing_to_do_costs_two_requests_for_an_office_and_one_per_office_for_a_coordinator(clinics: Clinics) -> None:
    """Planted: with every index read each time an office spent a request more for each laptop that writes to it."""
    cloud = Cloud()
    bishkek, lived = crowd(clinics, 4, 3, cloud)
    assert_cheap(cloud, bishkek, lived)
    assert len(cloud.indexes) == 2 * len(lived) + 1, "one of each laptop in each group, the roster's; nothing older"
