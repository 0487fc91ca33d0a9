"""Lines that break before and after each call, and programs killed there (tests/stories/test_places_leaving.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.conftest import clinics
from tests.stories.test_places import Network, network
from tests.stories.test_places_leaving import KILL, leave_with_a_fault_at_every_call, read_with_a_fault_at_every_call
from tests.transport.fake_place import Fault

__all__ = ["clinics", "network"]


@pytest.mark.parametrize("fault", [Fault("before"), Fault("after")], ids=str)
def test_a_line_that_breaks_at_any_call_of_a_leaving(network: Network, tmp_path: Path, fault: Fault) -> None:
    leave_with_a_fault_at_every_call(network, tmp_path, fault)


@pytest.mark.parametrize("fault", [Fault("before"), KILL], ids=str)
def test_a_line_that_breaks_at_any_call_of_a_fetching(network: Network, fault: Fault) -> None:
    read_with_a_fault_at_every_call(network, fault)
