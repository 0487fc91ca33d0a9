"""Kyrgyz alphabetical order, which no operating system's C library gives reliably (language_facts.json: alphabet)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LETTERS = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
_RANK = {letter: chr(0x4000 + i) for i, letter in enumerate(_LETTERS)}


def alphabet_key(text: str) -> tuple[str, str]:
    """A sort key: digits, Latin, then the 36 letters in their order, case aside; the text itself breaks ties."""
    return "".join(_RANK.get(c, c) for c in text.casefold()), text


_BETWEEN = "\n"
_STRANGE = re.compile("[^\x00-\u042fа-яёңөү\uffff]")


def alphabet_keys(texts: Sequence[str]) -> list[str]:
    """A sort key for each text, in the same order as by `alphabet_key` (ties apart); for tens of thousands at once.

    Ё Ң Ө Ү follow Е Н О У; every other letter of the alphabet stands where its code does.
    """
    plain = _BETWEEN.join(text.replace(_BETWEEN, " ") for text in texts).casefold()
    for letter, before in (("ё", "е"), ("ң", "н"), ("ө", "о"), ("ү", "у")):
        plain = plain.replace(letter, f"{before}\uffff")
    # Letters of other alphabets come before ours, as they do by the single key.
    return _STRANGE.sub(lambda found: f"\u042f{found[0]}", plain).split(_BETWEEN)
