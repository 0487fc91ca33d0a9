"""A small file as one or several QR codes, and back from pictures of them in any order. Format 1, kept for ever.

    CB1:<kind>:<number>/<of>:<check>:<base45 of a piece>

`kind` is R (a request to join) or I (an invitation). The pieces joined are the file, compressed by zlib; `check` is the
first 8 hex digits of the SHA-256 of the file, so pieces of two files are told apart. It guards against accidents only:
what the file says is believed, or not, by its signatures.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable

from clinic_app.errors import CodePartsMissing, PictureUnreadable, TooMuchForCodes
from clinic_app.pictures import base45

REQUEST, INVITATION = "R", "I"
PIECE = 900  # bytes in one code: about a hundred squares wide, which a telephone reads from a screen
MOST_PARTS = 24  # four pages of six; whoever has more takes the file itself
MOST_BYTES = 1 << 18  # of the file: a few bytes of zlib may claim to be gigabytes

_PART = re.compile(r"CB1:([RI]):([1-9][0-9]?)/([1-9][0-9]?):([0-9A-F]{8}):([0-9A-Z $%*+\-./:]+)", re.ASCII)


def cut(kind: str, data: bytes) -> list[str]:
    """The texts of the codes of `data`, in order; TooMuchForCodes when there would be more than MOST_PARTS."""
    packed = zlib.compress(data, 9)
    pieces = [packed[at : at + PIECE] for at in range(0, len(packed), PIECE)]
    if len(pieces) > MOST_PARTS or len(data) > MOST_BYTES:
        raise TooMuchForCodes(parts=len(pieces), most=MOST_PARTS)
    check = _check(data)
    return [f"CB1:{kind}:{n}/{len(pieces)}:{check}:{base45.encode(piece)}" for n, piece in enumerate(pieces, 1)]


def joined(kind: str, texts: Iterable[str], file: str) -> bytes:
    """The file in codes that were read; others' codes beside them are left alone.

    Raises PictureUnreadable (no code of this kind, pieces of two files, damage), CodePartsMissing (which numbers).
    """
    found: dict[tuple[int, str], dict[int, str]] = {}
    for text in texts:
        if (part := _PART.fullmatch(text)) and part[1] == kind:
            found.setdefault((int(part[3]), part[4]), {})[int(part[2])] = part[5]
    if not found:
        raise PictureUnreadable(file=file, why="no_code")
    if len(found) > 1:
        raise PictureUnreadable(file=file, why="mixed")
    (of, check), pieces = found.popitem()
    if missing := [n for n in range(1, of + 1) if n not in pieces]:
        raise CodePartsMissing(file=file, missing=tuple(missing), of=of)
    data = _unpacked([pieces[n] for n in range(1, of + 1)])
    if data is None or _check(data) != check or set(pieces) != set(range(1, of + 1)):
        raise PictureUnreadable(file=file, why="damaged")
    return data


def _unpacked(pieces: list[str]) -> bytes | None:
    packing = zlib.decompressobj()
    try:
        data = packing.decompress(b"".join(base45.decode(piece) for piece in pieces), MOST_BYTES)
    except (zlib.error, ValueError):
        return None
    return data if packing.eof and not packing.unused_data else None


def _check(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8].upper()
