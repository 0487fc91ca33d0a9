"""Sizes, waits and times, all in time that is given in: no test sleeps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.errors import Cancelled, PlaceFailed, Trouble
from clinic_app.transport.pace import LEAST_PART, MOST_PART, Backoff, Pace, never
from clinic_app.transport.trying import Tries, tried
from tests.transport.fake_place import Clock

KIB = 1024


def steady(pace: Pace, speed: float, overhead: float = 0.2, parts: int = 40) -> None:
    for _ in range(parts):
        pace.good(pace.size, pace.size / speed + overhead)


@pytest.mark.parametrize(
    ("speed", "size"), [(30_000, 64), (300_000, 512), (3_000, 32), (10_000_000, 4096), (100_000, 128)]
)
def test_a_part_takes_about_two_seconds(speed: int, size: int) -> None:
    """Planted: no upper bound of time (QUICK = 100): the largest part on every line."""
    for first in (LEAST_PART, 64 * KIB, MOST_PART):
        pace = Pace(first)
        steady(pace, speed)
        assert pace.size in (size * KIB, 2 * size * KIB)
        assert size == 32 or size == 4096 or 1.0 <= pace.size / speed <= 4.0


def test_every_further_failure_makes_parts_smaller_faster() -> None:
    pace = Pace(MOST_PART)
    sizes = []
    for _ in range(4):
        pace.failed()
        sizes.append(pace.size // KIB)
    assert sizes == [2048, 512, 64, 32]
    pace.good(32 * KIB, 1.0)
    assert pace.size == 64 * KIB
    pace.failed()
    assert pace.size == 32 * KIB


def test_a_small_object_says_nothing_about_large_parts() -> None:
    pace = Pace(256 * KIB)
    pace.good(1000, 0.1)
    assert pace.size == 256 * KIB


@given(st.lists(st.one_of(st.none(), st.floats(0, 300))), st.integers(1, 10**9))
def test_the_size_stays_within_bounds(times: list[float | None], first: int) -> None:
    pace = Pace(first)
    for seconds in times:
        pace.failed() if seconds is None else pace.good(pace.size, seconds)
        assert LEAST_PART <= pace.size <= MOST_PART


def test_waits_grow_and_end_at_a_minute() -> None:
    waits = [Backoff(lambda: 0.5).seconds(failures) for failures in range(1, 9)]
    assert waits == [0.05, 0.5, 2.0, 8.0, 32.0, 60.0, 60.0, 60.0]


@given(st.floats(0, 1), st.integers(1, 10_000), st.floats(0, 1e9))
def test_waits_are_never_in_step_and_never_endless(jitter: float, failures: int, asked: float) -> None:
    """Fifty offices whose server came back do not come back all at once."""
    told = Backoff(lambda: jitter).seconds(failures, asked)
    middle = Backoff(lambda: 0.5).seconds(failures)
    assert min(60.0, max(middle * 0.5, asked)) <= told * 1.0001 <= 60.0 * 1.0001
    assert told >= min(asked, 60.0)


def test_a_busy_place_is_given_the_rest_it_asks_for() -> None:
    clock = Clock()
    tries = Tries(Pace(clock=clock, sleep=clock.sleep), never)
    tries.failed(PlaceFailed("p", Trouble.BUSY, retry_after=20))
    assert 20 <= clock.now < 21
    with pytest.raises(PlaceFailed):  # an hour is for the outbox to wait, not for a run
        tries.failed(PlaceFailed("p", Trouble.BUSY, retry_after=3600))
    assert clock.now < 21


@pytest.mark.parametrize("why", [why for why in Trouble if not why.passing])
def test_what_waiting_does_not_mend_is_told_at_once(why: Trouble) -> None:
    clock = Clock()
    with pytest.raises(PlaceFailed) as caught:
        Tries(Pace(clock=clock, sleep=clock.sleep), never).failed(PlaceFailed("p", why))
    assert (caught.value.why, clock.now) == (why, 0.0)


def test_patience_ends_and_progress_renews_it() -> None:
    clock = Clock()
    tries = Tries(Pace(patience=3, clock=clock, sleep=clock.sleep), never)
    cut = PlaceFailed("p", Trouble.CUT)
    for _ in range(5):
        tries.failed(cut)
        tries.failed(cut)
        tries.progress()
    tries.failed(cut)
    tries.failed(cut)
    with pytest.raises(PlaceFailed):
        tries.failed(cut)
    with pytest.raises(PlaceFailed):
        Tries(Pace(patience=1, clock=clock, sleep=clock.sleep), never).failed(cut)


def test_a_wait_ends_soon_after_stop() -> None:
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    with pytest.raises(Cancelled):
        pace.wait(9, 0, lambda: clock.now > 3)
    assert 3 < clock.now < 3.5


def test_a_listing_is_tried_again() -> None:
    clock, told = Clock(), [PlaceFailed("p", Trouble.CUT), PlaceFailed("p", Trouble.SILENT)]

    def act() -> str:
        if told:
            raise told.pop()
        return "listed"

    assert tried(act, Pace(clock=clock, sleep=clock.sleep)) == "listed"
    with pytest.raises(Cancelled):
        tried(act, Pace(), lambda: True)


def test_seconds_left_follow_the_speed_that_counts() -> None:
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    assert pace.seconds_left(1000) is None
    pace.begin()
    for _ in range(50):
        clock.now += 2
        pace.gained(60_000)
    assert pace.seconds_left(300_000) == 10
    seen = []
    for _ in range(60):  # cuts cost half of it from now on
        clock.now += 4
        pace.gained(60_000)
        seen.append(pace.seconds_left(300_000))
    assert seen[-1] in (19, 20) and all(early <= late for early, late in pairwise(seen))
    clock.now += 3600  # nobody worked
    pace.begin()
    clock.now += 4
    pace.gained(60_000)
    assert pace.seconds_left(300_000) in (19, 20)


def regular(*lasted: float) -> tuple[Clock, Pace]:
    clock = Clock()
    pace = Pace(64 * KIB, clock=clock, sleep=clock.sleep)
    pace.good(64 * KIB, 2.4)
    for seconds in (5.0, *lasted):
        clock.now += seconds
        pace.cut()
    return clock, pace


def test_what_does_not_get_through_before_the_next_cut_is_not_begun() -> None:
    clock, pace = regular(8.0, 8.1)
    assert pace.is_regular() and pace.room() == 64 * KIB
    clock.now += 6
    assert 32 * KIB < pace.room() < 54 * KIB  # two seconds are left, and 64 KiB took 2.4
    assert pace.room(64 * KIB) == 0
    clock.now += 1
    assert pace.room() == 0
    clock.now += 3  # the cut is overdue: nothing is known any more
    assert not pace.is_regular() and pace.room() == 64 * KIB


@pytest.mark.parametrize("lasted", [(), (8.0,), (8.0, 5.0), (1.0, 60.0)])
def test_a_line_that_is_cut_at_any_time_is_not_foreseen(lasted: tuple[float, ...]) -> None:
    clock, pace = regular(*lasted)
    clock.now += 7
    assert not pace.is_regular() and pace.room() == 64 * KIB


def test_what_is_known_to_get_through_may_be_larger() -> None:
    _, pace = regular(8.0, 8.0)
    pace.good(64 * KIB, 2.4)
    assert pace.size == 128 * KIB
    pace.good(128 * KIB, 4.8)
    assert pace.size == 128 * KIB
    pace.good(128 * KIB, 7.0)
    assert pace.size == 64 * KIB
