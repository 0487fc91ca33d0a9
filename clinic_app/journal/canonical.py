"""The one byte form of every value that is hashed or signed: JSON in UTF-8, keys sorted, no spaces, integers only.

What is not exactly in this form is refused, so two programs can never read the same bytes differently.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

MAX_LINE = 1 << 20
MAX_DEPTH = 8
MAX_INTEGER = (1 << 53) - 1


def canonical(value: Any) -> bytes:
    """`value` (dict with str keys, list, str, int, bool, None) as canonical bytes; ValueError for anything else."""
    _check(value, MAX_DEPTH)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def parse(line: bytes, *, max_bytes: int = MAX_LINE, max_depth: int = MAX_DEPTH) -> Any:
    """The value of canonical bytes (no line end); ValueError unless the bytes are its one canonical form."""
    if len(line) > max_bytes:
        raise ValueError("too long")
    try:
        value = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
        _check(value, max_depth)
        again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except RecursionError:
        raise ValueError("too deep") from None
    if again != line:
        raise ValueError("not canonical")
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse(_number: str) -> NoReturn:
    raise ValueError("not an integer")


def _check(value: Any, depth: int) -> None:
    if value is None or isinstance(value, (bool, str)):
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
            _check(part, depth - 1)
        return
    if isinstance(value, (list, tuple)):
        for part in value:
            _check(part, depth - 1)
        return
    raise ValueError("not JSON")
