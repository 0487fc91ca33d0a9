"""What a passphrase is: how it is read, made equal across keyboards, and when it is too weak."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from clinic_app.errors import FileUnreadable, PassphraseTooWeak, file_error
from clinic_app.keys.passphrase_text import normalised

LEAST_CHARACTERS = 10
_MOST_BYTES = 1 << 16


def passphrase_bytes(passphrase: str) -> bytes:
    """The bytes that are stretched. Lone surrogates pass: an encoding error would carry the passphrase with it."""
    return normalised(passphrase).encode("utf-8", "surrogatepass")


def check_strength(passphrase: str, about: Iterable[str] = ()) -> None:
    """Raise PassphraseTooWeak unless it has ten characters and is not easily guessed; `about`: see `strength`."""
    plain = normalised(passphrase)
    if len(plain) < LEAST_CHARACTERS:
        raise PassphraseTooWeak(least=LEAST_CHARACTERS, warning="", suggestions=())
    # Loading its lists takes a moment that no start of the program and no opening should pay.
    from clinic_app.keys.strength import strength

    found = strength(plain, about)
    if not found.accepted:
        raise PassphraseTooWeak(
            least=LEAST_CHARACTERS, warning=found.warning or "guessable", suggestions=found.suggestions
        )


def read_passphrase_file(path: Path) -> str:
    """The passphrase (or recovery code) in a UTF-8 file, NFC, without its last line end; raises FileUnreadable."""
    try:
        with path.open("rb") as file:
            read = file.read(_MOST_BYTES + 1)
    except OSError as problem:
        raise file_error(problem, path, writing=False) from None
    if len(read) > _MOST_BYTES:
        raise FileUnreadable(file=str(path), reason="too long")
    try:
        # Windows Notepad puts a byte order mark in front; nobody has typed it.
        text = read.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnreadable(file=str(path), reason="not UTF-8") from None
    return unicodedata.normalize("NFC", text.removesuffix("\n").removesuffix("\r"))
