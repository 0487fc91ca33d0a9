"""Slow lines that are cut every few seconds, real servers: it arrives, in a time and with bytes worth the name.

Shortened from tests/bench/bench_lines.py, whose goals are 1.5 times the ideal time and 1.3 times its bytes; here the
bounds are generous, for the machine may be busy.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.transport.lines import Outcome, Trial, server, tried

PLACES = ("apache", "wsgidav", "sftp", "s3")
TRIALS = {
    "slow": Trial(900_000, 30_000, 0.1, 8),
    "fast": Trial(6_000_000, 300_000, 0.1, 6),
    "slow, killed": Trial(600_000, 30_000, 0.1, 8, kill_every=20),
}


def outcome_of(which: str, trial: Trial) -> Outcome:
    with server(which) as running:
        return tried(which, running, trial)


@pytest.mark.parametrize("name", TRIALS)
def test_it_arrives_over_a_slow_line(name: str) -> None:
    """All places beside each other: nearly all of the time is waiting."""
    with ThreadPoolExecutor(len(PLACES)) as pool:
        told = dict(zip(PLACES, pool.map(lambda which: outcome_of(which, TRIALS[name]), PLACES), strict=True))
    assert all(outcome.right for outcome in told.values())
    assert all((outcome.kills > 0) == (TRIALS[name].kill_every > 0) for outcome in told.values())
    assert {which: outcome for which, outcome in told.items() if outcome.time > 4 or outcome.bytes > 2} == {}


def test_it_arrives_from_the_far_side_of_the_world() -> None:
    """A round trip of 0.8 s: greeting a server takes more than half of the time between two cuts."""
    with ThreadPoolExecutor(len(PLACES)) as pool:
        trial = Trial(300_000, 30_000, 0.8, 8)
        told = list(pool.map(lambda which: outcome_of(which, trial), PLACES))
    assert [outcome.right for outcome in told] == [True] * len(PLACES)
