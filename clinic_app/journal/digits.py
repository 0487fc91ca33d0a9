"""Six groups of five digits that two people read to each other, to know that they hold the same bytes."""

from __future__ import annotations

import hashlib

DEVICE_DIGITS = "clinic-casebook v1 device digits"
NETWORK_DIGITS = "clinic-casebook v1 network digits"
GROUPS = 6
GROUP_DIGITS = 5


def spoken_digits(label: str, *parts: bytes) -> str:
    """Six groups, as in "12345 67890 ..." (99 bits), from SHA-256 over `label` and the `parts`, each led by its length.

    `label` says what the digits vouch for, so digits read aloud for one purpose can never be passed off as those of the
    other.
    """
    whole = hashlib.sha256()
    for part in (label.encode("utf-8"), *parts):
        whole.update(len(part).to_bytes(8, "big") + part)
    number = int.from_bytes(whole.digest(), "big") % 10 ** (GROUPS * GROUP_DIGITS)
    digits = f"{number:0{GROUPS * GROUP_DIGITS}d}"
    return " ".join(digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS))


def digits_agree(expected: str, shown: str) -> bool:
    """Whether two writings of spoken digits are the same thirty digits, whatever stands between the groups."""
    theirs, ours = (_digits_only(text) for text in (expected, shown))
    return theirs == ours and len(ours) == GROUPS * GROUP_DIGITS


def _digits_only(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())
