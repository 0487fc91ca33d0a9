"""Shapes that values of a manifest, request or invitation must have; each raises ValueError for anything else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

MOST = (1 << 53) - 1  # every reader of JSON agrees on integers up to here
MOST_TEXT = 200

IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
AUDIENCE = re.compile(r"[a-z]{1,16}(:[A-Za-z0-9_-]{1,64})?")
NETWORK = re.compile(r"[0-9a-f]{40}")
NONCE = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"[0-9a-f]{64}")
SEAL = re.compile(r"[0-9a-f]{128}")
LETTER = re.compile(r"[A-Z]{1,2}[0-9]{0,3}")
ROLE = re.compile(r"[a-z_]{1,32}")
FILE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,96}")
PROGRAM = re.compile(r"[ -~]{1,64}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
AGE_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")

# Marks that turn the direction of writing: a name that carries them can show another name than it is.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKING = ("Cc", "Cs", "Zl", "Zp")

T = TypeVar("T")


def keys(names: str) -> frozenset[str]:
    """The keys of a table, from one line."""
    return frozenset(names.split())


def table(value: object, expected: frozenset[str]) -> dict[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(value, dict) or value.keys() != expected:
        raise ValueError("other keys")
    return value


def word(value: object, shape: re.Pattern[str]) -> str:
    """A text that fits `shape` whole."""
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise ValueError("not of the shape")
    return value


def moment(value: object) -> str:
    """A date and time with its offset, as in RFC 3339, that the calendar has; kept as it was written."""
    text = word(value, _MOMENT)
    datetime.fromisoformat(text)
    return text


def constant(value: object, expected: str) -> str:
    """This text and no other."""
    if value != expected or not isinstance(value, str):
        raise ValueError("something else")
    return value


def whole(value: object, least: int = 0) -> int:
    """An integer from `least` to 2^53-1; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST:
        raise ValueError("not such a number")
    return value


def line_of_text(value: object) -> str:
    """One line of at most 200 characters that people read: NFC, no control signs, nothing that turns the writing."""
    if not isinstance(value, str) or not 0 < len(value) <= MOST_TEXT or value != value.strip():
        raise ValueError("not a line of text")
    if unicodedata.normalize("NFC", value) != value:
        raise ValueError("not in NFC")
    if any(sign in _TURNING or unicodedata.category(sign) in _BREAKING for sign in value):
        raise ValueError("hidden signs")
    return value


def as_line(text: str) -> str:
    """`text` made such a line (it may be empty): a name typed with a stray tab must not keep a laptop out."""
    spaced = "".join(" " if unicodedata.category(sign) in _BREAKING else sign for sign in text)
    kept = "".join(sign for sign in spaced if sign not in _TURNING)
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:MOST_TEXT].strip()


def ascending(value: object, of: Callable[[object], T], key: Callable[[T], Any] = lambda item: item) -> tuple[T, ...]:
    """A list of items, each of its shape, strictly ascending by `key`: sorted, and nothing twice."""
    if not isinstance(value, list):
        raise ValueError("not a list")
    items = tuple(of(item) for item in value)
    require_ascending([key(item) for item in items])
    return items


def require_ascending(marks: Sequence[Any]) -> None:
    """ValueError unless each is greater than the one before."""
    if any(not before < after for before, after in pairwise(marks)):
        raise ValueError("not ascending")
