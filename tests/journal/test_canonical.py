"""One value, one byte form: whatever else a file spells is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.journal.canonical import MAX_INTEGER, canonical, parse

WHOLE = st.integers(-MAX_INTEGER, MAX_INTEGER)
NINE_DEEP: list[Any] = [[[[[[[[[]]]]]]]]]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
).filter(lambda value: _depth(value) <= 8)


def _depth(value: Any) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if parts is None else 1 + max(map(_depth, parts), default=0)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    line = canonical(value)
    assert parse(line) == value
    assert canonical(parse(line)) == line
    assert b"\n" not in line


@given(st.dictionaries(TEXT, VALUES, min_size=2, max_size=4))
def test_another_spelling_of_the_same_value_is_refused(value: dict[str, Any]) -> None:
    line = canonical(value)
    for other in (
        json.dumps(value, ensure_ascii=False, sort_keys=True),
        json.dumps(dict(sorted(value.items(), reverse=True)), ensure_ascii=False, separators=(",", ":")),
        json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")),
        line.decode() + "\n",
        " " + line.decode(),
    ):
        if other.encode() != line:
            with pytest.raises(ValueError):  # any ValueError refuses
                parse(other.encode())


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}{}",
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":9007199254740992}',
        b'{"a":-9007199254740992}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\xff"}',
        b"\xef\xbb\xbf{}",
        b'{"a":"\xed\xa0\x80"}',
        b"[" * 9 + b"]" * 9,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 200_000,
        b"'a'",
        b"null ",
        b'"' + b"a" * (1 << 20) + b'"',
    ],
)
def test_what_is_not_canonical_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        parse(line)


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), {1: 1}, {"a": {1, 2}}, b"a", 1 << 53, "\ud800", {"\ud800": 1}, NINE_DEEP],
)
def test_what_is_not_json_with_whole_numbers_cannot_be_written(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_the_deepest_and_the_largest_that_are_allowed() -> None:
    for line in (b"[" * 8 + b"]" * 8, b"[9007199254740991,-9007199254740991]", '"\u2028Ң\x7f\U0001f600"'.encode()):
        assert canonical(parse(line)) == line
