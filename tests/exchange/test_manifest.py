"""A manifest is exactly what the format says, whoever signed it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clinic_app.errors import NotTrusted
from clinic_app.exchange.distrust import Distrust, TooLarge
from clinic_app.exchange.entries import Entries
from clinic_app.exchange.limits import LIMITS
from clinic_app.exchange.manifest import MOST_HOLES, Attached, Head, Hole, Manifest, Stretch, read_manifest
from tests.exchange.world import BISHKEK, NARYN, assembled, lines_of, manifest, open_it, why

LINES = lines_of(3, NARYN.device)
GOOD = replace(
    manifest(LINES),
    heads=(Head("aa" * 16, 3, "1" * 64), Head("bb" * 16, 5, "2" * 64)),
    roster=(Head("cc" * 16, 7, "3" * 64),),
    objects=(Attached("4" * 64, 5_000_000),),
    entries=Entries("5" * 64, 900, 300),
)
STRETCH = GOOD.stretches[0]


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The good manifest as canonical JSON after `change`, as far as it is one."""
    told = json.loads(GOOD.as_bytes())
    change(told)
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def put(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told.__setitem__(key, value)


def in_stretch(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told["stretches"][0].update(values)


def stretches(*made: Stretch) -> Callable[[dict[str, Any]], object]:
    return put("stretches", [stretch.as_json() for stretch in made])


def test_it_comes_back_as_it_was_and_is_canonical() -> None:
    assert read_manifest(GOOD.as_bytes()) == GOOD
    assert changed(dict) == GOOD.as_bytes()
    assert GOOD.count == 3


def test_what_a_later_program_adds_under_more_is_not_read() -> None:
    assert read_manifest(changed(put("more", {"weather": "кар", "deep": [1, {"a": None}]}))) == GOOD


HOLES = (Hole("aa" * 16, 2, 2), Hole("aa" * 16, 4, 9), Hole("bb" * 16, 1, 1))


def test_holes_stand_under_more_in_these_bytes_for_ever() -> None:
    told = replace(GOOD, holes=HOLES)
    assert (
        b'"more":{"holes":[{"first":2,"last":2,"stream":"' + b"aa" * 16 + b'"},{"first":4,"last":9,"stream":"'
    ) in told.as_bytes()
    assert read_manifest(told.as_bytes()) == told


@pytest.mark.parametrize(
    "holes",
    [
        HOLES[::-1],
        (HOLES[0], HOLES[0]),
        (Hole("aa" * 16, 2, 4), HOLES[1]),
        (Hole("aa" * 16, 0, 4),),
        (Hole("aa" * 16, 5, 4),),
        (Hole("not an id!", 1, 4),),
        tuple(Hole("aa" * 16, 2 * n, 2 * n) for n in range(1, MOST_HOLES + 2)),
    ],
)
def test_holes_that_cannot_be_are_refused(holes: tuple[Hole, ...]) -> None:
    with pytest.raises((ValueError, TooLarge)):
        read_manifest(replace(GOOD, holes=holes).as_bytes())


LATER = replace(STRETCH, first=10, last=12, before="6" * 64, chain="7" * 64)
NEXT = replace(STRETCH, first=4, last=5, before=STRETCH.chain, chain="8" * 64)


def test_stretches_of_one_stream_may_follow_each_other_with_or_without_a_gap() -> None:
    told = read_manifest(changed(stretches(STRETCH, NEXT, LATER)))
    assert told.stretches == (STRETCH, NEXT, LATER)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("more"),
        put("extra", 1),
        put("more", []),
        put("kind", "invitation"),
        put("kind", None),
        put("version", 0),
        put("version", True),
        put("version", "1"),
        put("network", "A" * 40),
        put("network", "a" * 41),
        put("sender", ""),
        put("sender", "х" * 5),
        put("sender", "a b"),
        put("audience", "shared:NAR1\n"),
        put("audience", "coord"),
        put("recipients", []),
        put("recipients", ["b", "a"]),
        put("recipients", ["a", "a"]),
        put("recipients", "a"),
        put("recipients", {"a": 1}),
        put("recipients", [["a"]]),
        put("number", 0),
        put("number", -1),
        put("number", 2**53),
        put("number", 10**400),
        put("number", 1.0),
        put("number", float("nan")),
        put("number", True),
        put("number", "1"),
        put("made_at", "2026-11-22"),
        put("made_at", "2026-13-22T10:15:00Z"),
        put("made_at", "2026-11-22T10:15:00"),
        put("made_at", "٢٠٢٦-11-22T10:15:00Z"),
        put("program", "клиника"),
        put("program", "a\nb"),
        put("program", "a" * 65),
        put("program", "\ud800"),
        put("objects", [{"name": "4" * 64, "bytes": 1}] * 2),
        put("objects", [{"name": "4" * 63, "bytes": 1}]),
        put("heads", [{"stream": "a", "number": 0, "chain": "1" * 64}]),
        put("heads", [{"stream": s, "number": 1, "chain": "1" * 64} for s in "ba"]),
        put("roster", [{"stream": "a", "number": 1, "chain": "1" * 64}] * 2),
        put("entries", None),
        put("entries", {"bytes": -1, "packed": 1, "sha256": "5" * 64}),
        put("entries", {"bytes": 1, "packed": 0, "sha256": "5" * 64}),
        put("entries", {"bytes": 1, "packed": 1, "sha256": "5" * 64, "sha512": ""}),
        in_stretch(audience="office:NAR1"),
        in_stretch(first=0),
        in_stretch(first=4),
        in_stretch(last=2**53),
        in_stretch(last=None),
        in_stretch(before=""),
        in_stretch(chain="G" * 64),
        in_stretch(seal="0" * 127),
        in_stretch(stream="../x"),
        in_stretch(more=1),
        stretches(STRETCH, STRETCH),
        stretches(LATER, STRETCH),
        stretches(replace(STRETCH, stream="b"), replace(STRETCH, stream="a")),
        stretches(STRETCH, replace(LATER, first=3)),
        stretches(STRETCH, replace(LATER, device="other")),
        stretches(STRETCH, replace(NEXT, before="9" * 64)),
    ],
)
def test_anything_else_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(ValueError):
        read_manifest(changed(change))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        GOOD.as_bytes() + b"\n",
        b"\xef\xbb\xbf" + GOOD.as_bytes(),
        GOOD.as_bytes().replace(b'"kind"', b'"kind" '),
        GOOD.as_bytes().replace(b'"more":{}', b'"more":{},"more":{}'),
        GOOD.as_bytes().replace(b"package", b"p\\u0061ckage"),
        b"[" * 200_000 + b"]" * 200_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"9" * 900_000,
        b"[" + b"{}," * 300_000 + b"{}]",
    ],
)
def test_bytes_that_are_not_the_canonical_form_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_manifest(data)


def test_limits() -> None:
    with pytest.raises(TooLarge):
        read_manifest(b" " * (LIMITS.manifest_bytes + 1))
    with pytest.raises(TooLarge):
        read_manifest(changed(in_stretch(last=LIMITS.lines + 1)))
    with pytest.raises(TooLarge):
        read_manifest(changed(in_stretch(last=2**53 - 1)))


def test_a_newer_manifest_is_named_so_whatever_its_keys() -> None:
    with pytest.raises(NotTrusted) as refused:
        read_manifest(b'{"kind":"package","version":2}')
    assert refused.value.data["why"] is Distrust.NEWER_FORMAT


def test_the_shortest_true_manifest() -> None:
    told = Manifest("a" * 40, "d", "net", ("x",), 1, "2026-11-22T10:15:00Z", "p")
    assert read_manifest(told.as_bytes()) == told


def test_a_member_that_lies_in_a_manifest_is_refused_as_a_whole_package() -> None:
    """Through the real gate: the manifest is rightly signed, and still not believed."""
    told = manifest(LINES)
    assert open_it(assembled(told, LINES)).lines == tuple(LINES)
    for change in (
        lambda inner: inner.replace(b'"first":1', b'"first":2'),
        lambda inner: inner + b"\n",
        lambda inner: inner.replace(BISHKEK.device.encode(), "кыргыз".encode()),
        lambda inner: b"[" * len(inner),
    ):
        assert why(assembled(told, LINES, change=change)) in (Distrust.BAD_MANIFEST, Distrust.BAD_ENTRIES)
    other = assembled(told, LINES, change=lambda inner: inner.replace(b'"audience":"shared', b'"audience":"office'))
    assert why(other) is Distrust.BAD_MANIFEST
