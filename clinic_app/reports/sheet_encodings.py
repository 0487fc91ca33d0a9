"""The encoding of a text file: said by its first bytes, proved by UTF-8, else the likeliest of the Cyrillic ones.

Every byte is a letter in each of the old Cyrillic encodings, so only the letters tell: the right reading is the one
that looks like Russian or Kyrgyz words. It stays a guess, and the person may change it.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

ENCODINGS = ("utf-8", "cp1251", "koi8-r", "cp866", "utf-16", "mac-cyrillic", "cp1252")
_EIGHT_BIT = ("cp1251", "koi8-r", "cp866", "mac-cyrillic")
_SAMPLE = 200_000
_LEAST_LETTERS = 3
_CLEAR = 0.35  # by so much the best reading must beat the next to be called sure
# How often a letter stands in a thousand letters of Russian.
_SHARES = (
    "о109 е85 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з16 б16 ч14 й12 х10 ж9 ш7 ю6 ц5 щ4 э3"
    " ф3 ъ1 ё1 ң3 ө4 ү4"
)
_WORTH = {share[0]: math.log(int(share[1:]) / 10) for share in _SHARES.split()}
_ORDINARY = "«»“”„‘’–—…№°§·•©®€ \u00ad"
_WORD = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BROKEN = "\ufffd"


@dataclass(frozen=True)
class Text:
    """Decoded text, the encoding, and whether that was more than a guess."""

    text: str
    encoding: str
    sure: bool


def decoded(content: bytes, wanted: str = "") -> Text | None:
    """The text behind bytes; `wanted` settles the encoding. None when it cannot be read so, or is no text."""
    if wanted:
        text = _as(content, _named(wanted))
        return None if text is None else Text(text, _named(wanted), True)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _whole(content, "utf-16")
    if b"\0" in content[:4096]:
        return _whole(content, "utf-16-le" if content[1:4096:2].count(0) > content[0:4096:2].count(0) else "utf-16-be")
    text = _as(content, "utf-8")
    if text is not None:
        return Text(text, "utf-8", True)
    return _damaged(content) or _likeliest(content)


def is_text(text: str) -> bool:
    """Whether there are no control characters that no spreadsheet writes."""
    return not _CONTROL.search(text)


def _named(encoding: str) -> str:
    name = encoding.strip().lower().replace("windows-", "cp").replace("utf8", "utf-8").replace("koi8r", "koi8-r")
    return {"cp65001": "utf-8", "utf-8-sig": "utf-8", "ibm866": "cp866", "dos": "cp866"}.get(name, name)


def _as(content: bytes, encoding: str) -> str | None:
    try:
        codecs.lookup(encoding)
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (LookupError, UnicodeError, ValueError, AssertionError):
        return None


def _whole(content: bytes, encoding: str) -> Text | None:
    text = _as(content, encoding)
    return None if text is None else Text(text.removeprefix("\ufeff"), encoding, True)


def _damaged(content: bytes) -> Text | None:
    """UTF-8 with a few broken letters (a file cut by bytes, or joined from two): the cells are named one by one."""
    text = content.decode("utf-8-sig", "replace")
    letters = sum(ord(sign) > 0x7F for sign in text)
    broken = text.count(_BROKEN)
    return Text(text, "utf-8", False) if letters > 50 and broken * 20 < letters else None


def _likeliest(content: bytes) -> Text | None:
    read = {encoding: text for encoding in _EIGHT_BIT if (text := _as(content, encoding)) is not None}
    scores = sorted(((_likeness(text[:_SAMPLE]), encoding) for encoding, text in read.items()), reverse=True)
    if not scores or scores[0][0] == -math.inf:
        return None
    best, encoding = scores[0]
    sure = len(scores) < 2 or best - scores[1][0] > _CLEAR
    return Text(read[encoding], encoding, sure)


def _likeness(text: str) -> float:
    """How much a reading looks like words: the mean worth of what is not ASCII."""
    worth, signs, letters = 0.0, 0, 0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        inner = word[1:]
        if not (inner.islower() or word.isupper()):
            worth -= 3 * sum(sign.isupper() for sign in inner)  # a capital within a word: the halves are swapped
        for sign in word.lower():
            if not sign.isascii():
                worth += _WORTH.get(sign, -4.0)
                signs += 1
                letters += sign in _WORTH
    odd = [sign for sign in text if not sign.isascii() and not sign.isalpha() and sign not in _ORDINARY]
    worth -= 4 * len(odd)
    signs += len(odd)
    return worth / signs if letters >= _LEAST_LETTERS else -math.inf
