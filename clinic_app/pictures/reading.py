"""The QR codes in a picture somebody gives: a photo of a sheet or a screen, a scan. Nothing of it is believed here.

The size is read from the first bytes before a library touches the rest; only PNG and JPEG are opened at all.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

from clinic_app.errors import PictureUnreadable, file_error

MOST_BYTES = 20 << 20
MOST_PIXELS = 50_000_000
_MOST_MEMORY = 160 << 20  # bytes that unpacking may take
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_ENOUGH = 2400  # pixels of the longer side at which a sheet is read best; larger ones only make noise
_TRIES = (_ENOUGH, 1500, 3600, 900)


def is_picture(path: Path) -> bool:
    """Whether the file begins as a PNG or a JPEG does; a file that cannot be read is none."""
    try:
        with path.open("rb") as file:
            first = file.read(len(_PNG))
    except OSError:
        return False
    return first.startswith((_PNG, _JPEG))


def texts_in(path: Path) -> list[str]:
    """The texts of all QR codes in the picture `path`, each once; none is [].

    Raises PictureUnreadable (why: kind, too_large, damaged), FileUnreadable.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise file_error(problem, path, writing=False) from None
    return texts_in_bytes(data, path.name)


def texts_in_bytes(data: bytes, name: str) -> list[str]:
    """The same of a picture in memory; `name` is told when it cannot be read."""
    if len(data) > MOST_BYTES:
        raise PictureUnreadable(file=name, why="too_large")
    if not data.startswith((_PNG, _JPEG)):
        raise PictureUnreadable(file=name, why="kind")
    told = _png_size(data) if data.startswith(_PNG) else _jpeg_size(data)
    if told is None or told[0] * told[1] < 1:
        raise PictureUnreadable(file=name, why="damaged")
    wide, high, each = told
    if wide * high > MOST_PIXELS or wide * high * each > _MOST_MEMORY:
        raise PictureUnreadable(file=name, why="too_large")
    grey = _grey(data, name)
    found: dict[str, None] = {}
    for side in _TRIES:
        for text in _codes(_sized(grey, side)):
            found.setdefault(text)
        if found and side != _TRIES[0]:
            break
        if found and _is_whole(list(found)):
            break
    return list(found)


def _is_whole(texts: list[str]) -> bool:
    """Whether looking further can bring nothing: a single code, or as many as the first says there are."""
    head = texts[0].split(":", 4)
    of = head[2].partition("/")[2] if head[0] == "CB1" and len(head) > 3 else "1"
    return of == str(len(texts))


def _grey(data: bytes, name: str) -> Any:
    from PIL import Image, ImageOps

    kinds = ("PNG", "JPEG")
    try:
        with Image.open(io.BytesIO(data), formats=kinds) as picture:
            if picture.size[0] * picture.size[1] > MOST_PIXELS:
                raise PictureUnreadable(file=name, why="too_large")
            # A JPEG is unpacked grey and as small as it may be: a quarter of the memory of its colours.
            picture.draft("L", (2 * _ENOUGH, 2 * _ENOUGH))
            return ImageOps.exif_transpose(picture).convert("L")
    except PictureUnreadable:
        raise
    except MemoryError:
        raise PictureUnreadable(file=name, why="too_large") from None
    except Exception:  # whatever a hostile file makes the library say, it is a damaged picture
        raise PictureUnreadable(file=name, why="damaged") from None


def _sized(grey: Any, side: int) -> Any:
    longer = max(grey.size)
    if longer <= side:
        return grey
    return grey.resize(tuple(max(1, round(one * side / longer)) for one in grey.size))


def _codes(grey: Any) -> list[str]:
    import zxingcpp

    kinds = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    read = zxingcpp.read_barcodes(grey, formats=kinds, text_mode=zxingcpp.TextMode.Plain)
    return [one.text for one in read if one.valid]


def _png_size(data: bytes) -> tuple[int, int, int] | None:
    """Width, height, and bytes each pixel takes in memory."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    wide, high, _bits, colour = struct.unpack(">IIBB", data[16:26])
    return wide, high, 1 if colour in (0, 3) else 4


def _jpeg_size(data: bytes) -> tuple[int, int, int] | None:
    """The same of a JPEG; a progressive one is held whole, as numbers of two bytes and three colours."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return wide, high, 6 if mark == 0xC2 else 1
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
