"""What the fuzzer found worth keeping is given to each parser again: it opens or is refused, nothing else."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.parsers import PARSERS, corpus


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_what_is_kept_opens_or_is_refused(name: str) -> None:
    """A parser that lets anything but its refusals out fails here by one of its kept inputs."""
    kept = corpus(name)
    assert kept
    for data in kept:
        PARSERS[name].refuses(data)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_damaged_anywhere_opens_or_is_refused(name: str) -> None:
    """Seeded: bits, cuts, doublings and swaps of the kept inputs."""
    chance = random.Random(f"{name} 1")
    kept = corpus(name)
    for _ in range(60):
        PARSERS[name].refuses(damaged(chance, chance.choice(kept), chance.choice(kept)))


def damaged(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """`data` with one thing wrong; `other` gives what is put in."""
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.choice((1, 2, 8, 64, 512)))
    match chance.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[to:]
        case 2:
            return data[:at] + data[at:to] * 3 + data[to:]
        case 3:
            start = chance.randrange(len(other) + 1)
            return data[:at] + other[start : start + to - at] + data[to:]
        case 4:
            return data[:at] + bytes(to - at) + data[to:]
        case _:
            flipped = bytearray(data)
            if flipped:
                flipped[min(at, len(flipped) - 1)] ^= 1 << chance.randrange(8)
            return bytes(flipped)
