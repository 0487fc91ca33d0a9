"""The one byte form of every value that is hashed or signed: JSON in UTF-8, keys sorted, no spaces, integers only.

What is not exactly in this form is refused, so two programs can never read the same bytes differently.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

MAX_LINE = 1 << 20
MAX_DEPTH = 8
MAX_INTEGER = (1 << 53) - 1


def canonical(value: Any) -> bytes:
    """`value` (dict with str keys, list, str, int, bool, None) as canonical bytes; ValueError for anything else."""
    _check(value, MAX_DEPTH)
    return _bytes(value)


def parse(line: bytes, *, max_bytes: int = MAX_LINE, max_depth: int = MAX_DEPTH) -> Any:
    """The value of canonical bytes (no line end); ValueError unless the bytes are its one canonical form.

    The form is checked by writing the value again: that finds blanks, another order or spelling and keys told twice.
    """
    if len(line) > max_bytes:
        raise ValueError("too long")
    value = orjson.loads(line)
    _check(value, max_depth)
    if _bytes(value) != line:
        raise ValueError("not canonical")
    return value


def _bytes(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # half of a surrogate pair (a ValueError below), or keys of a class made from str
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode(
            "utf-8"
        )


def _check(value: Any, depth: int) -> None:
    """Only JSON with whole numbers, not too deep; the common case, a text, is passed without a call of its own."""
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("integer too large")
        return
    if depth == 0:
        raise ValueError("too deep")
    if isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise ValueError("key is not text")
            if type(part) is not str:
                _check(part, depth - 1)
        return
    if isinstance(value, (list, tuple)):
        for part in value:
            if type(part) is not str:
                _check(part, depth - 1)
        return
    raise ValueError("not JSON")
