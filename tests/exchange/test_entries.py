"""Packed lines: what was declared, all of it, and nothing that swells."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from dataclasses import replace

import pytest
import zstandard

from clinic_app.exchange.distrust import TooLarge
from clinic_app.exchange.entries import Entries, pack, unpack
from clinic_app.exchange.limits import LIMITS, MIB
from tests.exchange.world import lines_of

LINES = lines_of(50, "d")


def declared(packed: bytes, size: int) -> Entries:
    return Entries(hashlib.sha256(packed).hexdigest(), size, len(packed))


def squeezed(plain: bytes, **how: object) -> bytes:
    return zstandard.ZstdCompressor(level=3, **how).compress(plain)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 50])
def test_what_is_packed_is_unpacked_and_equal_lines_give_equal_bytes(count: int) -> None:
    packed, told, counted = pack(LINES[:count])
    assert counted == count
    assert unpack(packed, told, count) == LINES[:count]
    assert pack(iter(LINES[:count]))[0] == packed


def test_a_page_of_one_letter_is_sent_without_looking_like_a_bomb() -> None:
    """Planted: without the stored frame this line could never leave the laptop, and nothing after it."""
    line = b'"' + b"a" * (LIMITS.line_bytes - 2) + b'"'
    packed, told, count = pack([line] * 3)
    assert unpack(packed, told, count) == [line] * 3
    assert zstandard.ZstdDecompressor().decompress(packed).count(b"a") == 3 * (LIMITS.line_bytes - 2)
    short = [b"a" * 100_000]
    packed, told, count = pack(short)
    assert unpack(packed, told, count) == short


@pytest.mark.parametrize(
    "lines", [[b""], [b"a\nb"], [b"a\n"], [b"a" * (LIMITS.line_bytes + 1)], [b"a"] * (LIMITS.lines + 1)]
)
def test_lines_that_would_be_refused_are_not_packed(lines: list[bytes]) -> None:
    with pytest.raises(ValueError):
        pack(lines)


@pytest.mark.parametrize(
    ("plain", "count"),
    [
        (b"a\nb\n", 1),
        (b"a\nb\n", 3),
        (b"a\nb", 1),
        (b"a\nb", 2),
        (b"a\n\n", 2),
        (b"\na\n", 2),
        (b"", 1),
        (b"a", 0),
        (b"\n", 1),
    ],
)
def test_other_lines_than_the_stretches_count_are_refused(plain: bytes, count: int) -> None:
    packed = squeezed(plain)
    with pytest.raises(ValueError):
        unpack(packed, declared(packed, len(plain)), count)


def test_a_line_past_its_limit_is_refused() -> None:
    plain = bytes(range(32, 127)) * 30_000 + b"\n"
    packed = squeezed(plain)
    with pytest.raises(TooLarge):
        unpack(
            packed, Entries(declared(packed, 0).sha256, len(plain), len(packed)), 1, replace(LIMITS, expansion=10**6)
        )


def test_a_wrong_hash_or_size_is_refused() -> None:
    packed, told, count = pack(LINES)
    for wrong in (
        replace(told, sha256="0" * 64),
        replace(told, bytes=told.bytes - 1),
        replace(told, bytes=told.bytes + 1),
        replace(told, packed=told.packed + 1),
    ):
        with pytest.raises(ValueError):
            unpack(packed, wrong, count)


def test_truncated_doubled_trailing_and_skippable_frames_are_refused() -> None:
    plain = b"".join(line + b"\n" for line in LINES)
    one = squeezed(plain)
    half = squeezed(plain[: len(plain) // 2])
    rest = squeezed(plain[len(plain) // 2 :])
    skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
    unsized = squeezed(plain, write_content_size=False)
    streamed = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(streamed, closefd=False) as writer:
        writer.write(plain)
    with_dictionary = squeezed(plain, dict_data=zstandard.ZstdCompressionDict(b"dictionary" * 100))
    assert unpack(one, declared(one, len(plain)), len(LINES)) == LINES
    for bad in (
        *(one[:length] for length in range(0, len(one), 7)),
        one[:-1],
        one + b"\0",
        one + one,
        half + rest,
        skippable + one,
        one + skippable,
        unsized,
        streamed.getvalue(),
        with_dictionary,
        b"",
    ):
        with pytest.raises(ValueError):
            unpack(bad, declared(bad, len(plain)), len(LINES))


def test_nothing_may_follow_an_empty_frame() -> None:
    """The library itself ignores it: planted once, this read as an empty package with a hidden tail."""
    packed, told, _ = pack([])
    assert unpack(packed, told, 0) == []
    hidden = packed + b"hidden"
    with pytest.raises(ValueError):
        unpack(hidden, declared(hidden, 0), 0)


def test_bombs_are_refused_for_almost_no_memory() -> None:
    """Declared honestly, declared too small, and a million line ends instead of three lines."""
    zeros = b"0" * (200 * MIB)
    honest = squeezed(zeros)
    del zeros
    ends = squeezed(b"\n" * (40 * MIB))
    loose = replace(LIMITS, expansion=10**9)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            unpack(honest, declared(honest, 200 * MIB), 1)
        with pytest.raises(TooLarge):
            unpack(honest, declared(honest, 60 * MIB), 1)
        with pytest.raises(ValueError):
            unpack(honest, declared(honest, 60 * MIB), 1, loose)
        with pytest.raises(TooLarge):
            unpack(ends, declared(ends, 40 * MIB), 3)
        with pytest.raises(ValueError):
            unpack(ends, declared(ends, 40 * MIB), 3, loose)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * MIB
