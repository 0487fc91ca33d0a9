"""Matching as people type it: case, Ө/О, Ү/У, Ң/Н and Ё/Е make no difference, and any of the names will do."""

from __future__ import annotations

import unicodedata

_ALIKE = str.maketrans({"ё": "е", "ө": "о", "ү": "у", "ң": "н"})


def fold(text: str) -> str:
    """`text` as it is compared: NFC, lower case, Ө Ү Ң Ё as О У Н Е, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).lower().translate(_ALIKE).split())


def rank(query: str, names: list[str]) -> int | None:
    """How well folded `names` answer a folded `query`: 0 begins so, 1 its words begin words, 2 is within, None not."""
    if not query:
        return 0
    if any(name.startswith(query) for name in names):
        return 0
    words = [word for name in names for word in name.replace("-", " ").replace("(", " ").replace("«", " ").split()]
    if all(any(word.startswith(part) for word in words) for part in query.replace("-", " ").split()):
        return 1
    return 2 if any(query in name for name in names) else None
