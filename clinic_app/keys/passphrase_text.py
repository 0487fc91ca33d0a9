"""The text of a passphrase, made equal across keyboards; part of slots format 1, so never changed."""

from __future__ import annotations

import unicodedata


def normalised(passphrase: str) -> str:
    """`passphrase` in NFC with every kind of space as a plain one."""
    spaces = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in passphrase)
    return unicodedata.normalize("NFC", spaces)
