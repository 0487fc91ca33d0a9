"""Kyrgyz alphabetical order, which no operating system's C library gives reliably (language_facts.json: alphabet)."""

from __future__ import annotations

_LETTERS = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
_RANK = {letter: chr(0x4000 + i) for i, letter in enumerate(_LETTERS)}


def alphabet_key(text: str) -> tuple[str, str]:
    """A sort key: digits, Latin, then the 36 letters in their order, case aside; the text itself breaks ties."""
    return "".join(_RANK.get(c, c) for c in text.casefold()), text
