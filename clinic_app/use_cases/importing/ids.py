"""Ids of imported records: made from the register itself, so that two laptops that import one register make no doubles.

Everything is hashed with its length kept apart (canonical JSON), so no two different rows can look alike.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

_RUNNING = 4
_PLAIN_NUMBER = re.compile(r"[\w-]{1,20}")


def register_name(headings: Sequence[str], named: str | None = None) -> str:
    """What a register is known by: the name the person gave, else the print of its headings (never the file's name)."""
    if named and named.strip():
        return _digest("register named", _same(named).casefold())
    return _digest("register with headings", [_same(heading).casefold() for heading in headings])


def row_id(office: str, register: str, kind: str, cells: Sequence[str], occurrence: int) -> str:
    """The record id of a row; `occurrence` tells the 2nd, 3rd... wholly identical row of a register from the first."""
    return made_id("row", office, register, kind, row_text(cells), occurrence)


def source_id(office: str, register: str, kind: str, ref: str) -> str:
    """The record id of an appeal that bears an id of its source (a chat-bot's, a hotline's): its cells do not count."""
    return made_id("row of source", office, register, kind, _same(ref))


def person_id(office: str, register: str, name: str, phone: str) -> str:
    """The id of a caller known by folded name and telephone."""
    return made_id("person", office, register, name, phone)


def person_of_row(row: str) -> str:
    """The id of a person who is known from one row only."""
    return made_id("person of row", row)


def opponent_id(office: str, register: str, name: str) -> str:
    """The id of somebody a register names as the other side."""
    return made_id("opponent", office, register, name)


def member_id(office: str, register: str, name: str) -> str:
    """The id of somebody a register names as its lawyer."""
    return made_id("member", office, register, name)


def row_text(cells: Sequence[str]) -> tuple[str, ...]:
    """A row's cells as they count for its id: NFC, spaces at the ends and empty cells on the right aside."""
    plain = [_same(cell) for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return tuple(plain)


def record_no(office: str, year: int, register: str, written: str, row: str) -> str:
    """The number of an imported record: office, year, I and two letters of the register, the row's own number.

    Without a readable number the row's id stands in (a running number would change when rows are put in between).
    """
    own = _same(written)
    if own.isdecimal():
        own = str(int(own)).zfill(_RUNNING) if own.isascii() else own
    elif not _PLAIN_NUMBER.fullmatch(own):
        own = _letters(row)[:8]
    return f"{office}-{year}-I{_letters(register)[:2]}-{own}"


def _same(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()


def _letters(text: str) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def made_id(*parts: object) -> str:
    """A UUID of our own making (version 8), always the same for the same parts."""
    bits = int(_digest("clinic import", *parts)[:32], 16)
    bits = bits & ~(0xF << 76) | (8 << 76)  # version 8: of our own making
    bits = bits & ~(0x3 << 62) | (2 << 62)
    return str(UUID(int=bits))
