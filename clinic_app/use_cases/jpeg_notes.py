"""A JPEG's segments: what they tell, and the same picture without them. ValueError, struct.error for a broken one."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from clinic_app.use_cases.photo_notes import (
    EXIF,
    ORIENTATION,
    Part,
    Tells,
    behind_the_end,
    orientation_of,
    told_by_exif,
    told_by_xmp,
)

_XMP, _ICC = b"http://ns.adobe.com/", b"ICC_PROFILE\0"
_MARK = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")  # in a picture's own bytes no other follows 0xff


def _jpeg_parts(data: bytes) -> Iterator[Part]:
    """The segments before the picture, and the picture itself up to its end as a last part of kind `da`."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise ValueError("no segment")
        kind = data[at + 1]
        if kind == 0xDA:
            end = _end_of_picture(data, at)
            yield Part(b"\xda", data[at:end], b"")
            return
        (size,) = struct.unpack(">H", data[at + 2 : at + 4])
        if size < 2 or at + 2 + size > len(data):
            raise ValueError("cut short")
        yield Part(bytes([kind]), data[at : at + 2 + size], data[at + 4 : at + 2 + size])
        at += 2 + size


def _end_of_picture(data: bytes, at: int) -> int:
    """Behind its end mark; scans and their tables may follow each other, notes between them are not looked for."""
    found = _MARK.search(data, at + 2)
    while found is not None and (kind := data[found.start() + 1]) != 0xD9:
        if 0xE0 <= kind <= 0xEF or kind == 0xFE:
            raise ValueError("notes within the picture")
        (size,) = struct.unpack(">H", data[found.end() : found.end() + 2])
        found = _MARK.search(data, found.end() + size)
    if found is None:
        raise ValueError("no end")
    return found.end()


def told_by_jpeg(data: bytes) -> set[Tells]:
    """What its segments tell, and what hangs behind the picture."""
    told: set[Tells] = set()
    length = 2
    for part in _jpeg_parts(data):
        length += len(part.whole)
        if part.kind == b"\xe1" and part.inside.startswith(EXIF):
            told |= told_by_exif(part.inside[len(EXIF) :])
        elif part.kind == b"\xe1" and part.inside.startswith(_XMP):
            told |= told_by_xmp(part.inside)
        elif not _is_kept(part):
            told.add(Tells.OTHER)
    return told | behind_the_end(data, length)


def _is_kept(part: Part) -> bool:
    """What the picture needs: its tables, JFIF, colours (ICC and Adobe); comments and the other APPs it does not."""
    kind = part.kind[0]
    if kind == 0xFE:
        return False
    if not 0xE0 <= kind <= 0xEF:
        return True
    return (
        (kind == 0xE0 and part.inside.startswith((b"JFIF\0", b"JFXX\0")) and len(part.inside) < 32)
        or (kind == 0xE2 and part.inside.startswith(_ICC))
        or (kind == 0xEE and part.inside.startswith(b"Adobe"))
    )


def clean_jpeg(data: bytes) -> bytes:
    """The same picture without its notes; how it is turned is kept."""
    parts = list(_jpeg_parts(data))
    turned = next((orientation_of(p.inside[6:]) for p in parts if p.kind == b"\xe1" and p.inside.startswith(EXIF)), 1)
    kept = [part.whole for part in parts if _is_kept(part)]
    first = 1 if parts and parts[0].kind == b"\xe0" and _is_kept(parts[0]) else 0
    if turned != 1:
        kept.insert(first, _turned(turned))
    return b"\xff\xd8" + b"".join(kept)


def _turned(orientation: int) -> bytes:
    """An EXIF segment that says how the picture is turned and nothing else."""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(EXIF) + len(tiff)) + EXIF + tiff
