"""Wrong tries slow down, across restarts, and no clock opens early or locks for ever.

Seen to fail: counting in memory alone, which a restart of the program resets.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clinic_app.clinic import Clinic
from clinic_app.errors import TriesSlowedDown, WrongPassphrase, WrongRecoveryCode
from clinic_app.keys.tries import FILE_NAME, MOST_SECONDS, Tries, one_try, read_tries, seconds_to_wait
from tests.founding import PASSPHRASE, found, stretch_once


class Clock:
    """The laptop's clock, in somebody's hand."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def wrong(folder: Path, clock: Clock) -> None:
    with pytest.raises(WrongPassphrase), one_try(folder, clock):
        raise WrongPassphrase


def test_after_three_wrong_tries_each_next_one_waits_twice_as_long(tmp_path: Path) -> None:
    clock, waits = Clock(), []
    for _try in range(14):
        wrong(tmp_path, clock)
        waits.append(seconds_to_wait(tmp_path, clock))
        clock.now += waits[-1]
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, MOST_SECONDS, MOST_SECONDS, MOST_SECONDS]


def test_the_right_passphrase_waits_as_well(tmp_path: Path) -> None:
    clock = Clock()
    for _try in range(3):
        wrong(tmp_path, clock)
    with pytest.raises(TriesSlowedDown) as refused, one_try(tmp_path, clock):
        pytest.fail("nothing may be tried")
    assert refused.value.data["seconds"] == 1
    assert refused.value.exit_code == 1
    clock.now += 1
    with one_try(tmp_path, clock):
        pass
    assert seconds_to_wait(tmp_path, clock) == 0
    assert read_tries(tmp_path) == Tries(wrong=3, row=0, since=1_790_000_000, last=1_790_000_000)


@pytest.mark.parametrize("back", [1, 100, 10_000_000])
def test_a_clock_turned_back_neither_opens_early_nor_locks_for_ever(tmp_path: Path, back: int) -> None:
    clock = Clock()
    for _try in range(6):
        clock.now += MOST_SECONDS
        wrong(tmp_path, clock)
    assert seconds_to_wait(tmp_path, clock) == 8
    clock.now -= back
    assert seconds_to_wait(tmp_path, clock) == 8
    clock.now += 7
    assert seconds_to_wait(tmp_path, clock) == 1
    clock.now += 1
    assert seconds_to_wait(tmp_path, clock) == 0


@pytest.mark.parametrize("bad", [b"", b"{", b"[]", b'{"wrong": "x"}', b"\xff", b'{"row": -1}', b"9" * 5000])
def test_a_damaged_file_keeps_nobody_out(tmp_path: Path, bad: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(bad)
    assert read_tries(tmp_path) == Tries()
    wrong(tmp_path, Clock())
    assert read_tries(tmp_path).wrong == 1


def test_the_file_names_nobody(tmp_path: Path) -> None:
    wrong(tmp_path, Clock())
    told = json.loads((tmp_path / FILE_NAME).read_text("ascii"))
    assert set(told) == {"format", "version", "wrong", "row", "since", "last", "panic"}
    assert all(isinstance(value, int) for name, value in told.items() if name != "format")


def test_a_mistyped_group_of_the_code_was_never_tried(tmp_path: Path) -> None:
    with pytest.raises(WrongRecoveryCode), one_try(tmp_path):
        raise WrongRecoveryCode(group=3)
    assert read_tries(tmp_path).wrong == 0
    with pytest.raises(WrongRecoveryCode), one_try(tmp_path):
        raise WrongRecoveryCode(group=None)
    assert read_tries(tmp_path).wrong == 1


def test_whoever_opens_next_is_told_once(tmp_path: Path) -> None:
    stretch_once()
    clinic, _code = found(tmp_path, "NAR1", "Нарын", "Айгүл")
    clinic.close()
    for _try in range(3):
        with pytest.raises(WrongPassphrase):
            Clinic.open(tmp_path, "not this one at all")
    with pytest.raises(TriesSlowedDown):
        Clinic.open(tmp_path, PASSPHRASE)
    wait_over(tmp_path)
    with Clinic.open(tmp_path, PASSPHRASE) as opened:
        news = opened.locks.untold()
        assert news is not None and news.count == 3
        assert opened.locks.untold() is None
        assert [one.count for one in opened.locks.wrong_tries()] == [3]
    assert not (tmp_path / FILE_NAME).exists()


def wait_over(folder: Path) -> None:
    """As if the seconds had passed: nobody sleeps in a test."""
    file = folder / FILE_NAME
    told = json.loads(file.read_text("ascii"))
    file.write_text(json.dumps(told | {"last": told["last"] - MOST_SECONDS}), "ascii")
